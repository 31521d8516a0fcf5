"""The same road from the roster of a whole LMS, from a teacher's launch on, for both tempers."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import reading, transaction
from app.flows.sync_roster import ask_for_roster
from app.people import MemberView, Role, RosterView, find_launch_session, members, roster_view
from app.sandbox import FaultKind, Lms
from app.sandbox.records import Course, CourseRole
from app.services import Services
from app.worker import Deliverer, handlers
from tests.conftest import ManualClock
from tests.draining import drain
from tests.flows.test_publish_score_live import connect


@dataclass
class Listed:
    """A sandbox course that Ada has opened Cairn from, and the worker that serves it."""

    lms: Lms
    course: Course
    course_id: int
    services: Services
    clock: ManualClock
    deliverer: Deliverer

    def deliver(self) -> None:
        self.clock.advance(seconds=60)
        drain(self.deliverer)

    def refresh(self) -> None:
        """Press the button and wait."""
        self.clock.advance(seconds=60)
        with transaction() as session:
            assert ask_for_roster(session, self.services, self.course_id, by_hand=True)
        self.deliver()

    @property
    def people(self) -> dict[str, MemberView]:
        with reading() as session:
            return {view.display_name: view for view in members(session, self.course_id)}

    @property
    def roster(self) -> RosterView:
        with reading() as session:
            return roster_view(session, self.course_id)


@pytest.fixture(params=["moodle", "canvas"])
def listed(
    request: pytest.FixtureRequest, app: Flask, client: FlaskClient, services: Services, clock: ManualClock
) -> Iterator[Listed]:
    lms = Lms.new(temper=request.param, clock=clock)
    lms.furnish()
    with lms.serving(), app.app_context():
        connect(lms, app, clock)
        course = lms.platform.directory.courses()[0]
        activity = lms.place(course, lms.platform.tools.all()[0], "Plan a session")
        launch_id = lms.launch(client, lms.person_named("Ada"), activity).location.split("/l/")[1].split("/")[0]
        with reading() as session:
            course_id = find_launch_session(session, launch_id.partition(".")[0]).course_id
        yield Listed(lms, course, course_id, services, clock, Deliverer(clock, handlers(services)))
    lms.close()


def test_a_teachers_first_launch_brings_in_everybody_with_names_and_roles(listed: Listed) -> None:
    listed.deliver()
    people = listed.people
    assert people["Ada Okafor"].role is Role.INSTRUCTOR
    assert people["Олена Коваленко"].role is Role.LEARNER
    assert people["Олена Коваленко"].last_seen_at is None
    assert listed.roster.members == len(people)


def test_who_is_removed_goes_and_who_is_enrolled_comes_with_the_next_reading(listed: Listed) -> None:
    listed.deliver()
    ben, nia = listed.lms.person_named("Ben"), listed.lms.add_person("Nia Novak")
    listed.lms.unenrol(listed.course, ben)
    listed.lms.enrol(listed.course, nia, CourseRole.LEARNER)
    listed.refresh()
    assert (listed.people[ben.name].active, listed.people["Nia Novak"].active) == (False, True)
    listed.lms.enrol(listed.course, ben, CourseRole.LEARNER)
    listed.refresh()
    assert listed.people[ben.name].active


def test_a_course_of_many_pages_comes_over_whole(listed: Listed) -> None:
    for number in range(130):
        listed.lms.enrol(listed.course, listed.lms.add_person(f"Learner {number:03}"), CourseRole.LEARNER)
    listed.deliver()
    assert {f"Learner {number:03}" for number in range(130)} <= listed.people.keys()


@pytest.mark.parametrize(
    "fault", [FaultKind.DOWN, FaultKind.TOO_MANY, FaultKind.THROTTLED, FaultKind.RESET, FaultKind.GARBAGE]
)
def test_an_lms_in_trouble_takes_nobody_off_and_is_read_later(listed: Listed, fault: FaultKind) -> None:
    listed.deliver()
    before = {name for name, view in listed.people.items() if view.active}
    listed.lms.trouble(fault, "roster", times=2)
    listed.refresh()
    assert {name for name, view in listed.people.items() if view.active} == before
    assert listed.roster.trouble
    for _ in range(10):
        listed.deliver()
    assert listed.roster.trouble == ""


def test_a_token_that_the_lms_forgot_is_fetched_anew(listed: Listed) -> None:
    listed.deliver()
    listed.lms.expire_tokens()
    listed.refresh()
    assert listed.roster.trouble == ""
