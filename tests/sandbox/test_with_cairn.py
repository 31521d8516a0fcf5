"""The two programs meet: Cairn launched from the sandbox, each believing the other's signatures."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import transaction
from app.lti import PlatformEntry, add_platform
from app.sandbox import Lms
from app.sandbox.records import Activity
from app.services import Services
from tests.conftest import ManualClock

TOOL = "http://localhost:8000"


@pytest.fixture(params=["moodle", "canvas"])
def lms(request: pytest.FixtureRequest, app: Flask, services: Services, clock: ManualClock) -> Iterator[Lms]:
    """A sandbox that Cairn knows, and that knows Cairn."""
    sandbox = Lms.new(temper=request.param, clock=clock)
    sandbox.furnish()
    with sandbox.serving():
        keys = app.test_client().get("/lti/jwks.json").get_json()
        tool = sandbox.register_tool(login_url=f"{TOOL}/lti/login", launch_url=f"{TOOL}/lti/launch", jwks=keys)
        known = sandbox.registered(tool)
        with app.app_context(), transaction() as session:
            entry = PlatformEntry(
                label="The sandbox",
                issuer=known.issuer,
                client_id=known.client_id,
                auth_url=known.auth_url,
                token_url=known.token_url,
                jwks_url=known.jwks_url,
                deployment_ids=(known.deployment_id,),
            )
            add_platform(session, clock, entry)
        yield sandbox
    sandbox.close()


@pytest.fixture
def activity(lms: Lms) -> Activity:
    return lms.place(lms.platform.directory.courses()[0], lms.platform.tools.all()[0], "Not chosen yet")


@pytest.mark.parametrize("name", ["Ben", "Ada", "Олена"])
def test_a_launch_leads_into_the_tool(lms: Lms, activity: Activity, client: FlaskClient, name: str) -> None:
    answer = lms.launch(client, lms.person_named(name), activity)
    assert answer.status_code == 303
    assert "/l/" in answer.location


@pytest.mark.parametrize(
    "wrong",
    [{"without": ["sub"]}, {"header": {"kid": None}}, {"claims": {"aud": "somebody else"}}, {"claims": {"exp": 1}}],
)
def test_a_launch_made_wrong_is_refused(
    lms: Lms, activity: Activity, client: FlaskClient, wrong: dict[str, Any]
) -> None:
    answer = lms.launch(client, lms.person_named("Ben"), activity, **wrong)
    assert 400 <= answer.status_code < 500


def test_a_launch_with_a_key_that_was_rotated_a_moment_ago_works(
    lms: Lms, activity: Activity, client: FlaskClient, clock: ManualClock
) -> None:
    lms.launch(client, lms.person_named("Ben"), activity)
    clock.advance(seconds=600)
    lms.rotate_key()
    assert lms.launch(client, lms.person_named("Ben"), activity).status_code == 303
