"""A reviewer takes a piece of work, puts down what they find, gives it back or changes an earlier decision."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app import review
from app.errors import NotAllowed, NotFound
from app.evidence import AttemptState, AttemptView, attempt_view, set_attempt_state
from app.people import Actor
from app.placement import placement_view
from app.services import Services


def reviewable(session: Session, actor: Actor, attempt_id: int) -> AttemptView:
    """The attempt, when it belongs to the actor's own course. Raises NotFound as if it weren't there otherwise."""
    attempt = attempt_view(session, attempt_id)
    placement = placement_view(session, attempt.placement_id)
    if placement.course_id != actor.course_id or placement.deployment_id != actor.deployment_id:
        raise NotFound("no-such-attempt", "This submission doesn't exist.", "Go back to the queue and choose again.")
    return attempt


def take_up(session: Session, services: Services, actor: Actor, attempt_id: int) -> review.Lease:
    """Begin or go on with a review: the attempt is the actor's for eight hours. Raises Conflict, NotAllowed."""
    attempt = own_hands(session, actor, attempt_id)
    lease = review.claim(session, services.clock, attempt.id, actor.person_id)
    set_attempt_state(session, services.clock, attempt.id, AttemptState.IN_REVIEW)
    return lease


def give_back(session: Session, services: Services, actor: Actor, attempt_id: int) -> None:
    """Let somebody else review it. The draft stays; the work counts as waiting again."""
    attempt = own_hands(session, actor, attempt_id)
    if review.release(session, attempt.id, actor.person_id) and attempt.state is AttemptState.IN_REVIEW:
        set_attempt_state(session, services.clock, attempt.id, AttemptState.SUBMITTED)


def save_review(
    session: Session,
    services: Services,
    actor: Actor,
    attempt_id: int,
    notes: Mapping[str, review.Note],
    note: str,
) -> review.SavedDraft:
    """Keep what is in the form, whatever else has happened meanwhile; the receipt says what."""
    attempt = own_hands(session, actor, attempt_id)
    saved = review.save_draft(session, services.clock, attempt.id, actor.person_id, notes, note)
    if not saved.warning and attempt.state is AttemptState.SUBMITTED:
        set_attempt_state(session, services.clock, attempt.id, AttemptState.IN_REVIEW)
    return saved


def change_decision(session: Session, services: Services, actor: Actor, attempt_id: int, reason: str) -> None:
    """Begin a new review of a decided attempt; what was released stands until the new one is."""
    attempt = own_hands(session, actor, attempt_id)
    review.reopen(session, services.clock, attempt.id, actor.person_id, reason)


def own_hands(session: Session, actor: Actor, attempt_id: int) -> AttemptView:
    """As `reviewable`, for whoever acts in person: an administrator in somebody else's name may look only."""
    if actor.masquerading:
        raise NotAllowed(
            "masquerading",
            "You are looking through somebody else's eyes; nothing can be reviewed that way.",
            "Sign in to the course as yourself.",
        )
    return reviewable(session, actor, attempt_id)
