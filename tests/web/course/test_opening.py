"""From the dashboard into an activity: always one's own, of one's own course, at one of a few pages."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import reading
from app.people.models import LaunchSession
from app.web import csrf
from tests import cast
from tests.cast import Character
from tests.web.course.test_dashboard import place_more
from tests.web.furnished import app, furnished, world
from tests.world import Window, World, read

__all__ = ["app", "furnished", "world"]

WAYS = [
    (cast.ADA_IN_COURSE, {"to": "learners"}, "/teach/"),
    (cast.ADA_IN_COURSE, {"to": "reviews"}, "/reviews/"),
    (cast.ADA_IN_COURSE, {"to": "gradebook"}, "/teach/gradebook"),
    (cast.ADA_IN_COURSE, {"to": "about"}, "/teach/about"),
    (cast.ADA_IN_COURSE, {"to": "review", "number": "2"}, "/reviews/2/"),
    (cast.BEN_IN_COURSE, {"to": "work"}, "/work/"),
    (cast.BEN_IN_COURSE, {"to": "steps"}, "/work/steps"),
    (cast.BEN_IN_COURSE, {"to": "status"}, "/work/status"),
    (cast.BEN_IN_COURSE, {"to": "submission", "number": "1"}, "/work/attempts/1"),
]
ASTRAY = ("", "https://evil.example/", "//evil.example", "earner.overview", "review", "submission", "x" * 5000)


@pytest.mark.parametrize(("who", "form", "page"), WAYS, ids=[f"{who.key} {form['to']}" for who, form, _ in WAYS])
def test_each_word_leads_to_its_page_in_a_launch_of_its_own(
    app: Flask, world: World, who: Character, form: dict[str, str], page: str
) -> None:
    window = Window(app, world, who)
    answer = window.post(f"/course/open/{world.placements[cast.HERE].id}", form)
    assert answer.status_code == 303 and answer.location.endswith(page)
    assert window.opened.launch_id not in answer.location
    assert read(window.client.get(answer.location)).status_code == 200


@pytest.mark.parametrize("to", ASTRAY)
def test_every_other_word_leads_to_the_first_page(app: Flask, world: World, to: str) -> None:
    window = Window(app, world, cast.ADA_IN_COURSE)
    answer = window.post(f"/course/open/{world.placements[cast.HERE].id}", {"to": to})
    assert answer.status_code == 303 and answer.location.startswith("/l/") and answer.location.count("/") == 3


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "99999999999"])
def test_a_number_that_no_row_can_have_leads_to_the_first_page(app: Flask, world: World, number: str) -> None:
    window = Window(app, world, cast.ADA_IN_COURSE)
    answer = window.post(f"/course/open/{world.placements[cast.HERE].id}", {"to": "review", "number": number})
    assert answer.status_code == 303 and answer.location.count("/") == 3


def test_a_learner_is_never_led_to_a_teachers_page(app: Flask, world: World) -> None:
    window = Window(app, world, cast.BEN_IN_COURSE)
    answer = window.post(f"/course/open/{world.placements[cast.HERE].id}", {"to": "reviews"})
    assert answer.location.count("/") == 3
    child = read(window.client.get(answer.location))
    assert child.location.endswith("/work/")
    assert read(window.client.get(answer.location + "reviews/")).status_code == 403


def test_ones_own_activity_is_opened_in_the_same_launch(app: Flask, world: World) -> None:
    window = Window(app, world, cast.ADA)
    answer = window.post(f"/course/open/{world.placements[cast.HERE].id}", {"to": "gradebook"})
    assert answer.location == window.address("/teach/gradebook")


def test_an_activity_of_another_course_or_platform_is_not_there(app: Flask, world: World) -> None:
    window = Window(app, world, cast.ADA_IN_COURSE)
    for place in (cast.NEXT_DOOR, cast.AWAY):
        assert window.post(f"/course/open/{world.placements[place].id}").status_code == 404
    assert window.post("/course/open/4711").status_code == 404


def launches(app: Flask) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(LaunchSession)) or 0


def test_a_hundred_clicks_leave_one_launch_for_each_activity(app: Flask, world: World) -> None:
    others = [placement.id for placement in place_more(app, world, 3)]
    before, window = launches(app), Window(app, world, cast.ADA)
    places = set()
    for placement_id in others * 8:
        places.add(window.post(f"/course/open/{placement_id}").location)
    for place in places:
        child = place.split("/")[2]
        token = csrf.token(app.extensions["cairn"].settings.secret_key, child, window.opened.secret)
        for placement_id in others:
            form = {"csrf_token": token, "to": "about"}
            assert read(window.client.post(f"/l/{child}/course/open/{placement_id}", data=form)).status_code == 303
    assert launches(app) == before + len(others)


def test_who_acts_as_somebody_else_looks_around_and_changes_nothing(app: Flask, world: World) -> None:
    (other,) = place_more(app, world)
    as_ben, as_ada = Window(app, world, cast.AS_BEN), Window(app, world, cast.AS_ADA)
    assert as_ben.post(f"/course/open/{other.id}", {"to": "work"}).status_code == 303
    assert as_ada.post("/course/add").location.endswith("/place/")
    assert as_ada.post("/doctor/").status_code == 200
    refused = [
        as_ben.post("/work/slots/story/text", {"text": "Not Ben's words", "version": "1"}),
        as_ben.post("/work/start"),
        as_ben.post("/work/badge/open"),
        as_ada.post(f"/reviews/{world.attempts['cam']}/draft", {"note": "Not Ada's words"}),
        as_ada.post(f"/reviews/{world.attempts['cam']}/take"),
        as_ada.post("/teach/gradebook/retry-all"),
    ]
    for answer in refused:
        page = answer.get_data(as_text=True)
        assert answer.status_code == 403 and "acting-as-somebody-else" in page
        assert "so nothing was changed" in page and "Stop acting as somebody else" in page
