"""The course as a whole: what each role sees of it, in as many statements for many activities as for one."""

import pytest
from flask import Flask
from sqlalchemy import delete, update

from app.db import transaction
from app.gradebook import Hold
from app.gradebook.models import ScoreSync
from app.outbox.models import OutboxItem
from app.people import Actor
from app.placement import NewPlacement, PlacementView, dashboard_link, place, suggested_settings
from app.services import Services
from tests import cast
from tests.cast import Character
from tests.evidence.world import TALKS
from tests.web.furnished import app, furnished, world
from tests.web.instructor.conftest import counted_statements
from tests.world import Window, World, fill, names_in, read, submit, words_in

__all__ = ["app", "furnished", "world"]


def place_more(app: Flask, world: World, how_many: int = 1, *, who: Character = cast.ADA) -> list[PlacementView]:
    """Further activities of somebody's course, made on its dashboard."""
    services: Services = app.extensions["cairn"]
    actor = world.actors[who.key]
    with app.app_context(), transaction() as session:
        return [
            place(session, services.clock, new_on_dashboard(actor, world.other_version_id, f"Walk {number}"))
            for number in range(how_many)
        ]


def new_on_dashboard(actor: Actor, version_id: int, title: str) -> NewPlacement:
    return NewPlacement(
        deployment_id=actor.deployment_id,
        resource_link_id=dashboard_link(title),
        course_id=actor.course_id,
        version_id=version_id,
        title=title,
        settings=suggested_settings(TALKS),
    )


def test_a_teacher_sees_the_numbers_of_each_activity(app: Flask, world: World) -> None:
    page = Window(app, world, cast.ADA_IN_COURSE).text("/course/")
    assert "1 submission waits for a review." in page
    for number, words in ((3, "started"), (1, "to review"), (1, "earned")):
        assert f'<span class="course-number">{number}</span> {words}' in page
    for label in ("Learners", "Reviews", "Gradebook"):
        assert f'{label}<span class="visually-hidden">: Leading talks</span>' in page


@pytest.mark.parametrize("who", [cast.ADA_IN_COURSE, cast.TIA, cast.VAL, cast.ROY], ids=lambda who: who.key)
def test_whoever_teaches_builds_or_administers_finds_the_doctor_and_no_door_that_is_shut(
    app: Flask, world: World, who: Character
) -> None:
    window = Window(app, world, who)
    page = window.text("/course/")
    assert f'href="{window.address("/doctor/")}"' in page and "/console/" not in page


def test_a_score_that_could_not_be_delivered_is_on_the_dashboard(app: Flask, world: World) -> None:
    with app.app_context(), transaction() as session:
        session.execute(delete(OutboxItem))
        session.execute(update(ScoreSync).where(ScoreSync.id == world.syncs["ben"]).values(hold=Hold.CHANGED_BY_HAND))
    assert "score to look at" in Window(app, world, cast.ADA_IN_COURSE).text("/course/")


def test_the_next_course_sees_nothing_of_it(app: Flask, world: World) -> None:
    place_more(app, world)
    assert "Walk 0" in Window(app, world, cast.ADA).text("/course/")
    for who in (cast.OMA, cast.OLU, cast.OTHER_ADA, cast.OTHER_BEN):
        assert "Walk 0" not in Window(app, world, who).text("/course/"), who.key


def test_an_earner_sees_where_they_stand_and_their_badge(app: Flask, world: World) -> None:
    place_more(app, world)
    page = Window(app, world, cast.BEN_IN_COURSE).text("/course/")
    assert "1 of 2 earned." in page and 'alt="Badge: Leader of talks"' in page
    assert "Not started" in page and "Walk 0" in page
    dee = Window(app, world, cast.DEE).text("/course/")
    assert "Badge:" not in dee and "steps done" in dee and "Next" in dee


def test_a_mentor_sees_the_states_of_the_learners_they_follow_and_of_nobody_else(app: Flask, world: World) -> None:
    answer = Window(app, world, cast.MAE).get("/course/")
    page = answer.get_data(as_text=True)
    assert names_in(answer) == {"ben"} and not words_in(answer)
    assert "Earned" in page and "2 more of the learners" in page
    assert "<form" not in page


def test_a_mentor_who_follows_nobody_sees_counts_without_names(app: Flask, world: World) -> None:
    answer = Window(app, world, cast.MEL).get("/course/")
    assert not names_in(answer) and not words_in(answer)
    assert '<span class="course-number">3</span> started' in answer.get_data(as_text=True)


