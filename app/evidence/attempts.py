"""Attempts: freezing a portfolio, and the few states it goes through."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Conflict, NotFound
from app.evidence import queries
from app.evidence.frozen import attempt_view
from app.evidence.models import Attempt, AttemptItem, EvidenceItem
from app.evidence.states import AttemptState, AttemptView

_MOVES = {
    AttemptState.SUBMITTED: {
        AttemptState.IN_REVIEW,
        AttemptState.WITHDRAWN,
        AttemptState.DECIDED,
        AttemptState.RETURNED_INCOMPLETE,
    },
    AttemptState.IN_REVIEW: {AttemptState.SUBMITTED, AttemptState.DECIDED, AttemptState.RETURNED_INCOMPLETE},
    AttemptState.DECIDED: {AttemptState.IN_REVIEW, AttemptState.DECIDED, AttemptState.RETURNED_INCOMPLETE},
    AttemptState.RETURNED_INCOMPLETE: set(),
    AttemptState.WITHDRAWN: set(),
}
_COPIED = (
    "slot_id",
    "position",
    "kind",
    "text",
    "url",
    "file_key",
    "file_name",
    "size",
    "sha256",
    "media_type",
    "caption",
)


@dataclass(frozen=True, slots=True)
class AttemptRequest:
    """Whose portfolio is to be frozen, for which version, and what the earner said with it."""

    placement_id: int
    person_id: int
    version_id: int
    attestations: Mapping[str, str]
    change_note: str = ""


def freeze_attempt(session: Session, clock: Clock, request: AttemptRequest) -> AttemptView:
    """Copy the working portfolio into a new attempt.

    Raises Conflict("already-submitted") while an earlier attempt waits for its review: two clicks or two
    windows make one attempt, also when they arrive in the same moment (a partial unique index decides).
    """
    earlier = queries.attempt_rows(session, request.placement_id, request.person_id)
    if any(AttemptState(row.state).is_open for row in earlier):
        raise already_submitted()
    attempt = _attempt(clock, request, earlier[-1] if earlier else None)
    session.add(attempt)
    try:
        session.flush()
    except IntegrityError as error:
        raise already_submitted() from error
    items = queries.item_rows(session, request.placement_id, request.person_id)
    session.add_all(_copy(item, attempt.id) for item in items if _holds_something(item))
    session.flush()
    return attempt_view(session, attempt.id)


def set_attempt_state(session: Session, clock: Clock, attempt_id: int, state: AttemptState) -> None:
    """Move an attempt on. Raises NotFound, and Conflict for a move that its present state doesn't allow.

    The row is locked before its state is looked at: of an earner who takes work back and a reviewer who
    begins it in the same moment, the second sees what the first did.
    """
    row = session.get(Attempt, attempt_id, populate_existing=True, with_for_update=True)
    if row is None:
        raise NotFound("no-such-attempt", "This submission doesn't exist.", "Go back to the list and choose again.")
    present = AttemptState(row.state)
    if state is present:
        return
    if not may_move(present, state):
        raise Conflict(
            "attempt-moved-on",
            f"This submission is {present.replace('_', ' ')} already.",
            "Reload the page to see how it stands now.",
        )
    row.state, row.state_at = state.value, clock.now()
    session.flush()


def withdraw_attempt(session: Session, clock: Clock, placement_id: int, person_id: int) -> None:
    """Take the waiting attempt back. Raises Conflict once a reviewer has begun, or when none waits."""
    rows = queries.attempt_rows(session, placement_id, person_id)
    if not rows or not AttemptState(rows[-1].state).is_open:
        raise Conflict("nothing-to-withdraw", "No submission of yours is waiting.", "Open the status page.")
    if AttemptState(rows[-1].state) is AttemptState.IN_REVIEW:
        raise Conflict(
            "review-has-begun",
            "A reviewer is reading this submission already, so it can't be taken back.",
            "You will see the result here; after that you can change what is still open.",
        )
    set_attempt_state(session, clock, rows[-1].id, AttemptState.WITHDRAWN)


def may_move(present: AttemptState, wanted: AttemptState) -> bool:
    """Whether an attempt may go from one state to the other. A decided one may be judged again (an appeal)."""
    return wanted in _MOVES[present]


def count_used(attempts: Iterable[AttemptView]) -> int:
    """How many count against the limit: incomplete and withdrawn ones don't."""
    return sum(1 for attempt in attempts if attempt.state.is_used)


def require_attempt_left(attempts: Iterable[AttemptView], limit: int | None) -> None:
    """Raises Conflict when all attempts are used up; an instructor can then open one more."""
    used = count_used(attempts)
    if limit is not None and used >= limit:
        raise Conflict(
            "no-attempts-left",
            f"All {limit} submissions are used.",
            "Talk with your instructor or coach: they can open one more for you. Your work stays here.",
        )


def already_submitted() -> Conflict:
    return Conflict(
        "already-submitted",
        "Your work is with the reviewers already; it was submitted once.",
        "The status page shows when, and what happens next.",
    )


def _attempt(clock: Clock, request: AttemptRequest, previous: Attempt | None) -> Attempt:
    now = clock.now()
    return Attempt(
        placement_id=request.placement_id,
        person_id=request.person_id,
        version_id=request.version_id,
        number=previous.number + 1 if previous else 1,
        state=AttemptState.SUBMITTED.value,
        state_at=now,
        submitted_at=now,
        supersedes_id=previous.id if previous else None,
        change_note=request.change_note,
        attestations=dict(request.attestations),
    )


def _copy(item: EvidenceItem, attempt_id: int) -> AttemptItem:
    return AttemptItem(attempt_id=attempt_id, **{name: getattr(item, name) for name in _COPIED})


def _holds_something(item: EvidenceItem) -> bool:
    """An emptied text is nothing handed in."""
    return bool(item.text.strip() or item.url or item.file_key)
