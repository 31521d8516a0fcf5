"""The two programs meet: Cairn launched from the sandbox, each believing the other's signatures."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import transaction
from app.lti import (
    AccessTokens,
    ActivityProgress,
    AgsClient,
    CanvasSubmission,
    GradingProgress,
    NrpsClient,
    PlatformEntry,
    ReplyKind,
    RosterQuery,
    ScoreMessage,
    add_platform,
)
from app.sandbox import FaultKind, Lms
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


@pytest.fixture
def tokens(database: Flask, services: Services) -> AccessTokens:
    return AccessTokens(services.http, services.clock, services.sealer)


@pytest.fixture
def gradebooks(tokens: AccessTokens, services: Services) -> AgsClient:
    """Cairn's own client, which talks to the sandbox over a real socket."""
    return AgsClient(services.http, tokens, services.clock)


def score_for(lms: Lms, activity: Activity, **changes: Any) -> ScoreMessage:
    """45.5 of 50 points for Ben, final, with a comment."""
    message = ScoreMessage(
        lineitem_url=lms.line_item_url(activity),
        user_id=lms.subject(lms.person_named("Ben")),
        score_given=4550,
        score_maximum=5000,
        activity_progress=ActivityProgress.COMPLETED,
        grading_progress=GradingProgress.FULLY_GRADED,
        timestamp=lms.platform.now(),
        comment="Earned",
        canvas=CanvasSubmission(new_submission=False),
    )
    return replace(message, **changes)


def test_a_score_arrives_and_is_read_back(lms: Lms, activity: Activity, gradebooks: AgsClient) -> None:
    assert gradebooks.send_score(1, score_for(lms, activity)).kind is ReplyKind.DONE
    stored = lms.result(activity, lms.person_named("Ben"))
    assert (stored.score, stored.comment) == (91, "Earned")
    (result,) = gradebooks.get_results(1, lms.line_item_url(activity))
    assert (result.score, result.maximum) == (9100, 10000)


def test_a_score_whose_answer_was_lost_is_known_to_have_arrived(
    lms: Lms, activity: Activity, gradebooks: AgsClient
) -> None:
    lms.trouble(FaultKind.LOST_ANSWER, "scores")
    assert gradebooks.send_score(1, score_for(lms, activity)).kind is ReplyKind.RETRY
    assert gradebooks.send_score(1, score_for(lms, activity)).kind is ReplyKind.DONE
    assert lms.result(activity, lms.person_named("Ben")).score == 91


@pytest.mark.parametrize("kind", [FaultKind.DOWN, FaultKind.TOO_MANY, FaultKind.THROTTLED, FaultKind.RESET])
def test_a_platform_in_trouble_is_tried_again_later(
    lms: Lms, activity: Activity, gradebooks: AgsClient, kind: FaultKind
) -> None:
    lms.trouble(kind, "scores")
    assert gradebooks.send_score(1, score_for(lms, activity)).kind is ReplyKind.RETRY
    assert gradebooks.send_score(1, score_for(lms, activity)).kind is ReplyKind.DONE


def test_a_forgotten_token_is_fetched_anew(lms: Lms, activity: Activity, gradebooks: AgsClient) -> None:
    gradebooks.get_line_item(1, lms.line_item_url(activity))
    lms.expire_tokens()
    assert gradebooks.get_line_item(1, lms.line_item_url(activity)).label == "Not chosen yet"


def test_a_deleted_column_stops_the_delivery(lms: Lms, activity: Activity, gradebooks: AgsClient) -> None:
    message = score_for(lms, activity)
    lms.delete_line_item(activity)
    assert gradebooks.send_score(1, message).kind is ReplyKind.STOP


def test_columns_are_found_by_their_link(lms: Lms, activity: Activity, gradebooks: AgsClient) -> None:
    lms.place(lms.platform.directory.courses()[0], lms.platform.tools.all()[0], "Another")
    container = lms.line_item_url(activity).partition("/lineitems/")[0] + f"/lineitems?type_id={activity.tool_id}"
    if lms.platform.temper.name == "canvas":
        container = lms.line_item_url(activity).rpartition("/")[0]
    (found,) = gradebooks.find_line_items(1, container, resource_link_id=lms.link_id(activity))
    assert found.label == "Not chosen yet"


def test_the_roster_is_read_over_its_pages(lms: Lms, tokens: AccessTokens, services: Services) -> None:
    roster = NrpsClient(services.http, tokens, services.clock)
    query = RosterQuery(f"{lms.base_url}/services/courses/1/memberships/1", limit=2)
    members = [member for page in roster.pages(1, query) for member in page.members]
    assert {"Ada Okafor", "Олена Коваленко"} <= {member.name for member in members}
    assert len(members) >= 5
