"""The reviewer's last click: decision, journey, badge and what the gradebook is owed, in one transaction."""

from enum import StrEnum

from sqlalchemy.orm import Session

from app import badges, gradebook, journey, review
from app.badges import CredentialStatus, CredentialView
from app.catalog import definition_of
from app.errors import Invalid, NotFound
from app.evidence import AttemptState, AttemptView, set_attempt_state
from app.flows.award_badge import award_badge
from app.flows.criterion_columns import review_outcome
from app.flows.gradebook_words import comment_for
from app.flows.review_work import own_hands
from app.flows.revoke_badge import ask_to_revoke
from app.gradebook import Fact
from app.people import Actor, is_test_person
from app.placement import placement_view
from app.review import DecisionView, Outcome
from app.services import Services

_STATES = {
    Outcome.EARNED: AttemptState.DECIDED,
    Outcome.NOT_YET: AttemptState.DECIDED,
    Outcome.INCOMPLETE: AttemptState.RETURNED_INCOMPLETE,
}
_FACTS = {Outcome.EARNED: Fact.EARNED, Outcome.NOT_YET: Fact.NOT_YET, Outcome.INCOMPLETE: Fact.INCOMPLETE}
_NOTES = {
    Outcome.EARNED: journey.note_earned,
    Outcome.NOT_YET: journey.note_not_yet,
    Outcome.INCOMPLETE: journey.note_returned,
}


class BadgeFate(StrEnum):
    """What becomes of a badge that is there already when a new decision is no longer "earned"."""

    REVOKE = "revoke"
    KEEP = "keep"


def release_decision(
    session: Session,
    services: Services,
    actor: Actor,
    attempt_id: int,
    *,
    incomplete: bool = False,
    badge_fate: BadgeFate | None = None,
) -> DecisionView:
    """Release the actor's draft as the decision, with everything that follows from it.

    Earned awards the badge (not to a test student). Where a badge is there and the new decision isn't earned, the
    reviewer must have said what becomes of it; nothing is revoked by itself, and what is can be undone for a while.
    Raises what `review.decide` raises.
    """
    attempt = own_hands(session, actor, attempt_id)
    decision = review.decide(session, services.clock, attempt.id, actor.person_id, incomplete=incomplete)
    set_attempt_state(session, services.clock, attempt.id, _STATES[decision.outcome])
    _NOTES[decision.outcome](session, services.clock, attempt.placement_id, attempt.person_id)
    badge = _settle_badge(session, services, attempt, decision, badge_fate)
    _tell_gradebook(session, services, attempt, decision, badge)
    return decision


def standing_badge(session: Session, attempt: AttemptView) -> CredentialView | None:
    """The earner's badge at this placement, if there is one that wasn't revoked."""
    badge = badges.credential_of(session, attempt.placement_id, attempt.person_id)
    return badge if badge is not None and badge.status is not CredentialStatus.REVOKED else None


def keep_badge(session: Session, services: Services, actor: Actor, attempt_id: int) -> CredentialView:
    """Undo a revocation that a decision on this attempt asked for, as long as there is time.

    Raises NotFound where there is no badge, Conflict once it was taken back.
    """
    attempt = own_hands(session, actor, attempt_id)
    badge = badges.credential_of(session, attempt.placement_id, attempt.person_id)
    if badge is None:
        raise NotFound("no-badge", "There is no badge for this work.", "Look at the decision again.")
    return badges.undo_revocation(session, services.clock, badge.uuid)


def is_test_earner(session: Session, attempt: AttemptView) -> bool:
    """Whether the LMS calls the earner a test user: their work is reviewed and scored, but nothing is awarded."""
    course_id = placement_view(session, attempt.placement_id).course_id
    return is_test_person(session, course_id, attempt.person_id)


def _settle_badge(
    session: Session,
    services: Services,
    attempt: AttemptView,
    decision: DecisionView,
    fate: BadgeFate | None,
) -> CredentialView | None:
    """The badge that counts after the decision; None when there is none, or none for much longer."""
    there = standing_badge(session, attempt)
    if there is not None and (decision.outcome is Outcome.EARNED or fate is BadgeFate.KEEP):
        return badges.undo_revocation(session, services.clock, there.uuid)
    if decision.outcome is Outcome.EARNED:
        return _award(session, services, attempt, decision)
    if there is None:
        return None
    if fate is None:
        raise Invalid(
            "badge-undecided",
            "A badge was awarded for this work. Say whether it is revoked or stays valid.",
            "Go back and choose one of the two; nothing is revoked by itself.",
        )
    ask_to_revoke(session, services, there.uuid, decision.reason or decision.summary)
    return None


def _award(session: Session, services: Services, attempt: AttemptView, decision: DecisionView) -> CredentialView | None:
    """The badge, standing; None for a test student, and where this very attempt's badge was revoked for good."""
    if is_test_earner(session, attempt):
        return None
    levels = {key: result.level_key for key, result in decision.results.items()}
    # Nobody is certified for a rubric yet, so no badge may say that its reviewer was.
    reviewed_by = badges.review_words(review.judges_of(session, attempt, decision), certified=False)
    badge = award_badge(session, services, attempt, levels=levels, reviewed_by=reviewed_by)
    return badge if badge.status is not CredentialStatus.REVOKED else None


def _tell_gradebook(
    session: Session,
    services: Services,
    attempt: AttemptView,
    decision: DecisionView,
    badge: CredentialView | None,
) -> None:
    judged = decision.outcome is not Outcome.INCOMPLETE
    placement = placement_view(session, attempt.placement_id)
    found = review_outcome(definition_of(session, placement.version_id), decision)
    gradebook.record(
        session,
        services.clock,
        placement=placement,
        person_id=attempt.person_id,
        fact=_FACTS[decision.outcome],
        outcome=found if judged else None,
        comment=comment_for(decision, badge),
        submitted_at=attempt.submitted_at,
        attempt_number=attempt.number,
        badge_url=badge.url if badge else None,
    )
