"""Signing in without a password: a link that works once and for 15 minutes, then a session of this browser."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.administration import errors, queries
from app.administration.models import NAME, AdministratorSession, SignInLink
from app.administration.rules import Scope
from app.administration.service.auditing import audit
from app.administration.views import Administrator, OpenedSession, SessionView, SignInView
from app.clock import Clock

LINK_LIFE = timedelta(minutes=15)
SESSION_LIFE = timedelta(hours=8)
LONGEST_IDLE = timedelta(hours=1)
SEEN_EVERY = timedelta(minutes=1)
"""How exactly the idle time is kept: one write a minute at most."""


def make_sign_in_link(session: Session, clock: Clock, *, name: str, organisation_id: int | None, made_by: str) -> str:
    """A new link's token, shown once and stored only as a hash. Raises NotFound for an unknown organisation."""
    if organisation_id is not None and queries.organisation(session, organisation_id) is None:
        raise errors.organisation_unknown()
    token, now = secrets.token_urlsafe(32), clock.now()
    link = SignInLink(
        token_hash=_hash(token),
        name=name.strip()[:NAME],
        organisation_id=organisation_id,
        made_by=made_by[:NAME],
        created_at=now,
        expires_at=now + LINK_LIFE,
    )
    session.add(link)
    session.flush()
    audit(
        session,
        clock,
        by=made_by,
        action="sign-in-link-made",
        subject=f"sign-in-link:{link.id}",
        organisation_id=organisation_id,
        detail={"for": link.name},
    )
    return token


def look_at_sign_in_link(session: Session, clock: Clock, token: str) -> SignInView:
    """Whom a link would let in; uses nothing up. Raises NotFound if it is unknown, NotAllowed if it is over or used."""
    link = _usable(session, clock.now(), token)
    return SignInView(link.name, queries.organisation_name(session, link.organisation_id), link.expires_at)


def sign_in(session: Session, clock: Clock, token: str) -> OpenedSession:
    """Use a link up and open a session. Raises as `look_at_sign_in_link` does; of two at once, one gets in."""
    now = clock.now()
    link = _usable(session, now, token)
    won = session.scalar(
        update(SignInLink)
        .where(SignInLink.id == link.id, SignInLink.used_at.is_(None))
        .values(used_at=now)
        .returning(SignInLink.id)
    )
    if won is None:
        raise errors.link_used()
    secret = secrets.token_urlsafe(32)
    opened = AdministratorSession(
        secret_hash=_hash(secret),
        name=link.name,
        organisation_id=link.organisation_id,
        opened_at=now,
        last_seen_at=now,
        expires_at=now + SESSION_LIFE,
    )
    session.add(opened)
    session.flush()
    _note(session, clock, opened, link.name, "signed-in")
    return OpenedSession(opened.id, secret, opened.expires_at)


def find_administrator(session: Session, now: datetime, secret: str) -> Administrator:
    """Who has this secret. Raises NotAllowed if nobody has, or the session is over, ended, or idle for an hour."""
    row = queries.administrator_session(session, _hash(secret)) if secret else None
    if row is None or row.ended_at is not None or row.expires_at <= now or now - row.last_seen_at >= LONGEST_IDLE:
        raise errors.not_signed_in()
    return Administrator(row.id, row.name, row.organisation_id, row.last_seen_at, row.expires_at)


def needs_note(administrator: Administrator, now: datetime) -> bool:
    """Whether it is time to call `note_seen` again."""
    return now - administrator.last_seen_at >= SEEN_EVERY


def note_seen(session: Session, now: datetime, session_id: int) -> None:
    """Start the idle time anew."""
    session.execute(update(AdministratorSession).where(AdministratorSession.id == session_id).values(last_seen_at=now))


def open_sessions(session: Session, now: datetime, organisation_id: int | None) -> tuple[SessionView, ...]:
    """Who is signed in now, newest first; one organisation's unless that is None."""
    return queries.sessions(session, now, now - LONGEST_IDLE, organisation_id)


def end_session(session: Session, clock: Clock, scope: Scope, session_id: int) -> None:
    """Sign somebody out at once. Raises NotFound for another tenant's or an unknown session."""
    row = queries.session_of(session, session_id)
    foreign = row is not None and not scope.is_operator and row.organisation_id != scope.organisation_id
    if row is None or foreign or row.ended_at is not None:
        raise errors.session_unknown()
    row.ended_at = clock.now()
    session.flush()
    _note(session, clock, row, scope.by, "session-ended")


def forget_old_sign_ins(session: Session, now: datetime) -> None:
    """Drop links and sessions that are over; the audit log keeps that they were."""
    session.execute(delete(SignInLink).where(queries.links_over(now)))
    session.execute(delete(AdministratorSession).where(queries.sessions_over(now, now - LONGEST_IDLE)))


def _usable(session: Session, now: datetime, token: str) -> SignInLink:
    link = queries.sign_in_link(session, _hash(token))
    if link is None:
        raise errors.link_unknown()
    if link.used_at is not None:
        raise errors.link_used()
    if link.expires_at <= now:
        raise errors.link_over()
    return link


def _note(session: Session, clock: Clock, row: AdministratorSession, by: str, action: str) -> None:
    audit(
        session,
        clock,
        by=by,
        action=action,
        subject=f"session:{row.id}",
        organisation_id=row.organisation_id,
        detail={"of": row.name},
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()
