"""`/lti/launch`: what a browser sees of a launch, and what a launch leaves behind."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event, func, select

from app.db import db, reading, transaction
from app.lti import (
    DeploymentPolicy,
    Standing,
    deployments,
    frame_origins,
    set_deployment_policy,
    set_deployment_standing,
    set_platform_standing,
)
from app.lti.models import Registration
from app.people import Role, find_actor, find_launch_session, person_of_subject
from app.people.models import LaunchSession, LmsAccount, Membership, Person
from app.services import Services
from tests.certification.test_bad_payloads import assert_nothing_stored, assert_refused
from tests.conftest import ManualClock
from tests.lti.signer import (
    ISSUER,
    MEMBERSHIP,
    MISSING,
    Login,
    SigningPlatform,
    deep_linking_settings,
    launch_id_of,
)


def login_cookie_name(login: Login) -> str:
    return login.response.headers["Set-Cookie"].split("=")[0]


def count(model: Any) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_launch_leads_to_its_own_address_with_its_own_cookie(client: FlaskClient, platform: SigningPlatform) -> None:
    response = platform.launch(client)
    launch_id = launch_id_of(response)
    assert re.fullmatch(r"[0-9a-f]{32}", launch_id)
    assert client.get_cookie(f"__Host-cairn-{launch_id}") is not None
    assert client.get(f"/l/{launch_id}/").status_code < 400


def test_the_login_cookie_is_gone_after_the_launch(client: FlaskClient, platform: SigningPlatform) -> None:
    login = platform.login(client)
    platform.post(client, login, platform.sign(platform.claims(login)))
    assert client.get_cookie(login_cookie_name(login)) is None


def test_two_tabs_can_log_in_and_launch_crosswise(
    client: FlaskClient, app: Flask, platform: SigningPlatform, clock: ManualClock
) -> None:
    one, other = platform.login(client), platform.login(client)
    other_course = {"id": "course-2", "title": "Another course"}
    second = platform.post(client, other, platform.sign(platform.claims(other, context=other_course)))
    first = platform.post(client, one, platform.sign(platform.claims(one)))
    with reading() as session:
        titles = [find_launch_session(session, launch_id_of(tab)).course_title for tab in (first, second)]
    assert titles == ["Teaching adults", "Another course"]
    for tab in (first, second):
        assert client.get(f"/l/{launch_id_of(tab)}/").status_code < 400


def test_a_dozen_launches_stay_open_and_the_oldest_makes_room(
    client: FlaskClient, platform: SigningPlatform, clock: ManualClock
) -> None:
    launches = []
    for _ in range(14):
        launches.append(launch_id_of(platform.launch(client)))
        clock.advance(seconds=1)
    kept = [launch for launch in launches if client.get_cookie(f"__Host-cairn-{launch}")]
    assert kept == launches[2:]


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        ("login_required", "platform-said-login-required", "no longer signed in"),
        ("launch_no_longer_valid", "platform-said-launch-no-longer-valid", "waited too long"),
        ("access_denied", "platform-said-access-denied", "stopped this launch"),
        ("<script>alert(1)</script>", "platform-said-error", "stopped this launch"),
    ],
)
def test_a_platforms_error_is_explained(
    client: FlaskClient, platform: SigningPlatform, error: str, code: str, words: str
) -> None:
    login = platform.login(client)
    form = {"error": error, "error_description": "user-7 <b>is</b> out", "state": login.state}
    response = client.post("/lti/launch", data=form)
    assert_refused(response, code)
    assert words in response.text
    assert "script>alert" not in response.text


@pytest.mark.parametrize("form", [{}, {"state": "x"}, {"id_token": "x"}, {"id_token": "", "state": ""}])
def test_a_post_without_token_or_state_is_refused(client: FlaskClient, form: dict[str, str]) -> None:
    assert_refused(client.post("/lti/launch", data=form), "launch-incomplete", 422)


@pytest.mark.parametrize("state", ["made up", "state-", "state-a.b", "s" * 3000, "\N{SNOWMAN}"])
def test_a_state_that_is_not_ours_is_refused(
    client: FlaskClient, app: Flask, platform: SigningPlatform, state: str
) -> None:
    login = platform.login(client)
    response = client.post("/lti/launch", data={"id_token": platform.sign(platform.claims(login)), "state": state})
    assert_refused(response, "state-unknown")
    assert_nothing_stored(app)


def test_a_login_that_took_too_long_is_refused(
    client: FlaskClient, app: Flask, platform: SigningPlatform, clock: ManualClock
) -> None:
    login = platform.login(client)
    clock.advance(seconds=601)
    response = platform.post(client, login, platform.sign(platform.claims(login)))
    assert_refused(response, "state-expired")
    assert_nothing_stored(app)


def test_the_state_of_another_browser_is_refused(client: FlaskClient, app: Flask, platform: SigningPlatform) -> None:
    login = platform.login(client)
    client.set_cookie(login_cookie_name(login), "what another browser has")
    response = platform.post(client, login, platform.sign(platform.claims(login)))
    assert_refused(response, "state-other-browser")
    assert_nothing_stored(app)


def test_a_launch_that_began_in_another_browser_opens_nothing_here_by_itself(
    app: Flask, client: FlaskClient, platform: SigningPlatform
) -> None:
    login = platform.login(client)
    victim = app.test_client()
    response = platform.post(victim, login, platform.sign(platform.claims(login)))
    assert response.status_code == 403
    assert not [cookie for cookie in response.headers.getlist("Set-Cookie") if "cairn" in cookie]


def test_an_unknown_deployment_is_noted_and_waits(client: FlaskClient, app: Flask, platform: SigningPlatform) -> None:
    response = platform.launch(client, deployment_id="deployment-new")
    assert_refused(response, "deployment-pending")
    assert "administrator must approve" in response.text
    assert count(Person) == 0
    with reading() as session:
        waiting = deployments(session, status=Standing.PENDING)
    assert [(one.deployment_id, one.platform_guid, one.platform_name) for one in waiting] == [
        ("deployment-new", "guid-1", "LMS")
    ]


def test_a_pending_deployment_stays_one_row_and_opens_once_approved(
    client: FlaskClient, app: Flask, platform: SigningPlatform
) -> None:
    for _ in range(2):
        assert_refused(platform.launch(client, deployment_id="deployment-new"), "deployment-pending")
    with transaction() as session:
        (waiting,) = deployments(session, status=Standing.PENDING)
        set_deployment_standing(session, waiting.id, Standing.ACTIVE)
    launch_id_of(platform.launch(client, deployment_id="deployment-new"))


def test_what_an_administrator_decides_while_a_launch_is_on_its_way_stays(
    client: FlaskClient, platform: SigningPlatform
) -> None:
    """The launch is to approve what waits; before it can write that, somebody blocks it."""
    assert_refused(platform.launch(client, deployment_id="deployment-new"), "deployment-pending")
    with transaction() as session:
        set_deployment_policy(session, platform.registration_id, DeploymentPolicy.APPROVE)
    asked: list[str] = []

    def block_first(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO lti_deployment"):
            asked.append(statement)
            connection.exec_driver_sql("UPDATE lti_deployment SET status = 'blocked' WHERE status = 'pending'")

    event.listen(db.engine, "before_cursor_execute", block_first)
    try:
        assert_refused(platform.launch(client, deployment_id="deployment-new"), "deployment-blocked")
    finally:
        event.remove(db.engine, "before_cursor_execute", block_first)
    assert len(asked) == 1


def test_a_blocked_deployment_is_refused(client: FlaskClient, app: Flask, platform: SigningPlatform) -> None:
    with transaction() as session:
        (known,) = deployments(session)
        set_deployment_standing(session, known.id, Standing.BLOCKED)
    assert_refused(platform.launch(client), "deployment-blocked")
    assert_nothing_stored(app)


def test_a_registration_blocked_between_login_and_launch_is_refused(
    client: FlaskClient, app: Flask, platform: SigningPlatform
) -> None:
    login = platform.login(client)
    with transaction() as session:
        set_platform_standing(session, platform.registration_id, Standing.BLOCKED)
    response = platform.post(client, login, platform.sign(platform.claims(login)))
    assert_refused(response, "platform-inactive")
    assert_nothing_stored(app)


def test_a_registration_removed_between_login_and_launch_is_refused(
    client: FlaskClient, app: Flask, platform: SigningPlatform, clock: ManualClock
) -> None:
    platform.deployment_id = "none"
    login = platform.login(client)
    with transaction() as session:
        session.query(db.metadata.tables["lti_deployment"]).delete()
        session.delete(session.get(Registration, platform.registration_id))
    clock.advance(seconds=6)
    response = platform.post(client, login, platform.sign(platform.claims(login)))
    assert_refused(response, "platform-unknown", 404)


@pytest.mark.parametrize(
    ("return_url", "shown"),
    [
        (f"{ISSUER}/course/1", True),
        ("https://phish.example/", False),
        ("javascript:alert(1)", False),
        ("http://lms.example.edu/course", False),
        ("https://lms.example.edu@phish.example/", False),
        ("https://lms.example.edu.phish.example/", False),
        (7, False),
    ],
)
def test_the_way_back_leads_to_the_platform_and_nowhere_else(
    client: FlaskClient, platform: SigningPlatform, return_url: object, shown: bool
) -> None:
    response = platform.launch(client, version="0.9", launch_presentation={"return_url": return_url})
    assert_refused(response, "message-version")
    assert (f'href="{return_url}?lti_errormsg=' in response.text) is shown
    assert ("Back to the course" in response.text) is shown


def test_a_forged_token_offers_no_way_back(client: FlaskClient, platform: SigningPlatform) -> None:
    response = platform.launch(client, exp=1)
    assert_refused(response, "token-expired")
    assert "Back to the course" not in response.text


def test_a_launch_teaches_which_pages_may_frame_ours(client: FlaskClient, platform: SigningPlatform) -> None:
    vanity = "https://school.example.org"
    launch_id_of(platform.launch(client, launch_presentation={"return_url": f"{vanity}/courses/1"}))
    settings = deep_linking_settings(deep_link_return_url="https://second.example.org/deep")
    launch = platform.launch(
        client,
        message_type="LtiDeepLinkingRequest",
        deep_linking=settings,
        resource_link=MISSING,
        launch_presentation=MISSING,
        roles=[f"{MEMBERSHIP}#Instructor"],
    )
    with reading() as session:
        origins = frame_origins(session, platform.registration_id, None, {})
    assert origins == (ISSUER, vanity, "https://second.example.org")
    page = client.get(f"/l/{launch_id_of(launch)}/", follow_redirects=False)
    assert f"frame-ancestors {' '.join(origins)}" in page.headers["Content-Security-Policy"]


def test_a_teacher_can_name_no_host_in_a_custom_parameter(client: FlaskClient, platform: SigningPlatform) -> None:
    for domain in ("school.instructure.com", "evil.example"):
        launch_id_of(platform.launch(client, custom={"canvas_api_domain": domain}))
    with reading() as session:
        assert frame_origins(session, platform.registration_id, None, {}) == (ISSUER,)


def test_a_page_is_framed_by_the_host_that_its_launch_came_from_when_no_more_are_learned(
    monkeypatch: pytest.MonkeyPatch, client: FlaskClient, platform: SigningPlatform
) -> None:
    monkeypatch.setattr("app.lti.launch.MOST_ORIGINS", 0)
    launch = platform.launch(client, launch_presentation={"return_url": "https://s9.example.org/courses/1"})
    page = client.get(f"/l/{launch_id_of(launch)}/")
    assert f"frame-ancestors {ISSUER} https://s9.example.org;" in page.headers["Content-Security-Policy"]


def test_the_number_of_learned_origins_is_bounded(
    monkeypatch: pytest.MonkeyPatch, client: FlaskClient, platform: SigningPlatform
) -> None:
    monkeypatch.setattr("app.lti.launch.MOST_ORIGINS", 1)
    for number in range(3):
        launch_id_of(platform.launch(client, launch_presentation={"return_url": f"https://s{number}.example.org/"}))
    with reading() as session:
        assert frame_origins(session, platform.registration_id, None, {}) == (ISSUER, "https://s0.example.org")


def test_a_launch_teaches_the_product_family(client: FlaskClient, platform: SigningPlatform) -> None:
    launch_id_of(platform.launch(client, tool_platform={"product_family_code": "Canvas"}))
    with reading() as session:
        row = session.get(Registration, platform.registration_id)
        assert row is not None
        assert row.product_family == "canvas"


def test_a_deep_linking_request_keeps_its_settings(client: FlaskClient, platform: SigningPlatform) -> None:
    settings = deep_linking_settings(
        data="opaque \u0000 value", accept_lineitem=True, accept_types=["ltiResourceLink", 7]
    )
    launch = platform.launch(
        client,
        message_type="LtiDeepLinkingRequest",
        deep_linking=settings,
        resource_link=MISSING,
        roles=[f"{MEMBERSHIP}#Instructor"],
    )
    with reading() as session:
        kept = find_launch_session(session, launch_id_of(launch)).deep_linking
    assert kept is not None
    assert (kept.return_url, kept.data) == (f"{ISSUER}/deep", "opaque \u0000 value")
    assert (kept.accept_types, kept.accept_multiple, kept.accept_lineitem) == (("ltiResourceLink",), True, True)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"deep_link_return_url": None}, "message-deep-linking-return"),
        ({"deep_link_return_url": "javascript:alert(1)"}, "message-deep-linking-return"),
        ({"accept_types": []}, "message-incomplete"),
        ({"accept_types": "html"}, "message-incomplete"),
        ({"accept_types": [7]}, "message-incomplete"),
        ({"accept_presentation_document_targets": []}, "message-incomplete"),
    ],
)
def test_a_deep_linking_request_that_cannot_be_answered_is_refused(
    client: FlaskClient, platform: SigningPlatform, changes: dict[str, Any], code: str
) -> None:
    settings = deep_linking_settings(**changes)
    assert_refused(platform.launch(client, message_type="LtiDeepLinkingRequest", deep_linking=settings), code)


def test_a_submission_review_says_whose_work_is_to_be_reviewed(client: FlaskClient, platform: SigningPlatform) -> None:
    learner = launch_id_of(platform.launch(client))
    review = platform.launch(
        client,
        sub="teacher-1",
        message_type="LtiSubmissionReviewRequest",
        for_user={"user_id": "user-7"},
        roles=[f"{MEMBERSHIP}#Instructor"],
    )
    with reading() as session:
        opened = find_launch_session(session, launch_id_of(review))
        assert opened.for_user == "user-7"
        person = person_of_subject(session, opened.registration_id, opened.for_user)
        assert person == find_launch_session(session, learner).person_id
        assert opened.person_id != person
        assert opened.ags is not None
        assert opened.ags.lineitem == f"{ISSUER}/lineitems/1"


@pytest.mark.parametrize("for_user", [MISSING, None, {}, {"user_id": None}, {"user_id": "u" * 256}, "user-7"])
def test_a_submission_review_of_nobody_is_refused(
    client: FlaskClient, platform: SigningPlatform, for_user: object
) -> None:
    response = platform.launch(client, message_type="LtiSubmissionReviewRequest", for_user=for_user)
    assert response.status_code == 403
    assert "<code>message-" in response.text


def test_the_test_student_is_marked(client: FlaskClient, services: Services, platform: SigningPlatform) -> None:
    roles = [f"{MEMBERSHIP}#Learner", "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"]
    launch_id = launch_id_of(platform.launch(client, roles=roles))
    cookie = client.get_cookie(f"__Host-cairn-{launch_id}")
    assert cookie is not None
    with reading() as session:
        actor = find_actor(session, launch_id, cookie.value, services.clock.now())
    assert (actor.is_test, actor.role) == (True, Role.LEARNER)


def test_a_launch_session_ends_after_a_day(client: FlaskClient, platform: SigningPlatform, clock: ManualClock) -> None:
    launch_id = launch_id_of(platform.launch(client))
    clock.advance(seconds=timedelta(hours=23).total_seconds())
    assert client.get(f"/l/{launch_id}/").status_code < 400
    clock.advance(seconds=timedelta(hours=1).total_seconds())
    assert client.get(f"/l/{launch_id}/").status_code == 403


def test_a_launch_goes_on_for_somebody_who_is_at_work_when_its_day_ends(
    client: FlaskClient, platform: SigningPlatform, clock: ManualClock
) -> None:
    launch_id = launch_id_of(platform.launch(client))
    clock.advance(seconds=timedelta(hours=23, minutes=30).total_seconds())
    for _ in range(8):
        assert client.get(f"/l/{launch_id}/").status_code < 400
        clock.advance(seconds=timedelta(minutes=50).total_seconds())
    clock.advance(seconds=timedelta(hours=2).total_seconds())
    assert client.get(f"/l/{launch_id}/").status_code == 403


def test_no_launch_goes_on_for_more_than_two_days(
    client: FlaskClient, platform: SigningPlatform, clock: ManualClock
) -> None:
    launch_id = launch_id_of(platform.launch(client))
    cookie = client.get_cookie(f"__Host-cairn-{launch_id}")
    assert cookie is not None and cookie.max_age == timedelta(hours=48).total_seconds()
    answers = []
    for _ in range(97):
        answers.append(client.get(f"/l/{launch_id}/").status_code < 400)
        clock.advance(seconds=timedelta(minutes=30).total_seconds())
    assert answers == [True] * 96 + [False]


def test_the_same_person_launches_twice_and_is_one(client: FlaskClient, platform: SigningPlatform) -> None:
    for _ in range(2):
        launch_id_of(platform.launch(client))
    assert [count(model) for model in (Person, LmsAccount, Membership, LaunchSession)] == [1, 1, 1, 2]
