"""Coming in by a link that works once, and going out again."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from tests.web.admin.conftest import Desk, audited, browser, sign_in_path, signed_in

HOUR = 3600


def test_opening_a_link_shows_a_button_and_uses_nothing_up(app: Flask) -> None:
    path, desk = sign_in_path(app), Desk(browser(app))
    for _ in range(3):
        assert "This link is for <strong>Olga</strong>" in desk.text(path)
    assert desk.get("/").status_code == 403
    assert desk.post(path).status_code == 303
    assert desk.get("/").status_code == 200


def test_the_cookie_is_first_party_and_out_of_reach_of_script(app: Flask) -> None:
    path, desk = sign_in_path(app), Desk(browser(app))
    desk.get(path)
    cookie = desk.post(path).headers.getlist("Set-Cookie")[0]
    assert cookie.startswith("__Host-cairn-admin=")
    for word in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=28800"):
        assert word in cookie
    assert "Domain" not in cookie and "Partitioned" not in cookie


def test_the_console_is_never_framed_nor_kept(app: Flask) -> None:
    desk = signed_in(app)
    for path in ("/", "/keys/", sign_in_path(app)):
        headers = desk.get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"


def test_a_used_link_opens_nothing(app: Flask) -> None:
    path, first, second = sign_in_path(app), Desk(browser(app)), Desk(browser(app))
    for desk in (first, second):
        desk.get(path)
    assert first.post(path).status_code == 303
    answer = second.post(path)
    assert answer.status_code == 403 and "sign-in-used" in answer.get_data(as_text=True)
    assert "sign-in-used" in second.get(path).get_data(as_text=True)
    assert second.get("/").status_code == 403


def test_of_two_browsers_at_once_one_gets_in(app: Flask) -> None:
    path, desks = sign_in_path(app), [Desk(browser(app)), Desk(browser(app))]
    for desk in desks:
        desk.get(path)
    with ThreadPoolExecutor(2) as threads:
        statuses = list(threads.map(lambda desk: desk.post(path).status_code, desks))
    assert sorted(statuses) == [303, 403]


def test_a_link_of_twenty_minutes_ago_opens_nothing(app: Flask) -> None:
    path, desk = sign_in_path(app), Desk(browser(app))
    desk.get(path)
    app.extensions["cairn"].clock.advance(seconds=20 * 60)
    answer = desk.post(path)
    assert answer.status_code == 403 and "sign-in-expired" in answer.get_data(as_text=True)


@pytest.mark.parametrize("form", [{}, {"csrf_token": ""}, {"csrf_token": "f" * 64}])
def test_a_link_is_not_used_by_a_form_of_another_site(app: Flask, form: dict[str, str]) -> None:
    path, desk = sign_in_path(app), Desk(browser(app))
    desk.get(path)
    assert desk.post(path, token=False, **form).status_code == 403
    stranger = Desk(browser(app), token=desk.token)
    assert "form-token" in stranger.post(path).get_data(as_text=True)
    assert desk.post(path).status_code == 303


def test_signing_out_ends_the_session_everywhere(app: Flask) -> None:
    desk = signed_in(app)
    kept = desk.client.get_cookie("__Host-cairn-admin")
    answer = desk.post("/sign-out")
    assert "You are signed out" in answer.get_data(as_text=True)
    assert desk.get("/").status_code == 403
    desk.client.set_cookie("__Host-cairn-admin", kept.value, secure=True)
    assert desk.get("/").status_code == 403


def test_an_hour_without_a_click_signs_out_and_clicks_prolong(app: Flask) -> None:
    clock = app.extensions["cairn"].clock
    desk = signed_in(app)
    for _ in range(3):
        clock.advance(seconds=HOUR - 1)
        assert desk.get("/").status_code == 200
    clock.advance(seconds=HOUR)
    answer = desk.get("/")
    assert answer.status_code == 403 and "not-signed-in" in answer.get_data(as_text=True)


def test_after_eight_hours_everybody_signs_in_again(app: Flask) -> None:
    clock = app.extensions["cairn"].clock
    desk = signed_in(app)
    for _ in range(15):
        clock.advance(seconds=HOUR // 2)
        assert desk.get("/").status_code == 200
    clock.advance(seconds=HOUR // 2)
    assert desk.get("/").status_code == 403


@pytest.mark.parametrize("path", ["/organisations/", "/keys/rotate", "/invitations/", "/sign-out"])
def test_a_form_without_its_token_changes_nothing(app: Flask, path: str) -> None:
    desk, other = signed_in(app), signed_in(app, "Otto")
    before = audited(app)
    for token in ("", other.token):
        answer = desk.post(path, token=False, csrf_token=token, name="Meadow", label="Meadow")
        assert answer.status_code == 403 and "form-token" in answer.get_data(as_text=True)
    assert audited(app) == before


def test_sessions_are_listed_and_can_be_ended(app: Flask) -> None:
    desk, other = signed_in(app), signed_in(app, "Otto")
    text = desk.text("/sessions/")
    assert "Otto" in text and text.count("Sign out<span") == 1
    assert desk.post("/sessions/2/end").status_code == 303
    assert other.get("/").status_code == 403
    assert "Otto" not in desk.text("/sessions/")
    assert ("Olga", "session-ended", "session:2") in audited(app)


def test_a_limited_administrator_sees_no_other_sessions(app: Flask, host) -> None:
    signed_in(app)
    desk = signed_in(app, "Mia", host.meadow)
    assert "Olga" not in desk.text("/sessions/")
    assert desk.post("/sessions/1/end").status_code == 404


def test_a_launchs_cookie_doesnt_open_the_console(app: Flask, world) -> None:
    desk = Desk(browser(app))
    desk.client.set_cookie("__Host-cairn-admin", world.launches["roy"].secret, secure=True)
    assert desk.get("/").status_code == 403
