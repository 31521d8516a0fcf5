"""A reviewer's browser in the small course."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import transaction
from app.services import Services
from app.web import csrf
from tests.conftest import ManualClock
from tests.review.conftest import world
from tests.review.world import World, hand_in

__all__ = ["world"]


class Browser:
    """One person in one launch. Posts carry its form token."""

    def __init__(self, client: FlaskClient, world: World, name: str) -> None:
        self.client, self.launch = client, world.launches[name]
        client.set_cookie(f"__Host-cairn-{self.launch.launch_id}", self.launch.secret)

    def address(self, path: str) -> str:
        return f"/l/{self.launch.launch_id}/reviews/{path}"

    def get(self, path: str = "") -> TestResponse:
        return self.client.get(self.address(path))

    def text(self, path: str = "") -> str:
        response = self.get(path)
        assert response.status_code == 200, response.get_data(as_text=True)
        return response.get_data(as_text=True)

    def post(self, path: str, fields: Mapping[str, str] | None = None, **options: Any) -> TestResponse:
        services: Services = self.client.application.extensions["cairn"]
        token = csrf.token(services.settings.secret_key, self.launch.launch_id, self.launch.secret)
        return self.client.post(self.address(path), data={"csrf_token": token, **(fields or {})}, **options)


@pytest.fixture
def tess(client: FlaskClient, world: World) -> Browser:
    return Browser(client, world, "tess")


@pytest.fixture
def omar(client: FlaskClient, world: World) -> Browser:
    return Browser(client, world, "omar")


@pytest.fixture
def ada(client: FlaskClient, world: World) -> Browser:
    return Browser(client, world, "ada")


@pytest.fixture
def attempt_id(world: World, clock: ManualClock) -> int:
    with transaction() as session:
        return hand_in(session, clock, world, text="We **ask** first. <script>alert(1)</script>").id
