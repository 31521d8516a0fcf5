"""The roster comes over: who is new, gone and back, what a launch knows better, and lists that must not be believed."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.db import reading, transaction
from app.flows import sync_roster
from app.flows.sync_roster import BATCH, PAGES_AT_ONCE, ROSTER, ask_for_due_rosters
from app.lti import Context
from app.outbox import OutboxState, gates, statuses
from app.outbox.rules import BREAKS_AFTER
from app.people import Role, person_of_subject, person_view, subject_of
from app.people.models import LmsAccount, MembershipSource, Person
from app.services import Services
from app.worker import EXTENSION, Deliverer, handlers
from tests.conftest import ManualClock
from tests.flows.listed_course import PATH, ROLE, ListedCourse, entry, listed_course
from tests.loopback import Heard
from tests.lti.platform_server import Answer
from tests.web.instructor.conftest import counted_statements

TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
ASSISTANT = "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"
DAY = 24 * 3600


@pytest.fixture
def course(database: Flask, services: Services, clock: ManualClock) -> Iterator[ListedCourse]:
    with listed_course(services, clock) as course:
        yield course


def test_the_first_launch_of_a_teacher_brings_everybody_in(course: ListedCourse) -> None:
    course.listed = [entry("tess", ROLE + "Instructor"), entry("ada"), entry("ben", ROLE + "Learner")]
    course.deliver()
    assert {name: view.role for name, view in course.people.items()} == {
        "tess": Role.INSTRUCTOR,
        "ada": Role.LEARNER,
        "ben": Role.LEARNER,
    }
    assert course.people["ada"].last_seen_at is None
    assert course.people["tess"].last_seen_at is not None
    assert (course.roster.members, course.roster.synced_at, course.roster.trouble) == (3, course.clock.now(), "")
    assert course.row("ada").source == MembershipSource.ROSTER
    assert course.row("tess").source == MembershipSource.LAUNCH


def test_a_learners_launch_asks_for_nothing_and_a_teachers_second_one_only_after_a_day(course: ListedCourse) -> None:
    course.list_learners("ada")
    course.deliver()
    course.launch("ben")
    course.launch("tess", "Instructor")
    course.deliver()
    assert course.pages_read() == 1
    course.clock.advance(seconds=DAY)
    course.launch("ben")
    course.deliver()
    assert course.pages_read() == 1
    course.launch("omar", "Instructor")
    course.deliver()
    assert course.pages_read() == 2


def test_a_course_without_a_roster_asks_for_none(course: ListedCourse) -> None:
    other = course.launch("uma", "Instructor", context=None, nrps_url=None)
    assert other.actor.course_id == course.course_id
    assert not course.ask()
    assert not course.roster.is_offered


def test_somebody_from_the_roster_is_the_person_of_their_later_launch(course: ListedCourse) -> None:
    course.list_learners("ada")
    course.deliver()
    before = course.people["ada"]
    course.launch("ada")
    after = course.people["ada"]
    assert after.person_id == before.person_id and after.last_seen_at == course.clock.now()
    with reading() as session:
        assert subject_of(session, after.person_id, course.registration_id) == "ada"


def test_who_is_missing_becomes_inactive_and_who_comes_back_active_again(course: ListedCourse) -> None:
    course.list_learners("tess", "ada", "ben")
    course.deliver()
    course.list_learners("tess", "ben")
    course.sync()
    assert course.active == {"tess", "ben"}
    assert course.roster.members == 2
    course.list_learners("tess", "ben", "ada")
    course.sync()
    assert course.active == {"tess", "ben", "ada"}


def test_what_one_courses_list_leaves_out_says_nothing_of_another_course(course: ListedCourse) -> None:
    course.list_learners("tess", "ada")
    course.deliver()
    here = course.course_id
    course.launch("zoe", context=Context("another", "", "Another course"))
    there, course.course_id = course.course_id, here
    course.list_learners("tess")
    course.sync()
    assert course.active == {"tess"}
    course.course_id = there
    assert course.active == {"zoe"}


def test_who_is_missing_and_opens_the_activity_is_active_at_once(course: ListedCourse) -> None:
    course.list_learners("tess", "ada")
    course.deliver()
    course.list_learners("tess")
    course.sync()
    course.launch("ada")
    assert course.active == {"tess", "ada"}


def test_an_inactive_entry_is_inactive(course: ListedCourse) -> None:
    course.listed = [entry("ada"), entry("ben", status="Inactive")]
    course.deliver()
    assert course.active == {"ada"}
    assert (course.people["ben"].active, course.roster.members) == (False, 1)


def test_a_launch_during_the_reading_knows_better(course: ListedCourse, database: Flask) -> None:
    """Ben is not in the list any more, and Cam is a learner there: both come while it is being read."""
    course.list_learners("tess", "ben", "cam")
    course.deliver()
    course.listed = [entry("tess", "Instructor"), entry("cam", "Learner")]

    def page(heard: Heard) -> Answer:
        with database.app_context():
            course.launch("ben")
            course.launch("cam", "Instructor")
        return course.page(heard)

    course.platform.on("GET", PATH, page)
    course.sync()
    assert course.active == {"tess", "ben", "cam"}
    assert course.people["cam"].role is Role.INSTRUCTOR


def test_an_older_launchs_role_gives_way_to_the_roster(course: ListedCourse) -> None:
    """Moodle lets a teacher try the student's role under their own id."""
    course.launch("tess", "Learner")
    course.listed = [entry("tess", "Instructor")]
    course.deliver()
    assert course.people["tess"].role is Role.INSTRUCTOR


