"""An earner hands the work in: one story, one commit."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import evidence, gradebook, journey, review
from app.errors import Invalid, NotAllowed
from app.evidence import AttemptView
from app.flows.open_work import Closed, OpenWork, closed_conflict, open_work
from app.people import Actor
from app.placement import PlacementView
from app.services import Services


@dataclass(frozen=True, slots=True)
class Submission:
    """What the earner says with it: keys of the statements agreed to, and what changed since last time."""

    agreed: Collection[str]
    change_note: str = ""


def submit_work(
    session: Session, services: Services, actor: Actor, placement: PlacementView, submission: Submission
) -> AttemptView:
    """Freeze the portfolio, hand it to the reviewers and owe the LMS the news.

    Raises Conflict while something is missing, when it was submitted already, is earned or no attempt is left;
    Invalid without the statements or, after a "not yet", without a word on what changed; NotAllowed for an
    administrator who acts in the earner's name.
    """
    _require_own_hands(actor)
    work = open_work(session, placement, actor.person_id)
    _require_may_submit(work, submission)
    journey.require_ready(_missing(session, work, placement, actor))
    attempt = evidence.freeze_attempt(session, services.clock, _request(work, submission))
    review.open_for_review(session, services.clock, attempt)
    journey.note_submitted(session, services.clock, placement.id, actor.person_id)
    gradebook.record(
        session,
        services.clock,
        placement=placement,
        person_id=actor.person_id,
        fact=gradebook.Fact.SUBMITTED,
        submitted_at=attempt.submitted_at,
        attempt_number=attempt.number,
    )
    return attempt


def withdraw_work(session: Session, services: Services, actor: Actor, placement: PlacementView) -> None:
    """Take the waiting attempt back, until a reviewer has begun. Raises Conflict, NotAllowed."""
    _require_own_hands(actor)
    evidence.withdraw_attempt(session, services.clock, placement.id, actor.person_id)
    journey.note_withdrawn(session, services.clock, placement.id, actor.person_id)


def needs_change_note(work: OpenWork) -> bool:
    """Whether the reviewer has to be told what changed: after a decision, not after a return as incomplete."""
    return work.decision is not None and work.decision.outcome is review.Outcome.NOT_YET


def _missing(session: Session, work: OpenWork, placement: PlacementView, actor: Actor) -> tuple[evidence.Missing, ...]:
    items = evidence.items_of(session, placement.id, actor.person_id)
    return evidence.missing_pieces(work.definition, items)


def _request(work: OpenWork, submission: Submission) -> evidence.AttemptRequest:
    return evidence.AttemptRequest(
        placement_id=work.enrollment.placement_id,
        person_id=work.enrollment.person_id,
        version_id=work.enrollment.version_id,
        attestations=evidence.agreed(submission.agreed),
        change_note=submission.change_note.strip()[: evidence.LONGEST_NOTE],
    )


def _require_may_submit(work: OpenWork, submission: Submission) -> None:
    if work.closed is Closed.WAITING:
        raise evidence.already_submitted()
    if work.closed is not None:
        raise closed_conflict(work.closed)
    evidence.require_attempt_left(work.attempts, work.attempts_limit)
    if needs_change_note(work) and not submission.change_note.strip():
        raise Invalid(
            "change-note-missing",
            "Please say in a sentence or two what you changed since the last submission.",
            "The reviewer reads it first.",
        )


def _require_own_hands(actor: Actor) -> None:
    if actor.masquerading:
        raise NotAllowed(
            "masquerading",
            "You are looking through somebody else's eyes; work can't be submitted that way.",
            "Ask the earner to submit it themselves.",
        )
