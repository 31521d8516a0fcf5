"""What no launch may do, whoever signed it truly: our own negative suite, in both tempers of the sandbox."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import transaction
from app.lti import PlatformEntry, add_platform
from app.people import Role, renew_secret, secret_hash
from app.sandbox.records import Activity
from app.web.launch_keys import new_key
from tests.certification.joined import Joined, authorization_of
from tests.certification.test_bad_payloads import assert_refused
from tests.lti.signer import CLAIM, MEMBERSHIP, launch_id_of

INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person"
HOUR = 3600


@pytest.fixture
def activity(joined: Joined) -> Activity:
    return joined.lms.place(joined.course, joined.tool, "The activity")


class Ben:
    """Ben's browser, a step at a time."""

    def __init__(self, joined: Joined, activity: Activity) -> None:
        self.joined, self.activity = joined, activity
        self.person = joined.learners[0]
        self.browser = joined.browser(self.person)

    def log_in(self) -> str:
        """The authorization request that the tool makes."""
        login = self.joined.lms.login(self.person, self.activity)
        return authorization_of(self.browser.post("/lti/login", data=dict(login.fields)))

    def token(self, asked: str, **words: Any) -> dict[str, str]:
        """What the LMS posts for it."""
        return dict(self.joined.lms.answer(asked, **words).fields)

    def post(self, fields: Mapping[str, str]) -> TestResponse:
        return self.browser.post("/lti/launch", data=dict(fields))

    def launch(self, **words: Any) -> TestResponse:
        return self.post(self.token(self.log_in(), **words))


@pytest.fixture
def ben(joined: Joined, activity: Activity) -> Ben:
    return Ben(joined, activity)


def test_a_launch_opens_once(ben: Ben) -> None:
    fields = ben.token(ben.log_in())
    cookies = dict(login_cookies(ben.browser))
    launch_id_of(ben.post(fields))
    for name, value in cookies.items():
        ben.browser.set_cookie(name, value, secure=True)
    assert_refused(ben.post(fields), "state-used", 409)


def login_cookies(browser: FlaskClient) -> list[tuple[str, str]]:
    held = browser._cookies.values()  # type: ignore[attr-defined]
    return [(cookie.key, cookie.value) for cookie in held if "login" in cookie.key]


def test_a_nonce_that_was_used_is_good_for_no_other_token(ben: Ben) -> None:
    used = ben.log_in()
    launch_id_of(ben.post(ben.token(used)))
    assert_refused(ben.launch(claims={"nonce": nonce_of(used)}), "token-nonce")


def test_the_nonce_of_another_login_is_refused(ben: Ben) -> None:
    other, asked = ben.log_in(), ben.log_in()
    assert_refused(ben.post(ben.token(asked, claims={"nonce": nonce_of(other)})), "token-nonce")


def nonce_of(asked: str) -> str:
    found = re.search(r"[?&]nonce=([^&]+)", asked)
    assert found
    return found[1]


@pytest.mark.parametrize("name", ["exp", "iat"])
def test_a_token_without_a_time_is_refused(ben: Ben, name: str) -> None:
    assert_refused(ben.launch(without=[name]), "token-without-times")


def test_a_token_that_is_an_hour_old_is_refused(ben: Ben) -> None:
    issued = int(ben.joined.clock.now().timestamp()) - HOUR
    assert_refused(ben.launch(claims={"iat": issued}), "token-too-old")


@pytest.mark.parametrize("first", [True, False])
def test_a_token_for_two_audiences_is_refused_wherever_we_stand(ben: Ben, first: bool) -> None:
    ours = ben.joined.tool.client_id
    audience = [ours, "somebody-else"] if first else ["somebody-else", ours]
    assert_refused(ben.launch(claims={"aud": audience, "azp": ours}), "token-audience")


def test_a_token_that_names_another_authorized_party_is_refused(ben: Ben) -> None:
    assert_refused(ben.launch(claims={"azp": "somebody-else"}), "token-authorized-party")


def test_a_true_token_of_another_client_opens_nothing(ben: Ben) -> None:
    """The same LMS signs for a second registration of ours; its token comes with the first one's login."""
    joined = ben.joined
    url = joined.services.settings.public_url
    other = joined.lms.register_tool(login_url=f"{url}/lti/login", launch_url=f"{url}/lti/launch")
    known = joined.lms.registered(other)
    entry = PlatformEntry(
        label="The second client",
        issuer=known.issuer,
        client_id=known.client_id,
        auth_url=known.auth_url,
        token_url=known.token_url,
        jwks_url=known.jwks_url,
        deployment_ids=(known.deployment_id,),
    )
    with transaction() as session:
        add_platform(session, joined.clock, entry)
    foreign = {"aud": other.client_id, CLAIM + "deployment_id": other.deployment_id}
    assert_refused(ben.launch(claims=foreign), "token-other-platform")


