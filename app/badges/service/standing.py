"""Who may see a signed badge, and its files for those who may."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.badges import queries
from app.badges.errors import badge_not_open, badge_not_signed, badge_unknown
from app.badges.models import BadgeEvent, BadgeEventKind, Credential, Visibility
from app.badges.views import CredentialView
from app.clock import Clock


def open_to_public(session: Session, clock: Clock, uuid: str, *, shows_name: bool = False) -> CredentialView:
    """Everybody who has the address sees the whole page and gets the signed file; the earner's name only if
    `shows_name`. Raises NotFound. Whether it is the earner who asks is the caller's to check."""
    return _show(session, uuid, Visibility.PUBLIC, shows_name, BadgeEventKind.OPENED, clock.now())


def close_to_public(session: Session, clock: Clock, uuid: str) -> CredentialView:
    """Strangers see again only what was awarded, by whom, when, and whether it is valid. Raises NotFound."""
    return _show(session, uuid, Visibility.PRIVATE, False, BadgeEventKind.CLOSED, clock.now())


def signed_document(session: Session, uuid: str) -> bytes:
    """The signed file, exactly as it was signed, for its earner. Raises NotFound, Unavailable before it is signed."""
    return _signed(required_row(session, uuid))


def public_document(session: Session, uuid: str) -> bytes:
    """The signed file for a stranger. Raises NotFound while the earner hasn't opened the badge."""
    return _signed(_opened(session, uuid))


def signed_jwt(session: Session, uuid: str) -> str:
    """The same as a compact token, for its earner. Raises NotFound, Unavailable before it is signed."""
    return _token(required_row(session, uuid))


def public_jwt(session: Session, uuid: str) -> str:
    """The token for a stranger. Raises NotFound while the earner hasn't opened the badge."""
    return _token(_opened(session, uuid))


def _opened(session: Session, uuid: str) -> Credential:
    credential = required_row(session, uuid)
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
    credential = required_row(session, uuid)
    if (credential.visibility, credential.shows_name) != (visibility, shows_name):
        credential.visibility, credential.shows_name = visibility, shows_name
        note_event(session, credential, kind, "with the earner's name" if shows_name else "", now)
    return queries.required_credential(session, uuid)


def note_event(session: Session, credential: Credential, kind: BadgeEventKind, words: str, now: datetime) -> None:
    """Add a line to the badge's audit trail."""
    session.add(BadgeEvent(credential_id=credential.id, kind=kind, words=words, at=now))
    session.flush()


def required_row(session: Session, uuid: str) -> Credential:
    """Raises NotFound."""
    credential = queries.credential_row(session, uuid)
    if credential is None:
        raise badge_unknown(uuid)
    return credential
