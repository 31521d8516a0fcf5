"""What a teacher sees of the learners, and who else may not."""

import re
from datetime import timedelta

from flask.testing import FlaskClient

from app.db import transaction
from app.gradebook import Fact, LineItemSource, SeenColumn, note_column
from app.lti import Member
from app.lti.models import Registration
from app.people import begin_reading, end_reading, give_up_reading, note_asked, note_members, record_launch
from app.people.models import Course
from app.placement import placement_view
from app.placement.models import Placement
from tests.conftest import ManualClock
from tests.review.world import World, hand_in, launch_of
from tests.web.instructor.conftest import Desk, counted_statements


def test_every_learner_of_the_course_is_listed_and_no_teacher(tess: Desk) -> None:
    page = tess.text()
    assert "Ada Example" in page and "Ben Example" in page
    assert "Omar Example" not in page
    assert page.count(">Not started<") == 3


def test_who_was_listed_by_the_lms_and_never_came_has_not_started(tess: Desk, world: World, clock: ManualClock) -> None:
    read_roster(world, clock, "zoe", "ada", "ben", "omar")
    page = tess.text("?show=not-started&q=zoe")
    assert "Zoe Example" in page and "has not been here yet" in page
    assert "Ada Example" not in page


def test_who_left_the_course_is_shown_apart_with_their_work(tess: Desk, world: World, clock: ManualClock) -> None:
    with transaction() as session:
        hand_in(session, clock, world, "ben")
    tess.record("ben", Fact.EARNED, 8)
    read_roster(world, clock, "ada", "omar", "zoe")
    page = tess.text("?show=gone")
    assert "Ben Example" in page and "not enrolled any more" in page and "66.67 of 100" in page
    assert "Ada Example" not in page
    assert "Ben Example" not in tess.text("?show=not-started")
    assert "Ben Example" in tess.text("?show=waiting")


def test_the_parts_of_the_list_are_counted_and_the_one_of_those_who_left_is_there_only_if_somebody_did(
    tess: Desk, world: World, clock: ManualClock
) -> None:
    assert "No longer in the course" not in tess.text()
    tess.record("ada", Fact.EARNED, 10)
    page = tess.text("?show=nonsense&page=999&q=%20")
    assert parts(page) == {"All": 3, "To review": 0, "Working on it": 0, "Not started": 3, "Earned": 0}


def test_fifty_learners_are_on_a_page_and_names_are_found_in_any_case(
    tess: Desk, world: World, clock: ManualClock
) -> None:
    read_roster(world, clock, *(f"zed{number:03}" for number in range(120)))
    first, third = tess.text(), tess.text("?page=3")
    assert first.count('scope="row"') == 50 and "1 to 50 of" in first and ">More<" in first and ">Before<" not in first
    assert ">Before<" in third and ">More<" not in third
    found = tess.text("?q=EXAMPLE+Zed11")
    assert found.count('scope="row"') == 10 and "10 learners called" in found
    assert "Nobody here is called" in tess.text("?q=%3Cb%3E")


def test_the_list_says_where_it_comes_from_and_how_old_it_is(tess: Desk, world: World, clock: ManualClock) -> None:
    assert "have opened this are listed, because the LMS doesn&#39;t tell" in tess.text()
    assert "Refresh from" not in tess.text()
    offer_roster(world)
    assert "Refresh from your LMS" in tess.text()
    read_roster(world, clock, "ada")
    clock.advance(seconds=200)
    assert "From your LMS, 3 minutes ago." in tess.text()


def test_the_button_asks_the_lms_in_the_background_and_once_a_minute_at_most(
    tess: Desk, world: World, clock: ManualClock
) -> None:
    offer_roster(world)
    assert tess.post("learners/refresh").location.endswith("/teach/?said=asked")
    assert "Cairn is asking your LMS now" in tess.text("?said=asked")
    assert tess.post("learners/refresh").location.endswith("/teach/?said=wait")
    clock.advance(seconds=60)
    assert tess.post("learners/refresh").location.endswith("/teach/?said=asked")


def test_trouble_with_the_roster_is_told(tess: Desk, world: World, clock: ManualClock) -> None:
    offer_roster(world)
    with transaction() as session:
        note_asked(session, clock, world.placement.course_id, timedelta())
        reading_ = begin_reading(session, clock, world.placement.course_id)
        assert reading_ is not None
        give_up_reading(session, reading_, "The LMS refused the list of participants.")
    assert "The LMS refused the list of participants." in tess.text()


def test_test_students_are_listed_and_not_counted(tess: Desk) -> None:
    page = tess.text()
    assert '<span class="tile-number">2</span><span class="tile-label">not started</span>' in page


def test_the_test_student_is_marked_as_such(tess: Desk) -> None:
    assert "test student" in tess.text()


