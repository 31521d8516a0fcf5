"""How a launch becomes an actor, and how two of them stay apart in one browser."""

import re

import pytest
from flask import Flask

from app.web.access import COOKIE_PREFIX, EARN, PLACE, POLICY, REVIEW, TEACH, allowed
from app.web.launch_keys import SEGMENT
from tests import cast
from tests.guards.routes import PAGES, Route, filled
from tests.web.furnished import app, furnished, world
from tests.world import Window, World, names_in, read

__all__ = ["app", "furnished", "world"]


def test_two_courses_side_by_side_in_one_browser_do_not_mix(app: Flask, world: World) -> None:
    """One person's browser with two tabs: each address shows its own course."""
    ada = Window(app, world, cast.ADA)
    oma = world.launches["oma"]
    ada.client.set_cookie(COOKIE_PREFIX + oma.launch_id, oma.secret, secure=True)
    here = ada.get("/teach/")
    there = ada.client.get(f"/l/{oma.launch_id}/teach/")
    assert names_in(here) == {"ben", "cam", "dee"} and names_in(there) == {"olu"}


def test_the_secret_of_one_launch_does_not_open_another(app: Flask, world: World) -> None:
    window = Window(app, world, cast.ADA, cookie=False)
    window.client.set_cookie(COOKIE_PREFIX + window.opened.launch_id, world.launches["tia"].secret, secure=True)
    assert window.get("/teach/").status_code == 403


@pytest.mark.parametrize("name", ["cairn-", "__Host-cairn-login-", "__Secure-cairn-", ""])
def test_the_secret_counts_only_in_the_cookie_that_no_other_host_can_set(app: Flask, world: World, name: str) -> None:
    window = Window(app, world, cast.ADA, cookie=False)
    window.client.set_cookie(name + window.opened.launch_id, window.opened.secret, secure=True)
    assert window.get("/teach/").status_code == 403


def test_the_secret_does_not_count_in_the_address(app: Flask, world: World) -> None:
    window = Window(app, world, cast.ADA, cookie=False)
    assert (
        window.get(f"/teach/?secret={window.opened.secret}&{COOKIE_PREFIX}={window.opened.secret}").status_code == 403
    )


def test_links_of_a_page_stay_in_its_launch(app: Flask, world: World) -> None:
    window = Window(app, world, cast.ADA)
    others = [opened.launch_id for key, opened in world.launches.items() if key != "ada"]
    page = window.text("/teach/")
    assert window.opened.launch_id in page and not any(other in page for other in others)


def test_two_roles_and_two_courses_by_key_in_one_browser_do_not_mix(app: Flask, world: World) -> None:
    ada, ben, oma = (Window(app, world, who, cookie=False) for who in (cast.ADA, cast.BEN, cast.OMA))
    browser = ada.client
    assert names_in(read(browser.get(f"/l/{ada.key_segment()}/teach/"))) == {"ben", "cam", "dee"}
    assert names_in(read(browser.get(f"/l/{oma.key_segment()}/teach/"))) == {"olu"}
    assert read(browser.get(f"/l/{ben.key_segment()}/teach/")).status_code == 403
    assert read(browser.get(f"/l/{ben.key_segment()}/work/")).status_code == 200


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_a_page_is_the_same_by_key_and_all_its_links_carry_one(app: Flask, world: World, route: Route) -> None:
    window = Window(app, world, route.right, cookie=False)
    segment = window.key_segment()
    answer = read(window.client.get(f"/l/{segment}{filled(route.example, world)}"))
    assert answer.status_code == route.status
    assert not answer.headers.getlist("Set-Cookie") or "trial" in answer.headers["Set-Cookie"]
    said = answer.headers.get("Location", "")
    said += answer.get_data(as_text=True) if answer.mimetype in {"text/html", "application/json"} else ""
    assert all(SEGMENT.fullmatch(each) for each in re.findall(r"/l/([^/\"]+)/", said)), said


def test_a_form_of_a_page_that_is_open_by_key_works_there_and_nowhere_else(app: Flask, world: World) -> None:
    dee = Window(app, world, cast.DEE, cookie=False)
    path = f"/l/{dee.key_segment()}/work/steps/s2"
    page = read(dee.client.get(path)).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([0-9a-f]+)"', page)
    assert token is not None and token[1] != dee.token
    form = {"done": "yes", "csrf_token": token[1]}
    assert read(dee.client.post(f"{path}/done", data=form | {"csrf_token": dee.token})).status_code == 403
    answer = read(dee.client.post(f"{path}/done", data=form))
    assert answer.status_code == 303 and f"/l/{dee.opened.launch_id}." in answer.location
    with_cookie = Window(app, world, cast.DEE)
    assert with_cookie.post("/work/steps/s2/done", form, token=False).status_code == 403


def test_who_may_only_look_gets_a_way_out_and_nothing_else(app: Flask, world: World) -> None:
    answer = Window(app, world, cast.MEL).get("/teach/")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 403 and "another role" in text
    assert f"{cast.HOME_PLATFORM}/course/course-1" in text


def test_a_route_without_a_policy_is_closed_to_everybody() -> None:
    def view() -> str:
        return "open"

    assert not hasattr(view, POLICY)
    assert getattr(allowed(EARN)(view), POLICY) == EARN


def test_learners_are_in_no_set_of_the_teachers() -> None:
    assert not EARN & (REVIEW | TEACH | PLACE)
