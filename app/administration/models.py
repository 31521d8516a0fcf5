"""Tables of administration: tenants, what is theirs, how administrators come in, and what they did."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

HASH = 64
NAME = 200


class Organisation(Base):
    """A tenant: a university, a district, a school."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME), unique=True)
    created_at: Mapped[datetime]


class RegistrationOwner(Base):
    """Whose a registration is. Without a row it is nobody's but the operator's."""

    __tablename__ = "organisation_registration"

    registration_id: Mapped[int] = mapped_column(ForeignKey("lti_registration.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)


class DeploymentOwner(Base):
    """Whose a deployment is, where that differs from its registration: hosts share one among many schools."""

    __tablename__ = "organisation_deployment"

    deployment_id: Mapped[int] = mapped_column(ForeignKey("lti_deployment.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)


class InvitationOwner(Base):
    """Whose LMS an invitation is for; what comes of it is theirs."""

    __tablename__ = "organisation_invitation"

    invitation_id: Mapped[int] = mapped_column(ForeignKey("lti_invitation.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)


class SignInLink(Base):
    """A way in that opens once. The token itself is never stored."""

    __tablename__ = "administrator_sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(HASH), unique=True)
    name: Mapped[str] = mapped_column(String(NAME))
    """Who is to come in, as the audit log will call them."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    made_by: Mapped[str] = mapped_column(String(NAME))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class AdministratorSession(Base):
    """An administrator who is signed in, in one browser. The cookie's secret is kept as a digest only."""

    __tablename__ = "administrator_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(HASH), unique=True)
    name: Mapped[str] = mapped_column(String(NAME))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    opened_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class AuditEntry(Base):
    """One thing that somebody did. Rows are added and never changed or removed: there is no verb for it."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[str] = mapped_column(String(NAME))
    action: Mapped[str] = mapped_column(String(64), index=True)
    """Kebab-case, such as "deployment-approved"; never changes its meaning once released."""
    subject: Mapped[str] = mapped_column(String(100), index=True)
    """Kind and number, such as "deployment:7"."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True, default=None)
    detail: Mapped[dict[str, Any]]
    """Words and numbers about the change; no personal data."""