def test_handed_in_work_is_shown_as_waiting_with_the_way_to_the_queue(
    tess: Desk, world: World, clock: ManualClock
) -> None:
    with transaction() as session:
        hand_in(session, clock, world)
    clock.advance(seconds=3 * 24 * 3600)
    tess = renewed(tess, world, clock)
    page = tess.text()
    assert "Submitted" in page and "3 days" in page and "Open the queue" in page


def parts(page: str) -> dict[str, int]:
    """The counts in the tabs."""
    return {
        label: int(count) for label, count in re.findall(r'>([A-Z][\w ]+) <span class="tab-count">(\d+)</span>', page)
    }


def offer_roster(world: World) -> None:
    with transaction() as session:
        session.get_one(Course, world.placement.course_id).nrps_url = "https://lms.example/members"


def read_roster(world: World, clock: ManualClock, *names: str) -> None:
    """The LMS lists these learners and nobody else."""
    offer_roster(world)
    clock.advance(seconds=1)
    course_id, registration_id = world.placement.course_id, world.actors["tess"].registration_id
    with transaction() as session:
        note_asked(session, clock, course_id, timedelta())
        begun = begin_reading(session, clock, course_id)
        assert begun is not None
        listed = [Member(name, True, ("Learner",), f"{name.capitalize()} Example", "", "", "") for name in names]
        note_members(session, clock, begun, registration_id, listed)
        end_reading(session, clock, begun)


def renewed(desk: Desk, world: World, clock: ManualClock) -> Desk:
    """The same teacher in a new launch: a launch is over after a day."""
    actor = world.actors["tess"]
    with transaction() as session:
        opened = record_launch(
            session, clock, launch_of("tess", "Instructor", actor.registration_id, actor.deployment_id)
        )
    desk.launch = opened
    desk.client.set_cookie(f"__Host-cairn-{opened.launch_id}", opened.secret)
    return desk


def test_a_score_and_its_delivery_stand_beside_the_learner(tess: Desk) -> None:
    tess.record("ada", Fact.EARNED, 10)
    page = tess.text()
    assert "83.33 of 100" in page and "On its way" in page


def test_the_page_asks_the_database_the_same_number_of_questions_for_many_learners(
    tess: Desk, world: World, clock: ManualClock
) -> None:
    tess.text()
    with counted_statements() as few:
        tess.text()
    actor = world.actors["tess"]
    with transaction() as session:
        for number in range(40):
            record_launch(
                session, clock, launch_of(f"more-{number}", "Learner", actor.registration_id, actor.deployment_id)
            )
    tess.record("ada", Fact.EARNED, 10)
    tess.record("ben", Fact.EARNED, 8)
    with counted_statements() as many:
        page = tess.text()
    assert page.count(">Not started<") == 43
    assert len(many) <= len(few) + 1
    assert len(many) <= 14


def test_the_settings_are_told_in_words(tess: Desk) -> None:
    page = tess.text("about")
    assert "Planning a session" in page and "100 points" in page
    assert "Nothing is sent to the gradebook before the micro-credential is earned" in page


def test_the_settings_say_whether_there_is_a_column_and_who_makes_it(
    tess: Desk, world: World, clock: ManualClock
) -> None:
    missing, made = "Your LMS has told us of no grade column", "so Cairn makes one"
    with transaction() as session:
        session.get_one(Placement, world.placement.id).lineitem_url = None
    page = tess.text("about")
    assert missing in page and made not in page
    with transaction() as session:
        session.get_one(Registration, world.actors["tess"].registration_id).product_family = "canvas"
    page = tess.text("about")
    assert made in page and missing not in page
    with transaction() as session:
        placement = placement_view(session, world.placement.id)
        seen = SeenColumn("https://lms.example/columns/9", "Plan", 100_00, LineItemSource.CREATED)
        note_column(session, clock, placement, "", seen)
    page = tess.text("about")
    assert made not in page and missing not in page


def test_a_content_developer_sees_the_settings_and_no_learner(
    client: FlaskClient, world: World, clock: ManualClock
) -> None:
    actor = world.actors["tess"]
    with transaction() as session:
        opened = record_launch(
            session, clock, launch_of("dev", "ContentDeveloper", actor.registration_id, actor.deployment_id)
        )
    client.set_cookie(f"__Host-cairn-{opened.launch_id}", opened.secret)
    answer = client.get(f"/l/{opened.launch_id}/teach/")
    assert answer.status_code == 303 and answer.location.endswith("/teach/about")
    assert client.get(answer.location).status_code == 200
    assert client.get(f"/l/{opened.launch_id}/teach/gradebook").status_code == 403


def test_a_learner_sees_none_of_the_teachers_pages(client: FlaskClient, world: World, clock: ManualClock) -> None:
    ada = Desk(client, world, clock, "ada")
    for path in ("", "about", "gradebook"):
        assert ada.get(path).status_code == 403
