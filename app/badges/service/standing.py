"""What may change around a signed badge: who may see it, and whether it still counts."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.badges import queries
from app.badges.errors import badge_not_open, badge_not_signed, badge_unknown
from app.badges.models import BadgeEvent, BadgeEventKind, Credential, Visibility
from app.badges.service.status_lists import note_revoked
from app.badges.views import CredentialView
from app.clock import Clock
from app.errors import Invalid

REASON_LENGTH = 1000


def open_to_public(session: Session, clock: Clock, uuid: str, *, shows_name: bool = False) -> CredentialView:
    """Everybody who has the address sees the whole page and gets the signed file; the earner's name only if
    `shows_name`. Raises NotFound. Whether it is the earner who asks is the caller's to check."""
    return _show(session, uuid, Visibility.PUBLIC, shows_name, BadgeEventKind.OPENED, clock.now())


def close_to_public(session: Session, clock: Clock, uuid: str) -> CredentialView:
    """Strangers see again only what was awarded, by whom, when, and whether it is valid. Raises NotFound."""
    return _show(session, uuid, Visibility.PRIVATE, False, BadgeEventKind.CLOSED, clock.now())


def revoke(session: Session, clock: Clock, uuid: str, reason: str) -> CredentialView:
    """Take the badge back for good: page and status list say so from now on, the signed file stays as it is.

    A second call changes nothing, not even the reason. Raises NotFound, or Invalid without a usable reason.
    """
    credential = _required(session, uuid)
    words = _usable(reason)
    if credential.revoked_at is None:
        credential.revoked_at = clock.now()
        credential.revoked_reason = words
        note_revoked(session, credential.status_list_id, credential.status_position, credential.revoked_at)
        _note(session, credential, BadgeEventKind.REVOKED, words, credential.revoked_at)
    return queries.required_credential(session, uuid)


def signed_document(session: Session, uuid: str) -> bytes:
    """The signed file, exactly as it was signed, for its earner. Raises NotFound, Unavailable before it is signed."""
    return _signed(_required(session, uuid))


def public_document(session: Session, uuid: str) -> bytes:
    """The signed file for a stranger. Raises NotFound while the earner hasn't opened the badge."""
    return _signed(_opened(session, uuid))


def signed_jwt(session: Session, uuid: str) -> str:
    """The same as a compact token, for its earner. Raises NotFound, Unavailable before it is signed."""
    return _token(_required(session, uuid))


def public_jwt(session: Session, uuid: str) -> str:
    """The token for a stranger. Raises NotFound while the earner hasn't opened the badge."""
    return _token(_opened(session, uuid))


def _opened(session: Session, uuid: str) -> Credential:
    credential = _required(session, uuid)
    if credential.visibility != Visibility.PUBLIC:
        raise badge_not_open()
    return credential


def _token(credential: Credential) -> str:
    if credential.jwt is None:
        raise badge_not_signed()
    return credential.jwt


def _signed(credential: Credential) -> bytes:
    if credential.document is None:
        raise badge_not_signed()
    return credential.document


def _show(
    session: Session, uuid: str, visibility: Visibility, shows_name: bool, kind: BadgeEventKind, now: datetime
) -> CredentialView:
    credential = _required(session, uuid)
    if (credential.visibility, credential.shows_name) != (visibility, shows_name):
        credential.visibility, credential.shows_name = visibility, shows_name
        _note(session, credential, kind, "with the earner's name" if shows_name else "", now)
    return queries.required_credential(session, uuid)


def _note(session: Session, credential: Credential, kind: BadgeEventKind, words: str, now: datetime) -> None:
    session.add(BadgeEvent(credential_id=credential.id, kind=kind, words=words, at=now))
    session.flush()


def _required(session: Session, uuid: str) -> Credential:
    credential = queries.credential_row(session, uuid)
    if credential is None:
        raise badge_unknown(uuid)
    return credential


def _usable(reason: str) -> str:
    words = " ".join(reason.split())
    if not words or len(words) > REASON_LENGTH:
        raise Invalid(
            "reason-needed",
            f"Taking a badge back needs a reason of at most {REASON_LENGTH} characters.",
            "Write one sentence that may be read by everybody who opens the badge's page.",
        )
    return words
