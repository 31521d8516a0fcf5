"""Sign a badge that was awarded: a delivery kind of the outbox, although nothing leaves the house.

Signing takes time and processor, so it happens outside of every transaction, like a talk with an LMS.
"""

import logging
from collections.abc import Callable

from sqlalchemy.orm import Session

from app import badges, people
from app.badges import SignedBadge, SigningError, SigningJob
from app.errors import Refusal
from app.flows.credit import suggest_credit
from app.flows.stacks import award_earned_stacks
from app.outbox import Outcome, OutcomeKind, Sent
from app.services import Services

logger = logging.getLogger(__name__)

WOULD_NOT_VERIFY = (
    "What was signed would not have verified, so it was thrown away. Cairn's log names the reason, beside the badge's "
    "id; it is a fault of Cairn or of its keys."
)


class BadgeSigner:
    """The outbox handler of kind "badge"."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def prepare(self, session: Session, key: str) -> SigningJob | None:
        """What the badge will say, and the sealed keys to sign it with."""
        services = self._services
        return badges.prepare_signature(session, clock=services.clock, sealer=services.sealer, uuid=key)

    def send(self, message: SigningJob, _may_start: Callable[[], bool]) -> Sent:
        """Sign in both ways. What would not verify, or a key that can't be opened, is tried again later."""
        try:
            signed = badges.sign(message, self._services.sealer)
        except Refusal as refusal:
            return Sent(Outcome(OutcomeKind.RETRY, f"{refusal.words} {refusal.way_out}", refusal.code))
        except SigningError as error:
            logger.error("badge %s would not verify: %s", message.uuid, error)
            return Sent(Outcome(OutcomeKind.RETRY, WOULD_NOT_VERIFY, str(error)))
        return Sent(Outcome(OutcomeKind.DONE), signed)

    def note(self, session: Session, message: SigningJob, sent: Sent) -> None:
        """Keep what was signed, and let it count for whatever it is a part of."""
        signed: SignedBadge = sent.result
        person_id = badges.credential_view(session, message.uuid).person_id
        people.hold_linked_people(session, person_id)
        if badges.note_signed(session, self._services.clock, message, signed):
            suggest_credit(session, self._services, message.uuid)
            award_earned_stacks(session, self._services, person_id)
