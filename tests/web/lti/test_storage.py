"""Browsers that keep no cookies in a frame: the platform keeps what ties a login to its browser, and a key takes
the cookie's place."""

import html
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import transaction
from app.people import renew_secret
from tests.certification.test_bad_payloads import assert_nothing_stored, assert_refused
from tests.conftest import ManualClock
from tests.lti.signer import ISSUER, Login, SigningPlatform, launch_id_of
from tests.pages import PageChecker, field

OURS = {"Origin": "http://localhost:8000"}
TARGET = "post_message_forwarding"


@dataclass
class Asked:
    """A login with storage: what the page has the platform keep, and how it goes on."""

    login: Login
    key: str
    value: str
    origin: str
    target: str


def attribute(response: TestResponse, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', response.text)
    assert found, f"no {name} in {response.text}"
    return html.unescape(found[1])


def log_in(frame: FlaskClient, platform: SigningPlatform, target: str = TARGET) -> Asked:
    response = frame.post(
        "/lti/login",
        data={
            "iss": platform.issuer,
            "client_id": platform.client_id,
            "login_hint": "user-7",
            "lti_message_hint": "hint",
            "lti_storage_target": target,
        },
    )
    assert response.status_code == 200, response.text
    link = re.search(r"<a [^>]*data-storage-login[^>]*>", response.text)
    assert link
    url = html.unescape(re.search(r'href="([^"]*)"', link[0])[1])  # type: ignore[index]
    query = dict(parse_qsl(urlsplit(url).query))
    names = ("data-key", "data-value", "data-origin", "data-target")
    return Asked(Login(query, response), *(attribute(response, name) for name in names))


def come_back(frame: FlaskClient, platform: SigningPlatform, asked: Asked, **changes: object) -> TestResponse:
    return platform.post(frame, asked.login, platform.sign(platform.claims(asked.login, **changes)))


@pytest.fixture
def frame(app: Flask) -> FlaskClient:
    """A browser that keeps no cookie at all."""
    app.test_client_class = PageChecker
    return app.test_client(use_cookies=False)


@pytest.fixture
def held(frame: FlaskClient, platform: SigningPlatform) -> tuple[str, str]:
    """Ticket and value of a launch that came back without its cookie."""
    asked = log_in(frame, platform)
    return field(come_back(frame, platform, asked), "ticket"), asked.value


def prove(frame: FlaskClient, ticket: str, value: str) -> TestResponse:
    return frame.post("/lti/proven", data={"ticket": ticket, "proof": value}, headers=OURS)


@pytest.fixture
def segment(frame: FlaskClient, held: tuple[str, str]) -> str:
    """Launch id and key of a launch that is open by key."""
    return launch_id_of(prove(frame, *held))


def test_a_login_says_what_to_keep_to_the_origin_that_it_goes_on_to(
    frame: FlaskClient, platform: SigningPlatform
) -> None:
    asked = log_in(frame, platform)
    assert (asked.origin, asked.target) == (ISSUER, TARGET)
    assert re.fullmatch(r"cairn-login-[0-9a-f]{8}", asked.key)
    assert f"__Host-{asked.key}={asked.value};" in asked.login.response.headers["Set-Cookie"]
    assert asked.value not in asked.login.state


def test_a_login_without_storage_goes_on_at_once(client: FlaskClient, platform: SigningPlatform) -> None:
    assert platform.login(client).response.status_code == 302


@pytest.mark.parametrize("target", ["a frame", "x" * 65, "<b>", '"', "\N{SNOWMAN}"])
def test_a_frame_that_cannot_be_one_is_no_storage(client: FlaskClient, platform: SigningPlatform, target: str) -> None:
    assert platform.login(client, lti_storage_target=target).response.status_code == 302


def test_where_the_cookie_comes_back_storage_is_not_asked(client: FlaskClient, platform: SigningPlatform) -> None:
    asked = log_in(client, platform)
    launch_id = launch_id_of(come_back(client, platform, asked))
    assert re.fullmatch("[0-9a-f]{32}", launch_id)


def test_without_the_cookie_the_page_asks_the_same_frame_for_the_same_name(
    frame: FlaskClient, platform: SigningPlatform
) -> None:
    asked = log_in(frame, platform)
    page = come_back(frame, platform, asked)
    assert page.status_code == 200 and not page.headers.getlist("Set-Cookie")
    told = [attribute(page, name) for name in ("data-origin", "data-target", "data-key")]
    assert told == [asked.origin, asked.target, asked.key]
    assert asked.value not in page.text and "Open in a new window" in page.text


def test_what_the_platform_kept_opens_the_launch_by_a_key(frame: FlaskClient, segment: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{32}\.[0-9a-f]{48}", segment)
    page = frame.get(f"/l/{segment}/", follow_redirects=True)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert not page.headers.getlist("Set-Cookie")


def test_what_another_browser_has_opens_nothing(
    frame: FlaskClient, platform: SigningPlatform, held: tuple[str, str]
) -> None:
    other = log_in(frame, platform).value
    for value in (other, "", "guessed", "\N{SNOWMAN}", held[0]):
        assert_refused(prove(frame, held[0], value), "state-other-browser")
    launch_id_of(prove(frame, *held))


def test_only_our_own_page_may_bring_the_proof(frame: FlaskClient, held: tuple[str, str]) -> None:
    """Another site could bring its own login's value with its own launch, and sign somebody in as somebody else."""
    form = {"ticket": held[0], "proof": held[1]}
    for origin in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert_refused(frame.post("/lti/proven", data=form, headers=origin), "state-other-browser")


def test_a_ticket_is_good_for_one_proof(frame: FlaskClient, held: tuple[str, str]) -> None:
    launch_id_of(prove(frame, *held))
    assert_refused(prove(frame, *held), "state-used", 409)


def test_a_ticket_that_was_proven_opens_no_new_window(
    frame: FlaskClient, client: FlaskClient, held: tuple[str, str]
) -> None:
    launch_id_of(prove(frame, *held))
    asked = client.post("/lti/resume", data={"ticket": held[0]})
    form = {"ticket": held[0], "window": field(asked, "window"), "proof": field(asked, "proof")}
    assert_refused(client.post("/lti/resume", data=form), "state-used", 409)


def test_a_ticket_without_storage_cannot_be_proven(client: FlaskClient, platform: SigningPlatform) -> None:
    login = platform.login(client)
    client.delete_cookie(login.response.headers["Set-Cookie"].split("=")[0])
    ticket = field(platform.post(client, login, platform.sign(platform.claims(login))), "ticket")
    for value in ("", "x"):
        assert_refused(prove(client, ticket, value), "state-other-browser")


def test_a_proof_comes_within_two_minutes(frame: FlaskClient, held: tuple[str, str], clock: ManualClock) -> None:
    clock.advance(seconds=121)
    assert_refused(prove(frame, *held), "state-expired")


def test_a_launch_that_fails_is_not_asked_for_its_proof(
    app: Flask, frame: FlaskClient, platform: SigningPlatform
) -> None:
    assert_refused(come_back(frame, platform, log_in(frame, platform), nonce="another"), "token-nonce")
    assert_nothing_stored(app)


def test_a_launch_is_held_once(frame: FlaskClient, platform: SigningPlatform) -> None:
    asked = log_in(frame, platform)
    assert come_back(frame, platform, asked).status_code == 200
    assert_refused(come_back(frame, platform, asked), "state-used", 409)


def test_a_key_lasts_two_hours_and_every_page_renews_it(frame: FlaskClient, segment: str, clock: ManualClock) -> None:
    first = segment
    for _ in range(3):
        clock.advance(seconds=7199)
        segment = renewed(frame, segment)
    assert segment.split(".")[0] == first.split(".")[0] and segment != first
    assert_refused(frame.get(f"/l/{first}/"), "launch-over")


def renewed(frame: FlaskClient, segment: str) -> str:
    """The launch and key that a page puts into its links."""
    answer = frame.get(f"/l/{segment}/key")
    assert answer.status_code == 200, answer.text
    return str((answer.json or {})["launch"])


def test_a_worn_out_key_leads_back_to_the_course(frame: FlaskClient, segment: str, clock: ManualClock) -> None:
    clock.advance(seconds=7200)
    page = frame.get(f"/l/{segment}/")
    assert_refused(page, "launch-over")
    assert f"{ISSUER}/course/1?lti_errormsg=" in page.text
    assert f"frame-ancestors {ISSUER}" in page.headers["Content-Security-Policy"]


def test_a_key_ends_with_its_launch(app: Flask, frame: FlaskClient, segment: str) -> None:
    with transaction() as session:
        renew_secret(session, segment.split(".")[0])
    assert_refused(frame.get(f"/l/{segment}/"), "launch-not-open")


def test_a_key_never_outlives_its_launch(frame: FlaskClient, segment: str, clock: ManualClock) -> None:
    for _ in range(49):
        segment = renewed(frame, segment)
        clock.advance(seconds=3540)
    assert_refused(frame.get(f"/l/{segment}/"), "launch-over")


@pytest.mark.parametrize(
    "spoil", [lambda key: key[:-1] + ("0" if key[-1] != "0" else "1"), lambda key: "f" * 8 + key[8:]]
)
def test_a_key_that_was_changed_opens_nothing(frame: FlaskClient, segment: str, spoil) -> None:  # type: ignore[no-untyped-def]
    launch_id, key = segment.split(".")
    assert_refused(frame.get(f"/l/{launch_id}.{spoil(key)}/"), "launch-not-open")


def test_a_key_of_one_launch_opens_no_other(frame: FlaskClient, platform: SigningPlatform, segment: str) -> None:
    asked = log_in(frame, platform)
    ticket = field(come_back(frame, platform, asked, sub="user-8", context={"id": "course-2"}), "ticket")
    other = launch_id_of(prove(frame, ticket, asked.value))
    assert_refused(frame.get(f"/l/{other.split('.')[0]}.{segment.split('.')[1]}/"), "launch-not-open")
    for each in (segment, other):
        assert frame.get(f"/l/{each}/").status_code < 400


@pytest.mark.parametrize("site", ["none", "cross-site", "same-site"])
def test_an_address_with_a_key_that_was_copied_or_sent_opens_nothing(
    frame: FlaskClient, segment: str, site: str
) -> None:
    assert_refused(frame.get(f"/l/{segment}/", headers={"Sec-Fetch-Site": site}), "launch-not-open")
    assert frame.get(f"/l/{segment}/", headers={"Sec-Fetch-Site": "same-origin"}).status_code < 400
