"""What an earner may still change just now, and why not the rest."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from app import evidence, journey, review
from app.catalog import Definition, definition_of
from app.errors import Conflict, NotFound
from app.placement import PlacementView


class Closed(StrEnum):
    """Why evidence can't be changed."""

    WAITING = "waiting"
    EARNED = "earned"
    MET = "met"


@dataclass(frozen=True, slots=True)
class OpenWork:
    """An earner's work at a placement: the version they are pinned to, their attempts, what is open.

    `closed` says why nothing at all is open; None while something is. `criteria` are those that the next
    attempt will be judged on.
    """

    enrollment: journey.EnrollmentView
    definition: Definition
    attempts: tuple[evidence.AttemptView, ...]
    decision: review.DecisionView | None
    criteria: tuple[str, ...]
    slots: frozenset[str]
    closed: Closed | None
    attempts_limit: int | None
    """How often this earner may submit: the placement's limit and what a teacher added; None for no limit."""

    @property
    def latest(self) -> evidence.AttemptView | None:
        return self.attempts[-1] if self.attempts else None

    @property
    def has_attempt_left(self) -> bool:
        return self.attempts_limit is None or evidence.count_used(self.attempts) < self.attempts_limit

    @property
    def decided_latest(self) -> bool:
        """Whether the decision is the one on the latest attempt."""
        return bool(self.decision and self.latest and self.decision.attempt_id == self.latest.id)

    @property
    def to_be_met(self) -> frozenset[str]:
        """Slots in which criteria that are still open are seen."""
        return frozenset(slot_id for key in self.criteria for slot_id in self.definition.criterion(key).slots)

    def why_closed(self, slot_id: str) -> Closed | None:
        """Why this slot can't be changed; None when it can."""
        return None if slot_id in self.slots else self.closed or Closed.MET


def open_work(session: Session, placement: PlacementView, person_id: int) -> OpenWork:
    """How the work stands. Raises Conflict before the start; writes nothing."""
    enrollment = journey.require_enrollment(session, placement.id, person_id)
    definition = definition_of(session, enrollment.version_id)
    attempts = evidence.attempts_of(session, placement.id, person_id)
    decision = review.latest_decision(session, placement.id, person_id)
    closed = _closed(attempts, decision)
    criteria = review.open_criteria(session, placement.id, person_id, enrollment.version_id)
    slots = frozenset() if closed else open_slots(definition, criteria)
    limit = attempts_limit(placement, enrollment)
    return OpenWork(enrollment, definition, attempts, decision, criteria, slots, closed, limit)


def attempts_limit(placement: PlacementView, enrollment: journey.EnrollmentView) -> int | None:
    """How often this earner may submit here; None for no limit."""
    return None if placement.attempts_limit is None else placement.attempts_limit + enrollment.added_attempts


def open_slots(definition: Definition, open_criteria: tuple[str, ...]) -> frozenset[str]:
    """Slots of criteria that are still to be met, and slots of no criterion (consent, use of AI)."""
    judged = {slot_id for criterion in definition.rubric.criteria for slot_id in criterion.slots}
    wanted = {slot_id for key in open_criteria for slot_id in definition.criterion(key).slots}
    return frozenset(slot.id for slot in definition.slots if slot.id in wanted or slot.id not in judged)


def require_open(work: OpenWork, slot_id: str) -> None:
    """Raises NotFound for a slot that isn't there, Conflict for one that is closed, with the reason in words."""
    if all(slot.id != slot_id for slot in work.definition.slots):
        raise NotFound("no-such-slot", "This micro-credential doesn't ask for that.", "Go back to the list of steps.")
    reason = work.why_closed(slot_id)
    if reason:
        raise closed_conflict(reason)


def closed_conflict(reason: Closed) -> Conflict:
    """The refusal to change what is closed."""
    words = {
        Closed.WAITING: "This work is submitted and can't be changed while it is being reviewed. Nothing was saved.",
        Closed.EARNED: "This micro-credential is earned; its evidence stays as it was reviewed. Nothing was saved.",
        Closed.MET: "This evidence belongs to criteria that you have met already, so it stays as it is.",
    }
    ways = {
        Closed.WAITING: "Copy your text if you want to keep it. The status page shows what happens next.",
        Closed.EARNED: "The status page shows your result and your badge.",
        Closed.MET: "The list of steps marks what is still open.",
    }
    return Conflict(f"evidence-closed-{reason}", words[reason], ways[reason])


def _closed(attempts: tuple[evidence.AttemptView, ...], decision: review.DecisionView | None) -> Closed | None:
    if decision is not None and decision.outcome is review.Outcome.EARNED:
        return Closed.EARNED
    if attempts and attempts[-1].state.is_open:
        return Closed.WAITING
    return None
