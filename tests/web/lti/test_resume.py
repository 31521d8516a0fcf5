"""`/lti/resume`: the window of its own, for browsers that keep no cookies in a frame."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.certification.test_bad_payloads import assert_refused
from tests.conftest import ManualClock
from tests.lti.signer import SigningPlatform, launch_id_of
from tests.pages import field


@pytest.fixture
def window(app: Flask, client: FlaskClient) -> FlaskClient:
    """The new window: the same browser, where the tool is first party."""
    return app.test_client()


@pytest.fixture
def ticket(client: FlaskClient, platform: SigningPlatform) -> str:
    """The ticket of a launch whose cookie didn't come back."""
    login = platform.login(client)
    client.delete_cookie(login.response.headers["Set-Cookie"].split("=")[0])
    offered = platform.post(client, login, platform.sign(platform.claims(login)))
    assert offered.status_code == 403
    assert not offered.headers.getlist("Set-Cookie")
    return field(offered, "ticket")


def confirm(window: FlaskClient, ticket: str) -> TestResponse:
    asked = window.post("/lti/resume", data={"ticket": ticket})
    return answer_to(window, asked, ticket)


def answer_to(window: FlaskClient, asked: TestResponse, ticket: str) -> TestResponse:
    """The click on “Yes, go on” of a page that asked."""
    names = ("window", "proof")
    return window.post("/lti/resume", data={"ticket": ticket, **{name: field(asked, name) for name in names}})


def test_the_new_window_first_shows_who_and_which_course(window: FlaskClient, ticket: str) -> None:
    asked = window.post("/lti/resume", data={"ticket": ticket})
    assert asked.status_code == 200
    for words in ("Ben Okri", "Teaching adults", "Adult Learning"):
        assert words in asked.text
    assert "frame-ancestors 'none'" in asked.headers["Content-Security-Policy"]


def test_a_click_opens_the_launch_there(window: FlaskClient, ticket: str) -> None:
    launch_id = launch_id_of(confirm(window, ticket))
    assert window.get(f"/l/{launch_id}/").status_code < 400


def test_a_ticket_opens_once(app: Flask, window: FlaskClient, ticket: str) -> None:
    launch_id_of(confirm(window, ticket))
    assert_refused(confirm(app.test_client(), ticket), "state-used", 409)


def test_a_second_window_of_the_same_browser_goes_on_to_what_is_open_already(window: FlaskClient, ticket: str) -> None:
    launch_id = launch_id_of(confirm(window, ticket))
    assert launch_id_of(window.post("/lti/resume", data={"ticket": ticket})) == launch_id
    assert window.get(f"/l/{launch_id}/").status_code < 400


def test_two_windows_that_asked_at_the_same_time_both_open(window: FlaskClient, ticket: str) -> None:
    one, other = (window.post("/lti/resume", data={"ticket": ticket}) for _ in range(2))
    first, second = (launch_id_of(answer_to(window, asked, ticket)) for asked in (one, other))
    assert first == second
    assert window.get(f"/l/{first}/").status_code < 400


def test_a_cookie_that_opens_nothing_is_no_way_past_the_question(window: FlaskClient, ticket: str) -> None:
    launch_id = launch_id_of(confirm(window, ticket))
    window.set_cookie(f"__Host-cairn-{launch_id}", "guessed", secure=True)
    asked = window.post("/lti/resume", data={"ticket": ticket})
    assert asked.status_code == 200 and "Is this you?" in asked.text


def test_a_ticket_lasts_two_minutes(window: FlaskClient, ticket: str, clock: ManualClock) -> None:
    clock.advance(seconds=121)
    assert_refused(window.post("/lti/resume", data={"ticket": ticket}), "state-expired")


@pytest.mark.parametrize("text", ["", "made up", "a.b", "t" * 3000])
def test_a_ticket_that_is_not_ours_is_refused(window: FlaskClient, platform: SigningPlatform, text: str) -> None:
    assert_refused(window.post("/lti/resume", data={"ticket": text}), "state-unknown")


def test_a_login_state_is_no_ticket(client: FlaskClient, window: FlaskClient, platform: SigningPlatform) -> None:
    state = platform.login(client).state.removeprefix("state-")
    assert_refused(window.post("/lti/resume", data={"ticket": state}), "state-unknown")


def test_another_site_cannot_confirm_in_a_persons_place(window: FlaskClient, ticket: str) -> None:
    """Its form carries no SameSite=Strict cookie, so it can neither know nor send the proof."""
    asked = window.post("/lti/resume", data={"ticket": ticket})
    tag = field(asked, "window")
    window.delete_cookie(f"__Host-cairn-resume-{tag}")
    for proof in ("", "guessed", "\N{SNOWMAN}", field(asked, "proof")):
        response = window.post("/lti/resume", data={"ticket": ticket, "window": tag, "proof": proof})
        assert_refused(response, "state-other-browser")


def test_the_proof_is_a_cookie_of_this_site_alone(window: FlaskClient, ticket: str) -> None:
    asked = window.post("/lti/resume", data={"ticket": ticket})
    cookie = asked.headers["Set-Cookie"]
    assert cookie.startswith(f"__Host-cairn-resume-{field(asked, 'window')}=")
    assert {"SameSite=Strict", "Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_a_ticket_of_a_launch_that_is_gone_is_refused(app: Flask, window: FlaskClient, clock: ManualClock) -> None:
    text = app.extensions["cairn_lti"].states.new_ticket("0" * 32, clock.now())
    assert_refused(window.post("/lti/resume", data={"ticket": text}), "launch-not-open")