def test_a_roster_that_tells_no_role_takes_none_away(course: ListedCourse) -> None:
    course.listed = [entry("tess", "urn:odd"), entry("zoe", "urn:odd")]
    course.deliver()
    assert (course.people["tess"].role, course.people["zoe"].role) == (Role.INSTRUCTOR, Role.NONE)


def test_assistants_and_test_users_are_known_as_at_launches(course: ListedCourse) -> None:
    course.listed = [entry("ta", ROLE + "Instructor", ASSISTANT), entry("try", ROLE + "Learner", TEST_USER)]
    course.deliver()
    assert course.people["ta"].role is Role.TEACHING_ASSISTANT
    assert course.people["try"].is_test


def test_the_test_student_that_no_roster_names_stays(course: ListedCourse) -> None:
    course.launch("test")
    course.list_learners("tess")
    course.sync()
    assert course.active == {"tess", "test"}


def test_somebody_listed_twice_is_one_person_in_the_higher_role(course: ListedCourse) -> None:
    course.page_size = 2
    course.listed = [entry("ada", "Instructor"), entry("ada", "Learner"), entry("ben"), entry("ada", "Learner")]
    course.deliver()
    assert course.people["ada"].role is Role.INSTRUCTOR
    assert course.roster.members == 2


def test_two_accounts_that_are_one_person_are_one_member(course: ListedCourse) -> None:
    course.launch("ada")
    with transaction() as session:
        person_id = person_of_subject(session, course.registration_id, "ada")
        session.add(LmsAccount(registration_id=course.registration_id, subject="merged", person_id=person_id))
    course.listed = [entry("ada"), {"user_id": "merged", "roles": ["Learner"], "lti11_legacy_user_id": "x"}]
    course.deliver()
    assert course.roster.members == 1
    assert course.people["ada"].person_id == person_id


def test_names_follow_and_an_anonymous_roster_erases_none(course: ListedCourse) -> None:
    course.listed = [entry("ada"), {"user_id": "secret", "roles": ["Learner"]}]
    course.deliver()
    course.listed = [
        {"user_id": "ada", "roles": ["Learner"]},
        {"user_id": "secret", "roles": ["Learner"], "given_name": "Sid", "family_name": "Given"},
    ]
    course.sync()
    with reading() as session:
        ada, sid = (
            person_view(session, person_of_subject(session, course.registration_id, subject) or 0)
            for subject in ("ada", "secret")
        )
    assert (ada.display_name, ada.email) == ("Ada Example", "ada@school.example")
    assert (sid.display_name, sid.email) == ("Sid Given", "")


def test_an_empty_list_takes_nobody_off_and_says_so(course: ListedCourse) -> None:
    course.list_learners("tess", "ada")
    course.deliver()
    course.listed = []
    course.sync()
    course.sync()
    assert course.active == {"tess", "ada"}
    assert "empty list of participants" in course.roster.trouble


def test_a_list_of_less_than_half_has_to_be_found_twice(course: ListedCourse) -> None:
    everybody = [f"p{number}" for number in range(30)]
    course.list_learners(*everybody)
    course.deliver()
    course.list_learners(*everybody[:10])
    course.sync()
    assert course.active == set(everybody)
    assert "much shorter" in course.roster.trouble
    course.sync()
    assert course.active == set(everybody[:10])
    assert course.roster.trouble == ""


