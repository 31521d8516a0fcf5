"""Invitations: a link that lets one LMS register Cairn, once, within a week."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from app.lti import outbound_queries
from app.lti.outbound_models import Invitation

LIFE = timedelta(days=7)
LONGEST_LIFE = timedelta(days=90)
ASK_AGAIN = "Ask the person who runs Cairn for a new registration link."


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation that can still be used."""

    id: int
    label: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation as administrators see it; what its link was can't be told again."""

    id: int
    label: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    withdrawn_at: datetime | None
    registration_id: int | None

    def is_open(self, now: datetime) -> bool:
        """Whether the link would still work."""
        return self.used_at is None and self.withdrawn_at is None and self.expires_at > now


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """A fresh invitation with its token, which is shown once."""

    id: int
    token: str
    expires_at: datetime


def make_invitation(session: Session, clock: Clock, label: str, *, life: timedelta = LIFE) -> NewInvitation:
    """Make an invitation; its token is stored only as a hash. Raises Invalid without a label or for an odd life."""
    if not label.strip():
        raise Invalid("invitation-nameless", "Give the LMS a name, such as the school's.")
    if not timedelta(0) < life <= LONGEST_LIFE:
        raise Invalid("invitation-life", f"A registration link works for 1 to {LONGEST_LIFE.days} days.")
    token, now = secrets.token_urlsafe(32), clock.now()
    row = Invitation(token_hash=_hash(token), label=label.strip()[:255], created_at=now, expires_at=now + life)
    session.add(row)
    session.flush()
    return NewInvitation(row.id, token, row.expires_at)


def invite(session: Session, clock: Clock, label: str) -> str:
    """Make an invitation for the usual time; its token."""
    return make_invitation(session, clock, label).token


def find_invitation(session: Session, clock: Clock, token: str) -> InvitationView:
    """The invitation of a token. Raises NotFound if it is unknown, NotAllowed if it is over, withdrawn or used."""
    found = outbound_queries.invitation(session, _hash(token))
    if found is None:
        raise NotFound("invitation-unknown", "This registration link is not one of Cairn's.", ASK_AGAIN)
    if found.used_at is not None:
        raise NotAllowed("invitation-used", "This registration link was used already; each one works once.", ASK_AGAIN)
    if found.withdrawn_at is not None:
        raise NotAllowed("invitation-withdrawn", "This registration link was withdrawn.", ASK_AGAIN)
    if found.expires_at <= clock.now():
        raise NotAllowed("invitation-expired", "This registration link is no longer valid.", ASK_AGAIN)
    return InvitationView(found.id, found.label, found.expires_at)


def list_invitations(session: Session) -> tuple[InvitationRow, ...]:
    """All invitations, the newest first."""
    return tuple(
        InvitationRow(
            id=row.id,
            label=row.label,
            created_at=row.created_at,
            expires_at=row.expires_at,
            used_at=row.used_at,
            withdrawn_at=row.withdrawn_at,
            registration_id=row.registration_id,
        )
        for row in outbound_queries.invitations(session)
    )


def use_invitation(session: Session, clock: Clock, invitation_id: int, registration_id: int) -> None:
    """Mark an invitation as used. Raises Conflict if another registration or a withdrawal was faster."""
    values = {"used_at": clock.now(), "registration_id": registration_id}
    if not _settle(session, invitation_id, values):
        raise Conflict("invitation-used", "This registration link was used or withdrawn a moment ago.", ASK_AGAIN)


def withdraw_invitation(session: Session, clock: Clock, invitation_id: int) -> None:
    """Make a link useless; one that is over or withdrawn stays so. Raises NotFound, Conflict if it was used."""
    if _settle(session, invitation_id, {"withdrawn_at": clock.now()}):
        return
    row = outbound_queries.invitation_numbered(session, invitation_id)
    if row is None:
        raise _unknown_number(invitation_id)
    if row.used_at is not None:
        raise Conflict("invitation-used", "This registration link was used already, so it can't be withdrawn.")


def _settle(session: Session, invitation_id: int, values: dict[str, object]) -> bool:
    """Change an invitation that nobody has used or withdrawn; False if somebody was faster."""
    settled = update(Invitation).where(
        Invitation.id == invitation_id, Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None)
    )
    return session.scalar(settled.values(**values).returning(Invitation.id)) is not None


def _unknown_number(invitation_id: int) -> Refusal:
    words = f"There is no invitation with the number {invitation_id}."
    return NotFound("invitation-unknown", words, "`flask lti invitations` lists them.")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
