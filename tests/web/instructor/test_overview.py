"""What a teacher sees of the learners, and who else may not."""

from flask.testing import FlaskClient

from app.db import transaction
from app.gradebook import Fact
from app.people import record_launch
from tests.conftest import ManualClock
from tests.review.world import World, hand_in, launch_of
from tests.web.instructor.conftest import Desk, counted_statements


def test_every_learner_of_the_course_is_listed_and_no_teacher(tess: Desk) -> None:
    page = tess.text()
    assert "Ada Example" in page and "Ben Example" in page
    assert "Omar Example" not in page
    assert page.count("Not started") == 3


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
    assert page.count("Not started") == 43
    assert len(many) <= len(few) + 1
    assert len(many) <= 14


def test_the_settings_are_told_in_words(tess: Desk) -> None:
    page = tess.text("about")
    assert "Planning a session" in page and "100 points" in page
    assert "Nothing is sent to the gradebook before the micro-credential is earned" in page


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
