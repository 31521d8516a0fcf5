"""What every answer says to the browser beside its page."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests import cast
from tests.cast import Character
from tests.guards.routes import ACTIONS, OUTSIDE, PAGES, Route, filled
from tests.pages import PageChecker
from tests.web.furnished import app, furnished, world
from tests.world import Window, World, read

__all__ = ["app", "furnished", "world"]


def policy(answer: TestResponse) -> dict[str, str]:
    """The content security policy by directive."""
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def assert_strict(answer: TestResponse) -> None:
    rules = policy(answer)
    assert rules["default-src"] == "'none'" and rules["base-uri"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert "unsafe" not in str(rules) and "http:" not in str(rules)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    given_away = answer.request.path.startswith(("/share/", "/transcripts/"))
    assert answer.headers["Referrer-Policy"] == ("no-referrer" if given_away else "same-origin")
    assert not cookies_of(answer)


def cookies_of(answer: TestResponse) -> list[str]:
    """The cookies that an answer sets, but for the one that only tries whether the browser keeps one."""
    return [each for each in answer.headers.getlist("Set-Cookie") if not each.startswith("__Host-cairn-trial=")]


@pytest.mark.parametrize(
    "route", [route for route in PAGES if "file" not in route.rule and "item" not in route.rule], ids=str
)
def test_a_page_in_the_lms_is_framed_by_that_lms_alone_and_never_kept(app: Flask, world: World, route: Route) -> None:
    answer = Window(app, world, route.right).get(filled(route.example, world))
    assert_strict(answer)
    assert policy(answer)["frame-ancestors"] == cast.HOME_PLATFORM
    assert policy(answer)["form-action"] == "'self'"
    assert answer.headers["Cache-Control"] == "no-store"


def test_another_platforms_pages_are_framed_by_that_one(app: Flask, world: World) -> None:
    answer = Window(app, world, cast.OTHER_ADA).get("/teach/")
    assert policy(answer)["frame-ancestors"] == cast.OTHER_PLATFORM


@pytest.mark.parametrize("who", [cast.NIL, cast.BEN], ids=lambda who: who.key)
def test_a_refusal_to_somebody_known_is_framed_by_their_lms_alone(app: Flask, world: World, who: Character) -> None:
    answer = Window(app, world, who).get("/teach/")
    assert answer.status_code == 403
    assert_strict(answer)
    assert policy(answer)["frame-ancestors"] == cast.HOME_PLATFORM


@pytest.mark.parametrize("path", ["/work/", "/teach/", "/no-such-page"])
def test_a_refusal_to_somebody_unknown_is_shown_in_whatever_frame_it_is_in(app: Flask, world: World, path: str) -> None:
    """Which LMS it is isn't known then. There is nothing to click on it; a blank frame would help nobody."""
    answer = Window(app, world, cast.BEN, cookie=False).get(path)
    assert answer.status_code in {403, 404}
    assert policy(answer)["frame-ancestors"] == "*"
    assert not re.search(r"<(form|button|input)\b", answer.get_data(as_text=True))


def test_the_way_back_to_the_lms_is_the_one_other_place_a_form_may_go_to(app: Flask, world: World) -> None:
    answer = Window(app, world, cast.ADA_ADDING).post("/place/cancel")
    assert policy(answer)["form-action"] == f"'self' {cast.HOME_PLATFORM}"
    assert_strict(answer)


@pytest.mark.parametrize("entry", [entry for entry in OUTSIDE if "/lti/" not in entry], ids=str)
def test_what_lies_outside_of_the_lms_is_framed_by_nobody_but_the_small_page_for_it(
    app: Flask, world: World, entry: str
) -> None:
    path, _ = OUTSIDE[entry]
    answer = read(PageChecker(app, app.response_class).get(filled(path, world)))
    assert_strict(answer)
    for_other_sites = entry.endswith("/embed")
    assert policy(answer)["frame-ancestors"] == ("*" if for_other_sites else "'none'")


FILES = (
    (cast.BEN, "/work/items/{ben.item}"),
    (cast.BEN, "/work/attempts/1/items/{ben.file}"),
    (cast.ADA, "/reviews/{cam.attempt}/files/{cam.file}"),
    (cast.ADA, "/reviews/{cam.attempt}/files/{cam.file}?show"),
)


@pytest.mark.parametrize(("who", "example"), FILES, ids=[f"{who.key} {path}" for who, path in FILES])
def test_evidence_is_handed_out_as_an_attachment_in_a_sandbox(
    app: Flask, world: World, who: Character, example: str
) -> None:
    answer = Window(app, world, who).get(filled(example, world))
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert policy(answer)["sandbox"] == "" and policy(answer)["default-src"] == "'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_picture_may_be_shown_in_the_page_but_runs_nothing(app: Flask, world: World) -> None:
    page = Window(app, world, cast.BEN).text("/work/steps/s3")
    addresses = set(re.findall(r"/work/items/\d+", page))
    answers = [Window(app, world, cast.BEN).get(path) for path in addresses]
    inline = [answer for answer in answers if answer.headers["Content-Disposition"].startswith("inline")]
    assert [answer.mimetype for answer in inline] == ["image/png"]
    assert all(policy(answer)["sandbox"] == "" for answer in inline)


def test_no_answer_inside_a_launch_sets_a_cookie_unless_it_leads_into_another_launch(app: Flask, world: World) -> None:
    for route in (*PAGES, *ACTIONS):
        window, path = Window(app, world, route.right), filled(route.example, world)
        answer = window.get(path) if route.method == "GET" else window.post(path, route.form)
        led_to = re.match(r"/l/([0-9a-f]{32})/", answer.headers.get("Location", ""))
        if led_to is None or led_to[1] == window.opened.launch_id:
            assert not cookies_of(answer), str(route)


def test_a_page_that_is_open_by_key_tells_nobody_its_address(app: Flask, world: World) -> None:
    window = Window(app, world, cast.ADA, cookie=False)
    segment = window.key_segment()
    answer = read(window.client.get(f"/l/{segment}/teach/"))
    assert answer.status_code == 200 and answer.headers["Referrer-Policy"] == "no-referrer"
    links = set(re.findall(r"/l/([^/]+)/", answer.get_data(as_text=True)))
    assert len(links) == 1 and links != {window.opened.launch_id}
    assert links.pop().startswith(f"{window.opened.launch_id}.")