def test_an_instructor_of_the_institution_is_a_learner_where_the_course_says_so(joined: Joined, ben: Ben) -> None:
    roles = [f"{INSTITUTION}#Instructor", f"{MEMBERSHIP}#Learner"]
    actor = joined.actor(ben.person, ben.activity, claims={CLAIM + "roles": roles})
    assert actor.role is Role.LEARNER


def test_the_id_of_a_launch_opens_nothing_elsewhere(joined: Joined, ben: Ben) -> None:
    launch_id = launch_id_of(ben.launch())
    assert ben.browser.get(f"/l/{launch_id}/").status_code != 403
    stranger = joined.app.test_client()
    guesses = [launch_id, f"{launch_id}.", f"{launch_id}.{'0' * 48}", f"{launch_id}.{key_of(joined, launch_id, 'x')}"]
    for segment in guesses:
        answer = stranger.get(f"/l/{segment}/")
        assert answer.status_code in {403, 404}, segment
        assert "Ben" not in answer.text


def test_a_cookie_of_one_launch_opens_no_other(joined: Joined, ben: Ben) -> None:
    mine = launch_id_of(ben.launch())
    theirs = launch_id_of(joined.launch(joined.ada, ben.activity))
    cookie = ben.browser.get_cookie(f"__Host-cairn-{mine}")
    assert cookie is not None
    ben.browser.set_cookie(f"__Host-cairn-{theirs}", cookie.value, secure=True)
    assert_refused(ben.browser.get(f"/l/{theirs}/"), "launch-not-open")


def key_of(joined: Joined, launch_id: str, digest: str) -> str:
    """A key for a launch as the tool makes it: from its secret's digest, or from a wrong one."""
    return new_key(joined.services.settings.secret_key, launch_id, digest, joined.clock.now())


def test_a_key_opens_its_launch_until_the_launch_is_closed(joined: Joined, ben: Ben) -> None:
    launch_id = launch_id_of(ben.launch())
    cookie = ben.browser.get_cookie(f"__Host-cairn-{launch_id}")
    assert cookie is not None
    segment = f"{launch_id}.{key_of(joined, launch_id, secret_hash(cookie.value))}"
    bare = joined.app.test_client(use_cookies=False)
    assert bare.get(f"/l/{segment}/").status_code < 400
    with transaction() as session:
        renew_secret(session, launch_id)
    assert_refused(bare.get(f"/l/{segment}/"), "launch-not-open")
    assert_refused(ben.browser.get(f"/l/{launch_id}/"), "launch-not-open")


def test_a_storage_proof_of_another_browser_opens_nothing(joined: Joined, ben: Ben) -> None:
    """Two frames without cookies: what the LMS keeps for the one is no proof for the other."""
    frames = [joined.app.test_client(use_cookies=False) for _ in range(2)]
    mine, theirs = (begun(joined, ben, frame) for frame in frames)
    held = frames[0].post("/lti/launch", data=joined.lms.answer(mine[0]).fields)
    ticket = re.search(r'name="ticket" value="([^"]+)"', held.text)
    assert held.status_code == 200 and ticket
    ours = {"Origin": joined.services.settings.public_url}
    for proof in (theirs[1], "", mine[0]):
        answer = frames[0].post("/lti/proven", data={"ticket": ticket[1], "proof": proof}, headers=ours)
        assert_refused(answer, "state-other-browser")
    good = frames[0].post("/lti/proven", data={"ticket": ticket[1], "proof": mine[1]}, headers=ours)
    assert "." in launch_id_of(good)


def begun(joined: Joined, ben: Ben, frame: FlaskClient) -> tuple[str, str]:
    """A login that has its value kept by the LMS: the authorization request, and the value."""
    login = joined.lms.login(ben.person, ben.activity)
    page = frame.post("/lti/login", data={**login.fields, "lti_storage_target": "_parent"})
    value = re.search(r'data-value="([^"]+)"', page.text)
    assert value, page.text
    return authorization_of(page), value[1]
