"""The reviewer's last click: decision, journey, badge and what the gradebook is owed, in one transaction."""

from enum import StrEnum

from sqlalchemy.orm import Session

from app import badges, gradebook, journey, review
from app.badges import AwardRequest, CredentialStatus, CredentialView
from app.catalog import Definition, definition_of
from app.errors import Invalid
from app.evidence import AttemptState, AttemptView, set_attempt_state
from app.flows.review_work import own_hands
from app.gradebook import Fact, ReviewOutcome
from app.people import Actor, is_test_person, person_view
from app.placement import placement_view
from app.review import DecisionView, Outcome
from app.services import Services

MAX_COMMENT = 4_000
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
    reviewer must have said what becomes of it; nothing is revoked by itself. Raises what `review.decide` raises.
    """
    attempt = own_hands(session, actor, attempt_id)
    definition = definition_of(session, attempt.version_id)
    decision = review.decide(session, services.clock, attempt.id, actor.person_id, incomplete=incomplete)
    set_attempt_state(session, services.clock, attempt.id, _STATES[decision.outcome])
    _NOTES[decision.outcome](session, services.clock, attempt.placement_id, attempt.person_id)
    badge = _settle_badge(session, services, attempt, definition, decision, badge_fate)
    _tell_gradebook(session, services, attempt, decision, badge)
    return decision


def standing_badge(session: Session, attempt: AttemptView) -> CredentialView | None:
    """The earner's badge at this placement, if there is one that wasn't revoked."""
    badge = badges.credential_of(session, attempt.placement_id, attempt.person_id)
    return badge if badge is not None and badge.status is not CredentialStatus.REVOKED else None


def _settle_badge(
    session: Session,
    services: Services,
    attempt: AttemptView,
    definition: Definition,
    decision: DecisionView,
    fate: BadgeFate | None,
) -> CredentialView | None:
    """The badge that counts after the decision; None when there is none."""
    there = standing_badge(session, attempt)
    if decision.outcome is Outcome.EARNED:
        return there or _award(session, services, attempt, definition, decision)
    if there is None or fate is BadgeFate.KEEP:
        return there
    if fate is None:
        raise Invalid(
            "badge-undecided",
            "A badge was awarded for this work. Say whether it is revoked or stays valid.",
            "Go back and choose one of the two; nothing is revoked by itself.",
        )
    badges.revoke(session, services.clock, there.uuid, decision.reason or decision.summary)
    return None


def _award(
    session: Session, services: Services, attempt: AttemptView, definition: Definition, decision: DecisionView
) -> CredentialView | None:
    placement = placement_view(session, attempt.placement_id)
    if is_test_person(session, placement.course_id, attempt.person_id):
        return None
    enrollment = journey.require_enrollment(session, attempt.placement_id, attempt.person_id)
    request = AwardRequest(
        version_id=attempt.version_id,
        definition=definition,
        person_id=attempt.person_id,
        email=person_view(session, attempt.person_id).email,
        placement_id=attempt.placement_id,
        attempt_id=attempt.id,
        levels={key: result.level_key for key, result in decision.results.items()},
        activity_start=enrollment.started_at,
        activity_end=attempt.submitted_at,
        reviewed_by="one reviewer, a teacher or assistant of the course",
        evidence=(),
    )
    return badges.award(
        session,
        clock=services.clock,
        sealer=services.sealer,
        public_url=services.settings.public_url,
        request=request,
    )


def _tell_gradebook(
    session: Session,
    services: Services,
    attempt: AttemptView,
    decision: DecisionView,
    badge: CredentialView | None,
) -> None:
    judged = decision.outcome is not Outcome.INCOMPLETE
    found = ReviewOutcome(decision.points, decision.out_of, decision.criteria_met, decision.criteria_total)
    gradebook.record(
        session,
        services.clock,
        placement=placement_view(session, attempt.placement_id),
        person_id=attempt.person_id,
        fact=_FACTS[decision.outcome],
        outcome=found if judged else None,
        comment=comment_for(decision, badge),
        submitted_at=attempt.submitted_at,
        attempt_number=attempt.number,
    )


def comment_for(decision: DecisionView, badge: CredentialView | None) -> str:
    """What the earner reads in the gradebook: a level per criterion, the reviewer's note, the badge's address.

    At most 4,000 characters: the address is always whole, the note is cut.
    """
    address = f" Badge: {badge.url}" if badge else ""
    said = f"{decision.summary} {decision.note}".strip()
    room = MAX_COMMENT - len(address)
    return (said if len(said) <= room else said[: room - 1].rstrip() + "…") + address
