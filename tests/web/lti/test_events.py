"""What a real launch leaves for the console, whether it came through or not."""

import pytest
from flask.testing import FlaskClient

from app.db import reading, transaction
from app.lti import EventKind, EventView, Standing, launch_events, set_platform_standing
from app.lti.events import MOST_REFUSALS
from tests.lti.signer import SigningPlatform
from tests.web.instructor.conftest import counted_statements


def events(platform: SigningPlatform, kind: EventKind) -> tuple[EventView, ...]:
    with reading() as session:
        return launch_events(session, registration_ids=[platform.registration_id], kind=kind, most=100)


def test_a_launch_leaves_one_row_with_one_statement(client: FlaskClient, platform: SigningPlatform) -> None:
    platform.launch(client)
    login = platform.login(client)
    token = platform.sign(platform.claims(login))
    with counted_statements() as seen:
        assert platform.post(client, login, token).status_code == 303
    assert sum("lti_launch_event" in statement for statement in seen) == 1
    newest, first = events(platform, EventKind.LAUNCH)
    assert newest.deployment_id == first.deployment_id is not None
    assert len(newest.scopes) == 2 and newest.product_version == "4.5"


def test_a_refused_launch_leaves_the_code_and_reference_that_its_person_reads(
    client: FlaskClient, platform: SigningPlatform
) -> None:
    answer = platform.launch(client, exp=1)
    (event,) = events(platform, EventKind.REFUSED)
    assert event.code in answer.text and event.reference in answer.text
    assert not events(platform, EventKind.LAUNCH)


def test_a_second_use_and_a_waiting_deployment_are_noted_too(client: FlaskClient, platform: SigningPlatform) -> None:
    login = platform.login(client)
    token = platform.sign(platform.claims(login))
    for _ in range(2):
        platform.post(client, login, token)
    platform.launch(client, deployment_id="another")
    assert [event.code for event in events(platform, EventKind.REFUSED)] == ["deployment-pending", "state-used"]


def test_what_no_registration_is_known_for_leaves_nothing(client: FlaskClient, platform: SigningPlatform) -> None:
    assert client.post("/lti/launch", data={"id_token": "x", "state": "nonsense"}).status_code == 403
    assert client.post("/lti/launch", data={}).status_code == 422
    assert not events(platform, EventKind.REFUSED)


def test_a_blocked_platforms_launches_are_noted(client: FlaskClient, platform: SigningPlatform) -> None:
    login = platform.login(client)
    with transaction() as session:
        set_platform_standing(session, platform.registration_id, Standing.BLOCKED)
    platform.post(client, login, platform.sign(platform.claims(login)))
    assert [event.code for event in events(platform, EventKind.REFUSED)] == ["platform-inactive"]


@pytest.mark.parametrize("more", [1, 20])
def test_refusals_without_end_fill_no_disk(client: FlaskClient, platform: SigningPlatform, more: int) -> None:
    state = platform.login(client).state
    for _ in range(MOST_REFUSALS + more):
        assert client.post("/lti/launch", data={"id_token": "nothing", "state": state}).status_code == 403
    assert len(events(platform, EventKind.REFUSED)) == MOST_REFUSALS
