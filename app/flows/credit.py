"""What badges count for: suggested when a badge is signed, decided by an authority, taken back with the badge."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app import administration, credit, people
from app.administration import Scope
from app.badges import CredentialStatus, CredentialView, credential_view, credentials_of_people
from app.catalog import definitions_of
from app.credit import CreditView, EarnedBadge, ProfileForm, Ruling
from app.people import Actor
from app.placement import placement_views
from app.services import Services


def suggest_credit(session: Session, services: Services, credential_uuid: str) -> None:
    """Write down what the badge that was just signed could count for; a stack's parts have counted already.

    A second call changes nothing. Raises NotFound.
    """
    suggest_for_person(session, services, credential_view(session, credential_uuid).person_id)


def suggest_for_person(session: Session, services: Services, person_id: int) -> None:
    """As `suggest_credit`, for all badges of a person: after accounts were linked or the jurisdiction changed.

    One after the other for each human being: two badges of one micro-credential are one suggestion.
    """
    person_ids = people.hold_linked_people(session, person_id)
    credit.suggest(session, services.clock, person_ids, _earned(session, credentials_of_people(session, person_ids)))


def take_back_credit(session: Session, services: Services, credential_uuid: str) -> None:
    """Counter what a revoked badge counted for; another badge of the same micro-credential takes its place.

    A second call changes nothing. Raises NotFound.
    """
    badge = credential_view(session, credential_uuid)
    day = badge.revoked_at or services.clock.now()
    if credit.take_back(session, services.clock, credential_uuid, f"The badge was revoked on {day:%Y-%m-%d}."):
        suggest_for_person(session, services, badge.person_id)


def save_credit_profile(session: Session, services: Services, actor: Actor, form: ProfileForm) -> None:
    """Keep by which rules the actor's licence is renewed, and suggest by them; an empty jurisdiction forgets it.

    Raises Invalid.
    """
    person_ids = people.hold_linked_people(session, actor.person_id)
    if form.jurisdiction:
        credit.save_profile(session, services.clock, actor.person_id, form)
    else:
        credit.forget_profiles(session, person_ids)
    suggest_for_person(session, services, actor.person_id)


def decide_credit(session: Session, services: Services, scope: Scope, suggestion_id: int, ruling: Ruling) -> CreditView:
    """An administrator's word on a suggestion within their reach, with a line of the audit log.

    Raises NotFound outside of it, Conflict if somebody was quicker, Invalid for amount or reason.
    """
    reach = administration.reach_of(session, scope).deployments
    decided = credit.decide(session, services.clock, suggestion_id, reach, ruling)
    _audit(session, services, scope, "credit-accepted" if ruling.accepts else "credit-declined", decided)
    return decided


def reconsider_credit(
    session: Session, services: Services, scope: Scope, suggestion_id: int, reason: str
) -> CreditView:
    """Take a decision back. Raises as `decide_credit` does."""
    reach = administration.reach_of(session, scope).deployments
    found = credit.reconsider(session, services.clock, suggestion_id, reach, scope.by, reason)
    _audit(session, services, scope, "credit-reopened", found)
    return found


def _earned(session: Session, held: Sequence[CredentialView]) -> list[EarnedBadge]:
    """The badges that count: of a micro-credential, signed, and not revoked."""
    counting = [badge for badge in held if _counts(badge)]
    definitions = definitions_of(session, {badge.version_id for badge in counting if badge.version_id is not None})
    placements = placement_views(session, {badge.placement_id for badge in counting if badge.placement_id is not None})
    return [
        EarnedBadge(
            credential_uuid=badge.uuid,
            person_id=badge.person_id,
            deployment_id=placements[badge.placement_id].deployment_id,
            micro_credential=definitions[badge.version_id].slug,
            hours=definitions[badge.version_id].credit.hours,
            named={unit.rule: unit.value for unit in definitions[badge.version_id].credit.units},
            earned_at=badge.awarded_at,
        )
        for badge in counting
        if badge.version_id is not None and badge.placement_id is not None
    ]


def _counts(badge: CredentialView) -> bool:
    return badge.is_signed and badge.version_id is not None and badge.status is not CredentialStatus.REVOKED


def _audit(session: Session, services: Services, scope: Scope, action: str, decided: CreditView) -> None:
    entry = decided.suggestion
    administration.audit(
        session,
        services.clock,
        by=scope.by,
        action=action,
        subject=f"deployment:{entry.deployment_id}",
        organisation_id=scope.organisation_id,
        detail={
            "credit": entry.id,
            "rule": f"{entry.rule.key} {entry.rule.version}",
            "quantity": credit.in_words(decided.quantity),
            "unit": entry.rule.unit.many,
            "badge": entry.credential_uuid,
        },
    )