@pytest.mark.parametrize(
    "broken",
    [Answer(body=b"<html>Maintenance</html>"), Answer(503), Answer(403), Answer(404), Answer(document={"members": 1})],
)
def test_a_page_that_breaks_takes_nobody_off(course: ListedCourse, broken: Answer) -> None:
    course.page_size = 2
    course.list_learners("tess", "ada", "ben", "cam", "dee")
    course.deliver()
    course.list_learners("tess", "zoe", "yan")
    assert course.ask()

    def page(heard: Heard) -> Answer:
        return broken if "from=2" in heard.path else course.page(heard)

    course.platform.on("GET", PATH, page)
    course.deliver()
    assert course.active >= {"tess", "ada", "ben", "cam", "dee"}
    assert course.roster.members == 5 and course.roster.trouble
    course.answer_with_the_list()
    course.sync()
    assert course.active == {"tess", "zoe", "yan"}
    assert course.roster.trouble == ""


def test_a_refusal_tells_the_teacher_whom_to_ask(course: ListedCourse) -> None:
    course.platform.on("GET", PATH, Answer(403))
    course.deliver()
    assert "Ask your LMS administrator to allow Names and Roles" in course.roster.trouble
    assert course.owed.state is OutboxState.STOPPED


def test_an_lms_that_asks_for_patience_gets_it_and_the_reading_goes_on_where_it_was(course: ListedCourse) -> None:
    course.page_size = BATCH
    course.list_learners(*(f"p{number}" for number in range(BATCH * 2)))
    answers = [course.page, lambda _: Answer(429, headers={"Retry-After": "120"}), course.page]
    course.platform.on("GET", PATH, lambda heard: answers.pop(0)(heard))
    course.deliver()
    assert course.pages_read() == 2 and course.roster.is_being_read
    assert "more slowly" in course.roster.trouble
    course.clock.advance(seconds=60)
    course.deliver()
    assert course.pages_read() == 2
    course.clock.advance(seconds=90)
    course.deliver()
    assert course.pages_read() == 3
    assert (course.roster.members, course.roster.trouble) == (BATCH * 2, "")


def test_a_reading_that_was_left_long_ago_begins_anew(course: ListedCourse) -> None:
    course.page_size = BATCH
    course.list_learners(*(f"p{number}" for number in range(BATCH * 2)))
    course.platform.on("GET", PATH, lambda heard: Answer(503) if "from=" in heard.path else course.page(heard))
    course.deliver()
    course.answer_with_the_list()
    course.clock.advance(seconds=3600)
    course.deliver()
    assert course.pages_read() == 4
    assert course.roster.members == BATCH * 2


def test_a_long_list_is_read_in_slices_that_let_others_through(course: ListedCourse) -> None:
    course.page_size = 1
    course.list_learners(*(f"p{number}" for number in range(PAGES_AT_ONCE * 2 + 1)))
    course.deliverer.deliver_one()
    assert course.pages_read() == PAGES_AT_ONCE
    assert course.roster.is_being_read and course.owed.state is OutboxState.DUE
    course.deliver()
    assert course.pages_read() == PAGES_AT_ONCE * 2 + 1
    assert course.roster.members == PAGES_AT_ONCE * 2 + 1
    assert course.owed.state is OutboxState.DONE


def test_a_list_that_takes_too_long_is_left_for_today(course: ListedCourse) -> None:
    def slow(heard: Heard) -> Answer:
        course.clock.advance(seconds=20)
        number = int(heard.path.partition("from=")[2] or 0)
        link = f'<{PATH}?from={number + 1}>; rel="next"'
        return Answer(document={"members": [entry(f"p{number}")]}, headers={"Link": link})

    course.platform.on("GET", PATH, slow)
    course.deliver()
    assert course.pages_read() <= 100
    assert "too slowly" in course.roster.trouble
    assert course.owed.state is OutboxState.STOPPED
    assert course.people["tess"].active


