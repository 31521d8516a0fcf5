"""A badge is taken back: its page and its status list say so, and so does the gradebook's comment."""

from sqlalchemy.orm import Session

from app import badges, gradebook
from app.badges import CredentialStatus, CredentialView
from app.evidence import attempt_view
from app.gradebook import Fact
from app.placement import placement_view
from app.services import Services


def revoke_badge(session: Session, services: Services, uuid: str, reason: str) -> CredentialView:
    """Revoke for good. The score stays as it is: grade and badge are two things. A second call changes nothing.

    Raises NotFound for an unknown badge and Invalid without a usable reason.
    """
    before = badges.credential_view(session, uuid)
    badge = badges.revoke(session, services.clock, uuid, reason)
    if before.status is not CredentialStatus.REVOKED:
        _tell_gradebook(session, services, badge)
    return badge


def _tell_gradebook(session: Session, services: Services, badge: CredentialView) -> None:
    """A stack's badge stands in no column, so nothing is to be told of it."""
    if badge.placement_id is None or badge.attempt_id is None:
        return
    gradebook.record(
        session,
        services.clock,
        placement=placement_view(session, badge.placement_id),
        person_id=badge.person_id,
        fact=Fact.REVOKED,
        comment=f"The badge for this work was revoked: {badge.revoked_reason} {badge.url}",
        attempt_number=attempt_view(session, badge.attempt_id).number,
    )
