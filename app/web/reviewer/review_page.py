"""What the review page shows: evidence beside the rubric, and everything that was said before."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.catalog import Definition, definition_of, pass_rule_in_words
from app.evidence import AttemptView, attempts_of
from app.people import Actor, pseudonym
from app.placement import placement_view
from app.review import DecisionView, Draft, Lease, decisions_of, draft_of, lease_of, met_before
from app.web.reviewer.badge_part import BadgeCard, badge_card
from app.web.reviewer.evidence_part import EvidenceSlot, evidence_slots
from app.web.reviewer.rubric_part import CriterionCard, ResultLine, result_lines, rubric_cards
from app.web.reviewer.words import OUTCOME_WORDS, waiting_words


class Mode(StrEnum):
    """What this reviewer can do with the attempt now."""

    OWN = "own"
    FREE = "free"
    MINE = "mine"
    HELD = "held"
    DECIDED = "decided"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """A released decision for reading."""

    outcome: str
    kind: str
    by: str
    at: datetime
    note: str
    reason: str
    points: int
    out_of: int
    lines: tuple[ResultLine, ...]


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """An earlier attempt of the same person with what was said about it; `attempt_id` opens it."""

    attempt_id: int
    number: int
    submitted_at: datetime
    change_note: str
    decision: DecisionCard | None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One attempt under review."""

    attempt_id: int
    who: str
    title: str
    activity: str
    competency: str
    number: int
    submitted_at: datetime
    waiting: str
    change_note: str
    promises: tuple[str, ...]
    mode: Mode
    held_by: str
    held_until: datetime | None
    slots: tuple[EvidenceSlot, ...]
    criteria: tuple[CriterionCard, ...]
    pass_words: str
    note: str
    saved_at: datetime | None
    reason: str
    rated: int
    open_total: int
    decision: DecisionCard | None
    superseded: tuple[DecisionCard, ...]
    past: tuple[PastAttempt, ...]
    can_change: bool
    badge: BadgeCard | None
    may_act: bool


def build_review(session: Session, actor: Actor, attempt: AttemptView, now: datetime) -> ReviewPage:
    """The page for this reviewer, as things stand at `now`."""
    definition = definition_of(session, attempt.version_id)
    placement = placement_view(session, attempt.placement_id)
    attempts = attempts_of(session, attempt.placement_id, attempt.person_id)
    decisions = decisions_of(session, [each.id for each in attempts])
    own = [each for each in decisions if each.attempt_id == attempt.id]
    current = next((each for each in own if not each.superseded), None)
    lease = lease_of(session, attempt.id, now)
    draft = draft_of(session, attempt.id, actor.person_id)
    mode = _mode(actor, attempt, current, lease, draft)
    cards = rubric_cards(definition, draft.results if draft else {}, met_before(session, attempt))
    still_open = [card for card in cards if card.carried_from is None]
    return ReviewPage(
        attempt_id=attempt.id,
        who=pseudonym(attempt.person_id, attempt.placement_id),
        title=definition.title,
        activity=placement.title,
        competency=definition.competency,
        number=attempt.number,
        submitted_at=attempt.submitted_at,
        waiting=waiting_words(attempt.submitted_at, now) if attempt.state.is_open else "",
        change_note=attempt.change_note,
        promises=tuple(attempt.attestations.values()),
        mode=mode,
        held_by=lease.reviewer_name if lease else "",
        held_until=lease.expires_at if lease else None,
        slots=evidence_slots(definition, attempt),
        criteria=cards,
        pass_words=pass_rule_in_words(definition),
        note=draft.note if draft else "",
        saved_at=draft.saved_at if draft else None,
        reason=draft.reason if draft else "",
        rated=sum(1 for card in still_open if card.chosen),
        open_total=len(still_open),
        decision=_card(definition, current) if current else None,
        superseded=tuple(_card(definition, each) for each in own if each.superseded),
        past=_past(definition, attempt, attempts, decisions),
        can_change=mode is Mode.DECIDED and attempt.number == attempts[-1].number and not actor.masquerading,
        badge=badge_card(session, attempt, now) if current or mode is Mode.OWN else None,
        may_act=mode is not Mode.OWN and not actor.masquerading,
    )


def _mode(
    actor: Actor, attempt: AttemptView, current: DecisionView | None, lease: Lease | None, draft: Draft | None
) -> Mode:
    if attempt.person_id == actor.person_id:
        return Mode.OWN
    mine = lease is not None and lease.reviewer_id == actor.person_id
    if mine and (attempt.state.is_open or (draft is not None and draft.reason)):
        return Mode.MINE
    if current is not None:
        return Mode.DECIDED
    if not attempt.state.is_open:
        return Mode.CLOSED
    return Mode.HELD if lease is not None and not mine else Mode.FREE


def _card(definition: Definition, decision: DecisionView) -> DecisionCard:
    words, kind = OUTCOME_WORDS[decision.outcome]
    return DecisionCard(
        outcome=words,
        kind=kind,
        by=decision.decided_by_name,
        at=decision.decided_at,
        note=decision.note,
        reason=decision.reason,
        points=decision.points,
        out_of=decision.out_of,
        lines=result_lines(definition, decision),
    )


def _past(
    definition: Definition,
    attempt: AttemptView,
    attempts: tuple[AttemptView, ...],
    decisions: tuple[DecisionView, ...],
) -> tuple[PastAttempt, ...]:
    """Earlier attempts, the newest first. All attempts at a placement are pinned to one version."""
    current = {each.attempt_id: each for each in decisions if not each.superseded}
    return tuple(
        PastAttempt(
            attempt_id=each.id,
            number=each.number,
            submitted_at=each.submitted_at,
            change_note=each.change_note,
            decision=_card(definition, current[each.id]) if each.id in current else None,
        )
        for each in reversed(attempts)
        if each.number < attempt.number
    )
