"""Taking a badge back: asked for first, carried out when the time to think again is over, and then for good."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.badges import queries, stack_queries
from app.badges.models import BadgeEventKind, Credential
from app.badges.service.standing import note_event, required_row
from app.badges.service.status_lists import note_revoked
from app.badges.views import CredentialView
from app.clock import Clock
from app.errors import Conflict, Invalid
from app.outbox import mark_due

REASON_LENGTH = 1000
REVOCATION = "badge-revocation"
"""The outbox kind of a revocation that was asked for; its key is the badge's uuid."""
GATE = "badges:revocations"


def ask_to_revoke(session: Session, clock: Clock, uuid: str, reason: str, due_at: datetime) -> CredentialView:
    """Have the badge taken back at `due_at`; until then it counts, nobody is told and it can be undone.

    Asking again before then changes the reason, and the time starts afresh; a badge that was taken back already
    stays as it is. Raises NotFound, or Invalid without a usable reason.
    """
    credential = required_row(session, uuid, locked=True)
    words = _usable(reason)
    if credential.revoked_at is None:
        credential.revocation_due_at, credential.revocation_asked_reason = due_at, words
        note_event(session, credential, BadgeEventKind.REVOCATION_ASKED, words, clock.now())
        mark_due(session, clock, kind=REVOCATION, key=uuid, gate=GATE, at=due_at)
    return queries.required_credential(session, uuid)


def carry_out_again(session: Session, clock: Clock, uuid: str) -> None:
    """Try again to take a badge back, where that was asked for and got stuck."""
    mark_due(session, clock, kind=REVOCATION, key=uuid, gate=GATE, by_hand=True)


def undo_revocation(session: Session, clock: Clock, uuid: str) -> CredentialView:
    """Let the badge stand after all. Nothing happens where nobody asked.

    Raises NotFound, or Conflict once it was taken back: lists that said so are out in the world.
    """
    credential = required_row(session, uuid, locked=True)
    if credential.revoked_at is not None:
        raise Conflict(
            "badge-revoked-for-good",
            "This badge was taken back already, and verifiers may have been told so. That can't be undone.",
            "Award the badge anew: change the decision to “earned” and release it again.",
        )
    if credential.revocation_due_at is not None:
        credential.revocation_due_at = credential.revocation_asked_reason = None
        note_event(session, credential, BadgeEventKind.REVOCATION_UNDONE, "", clock.now())
    return queries.required_credential(session, uuid)


def reason_due(session: Session, uuid: str, now: datetime) -> str | None:
    """The reason of a revocation whose time has come; None where none was asked for, or it was undone or is done."""
    credential = queries.credential_row(session, uuid, locked=True)
    if credential is None or credential.revoked_at is not None or credential.revocation_due_at is None:
        return None
    return credential.revocation_asked_reason if credential.revocation_due_at <= now else None


def revoke(session: Session, clock: Clock, uuid: str, reason: str) -> CredentialView:
    """Take the badge back for good: page and status list say so from now on, the signed file stays as it is.

    Stacks that it was a part of are put before a person. A second call changes nothing, not even the reason. Raises
    NotFound, or Invalid without a usable reason.
    """
    credential = required_row(session, uuid, locked=True)
    words = _usable(reason)
    if credential.revoked_at is None:
        credential.revoked_at = clock.now()
        credential.revoked_reason = words
        credential.revocation_due_at = credential.revocation_asked_reason = None
        note_revoked(session, credential.status_list_id, credential.status_position, credential.revoked_at)
        note_event(session, credential, BadgeEventKind.REVOKED, words, credential.revoked_at)
        _question_wholes(session, credential, credential.revoked_at)
    return queries.required_credential(session, uuid)


def _question_wholes(session: Session, part: Credential, now: datetime) -> None:
    """A stack's badge isn't taken back by itself when a part of it is: somebody has to say what becomes of it."""
    for row, whole in stack_queries.wholes_of(session, part.id):
        row.questioned_at = now
        note_event(session, whole, BadgeEventKind.PART_REVOKED, f"{part.name}: {part.url}", now)


def _usable(reason: str) -> str:
    words = " ".join(reason.split())
    if not words or len(words) > REASON_LENGTH:
        raise Invalid(
            "reason-needed",
            f"Taking a badge back needs a reason of at most {REASON_LENGTH} characters.",
            "Write one sentence that may be read by everybody who opens the badge's page.",
        )
    return words
