"""An LMS took Cairn in by a registration link: known from now on, its organisation's, and written down."""

from sqlalchemy.orm import Session

from app import administration, lti
from app.lti import Introduction, InvitationView, Registered
from app.services import Services

BY = "registration link"


def register_platform(
    session: Session, services: Services, invitation: InvitationView, introduction: Introduction
) -> Registered:
    """Store what came of an introduction, for the organisation that was invited.

    Raises Conflict if the link was used meanwhile, NotAllowed if it would renew another organisation's connection.
    """
    lti.ensure_keys(session, services.clock, services.sealer)
    registered = lti.complete_registration(session, services.clock, invitation, introduction)
    number = registered.registration_id
    if registered.updated:
        administration.require_own_renewal(session, invitation.id, number)
    organisation_id = administration.adopt_registration(session, invitation.id, number)
    administration.audit(
        session,
        services.clock,
        by=BY,
        action="registration-renewed" if registered.updated else "registration-made",
        subject=f"registration:{number}",
        organisation_id=organisation_id,
        detail={"invitation": invitation.id, "issuer": registered.issuer, "product": registered.product_family},
    )
    return registered
