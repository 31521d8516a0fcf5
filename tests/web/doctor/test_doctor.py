"""The doctor's page: plain words, who can mend it, and what only the browser knows."""

from flask import Flask

from app.db import transaction
from app.flows.examine import Mender
from app.lti import Standing, set_platform_standing
from app.web.limits import DOORS
from tests import cast
from tests.web.furnished import app, furnished, world
from tests.world import Window, World

__all__ = ["app", "furnished", "world"]


def test_before_the_lms_is_asked_nothing_is_said_to_work_there(app: Flask, world: World) -> None:
    text = Window(app, world, cast.ADA).text("/doctor/")
    assert "Ask the LMS now" in text
    assert "Cairn can see the columns" not in text


def test_an_lms_that_does_not_answer_is_named_with_who_can_mend_it(app: Flask, world: World) -> None:
    answer = Window(app, world, cast.ADA).post("/doctor/")
    text = " ".join(answer.get_data(as_text=True).split())
    assert answer.status_code == 200
    assert "needs mending" in text or "need mending" in text
    assert f"Who can mend it: {Mender.LMS}" in text


def test_the_report_holds_nobodys_name(app: Flask, world: World) -> None:
    answer = Window(app, world, cast.ADA).post("/doctor/").get_data(as_text=True)
    report = answer.split("data-doctor-report>")[1].split("</textarea>")[0]
    assert "platform-keys" in report
    assert not [who.name for who in cast.CAST if who.name in report]


def test_a_cookie_that_comes_back_is_told_to_the_page(app: Flask, world: World) -> None:
    window = Window(app, world, cast.ADA)
    assert window.get("/doctor/browser").get_json() == {"cookie": False}
    assert window.get("/doctor/browser").get_json() == {"cookie": True}


def test_a_learner_is_no_doctor(app: Flask, world: World) -> None:
    assert Window(app, world, cast.BEN).get("/doctor/").status_code == 403


def test_a_platform_that_was_switched_off_shuts_the_doctor_out_too(app: Flask, world: World) -> None:
    with app.app_context(), transaction() as session:
        set_platform_standing(session, world.actors["ada"].registration_id, Standing.BLOCKED)
    assert Window(app, world, cast.ADA).get("/doctor/").status_code == 403


def test_an_lms_is_not_flooded_by_whoever_asks_again_and_again(app: Flask, world: World) -> None:
    window, most = Window(app, world, cast.ADA), DOORS["doctor.check"][0].a_minute
    statuses = [window.post("/doctor/").status_code for _ in range(most + 1)]
    assert statuses == [200] * most + [429]
    assert Window(app, world, cast.ADA_IN_COURSE).post("/doctor/").status_code == 429
    assert window.get("/doctor/").status_code == 200
