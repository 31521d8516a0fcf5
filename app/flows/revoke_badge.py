"""A badge is taken back: asked for, and after a while in which it can be undone carried out for good.

Carried out, its page and its status list say so, and so does the gradebook's comment.
"""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from app import badges, gradebook, people
from app.badges import CredentialStatus, CredentialView
from app.evidence import attempt_view
from app.flows.credit import take_back_credit
from app.flows.gradebook_words import revocation_comment
from app.gradebook import Fact
from app.outbox import Outcome, OutcomeKind, Sent
from app.placement import placement_view
from app.review import decision_for
from app.services import Services

TIME_TO_UNDO = timedelta(minutes=15)


def ask_to_revoke(session: Session, services: Services, uuid: str, reason: str) -> CredentialView:
    """Have the badge taken back in a quarter of an hour. Raises NotFound, Invalid without a usable reason."""
    return badges.ask_to_revoke(session, services.clock, uuid, reason, services.clock.now() + TIME_TO_UNDO)


def revoke_badge(session: Session, services: Services, uuid: str, reason: str) -> CredentialView:
    """Revoke now and for good. The score stays as it is: grade and badge are two things.

    A second call changes nothing. Raises NotFound for an unknown badge and Invalid without a usable reason.
    """
    people.hold_linked_people(session, badges.credential_view(session, uuid).person_id)
    before = badges.credential_view(session, uuid)
    badge = badges.revoke(session, services.clock, uuid, reason)
    if before.status is not CredentialStatus.REVOKED:
        take_back_credit(session, services, uuid)
        _tell_gradebook(session, services, badge)
    return badge


class RevocationCarrier:
    """The outbox handler of kind "badge-revocation": carries out what was asked for and not undone."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def prepare(self, session: Session, key: str) -> str | None:
        due = badges.reason_due(session, key, self._services.clock.now())
        return None if due is None else key

    def send(self, message: str, _may_start: Callable[[], bool]) -> Sent:
        """There is nobody to talk to: all of it happens in `note`."""
        return Sent(Outcome(OutcomeKind.DONE), message)

    def note(self, session: Session, message: str, _sent: Sent) -> None:
        """Revoke, unless it was undone in this very moment."""
        people.hold_linked_people(session, badges.credential_view(session, message).person_id)
        reason = badges.reason_due(session, message, self._services.clock.now())
        if reason is not None:
            revoke_badge(session, self._services, message, reason)


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
        comment=revocation_comment(badge, decision_for(session, badge.attempt_id)),
        attempt_number=attempt_view(session, badge.attempt_id).number,
    )
