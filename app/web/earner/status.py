"""Where the work stands: waiting, returned, decided, earned; and each submission with its receipts."""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from app import badges, evidence, journey, review
from app.badges import CredentialView
from app.catalog import Definition, GradePolicyKind
from app.evidence import AttemptView
from app.files import kind_of_media_type
from app.flows.open_work import OpenWork, open_work
from app.people import Actor
from app.placement import PlacementView
from app.review import DecisionView, Outcome
from app.web.earner.rubric import RubricRow, rubric_rows
from app.web.earner.words import KINDS

OUTCOMES = {
    Outcome.EARNED: ("Earned", "good"),
    Outcome.NOT_YET: ("Not yet earned", "warn"),
    Outcome.INCOMPLETE: ("Returned as incomplete", "warn"),
}
WAITING = {
    evidence.AttemptState.SUBMITTED: ("Waiting for a reviewer", "info"),
    evidence.AttemptState.IN_REVIEW: ("Being reviewed", "info"),
    evidence.AttemptState.WITHDRAWN: ("Withdrawn", "neutral"),
    evidence.AttemptState.DECIDED: ("Decided", "neutral"),
    evidence.AttemptState.RETURNED_INCOMPLETE: ("Returned as incomplete", "warn"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """A decision as the earner reads it."""

    outcome: str
    kind: str
    earned: bool
    judged: bool
    decision: DecisionView
    rows: tuple[RubricRow, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """One piece as it was handed in. `checksum` is the SHA-256 of the stored file."""

    label: str
    name: str
    text: str
    link: str
    url: str
    size: int
    kind: str
    checksum: str
    caption: str


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One submission in the list."""

    attempt: AttemptView
    words: str
    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class StatusPage:
    """What templates/earner/status.html shows."""

    title: str
    state: str
    state_kind: str
    latest: AttemptView | None
    waiting: bool
    being_read: bool
    may_withdraw: bool
    result: Result | None
    badge: CredentialView | None
    attempts: tuple[AttemptLine, ...]
    attempts_left: bool
    next_open: bool
    graded: bool


@dataclass(frozen=True, slots=True)
class AttemptPage:
    """What templates/earner/attempt.html shows."""

    title: str
    attempt: AttemptView
    words: str
    kind: str
    receipts: tuple[Receipt, ...]
    result: Result | None


def build_status(session: Session, actor: Actor, placement: PlacementView) -> StatusPage:
    """Where the actor stands and what happens next."""
    work = open_work(session, placement, actor.person_id)
    decisions = _current(session, work.attempts)
    latest = work.latest
    return StatusPage(
        title=work.definition.title,
        state=journey.state_words(work.enrollment.state),
        state_kind=KINDS[work.enrollment.state],
        latest=latest,
        waiting=latest is not None and latest.state.is_open,
        being_read=latest is not None and latest.state is evidence.AttemptState.IN_REVIEW,
        may_withdraw=latest is not None and latest.state is evidence.AttemptState.SUBMITTED and not actor.masquerading,
        result=_shown_result(work, decisions),
        badge=badges.credential_of(session, placement.id, actor.person_id),
        attempts=tuple(_line(attempt, decisions.get(attempt.id)) for attempt in reversed(work.attempts)),
        attempts_left=work.has_attempt_left,
        next_open=work.closed is None and latest is not None,
        graded=placement.grade_policy is not GradePolicyKind.NONE,
    )


def build_attempt(session: Session, placement: PlacementView, person_id: int, number: int) -> AttemptPage | None:
    """One submission of the person, word for word; None when there is no such number."""
    work = open_work(session, placement, person_id)
    attempt = next((attempt for attempt in work.attempts if attempt.number == number), None)
    if attempt is None:
        return None
    decision = _current(session, (attempt,)).get(attempt.id)
    words, kind = _standing(attempt, decision)
    return AttemptPage(
        title=work.definition.title,
        attempt=attempt,
        words=words,
        kind=kind,
        receipts=_receipts(work.definition, attempt),
        result=_result(work.definition, decision, ()) if decision else None,
    )


def _current(session: Session, attempts: tuple[AttemptView, ...]) -> dict[int, DecisionView]:
    """The decision that counts on each attempt, by attempt."""
    decisions = review.decisions_of(session, [attempt.id for attempt in attempts])
    return {decision.attempt_id: decision for decision in decisions if not decision.superseded}


def _shown_result(work: OpenWork, decisions: dict[int, DecisionView]) -> Result | None:
    """The decision on the newest attempt that has one; none while a newer attempt waits."""
    decided = [attempt.id for attempt in work.attempts if attempt.id in decisions]
    waiting = work.latest is not None and work.latest.state.is_open
    if not decided or waiting:
        return None
    return _result(work.definition, decisions[decided[-1]], work.criteria)


def _result(definition: Definition, decision: DecisionView, still_open: tuple[str, ...]) -> Result:
    words, kind = OUTCOMES[decision.outcome]
    earned = decision.outcome is Outcome.EARNED
    judged = decision.outcome is not Outcome.INCOMPLETE
    return Result(words, kind, earned, judged, decision, rubric_rows(definition, decision, still_open))


def _line(attempt: AttemptView, decision: DecisionView | None) -> AttemptLine:
    words, kind = _standing(attempt, decision)
    return AttemptLine(attempt, words, kind, url_for("earner.attempt", number=attempt.number))


def _standing(attempt: AttemptView, decision: DecisionView | None) -> tuple[str, str]:
    return OUTCOMES[decision.outcome] if decision else WAITING[attempt.state]


def _receipts(definition: Definition, attempt: AttemptView) -> tuple[Receipt, ...]:
    order = [slot_id for step in definition.steps for slot_id in step.slots]
    return tuple(_receipt(definition, attempt, slot_id, at) for slot_id in order for at in _held(attempt, slot_id))


def _held(attempt: AttemptView, slot_id: str) -> range:
    return range(len(attempt.items_in(slot_id)))


def _receipt(definition: Definition, attempt: AttemptView, slot_id: str, at: int) -> Receipt:
    item = attempt.items_in(slot_id)[at]
    kind = kind_of_media_type(item.media_type)
    url = url_for("earner.attempt_file", number=attempt.number, item_id=item.id) if item.file_key else ""
    return Receipt(
        label=definition.slot(slot_id).label,
        name=item.file_name,
        text=item.text,
        link=item.url,
        url=url,
        size=item.size,
        kind=kind.words if kind else "",
        checksum=item.sha256,
        caption=item.caption,
    )
