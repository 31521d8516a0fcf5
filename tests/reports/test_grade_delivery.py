"""What the gradebook was told: what needs a person comes first."""

from sqlalchemy import update

from app.db import reading, transaction
from app.gradebook import Fact, Hold, ReviewOutcome, record
from app.gradebook.models import ScoreSync
from app.outbox import Outcome, OutcomeKind, claim, settle
from app.reports.grade_delivery import DeliveryLine, grade_delivery, needs_a_person
from tests.conftest import ManualClock
from tests.review.conftest import world
from tests.review.world import World

__all__ = ["world"]


def earn(world: World, clock: ManualClock, name: str) -> None:
    with transaction() as session:
        record(
            session,
            clock,
            placement=world.placement,
            person_id=world.person(name),
            fact=Fact.EARNED,
            outcome=ReviewOutcome(10, 12, 3, 4),
            attempt_number=1,
        )


def deliver(clock: ManualClock, kind: OutcomeKind) -> None:
    with transaction() as session:
        claimed = claim(session, clock)
        assert claimed is not None
        settle(session, clock, claimed, Outcome(kind))


def lines(world: World, clock: ManualClock) -> tuple[DeliveryLine, ...]:
    with reading() as session:
        return grade_delivery(session, world.placement, clock.now())


def test_what_stopped_stands_before_what_is_on_its_way(world: World, clock: ManualClock) -> None:
    earn(world, clock, "ben")
    deliver(clock, OutcomeKind.STOP)
    earn(world, clock, "ada")
    found = lines(world, clock)
    assert [line.name for line in found] == ["Ben Example", "Ada Example"]
    assert [needs_a_person(line.sync) for line in found] == [True, False]


def test_a_grade_that_was_kept_on_purpose_needs_nobody(world: World, clock: ManualClock) -> None:
    earn(world, clock, "ada")
    deliver(clock, OutcomeKind.DONE)
    for hold, needed in ((Hold.CHANGED_BY_HAND, True), (Hold.KEPT, False)):
        with transaction() as session:
            session.execute(update(ScoreSync).values(hold=hold))
        (line,) = lines(world, clock)
        assert needs_a_person(line.sync) is needed


def test_before_anything_was_recorded_there_are_no_lines(world: World, clock: ManualClock) -> None:
    assert lines(world, clock) == ()
