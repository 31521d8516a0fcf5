"""Who may see a signed badge, and its files for those who may."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from app.badges import queries
from app.badges.errors import badge_not_open, badge_not_signed, badge_unknown, no_link_to_renew
from app.badges.models import BadgeEvent, BadgeEventKind, Credential, Visibility
from app.badges.views import CredentialView
from app.clock import Clock

SECRET_BYTES = 32
SHOWN = {
    Visibility.PRIVATE: BadgeEventKind.CLOSED,
    Visibility.LINK: BadgeEventKind.LINKED,
    Visibility.PUBLIC: BadgeEventKind.OPENED,
}


def open_to_public(session: Session, clock: Clock, uuid: str, *, shows_name: bool = False) -> CredentialView:
    """Everybody who has the address sees the whole page and gets the signed file; the earner's name only if
    `shows_name`. Raises NotFound. Whether it is the earner who asks is the caller's to check."""
    return share(session, clock, uuid, Visibility.PUBLIC, shows_name=shows_name)


def close_to_public(session: Session, clock: Clock, uuid: str) -> CredentialView:
    """Strangers see again only what was awarded, by whom, when, and whether it is valid. Raises NotFound."""
    return share(session, clock, uuid, Visibility.PRIVATE)


def share(
    session: Session, clock: Clock, uuid: str, visibility: Visibility, *, shows_name: bool = False
) -> CredentialView:
    """Let these people see the badge's whole page; the earner's name only if `shows_name`.

    The first time by link it gets a secret one, which goes on working while everybody may see the badge, and is dead
    for ever once the badge is closed. Raises NotFound. Whether it is the earner who asks is the caller's to check.
    """
    credential = required_row(session, uuid, locked=True)
    shows_name = shows_name and visibility is not Visibility.PRIVATE
    if visibility is Visibility.PRIVATE:
        credential.share_token = None
    elif visibility is Visibility.LINK and credential.share_token is None:
        credential.share_token = secrets.token_urlsafe(SECRET_BYTES)
    if (credential.visibility, credential.shows_name) != (visibility, shows_name):
        credential.visibility, credential.shows_name = visibility, shows_name
        words = "with the earner's name" if shows_name else ""
        note_event(session, credential, SHOWN[visibility], words, clock.now())
    return queries.required_credential(session, uuid)


def renew_link(session: Session, clock: Clock, uuid: str) -> CredentialView:
    """Another secret link; the old one is dead from now on. Raises NotFound, Conflict where there is no link."""
    credential = required_row(session, uuid, locked=True)
    if credential.share_token is None:
        raise no_link_to_renew()
    credential.share_token = secrets.token_urlsafe(SECRET_BYTES)
    note_event(session, credential, BadgeEventKind.LINK_CHANGED, "", clock.now())
    return queries.required_credential(session, uuid)


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


def note_event(session: Session, credential: Credential, kind: BadgeEventKind, words: str, now: datetime) -> None:
    """Add a line to the badge's audit trail."""
    session.add(BadgeEvent(credential_id=credential.id, kind=kind, words=words, at=now))
    session.flush()


def required_row(session: Session, uuid: str, *, locked: bool = False) -> Credential:
    """The row itself; `locked` makes a second writer wait. Raises NotFound."""
    credential = queries.credential_row(session, uuid, locked=locked)
    if credential is None:
        raise badge_unknown(uuid)
    return credential