@pytest.mark.parametrize("who", [cast.MAE, cast.MEL], ids=lambda who: who.key)
def test_a_mentor_gets_no_page_of_the_work_itself(app: Flask, world: World, who: Character) -> None:
    window = Window(app, world, who)
    for path in ("/work/", "/work/status", "/teach/", "/reviews/", f"/reviews/{world.attempts['ben']}/"):
        assert window.get(path).status_code == 403


def test_who_may_only_place_sees_no_numbers_of_learners(app: Flask, world: World) -> None:
    page = Window(app, world, cast.VAL).text("/course/")
    assert "Add a micro-credential" in page and "About" in page
    assert "course-number" not in page and "Gradebook" not in page


def test_an_assistant_reviews_and_places_nothing(app: Flask, world: World) -> None:
    page = Window(app, world, cast.TIA).text("/course/")
    assert "Reviews" in page and "Add a micro-credential" not in page


def test_what_is_on_the_dashboard_alone_says_so(app: Flask, world: World) -> None:
    before = Window(app, world, cast.ADA_IN_COURSE).text("/course/")
    place_more(app, world)
    after = Window(app, world, cast.ADA_IN_COURSE).text("/course/")
    assert "Opened from this page only" in after and "Cairn makes its gradebook column" in after
    assert "Opened from this page only" not in before


def test_an_activity_leads_to_the_whole_course_once_there_is_more_than_one(app: Flask, world: World) -> None:
    for who, path in ((cast.ADA, "/teach/"), (cast.BEN, "/work/")):
        assert "All in this course" not in Window(app, world, who).text(path)
    place_more(app, world)
    for who, path in ((cast.ADA, "/teach/"), (cast.BEN, "/work/"), (cast.VAL, "/teach/about")):
        assert "All in this course" in Window(app, world, who).text(path)


@pytest.mark.parametrize("who", [cast.ADA_IN_COURSE, cast.BEN_IN_COURSE, cast.MAE, cast.MEL], ids=lambda who: who.key)
def test_a_dashboard_of_thirty_activities_takes_as_many_statements_as_one_of_two(
    app: Flask, world: World, who: Character
) -> None:
    counts = []
    for more in (1, 28):
        place_more(app, world, more) if more == 1 else place_thirty(app, world, more)
        window = Window(app, world, who)
        window.get("/course/")
        with app.app_context(), counted_statements() as seen:
            window.get("/course/")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 24


def place_thirty(app: Flask, world: World, how_many: int) -> None:
    services: Services = app.extensions["cairn"]
    with app.app_context(), transaction() as session:
        for number in range(how_many):
            new = new_on_dashboard(world.actors["ada"], world.other_version_id, f"Further {number}")
            place(session, services.clock, new)


def test_a_picked_micro_credential_goes_onto_the_dashboard(app: Flask, world: World) -> None:
    window = Window(app, world, cast.ADA_IN_COURSE)
    answer = window.post(f"/place/{world.other_version_id}", {"points": "40", "policy": "points_percent"})
    assert answer.status_code == 303
    assert "Leading walks" in window.text("/course/")
    assert "Leading walks" in Window(app, world, cast.BEN_IN_COURSE).text("/course/")
    assert Window(app, world, cast.ADA).get("/teach/").status_code == 200


def test_from_an_activity_the_picker_is_opened_for_the_course(app: Flask, world: World) -> None:
    window = Window(app, world, cast.ADA)
    answer = window.post("/course/add")
    assert answer.status_code == 303 and "/place/" in answer.location
    assert window.opened.launch_id not in answer.location
    assert read(window.client.get(answer.location)).status_code == 200
    own = Window(app, world, cast.ADA_IN_COURSE)
    assert own.post("/course/add").location == own.address("/place/")


def test_test_students_and_those_who_act_as_others_are_told_on_every_page(app: Flask, world: World) -> None:
    for who, words in ((cast.TESS, "You are the test student."), (cast.AS_BEN, "You are acting as Ben Bakowski.")):
        for path in ("/work/", "/course/", "/teach/", "/work/attempts/9"):
            assert words in Window(app, world, who).get(path).get_data(as_text=True), (who.key, path)
    for path in ("/teach/", "/reviews/", "/teach/gradebook", "/course/"):
        assert "You are acting as Ada Adeyemi." in Window(app, world, cast.AS_ADA).text(path)
    assert "You are acting as" not in Window(app, world, cast.ADA).text("/teach/")


def test_a_test_student_is_marked_in_the_queue_of_reviews(app: Flask, world: World) -> None:
    services: Services = app.extensions["cairn"]
    tess = world.actors["tess"]
    with app.app_context(), transaction() as session:
        fill(session, services, tess, world.placements[cast.HERE], cast.TESS.keepsake)
        submit(session, services, tess, world.placements[cast.HERE])
    page = Window(app, world, cast.ADA).text("/reviews/")
    assert page.count("test student") == 1
