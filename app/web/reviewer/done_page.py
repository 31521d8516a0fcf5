"""The page after a release."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.evidence import AttemptView
from app.people import Actor, pseudonym
from app.placement import PlacementView, placement_view
from app.reports.review_queue import next_waiting, review_queue
from app.review import decision_for
from app.web.reviewer.badge_part import BadgeCard, badge_card
from app.web.reviewer.words import OUTCOME_WORDS


@dataclass(frozen=True, slots=True)
class DonePage:
    """What was released, and the next to review: the oldest that nobody holds, else what the reviewer has begun."""

    attempt_id: int
    who: str
    activity: str
    outcome: str
    kind: str
    badge: BadgeCard | None
    may_act: bool
    next_id: int | None
    waiting: int


def build_done(
    session: Session, actor: Actor, attempt: AttemptView, now: datetime, placement: PlacementView | None
) -> DonePage:
    """The page after the attempt was decided. Raises NotFound while it isn't."""
    decision = decision_for(session, attempt.id)
    if decision is None:
        raise NotFound("not-decided", "This work has not been decided yet.", "Open it from the queue.")
    report = review_queue(
        session,
        course_id=actor.course_id,
        reviewer_id=actor.person_id,
        now=now,
        placement_id=placement.id if placement else None,
    )
    following = next_waiting(report.entries, actor.person_id)
    words, kind = OUTCOME_WORDS[decision.outcome]
    return DonePage(
        attempt_id=attempt.id,
        who=pseudonym(attempt.person_id, attempt.placement_id),
        activity=placement_view(session, attempt.placement_id).title,
        outcome=words,
        kind=kind,
        badge=badge_card(session, attempt, now),
        may_act=not actor.masquerading,
        next_id=following.attempt_id if following else None,
        waiting=report.waiting,
    )
