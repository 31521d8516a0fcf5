"""Invitations: a link that lets one LMS register Cairn, once, within a week."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Conflict, NotAllowed, NotFound
from app.lti import outbound_queries
from app.lti.outbound_models import Invitation

LIFE = timedelta(days=7)
ASK_AGAIN = "Ask the person who runs Cairn for a new registration link."


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation that can still be used."""

    id: int
    label: str


def invite(session: Session, clock: Clock, label: str) -> str:
    """Make an invitation and return its token, which is shown once and stored only as a hash."""
    token, now = secrets.token_urlsafe(32), clock.now()
    session.add(Invitation(token_hash=_hash(token), label=label[:255], created_at=now, expires_at=now + LIFE))
    session.flush()
    return token


def find_invitation(session: Session, clock: Clock, token: str) -> InvitationView:
    """The invitation of a token. Raises NotFound if it is unknown, NotAllowed if it is over or used."""
    found = outbound_queries.invitation(session, _hash(token))
    if found is None:
        raise NotFound("invitation-unknown", "This registration link is not one of Cairn's.", ASK_AGAIN)
    if found.used_at is not None:
        raise NotAllowed("invitation-used", "This registration link was used already; each one works once.", ASK_AGAIN)
    if found.expires_at <= clock.now():
        raise NotAllowed("invitation-expired", "This registration link is no longer valid.", ASK_AGAIN)
    return InvitationView(found.id, found.label)


def use_invitation(session: Session, clock: Clock, invitation_id: int, registration_id: int) -> None:
    """Mark an invitation as used. Raises Conflict if another registration was faster."""
    changed = session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.used_at.is_(None))
        .values(used_at=clock.now(), registration_id=registration_id)
        .returning(Invitation.id)
    )
    if changed.scalar() is None:
        raise Conflict("invitation-used", "This registration link was used a moment ago.", ASK_AGAIN)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
