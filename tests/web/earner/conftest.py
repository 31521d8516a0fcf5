"""The course of tests/evidence/world.py and Ada's browser in it."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import transaction
from app.services import Services
from app.web import csrf
from tests.evidence.world import TALKS, browser_of, fill, submit
from tests.flows.test_save_evidence import decide
from tests.review.world import World, build_world
from tests.signing import sign_what_is_due


@dataclass
class Browser:
    """One person's browser: addresses are relative to their pages, forms carry their token."""

    client: FlaskClient
    base: str
    token: str

    def get(self, path: str, **more: object) -> TestResponse:
        return self.client.get(self.base + path, **more)  # type: ignore[arg-type]

    def post(self, path: str, data: dict[str, object] | None = None, **more: object) -> TestResponse:
        form = {"csrf_token": self.token, **(data or {})}
        return self.client.post(self.base + path, data=form, **more)  # type: ignore[arg-type]

    def download(self, path: str, **more: object) -> TestResponse:
        """A file to the end; the server's handle on it is closed."""
        response = self.get(path, **more)
        response.get_data()
        response.close()
        return response

    def text(self, path: str) -> str:
        response = self.get(path)
        assert response.status_code == 200, response.status_code
        return response.get_data(as_text=True)


@pytest.fixture
def world(app: Flask, services: Services) -> World:
    with app.app_context(), transaction() as session:
        return build_world(session, services, TALKS)


def open_browser(app: Flask, client: FlaskClient, world: World, name: str) -> Browser:
    base = browser_of(app, client, world, name)
    opened = world.launches[name]
    key = app.extensions["cairn"].settings.secret_key
    return Browser(client, base, csrf.token(key, opened.launch_id, opened.secret))


@pytest.fixture
def ada(app: Flask, client: FlaskClient, world: World) -> Browser:
    return open_browser(app, client, world, "ada")


@pytest.fixture
def started(ada: Browser) -> Browser:
    assert ada.post("/start").status_code == 303
    return ada


@pytest.fixture
def filled(app: Flask, services: Services, world: World, ada: Browser) -> Browser:
    with app.app_context(), transaction() as session:
        fill(session, services, world)
    return ada


@pytest.fixture
def submitted(app: Flask, services: Services, world: World, filled: Browser) -> Browser:
    with app.app_context(), transaction() as session:
        submit(session, services, world)
    return filled


@pytest.fixture
def not_yet(app: Flask, services: Services, world: World, submitted: Browser) -> Browser:
    with app.app_context():
        decide(world, services, 1, responds="proficient", active="not_yet")
    return submitted


@pytest.fixture
def earned(app: Flask, services: Services, world: World, submitted: Browser) -> Browser:
    with app.app_context():
        decide(world, services, 1, responds="proficient", active="exemplary")
    sign_what_is_due(app)
    return submitted
