"""`/lti/notices`, as a platform's server posts to it: what is believed, what is kept, and nothing twice."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.db import reading, transaction
from app.lti import set_platform_standing
from app.lti.models import Deployment, Standing, UsedState
from app.people.models import Course
from app.services import Services
from tests.conftest import ManualClock
from tests.lti.signer import CLAIM, MISSING, SigningPlatform, key_pair, signing_platform

NEW, OLD = "course-new", "course-old"


@pytest.fixture
def platform(app: Flask, services: Services, clock: ManualClock) -> Iterator[SigningPlatform]:
    with app.app_context(), signing_platform(services, clock) as running:
        yield running


def claims_of(platform: SigningPlatform, **changes: Any) -> dict[str, Any]:
    """A notice of a copied course as Canvas sends it: with a nonce of its own and without a `jti`."""
    now = int(platform.clock.now().timestamp())
    claims = {
        "iss": platform.issuer,
        "aud": platform.client_id,
        "azp": platform.client_id,
        "iat": now,
        "exp": now + 3600,
        "nonce": str(uuid.uuid4()),
        CLAIM + "version": "1.3.0",
        CLAIM + "deployment_id": platform.deployment_id,
        CLAIM + "notice": {
            "id": str(uuid.uuid4()),
            "timestamp": "2026-11-22T01:00Z",
            "type": "LtiContextCopyNotice",
        },
        CLAIM + "context": {"id": NEW, "label": "MC102", "title": "Teaching adults, spring"},
        CLAIM + "origin_contexts": [OLD],
    }
    claims |= {CLAIM + name if CLAIM + name in claims else name: value for name, value in changes.items()}
    return {name: value for name, value in claims.items() if value is not MISSING}


def post(client: FlaskClient, *tokens: str) -> TestResponse:
    return client.post("/lti/notices", json={"notices": [{"jwt": token} for token in tokens]})


def tell(client: FlaskClient, platform: SigningPlatform, **changes: Any) -> TestResponse:
    return post(client, platform.sign(claims_of(platform, **changes)))


def histories() -> Mapping[str, list[str]]:
    with reading() as session:
        return {course.context_id: course.history for course in session.scalars(select(Course))}


def seen() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(UsedState)) or 0


def test_a_copied_course_is_noted_before_anybody_opens_it(client: FlaskClient, platform: SigningPlatform) -> None:
    answer = tell(client, platform)
    assert (answer.status_code, answer.json) == (200, {"taken": 1})
    assert "Set-Cookie" not in answer.headers
    assert histories() == {NEW: [OLD]}
    with reading() as session:
        course = session.scalars(select(Course)).one()
    assert (course.title, course.label) == ("Teaching adults, spring", "MC102")


def test_a_notice_that_comes_twice_counts_once(client: FlaskClient, platform: SigningPlatform) -> None:
    claims = claims_of(platform)
    first, again = platform.sign(claims), platform.sign({**claims, "nonce": "another"})
    assert [post(client, token).json for token in (first, first, again)] == [{"taken": 1}, {"taken": 0}, {"taken": 0}]
    assert post(
        client, platform.sign(claims_of(platform, jti="j1")), platform.sign(claims_of(platform, jti="j1"))
    ).json == {"taken": 1}


def test_further_copies_into_a_course_come_first_and_keep_what_was_known(
    client: FlaskClient, platform: SigningPlatform
) -> None:
    platform.launch(client, custom={"context_history": OLD}, context={"id": NEW, "title": "Mine"})
    tell(client, platform, origin_contexts=["another"])
    tell(client, platform, origin_contexts=[{"id": OLD}, NEW, 7])
    assert histories() == {NEW: [OLD, "7", "another"]}


@pytest.mark.parametrize("origins", [MISSING, [], None, "text", [None, {}, True]])
def test_a_copy_from_nowhere_leaves_a_course_without_history(
    client: FlaskClient, platform: SigningPlatform, origins: object
) -> None:
    assert tell(client, platform, origin_contexts=origins).status_code == 200
    assert histories() == {NEW: []}


@pytest.mark.parametrize("notice_type", ["LtiHelloWorldNotice", "LtiAssetProcessorSubmissionNotice", "Something"])
def test_other_notices_are_heard_and_change_nothing(
    client: FlaskClient, platform: SigningPlatform, notice_type: str
) -> None:
    answer = tell(client, platform, notice={"id": "n1", "type": notice_type})
    assert (answer.status_code, answer.json) == (200, {"taken": 1})
    assert histories() == {}


WRONG = {
    "another issuer": {"iss": "https://evil.example"},
    "another client": {"aud": "client-2"},
    "no audience": {"aud": MISSING},
    "one audience too many": {"aud": ["client-1", "client-2"]},
    "another authorized party": {"azp": "client-2"},
    "no expiry": {"exp": MISSING},
    "over": {"exp": 1},
    "too old": {"iat": 1},
    "from the future": {"iat": 10**11, "exp": 10**12},
    "no version": {"version": MISSING},
    "no notice": {"notice": MISSING},
    "a notice that is none": {"notice": "LtiContextCopyNotice"},
    "no type": {"notice": {"id": "n1"}},
    "no id": {"notice": {"type": "LtiContextCopyNotice"}},
    "an id that is too long": {"notice": {"id": "n" * 300, "type": "LtiContextCopyNotice"}},
    "an unknown deployment": {"deployment_id": "nowhere"},
    "no deployment": {"deployment_id": MISSING},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_a_notice_with_a_wrong_claim_is_refused_and_leaves_nothing(
    client: FlaskClient, platform: SigningPlatform, changes: Mapping[str, Any]
) -> None:
    right = platform.sign(claims_of(platform))
    answer = post(client, right, platform.sign(claims_of(platform, **changes)))
    assert (answer.status_code, answer.json) == (400, {"error": "notice-refused"})
    assert (histories(), seen()) == ({}, 0)


def test_a_notice_needs_the_platforms_own_key(client: FlaskClient, platform: SigningPlatform) -> None:
    claims = claims_of(platform)
    spoilt = platform.sign(claims)[:-8] + "AAAAAAAA"
    for token in (
        platform.sign(claims, key=key_pair("a thief's")),
        platform.sign(claims, kid="unknown"),
        platform.sign(claims, kid=None),
        spoilt,
        "",
        "a.b.c",
    ):
        assert post(client, token).status_code == 400, token[:40]
    assert (histories(), seen()) == ({}, 0)


def test_an_id_token_is_no_notice(client: FlaskClient, platform: SigningPlatform) -> None:
    login = platform.login(client)
    assert post(client, platform.sign(platform.claims(login))).status_code == 400


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.BLOCKED])
def test_a_deployment_that_may_not_launch_may_not_speak(
    client: FlaskClient, platform: SigningPlatform, standing: Standing
) -> None:
    with transaction() as session:
        session.scalars(select(Deployment)).one().status = standing
    assert tell(client, platform).status_code == 400
    assert (histories(), seen()) == ({}, 0)


def test_a_connection_that_was_blocked_a_moment_ago_may_not_speak(
    client: FlaskClient, platform: SigningPlatform
) -> None:
    assert tell(client, platform).status_code == 200
    with transaction() as session:
        set_platform_standing(session, platform.registration_id, Standing.BLOCKED)
    assert tell(client, platform, origin_contexts=["another"]).status_code == 400
    assert histories() == {NEW: [OLD]}


def test_two_platforms_may_use_the_same_notice_id(
    client: FlaskClient, platform: SigningPlatform, services: Services, clock: ManualClock
) -> None:
    with signing_platform(services, clock, issuer="https://other.example.edu") as other:
        for each in (platform, other):
            assert tell(client, each, jti="n1").json == {"taken": 1}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'{"notices": []}',
        b'{"notices": {"jwt": "x"}}',
        b'{"notices": [{"jwt": 7}]}',
        b'{"notices": ["x"]}',
        b'{"notices": [{}]}',
        b"\xff\xfe",
        b"[" * 5000,
        b'{"notices": [' + b",".join([b'{"jwt": "x"}'] * 51) + b"]}",
        b'{"notices": [{"jwt": "' + b"x" * 1_000_001 + b'"}]}',
    ],
)
def test_what_is_no_post_of_notices_is_refused(database: Flask, client: FlaskClient, body: bytes) -> None:
    answer = client.post("/lti/notices", data=body, content_type="application/json")
    assert (answer.status_code, answer.json) == (400, {"error": "notices-malformed"})
    assert seen() == 0
