"""The same road into the gradebook of a whole LMS, over real sockets, with real tokens, for both tempers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.catalog import publish
from app.db import reading, transaction
from app.gradebook import SCORE, Fact, Hold, ReviewOutcome, SyncRow, SyncState, record, send_anyway, sync_states
from app.lti import PlatformEntry, add_platform
from app.people import Role, find_launch_session, members
from app.placement import NewPlacement, PlacementView, place, suggested_settings
from app.sandbox import FaultKind, Lms
from app.sandbox.records import Activity, Result
from app.services import Services
from app.worker import Deliverer, handlers
from tests.conftest import ManualClock
from tests.draining import drain
from tests.review.world import PLAN

TOOL = "http://localhost:8000"


@dataclass
class Course:
    """An activity of a sandbox course with Ben in it, and the worker that serves it."""

    lms: Lms
    activity: Activity
    placement: PlacementView
    ben: int
    clock: ManualClock
    deliverer: Deliverer

    def record(self, fact: Fact, points: int | None = None, **more: Any) -> None:
        outcome = None if points is None else ReviewOutcome(points, 12, 3, 4)
        usual: dict[str, Any] = {"comment": "Met 3 of 4. http://localhost:8000/credentials/1", "attempt_number": 1}
        with transaction() as session:
            record(
                session,
                self.clock,
                placement=self.placement,
                person_id=self.ben,
                fact=fact,
                outcome=outcome,
                submitted_at=self.clock.now(),
                **(usual | more),
            )

    def deliver(self) -> None:
        drain(self.deliverer)

    def edit(self, score: float) -> None:
        """Ada changes Ben's grade in the LMS."""
        self.clock.advance(seconds=60)
        self.lms.grade_by_hand(self.activity, self.lms.person_named("Ben"), score)
        self.clock.advance(seconds=60)

    @property
    def result(self) -> Result:
        return self.lms.result(self.activity, self.lms.person_named("Ben"))

    @property
    def row(self) -> SyncRow:
        with reading() as session:
            (row,) = sync_states(session, self.placement.id, self.clock.now())
        return row

    @property
    def is_canvas(self) -> bool:
        return self.lms.platform.temper.name == "canvas"


@pytest.fixture(params=["moodle", "canvas"])
def course(
    request: pytest.FixtureRequest, app: Flask, client: FlaskClient, services: Services, clock: ManualClock
) -> Iterator[Course]:
    lms = Lms.new(temper=request.param, clock=clock)
    lms.furnish()
    with lms.serving(), app.app_context():
        connect(lms, app, clock)
        activity = lms.place(lms.platform.directory.courses()[0], lms.platform.tools.all()[0], "Plan a session")
        launch_id = lms.launch(client, lms.person_named("Ben"), activity).location.split("/l/")[1].split("/")[0]
        yield Course(lms, activity, *placed(services, launch_id), clock, Deliverer(clock, handlers(services)))
    lms.close()


def connect(lms: Lms, app: Flask, clock: ManualClock) -> None:
    keys = app.test_client().get("/lti/jwks.json").get_json()
    tool = lms.register_tool(login_url=f"{TOOL}/lti/login", launch_url=f"{TOOL}/lti/launch", jwks=keys)
    known = lms.registered(tool)
    entry = PlatformEntry(
        label="The sandbox",
        issuer=known.issuer,
        client_id=known.client_id,
        auth_url=known.auth_url,
        token_url=known.token_url,
        jwks_url=known.jwks_url,
        deployment_ids=(known.deployment_id,),
    )
    with transaction() as session:
        add_platform(session, clock, entry)


def placed(services: Services, launch_id: str) -> tuple[PlacementView, int]:
    with transaction() as session:
        launch = find_launch_session(session, launch_id)
        loaded = publish(session, services.clock, PLAN)
        assert loaded is not None and launch.ags is not None
        new = NewPlacement(
            deployment_id=launch.deployment_id,
            resource_link_id=launch.resource_link_id or "",
            course_id=launch.course_id,
            version_id=loaded.version_id,
            title="Plan a session",
            settings=suggested_settings(PLAN),
            lineitem_url=launch.ags.lineitem,
        )
        placement = place(session, services.clock, new)
        (ben,) = [member for member in members(session, launch.course_id) if member.role is Role.LEARNER]
    return placement, ben.person_id


def test_a_score_and_its_comment_arrive(course: Course) -> None:
    course.record(Fact.EARNED, 10)
    course.deliver()
    assert (course.result.score, course.row.state) == (pytest.approx(83.33), SyncState.DELIVERED)
    assert course.result.comment.endswith("/credentials/1")


def test_canvas_counts_one_attempt_and_moodle_hears_only_the_result(course: Course) -> None:
    course.record(Fact.SUBMITTED)
    course.deliver()
    course.clock.advance(seconds=60)
    course.record(Fact.EARNED, 12)
    course.deliver()
    assert (course.result.score, course.result.attempts) == (100, 1)
    if course.is_canvas:
        assert course.result.handed is not None
        assert course.result.handed.kind == "basic_lti_launch"
        assert course.result.handed.data.startswith(TOOL)


def test_a_grade_that_a_teacher_changed_in_the_lms_wins(course: Course) -> None:
    course.record(Fact.EARNED, 9)
    course.deliver()
    course.edit(91)
    course.record(Fact.EARNED, 12)
    course.deliver()
    assert (course.result.score, course.row.hold, course.row.seen_score) == (91, Hold.CHANGED_BY_HAND, 91_00)


def test_a_teacher_who_insists_gets_the_score_or_the_reason_why_the_lms_keeps_hers(course: Course) -> None:
    course.record(Fact.EARNED, 9)
    course.deliver()
    course.edit(91)
    course.record(Fact.EARNED, 12)
    course.deliver()
    sync_id = course.row.id
    with transaction() as session:
        send_anyway(session, course.clock, course.placement, sync_id)
    course.deliver()
    if course.is_canvas:
        assert (course.result.score, course.row.state) == (100, SyncState.DELIVERED)
    else:
        assert (course.result.score, course.row.hold) == (91, Hold.OVERRIDDEN)


@pytest.mark.parametrize("kind", [FaultKind.DOWN, FaultKind.TOO_MANY, FaultKind.RESET, FaultKind.LOST_ANSWER])
def test_a_bad_day_of_the_lms_costs_time_and_nothing_else(course: Course, kind: FaultKind) -> None:
    course.lms.trouble(kind, "scores", times=2)
    course.record(Fact.EARNED, 12)
    for _ in range(4):
        course.deliver()
        course.clock.advance(seconds=400)
    assert (course.result.score, course.row.state) == (100, SyncState.DELIVERED)
    assert len(course.result.comments) == 1


def test_an_lms_that_forgot_our_token_is_asked_for_a_new_one(course: Course) -> None:
    course.record(Fact.EARNED, 9)
    course.deliver()
    course.lms.expire_tokens()
    course.clock.advance(seconds=60)
    course.record(Fact.EARNED, 12)
    course.deliver()
    assert course.result.score == 100


def test_a_deleted_column_stops_with_words(course: Course) -> None:
    course.lms.delete_line_item(course.activity)
    course.record(Fact.EARNED, 12)
    course.deliver()
    assert course.row.state is SyncState.STOPPED
    assert "grade column" in course.row.last_answer


def test_the_outbox_kind_is_the_one_the_worker_knows(services: Services, app: Flask) -> None:
    assert SCORE in handlers(services)
