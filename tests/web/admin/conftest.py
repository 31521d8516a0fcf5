"""The furnished world, two tenants on one platform more, and browsers of people who administer."""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.administration import assign_deployment, create_organisation, make_sign_in_link
from app.administration.models import AuditEntry, Organisation
from app.db import reading, transaction
from app.lti import add_platform
from app.lti.models import Deployment, Registration
from app.people import OpenedLaunch, record_launch
from app.services import Services
from app.web import csrf
from app.web.access import COOKIE_PREFIX
from tests import cast
from tests.administration.conftest import platform
from tests.cast import Character
from tests.guards.conftest import app, furnished, world
from tests.pages import PageChecker
from tests.world import launch_of, read

__all__ = ["app", "furnished", "world"]


@dataclass
class Desk:
    """An administrator's browser behind `/admin/`."""

    client: FlaskClient
    base: str = "/admin"
    token: str = ""

    def get(self, path: str) -> TestResponse:
        answer = read(self.client.get(self.base + path))
        found = re.search(r'name="csrf_token" value="(\w+)"', answer.get_data(as_text=True))
        self.token = found[1] if found else self.token
        return answer

    def text(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return " ".join(answer.get_data(as_text=True).split())

    def post(self, path: str, *, token: bool = True, **form: str) -> TestResponse:
        fields = {**form, **({"csrf_token": self.token} if token else {})}
        return read(self.client.post(self.base + path, data=fields))


def browser(app: Flask) -> FlaskClient:
    app.test_client_class = PageChecker
    return app.test_client()


def sign_in_path(app: Flask, name: str = "Olga", organisation_id: int | None = None) -> str:
    services: Services = app.extensions["cairn"]
    with app.app_context(), transaction() as session:
        token = make_sign_in_link(
            session, services.clock, name=name, organisation_id=organisation_id, made_by="command line"
        )
    return f"/sign-in/{token}"


def signed_in(app: Flask, name: str = "Olga", organisation_id: int | None = None) -> Desk:
    """A browser that has used a fresh link."""
    desk, path = Desk(browser(app)), sign_in_path(app, name, organisation_id)
    assert desk.get(path).status_code == 200
    assert desk.post(path).location == "/admin/"
    desk.get("/")
    return desk


def by_launch(app: Flask, who: Character, place: tuple[int, int] | None = None) -> Desk:
    """A browser that came by a launch, of `place` (registration, deployment) where the cast is on another one."""
    services: Services = app.extensions["cairn"]
    with app.app_context(), transaction() as session:
        registration_id, deployment_id = place or first_place(session, who.place.issuer)
        opened = record_launch(session, services.clock, launch_of(who, registration_id, deployment_id))
    return desk_of(app, opened)


def first_place(session, issuer: str) -> tuple[int, int]:
    row = session.execute(
        select(Registration.id, Deployment.id)
        .join(Deployment, Deployment.registration_id == Registration.id)
        .where(Registration.issuer == issuer)
    ).first()
    return row[0], row[1]


def desk_of(app: Flask, opened: OpenedLaunch) -> Desk:
    client = browser(app)
    client.set_cookie(COOKIE_PREFIX + opened.launch_id, opened.secret, secure=True)
    secret_key = app.extensions["cairn"].settings.secret_key
    base = f"/l/{opened.launch_id}/console"
    return Desk(client, base, csrf.token(secret_key, opened.launch_id, opened.secret))


@dataclass(frozen=True, slots=True)
class Host:
    """A registration that a host shares among schools, and whose deployments are whose."""

    registration: int
    meadow: int
    harbour: int
    of_meadow: int
    of_harbour: int
    of_nobody: int


@pytest.fixture
def host(app: Flask) -> Host:
    services: Services = app.extensions["cairn"]
    with app.app_context(), transaction() as session:
        meadow = create_organisation(session, services.clock, "Meadow College").id
        harbour = create_organisation(session, services.clock, "Harbour School").id
        number = add_platform(session, services.clock, platform("https://host.example", "m-1", "h-1", "x-1"))
        rows = session.scalars(select(Deployment).where(Deployment.registration_id == number))
        ids = {row.deployment_id: row.id for row in rows}
        for row in session.scalars(select(Deployment).where(Deployment.registration_id == number)):
            row.platform_guid = row.deployment_id
        assign_deployment(session, ids["m-1"], meadow)
        assign_deployment(session, ids["h-1"], harbour)
    return Host(number, meadow, harbour, ids["m-1"], ids["h-1"], ids["x-1"])


def audited(app: Flask) -> list[tuple[str, str, str]]:
    """Who did what to what, the oldest first."""
    with app.app_context(), reading() as session:
        lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(line.by, line.action, line.subject) for line in lines]


def standing_of(app: Flask, deployment_id: int) -> str:
    with app.app_context(), reading() as session:
        return str(session.get(Deployment, deployment_id).status)


def home(app: Flask) -> tuple[int, int]:
    with app.app_context(), reading() as session:
        return first_place(session, cast.HOME_PLATFORM)


def home_organisation(app: Flask) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(Organisation.id).where(Organisation.name == "Home School"))
