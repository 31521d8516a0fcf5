"""An earned attempt becomes a badge: who, what, at which levels, with which evidence named and none shown."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app import badges
from app.administration import organisation_of_deployment
from app.badges import AwardRequest, CredentialView, EvidenceLine
from app.catalog import Definition, SlotPurpose, definition_of
from app.evidence import AttemptView
from app.journey import require_enrollment
from app.lti import registration_of_deployment
from app.people import person_view
from app.placement import placement_view
from app.services import Services


def award_badge(
    session: Session, services: Services, attempt: AttemptView, *, levels: Mapping[str, str], reviewed_by: str
) -> CredentialView:
    """Award the badge for `attempt`, or return the one that stands already; the worker signs it afterwards.

    `levels` has every criterion's final level; `reviewed_by` is words, never a name. Raises what
    `badges.award` raises: NotAllowed for a test student, Conflict without an issuer.
    """
    definition = definition_of(session, attempt.version_id)
    placement = placement_view(session, attempt.placement_id)
    request = AwardRequest(
        version_id=attempt.version_id,
        definition=definition,
        person_id=attempt.person_id,
        email=person_view(session, attempt.person_id).email,
        placement_id=attempt.placement_id,
        attempt_id=attempt.id,
        levels=levels,
        activity_start=require_enrollment(session, attempt.placement_id, attempt.person_id).started_at,
        activity_end=attempt.submitted_at,
        reviewed_by=reviewed_by,
        evidence=evidence_lines(definition, attempt),
        organisation_id=organisation_of(session, placement.deployment_id),
    )
    return badges.award(
        session,
        clock=services.clock,
        sealer=services.sealer,
        public_url=services.settings.public_url,
        request=request,
    )


def organisation_of(session: Session, deployment_id: int) -> int | None:
    """Whose courses are in this deployment, None where it belongs to nobody but the operator."""
    registration_id = registration_of_deployment(session, deployment_id).id
    return organisation_of_deployment(session, deployment_id, registration_id)


def evidence_lines(definition: Definition, attempt: AttemptView) -> tuple[EvidenceLine, ...]:
    """One line per slot that was filled and judged, named as the micro-credential names it: no file name, no
    address, no count. Consent forms and statements on the use of AI are nobody else's business."""
    filled = {item.slot_id for item in attempt.items}
    return tuple(
        EvidenceLine(name=slot.label, genre=slot.type.value.capitalize(), slot_id=slot.id)
        for slot in definition.slots
        if slot.id in filled and slot.purpose is SlotPurpose.EVIDENCE
    )