def test_a_worker_that_died_in_the_middle_leaves_a_reading_that_another_one_finishes(
    course: ListedCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.list_learners("tess", "ada", "ben")
    dead = Deliverer(course.clock, handlers(course.services))
    monkeypatch.setattr(dead, "_settle", lambda *_: None)
    dead.deliver_one()
    assert "ada" in course.people and course.roster.synced_at is None
    course.deliver()
    assert course.pages_read() == 1
    course.clock.advance(seconds=600)
    course.deliver()
    assert course.roster.members == 3


def test_of_two_readings_the_older_one_writes_over_nothing(course: ListedCourse) -> None:
    """A worker that hung for an hour wakes up with its old page; the newer reading is over by then."""
    course.listed = [entry("ada", "Learner")]
    older = handlers(course.services)["roster"]
    with transaction() as session:
        visit = older.prepare(session, str(course.course_id))
    course.clock.advance(seconds=3600)
    course.listed = [entry("ada", "Instructor")]
    course.sync()
    course.listed = [entry("ada", "Learner", status="Inactive")]
    older.send(visit, lambda: True)
    assert (course.people["ada"].role, course.people["ada"].active) == (Role.INSTRUCTOR, True)


def test_the_button_works_once_a_minute(course: ListedCourse) -> None:
    course.list_learners("tess")
    course.deliver()
    assert course.ask(60)
    assert not course.ask(59)
    assert course.ask(1)


def test_a_course_in_use_is_read_daily_and_a_forgotten_one_is_not(course: ListedCourse) -> None:
    course.list_learners("tess")
    course.deliver()
    for day in range(1, 20):
        course.clock.advance(seconds=DAY)
        with transaction() as session:
            ask_for_due_rosters(session, course.services)
            ask_for_due_rosters(session, course.services)
        course.deliver()
        assert course.pages_read() == 1 + min(day, 13), day


def test_the_worker_asks_for_it_by_itself(course: ListedCourse, database: Flask) -> None:
    course.deliver()
    course.clock.advance(seconds=DAY)
    database.extensions[EXTENSION].tidy()
    assert course.owed.state is OutboxState.DUE


def test_the_worker_asks_for_it_though_another_of_its_chores_fails(
    course: ListedCourse, database: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    course.deliver()
    course.clock.advance(seconds=DAY)
    with transaction() as session:
        session.execute(text("ALTER TABLE lti_launch_event RENAME TO elsewhere"))
    try:
        database.extensions[EXTENSION].tidy()
    finally:
        with transaction() as session:
            session.execute(text("ALTER TABLE elsewhere RENAME TO lti_launch_event"))
    assert course.owed.state is OutboxState.DUE
    assert "_forget failed" in caplog.text


def test_many_courses_are_asked_for_in_portions_until_all_are(
    course: ListedCourse, database: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_roster, "COURSES_AT_ONCE", 2)
    courses = [course.course_id]
    for number in range(4):
        course.launch("tess", "Instructor", context=Context(f"other-{number}", "O", "Other"))
        courses.append(course.course_id)
    course.deliver()
    course.clock.advance(seconds=DAY)
    with transaction() as session:
        assert ask_for_due_rosters(session, course.services)
    assert len(due(course, courses)) == 2
    database.extensions[EXTENSION].tidy()
    assert due(course, courses) == {str(each) for each in courses}


def due(course: ListedCourse, courses: list[int]) -> set[str]:
    with reading() as session:
        owed = statuses(session, ROSTER, [str(each) for each in courses], course.clock.now())
    return {key for key, status in owed.items() if status.state is OutboxState.DUE}


def test_an_lms_whose_list_fails_again_and_again_is_left_in_peace(course: ListedCourse) -> None:
    course.platform.on("GET", PATH, Answer(500))
    for _ in range(BREAKS_AFTER):
        with reading() as session:
            assert gates(session, course.clock.now())[0].closed_until is None
        course.deliver()
        course.clock.advance(seconds=200)
    course.ask()
    course.deliver()
    with reading() as session:
        assert gates(session, course.clock.now())[0].closed_until is not None


def test_ten_times_the_people_take_no_more_statements_a_page(course: ListedCourse) -> None:
    course.page_size = BATCH
    counts = []
    for size in (20, BATCH):
        course.list_learners("tess", *(f"p{number}" for number in range(size - 1)))
        assert course.ask()
        with counted_statements() as seen:
            course.deliver()
        counts.append(len(seen))
    assert counts[1] <= counts[0] + 2


def test_a_roster_and_a_first_launch_of_the_same_person_make_one_person(course: ListedCourse, database: Flask) -> None:
    course.list_learners(*(f"p{number}" for number in range(40)))
    barrier = threading.Barrier(2)

    def launches() -> None:
        with database.app_context():
            barrier.wait(10)
            for number in range(0, 40, 3):
                course.launch(f"p{number}")

    thread = threading.Thread(target=launches)
    thread.start()
    barrier.wait(10)
    course.deliver()
    thread.join(30)
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 41
    assert len(course.people) == 41 and len(course.active) >= 40
