"""1EdTech's core chapter, in both tempers: logins, launches that must open, and launches that must not."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from app.people import Role
from app.sandbox.records import Activity
from tests.certification.joined import Joined, authorization_of
from tests.certification.test_bad_payloads import assert_refused
from tests.lti.signer import CLAIM, MEMBERSHIP, launch_id_of

INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person"
NAMES = ("name", "given_name", "family_name")


@pytest.fixture
def activity(joined: Joined) -> Activity:
    return joined.picked()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_login_may_come_either_way_and_asks_for_what_the_standard_demands(
    joined: Joined, activity: Activity, method: str
) -> None:
    ben = joined.learners[0]
    login, browser = joined.lms.login(ben, activity), joined.browser(ben)
    fields = dict(login.fields)
    if method == "GET":
        answer = browser.get("/lti/login", query_string=fields)
    else:
        answer = browser.post("/lti/login", data=fields)
    asked = authorization_of(answer)
    query = dict(parse_qsl(urlsplit(asked).query))
    wanted = {"scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none"}
    assert wanted.items() <= query.items()
    assert query["login_hint"] == fields["login_hint"]
    assert query["lti_message_hint"] == fields["lti_message_hint"]
    assert len(query["nonce"]) >= 16 and len(query["state"]) >= 16
    posted = joined.lms.answer(asked)
    launch_id_of(browser.post("/lti/launch", data=dict(posted.fields)))


def test_a_teacher_and_a_learner_see_pages_of_their_own(joined: Joined, activity: Activity) -> None:
    teacher, learner = joined.open(joined.ada, activity), joined.open(joined.learners[0], activity)
    assert "/teach/" in teacher.request.path
    assert "/work" in learner.request.path


BOTH = pytest.mark.parametrize(("name", "role"), [("Instructor", Role.INSTRUCTOR), ("Learner", Role.LEARNER)])


@BOTH
@pytest.mark.parametrize("without", [(), NAMES, ("email",), (*NAMES, "email")], ids=["all", "email", "names", "none"])
def test_launches_with_all_some_and_no_personal_data_open(
    joined: Joined, activity: Activity, name: str, role: Role, without: tuple[str, ...]
) -> None:
    ben = joined.learners[0]
    actor = joined.actor(ben, activity, claims=roles(f"{MEMBERSHIP}#{name}"), without=without)
    assert actor.role is role
    assert actor.display_name.startswith("Participant ") == ("name" in without)
    assert joined.open(ben, activity, claims=roles(f"{MEMBERSHIP}#{name}"), without=without)


@pytest.mark.parametrize(
    ("given", "role"),
    [
        (["Instructor"], Role.INSTRUCTOR),
        (["Learner"], Role.LEARNER),
        ([f"{MEMBERSHIP}#Mentor", f"{MEMBERSHIP}#Instructor", f"{INSTITUTION}#Student"], Role.INSTRUCTOR),
        ([f"{INSTITUTION}#Instructor", f"{MEMBERSHIP}#Learner"], Role.LEARNER),
        (["http://purl.imsglobal.org/vocab/lis/v2/uknownrole/unknown#Helper"], Role.NONE),
        ([], Role.NONE),
        ([""], Role.NONE),
    ],
)
def test_roles_are_read_as_the_course_means_them(
    joined: Joined, activity: Activity, given: list[str], role: Role
) -> None:
    assert joined.actor(joined.learners[0], activity, claims=roles(*given)).role is role


def test_a_launch_without_a_context_opens(joined: Joined, activity: Activity) -> None:
    without = (CLAIM + "context", *NAMES)
    assert joined.actor(joined.learners[0], activity, without=without).role is Role.LEARNER


def roles(*given: str) -> dict[str, Any]:
    return {CLAIM + "roles": list(given)}


BAD: list[tuple[str, dict[str, Any]]] = [
    ("token-without-key-id", {"header": {"kid": None}}),
    ("token-key-unknown", {"header": {"kid": "imsglobal_incorrect"}}),
    ("message-version", {"claims": {CLAIM + "version": "11.3"}}),
    ("message-version", {"without": [CLAIM + "version"]}),
    ("token-expired", {"claims": {"iat": 11111, "exp": 22222}}),
    ("token-from-the-future", {"claims": {"iat": 99999999999, "exp": 99999999999}}),
    ("message-type", {"without": [CLAIM + "message_type"]}),
    ("message-roles", {"without": [CLAIM + "roles"]}),
    ("message-deployment", {"without": [CLAIM + "deployment_id"]}),
    ("message-incomplete", {"without": [CLAIM + "resource_link"]}),
    ("message-incomplete", {"claims": {CLAIM + "resource_link": {"title": "no id"}}}),
    ("message-subject", {"without": ["sub"]}),
]


@pytest.mark.parametrize(("code", "wrong"), BAD, ids=[f"{code}-{number}" for number, (code, _) in enumerate(BAD)])
def test_bad_payloads_are_refused(joined: Joined, activity: Activity, code: str, wrong: dict[str, Any]) -> None:
    assert_refused(joined.launch(joined.learners[0], activity, **wrong), code)


def test_a_message_that_is_no_message_is_refused(joined: Joined, activity: Activity) -> None:
    ben = joined.learners[0]
    answer = joined.launch(ben, activity, without=every_lti_claim(joined, activity))
    assert_refused(answer, "message-version")
    form = {"lti_message_type": "basic-lti-launch-request", "lti_version": "LTI-1p0", "oauth_signature": "abc"}
    assert_refused(joined.browser(ben).post("/lti/launch", data=form), "launch-incomplete", 422)


def every_lti_claim(joined: Joined, activity: Activity) -> list[str]:
    return [name for name in joined.lms.claims(joined.lms.login(joined.ada, activity)) if name.startswith("https://")]
