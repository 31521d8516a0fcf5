"""Every SELECT on the tables of administration."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, not_, or_, select
from sqlalchemy.orm import Session

from app.administration.models import (
    AdministratorSession,
    AuditEntry,
    DeploymentOwner,
    InvitationOwner,
    Organisation,
    RegistrationOwner,
    SignInLink,
)
from app.administration.views import AuditView, OrganisationView, SessionView


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which lines a reader may see, and asks for. `organisation_id` None and no `subjects` is the operator: all."""

    organisation_id: int | None = None
    subjects: frozenset[str] | None = None
    """For a reader without an organisation: lines of no organisation about these things."""
    action: str = ""
    older_than: int | None = None


def organisations(session: Session) -> tuple[OrganisationView, ...]:
    rows = session.scalars(select(Organisation).order_by(func.lower(Organisation.name)))
    return tuple(OrganisationView(row.id, row.name, row.created_at) for row in rows)


def organisation(session: Session, organisation_id: int) -> Organisation | None:
    return session.get(Organisation, organisation_id)


def organisation_by_name(session: Session, name: str) -> Organisation | None:
    """Whoever has this name, capitals aside."""
    return session.scalar(select(Organisation).where(func.lower(Organisation.name) == name.lower()))


def organisation_name(session: Session, organisation_id: int | None) -> str | None:
    if organisation_id is None:
        return None
    return session.scalar(select(Organisation.name).where(Organisation.id == organisation_id))


def registration_owners(session: Session) -> dict[int, int]:
    rows = session.execute(select(RegistrationOwner.registration_id, RegistrationOwner.organisation_id))
    return {row[0]: row[1] for row in rows}


def deployment_owners(session: Session) -> dict[int, int]:
    rows = session.execute(select(DeploymentOwner.deployment_id, DeploymentOwner.organisation_id))
    return {row[0]: row[1] for row in rows}


def invitation_owners(session: Session) -> dict[int, int]:
    rows = session.execute(select(InvitationOwner.invitation_id, InvitationOwner.organisation_id))
    return {row[0]: row[1] for row in rows}


def owner_of_registration(session: Session, registration_id: int) -> int | None:
    return session.scalar(
        select(RegistrationOwner.organisation_id).where(RegistrationOwner.registration_id == registration_id)
    )


def owner_of_deployment(session: Session, deployment_id: int) -> int | None:
    """Its own organisation, not its registration's."""
    return session.scalar(select(DeploymentOwner.organisation_id).where(DeploymentOwner.deployment_id == deployment_id))


def owner_of_invitation(session: Session, invitation_id: int) -> int | None:
    return session.scalar(select(InvitationOwner.organisation_id).where(InvitationOwner.invitation_id == invitation_id))


def sign_in_link(session: Session, token_hash: str) -> SignInLink | None:
    return session.scalar(select(SignInLink).where(SignInLink.token_hash == token_hash))


def administrator_session(session: Session, secret_hash: str) -> AdministratorSession | None:
    return session.scalar(select(AdministratorSession).where(AdministratorSession.secret_hash == secret_hash))


def session_of(session: Session, session_id: int) -> AdministratorSession | None:
    return session.get(AdministratorSession, session_id)


def sessions(
    session: Session, now: datetime, seen_after: datetime, organisation_id: int | None
) -> tuple[SessionView, ...]:
    """Open sessions, newest first; those of one organisation unless that is None."""
    tenant_only = [] if organisation_id is None else [AdministratorSession.organisation_id == organisation_id]
    rows = session.execute(
        select(AdministratorSession, Organisation.name)
        .outerjoin(Organisation, Organisation.id == AdministratorSession.organisation_id)
        .where(not_(sessions_over(now, seen_after)), *tenant_only)
        .order_by(AdministratorSession.id.desc())
    )
    return tuple(
        SessionView(row.id, row.name, tenant, row.opened_at, row.last_seen_at, row.expires_at) for row, tenant in rows
    )


def audit_lines(session: Session, wanted: AuditFilter, most: int) -> list[AuditView]:
    """At most `most` lines, newest first."""
    rows = session.execute(
        select(AuditEntry, Organisation.name)
        .outerjoin(Organisation, Organisation.id == AuditEntry.organisation_id)
        .where(*_readable(wanted), *_asked(wanted))
        .order_by(AuditEntry.id.desc())
        .limit(most)
    )
    return [
        AuditView(row.id, row.at, row.by, row.action, row.subject, tenant, dict(row.detail)) for row, tenant in rows
    ]


def audit_actions(session: Session, wanted: AuditFilter) -> tuple[str, ...]:
    rows = session.scalars(select(AuditEntry.action).where(*_readable(wanted)).distinct().order_by(AuditEntry.action))
    return tuple(rows)


def _readable(wanted: AuditFilter) -> Collection[ColumnElement[bool]]:
    if wanted.organisation_id is not None:
        return [AuditEntry.organisation_id == wanted.organisation_id]
    if wanted.subjects is not None:
        return [AuditEntry.organisation_id.is_(None), AuditEntry.subject.in_(wanted.subjects)]
    return []


def _asked(wanted: AuditFilter) -> Collection[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.action:
        asked.append(AuditEntry.action == wanted.action)
    if wanted.older_than is not None:
        asked.append(AuditEntry.id < wanted.older_than)
    return asked


def links_over(now: datetime) -> ColumnElement[bool]:
    """Condition of the sign-in links that are of no use any more."""
    return SignInLink.expires_at <= now


def sessions_over(now: datetime, seen_before: datetime) -> ColumnElement[bool]:
    """Condition of the sessions that are over."""
    return or_(
        AdministratorSession.expires_at <= now,
        AdministratorSession.last_seen_at <= seen_before,
        AdministratorSession.ended_at.is_not(None),
    )
