"""Whatever happens in whatever order, no message of ours clears, lowers or overwrites a grade.

Each example is a story of one learner at one LMS: facts, a teacher's hand in the gradebook, lost answers,
refusals, a worker that dies between preparing and sending. The fake LMS keeps a list of the harm done.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from app import create_app
from app.catalog import OnNotYet
from app.config import Settings
from app.db import db, transaction
from app.gradebook import Fact, Hold, SyncState, check_again, check_all
from app.outbox import claim
from app.services import Services
from tests.conftest import ManualClock
from tests.gradebook.desk import Desk, build_desk
from tests.gradebook.fake_lms import FakeLms, Fault

Step = Callable[[Desk, int], None]
_subjects = count(1)
SHOWN_TO_TEACHERS = {Hold.LOWER, Hold.CHANGED_BY_HAND, Hold.OVERRIDDEN}
DECIDED = (Fact.EARNED, Fact.NOT_YET)


def decides(fact: Fact, points: int) -> Step:
    return lambda desk, person: desk.record(person, fact, points, comment=f"{fact} {points}")


def submits(attempt: int) -> Step:
    return lambda desk, person: desk.record(person, Fact.SUBMITTED, attempt_number=attempt)


def notes(fact: Fact) -> Step:
    return lambda desk, person: desk.record(person, fact, comment="noted")


def edits(score: int | None) -> Step:
    def act(desk: Desk, person: int) -> None:
        value = None if score is None else Decimal(score)
        desk.lms.edit(desk.subjects[person], value, desk.clock.now())

    return act


def delivers(faults: list[Fault | None]) -> Step:
    def act(desk: Desk, person: int) -> None:
        desk.lms.faults.extend(faults)
        desk.deliver()
        desk.lms.faults.clear()

    return act


def waits(seconds: int) -> Step:
    return lambda desk, person: desk.clock.advance(seconds=seconds)


def dies_before_sending(desk: Desk, person: int) -> None:
    """A worker claims, prepares, commits, and is gone."""
    with transaction() as session:
        claimed = claim(session, desk.clock)
        if claimed is not None:
            desk.handlers[claimed.kind].prepare(session, claimed.key)


def compares(desk: Desk, person: int) -> None:
    """A teacher has all results read back."""
    with transaction() as session:
        check_all(session, desk.clock, desk.stage.placement)


def checks(desk: Desk, person: int) -> None:
    if desk.has_score(person):
        desk.act(check_again, person)


STEPS = st.one_of(
    st.builds(decides, st.sampled_from(DECIDED), st.integers(0, 12)),
    st.builds(submits, st.integers(1, 3)),
    st.builds(notes, st.sampled_from([Fact.INCOMPLETE, Fact.REVOKED])),
    st.builds(edits, st.one_of(st.none(), st.integers(0, 100))),
    st.builds(delivers, st.lists(st.one_of(st.none(), st.sampled_from(list(Fault))), max_size=4)),
    st.builds(waits, st.sampled_from([0, 1, 60, 200, 4000])),
    st.just(dies_before_sending),
    st.just(checks),
    st.just(compares),
)
CALM = examples(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def in_memory(settings: Settings, clock: ManualClock) -> Iterator[Services]:
    """Hundreds of stories need a database that doesn't wait for a disk."""
    app = create_app(replace(settings, database_url="sqlite://"), clock=clock)
    with app.app_context():
        db.create_all()
        yield app.extensions["cairn"]
        db.engine.dispose()


@pytest.fixture(params=["moodle", "canvas"])
def desk(request: pytest.FixtureRequest, in_memory: Services, clock: ManualClock) -> Desk:
    return build_desk(in_memory, clock, FakeLms(canvas=request.param == "canvas"), on_not_yet=OnNotYet.SEND_PARTIAL)


def play(desk: Desk, steps: list[Step]) -> int:
    """A new learner lives through the steps; gives the person's id."""
    desk.lms.harm.clear()
    desk.subjects.clear()
    person = desk.learner(f"learner-{next(_subjects)}")
    for step in steps:
        step(desk, person)
    return person


@CALM
@given(steps=st.lists(STEPS, max_size=14))
def test_no_story_ends_with_a_grade_cleared_lowered_or_overwritten(desk: Desk, steps: list[Step]) -> None:
    play(desk, steps)
    desk.deliver_in_the_end()
    assert desk.lms.harm == []


@CALM
@given(steps=st.lists(STEPS, max_size=10), points=st.integers(0, 12))
def test_every_story_ends_with_the_score_there_or_with_a_reason_that_a_teacher_sees(
    desk: Desk, steps: list[Step], points: int
) -> None:
    person = play(desk, steps)
    desk.clock.advance(seconds=60)
    desk.record(person, Fact.EARNED, points, comment="the end")
    desk.deliver_in_the_end()
    row = desk.row(person)
    if row.state is SyncState.DELIVERED:
        assert Decimal(desk.lms.shown(desk.subjects[person]) or 0) == Decimal(row.points or 0) / 100
    else:
        assert (row.state, row.hold in SHOWN_TO_TEACHERS) == (SyncState.HELD, True)


@CALM
@given(faults=st.lists(st.sampled_from([Fault.REFUSED, Fault.LOST, Fault.ERROR, Fault.ERROR_AFTER]), max_size=8))
def test_no_bad_day_of_the_lms_loses_or_doubles_a_score(desk: Desk, faults: list[Fault | None]) -> None:
    person = play(desk, [submits(1), decides(Fact.EARNED, 10), delivers(faults)])
    desk.deliver_in_the_end()
    subject = desk.subjects[person]
    assert desk.lms.shown(subject) == Decimal("83.33")
    assert desk.lms.grade(subject).comments == ["earned 10"]
    assert desk.lms.harm == []
