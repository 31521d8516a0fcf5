"""Tables of the LTI edge: who may launch us, their keys and ours, and what was used up."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Standing(StrEnum):
    """Whether a registration or a deployment may launch: only an active one may."""

    PENDING = "pending"
    ACTIVE = "active"
    BLOCKED = "blocked"


class DeploymentPolicy(StrEnum):
    """What happens to a deployment that a registration's launches bring up: a person is asked, or it is let in."""

    ASK = "ask"
    APPROVE = "approve"


class KeyStatus(StrEnum):
    """The life of a tool key: published ahead of use, signing, then published for what it has signed."""

    NEXT = "next"
    ACTIVE = "active"
    RETIRED = "retired"


class Registration(Base):
    """Cairn as one platform knows it. Clouds share one issuer, so the client id is part of the name."""

    __tablename__ = "lti_registration"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer: Mapped[str] = mapped_column(String(255))
    client_id: Mapped[str] = mapped_column(String(255))
    label: Mapped[str] = mapped_column(String(255), default="")
    auth_url: Mapped[str]
    token_url: Mapped[str]
    jwks_url: Mapped[str]
    token_audience: Mapped[str | None] = mapped_column(default=None)
    """What the platform wants as `aud` of a client assertion, where that isn't `token_url`."""
    product_family: Mapped[str | None] = mapped_column(String(255), default=None)
    """Lower case, as the platform's own launches or its registration name it: "moodle", "canvas"."""
    status: Mapped[Standing] = mapped_column(String(16), default=Standing.ACTIVE)
    deployment_policy: Mapped[DeploymentPolicy] = mapped_column(
        String(16), default=DeploymentPolicy.ASK, server_default=DeploymentPolicy.ASK.value
    )
    created_at: Mapped[datetime]
    frame_origins: Mapped[list[str]] = mapped_column(default=list)
    """Further origins whose pages may frame ours, learned from signed launches."""


class Deployment(Base):
    """One place of a platform where the tool was put: an account, a course, a whole site."""

    __tablename__ = "lti_deployment"
    __table_args__ = (UniqueConstraint("registration_id", "deployment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("lti_registration.id"))
    deployment_id: Mapped[str] = mapped_column(String(255))
    status: Mapped[Standing] = mapped_column(String(16))
    first_seen_at: Mapped[datetime]
    platform_guid: Mapped[str | None] = mapped_column(String(255), default=None)
    platform_name: Mapped[str | None] = mapped_column(String(255), default=None)
    notices_url: Mapped[str | None] = mapped_column(String(4000), default=None)
    """Where the platform takes handlers for notices (Platform Notification Service), as a launch told it."""
    notice_types: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), default=None)
    notices_asked_at: Mapped[datetime | None] = mapped_column(default=None)
    """When we last undertook to leave our handlers there."""


class ToolKey(Base):
    """A key pair of ours, RS256. The private half is sealed."""

    __tablename__ = "lti_key"

    kid: Mapped[str] = mapped_column(String(64), primary_key=True)
    private_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """PKCS 8, DER, sealed by the Sealer."""
    public_jwk: Mapped[dict[str, Any]]
    status: Mapped[KeyStatus] = mapped_column(String(16), index=True)
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None] = mapped_column(default=None)
    """Since when it signs or signed; None for one that has not signed yet, or did so before this was noted."""
    retired_at: Mapped[datetime | None] = mapped_column(default=None)


class KeySet(Base):
    """A platform's public keys as last fetched."""

    __tablename__ = "lti_key_set"

    registration_id: Mapped[int] = mapped_column(ForeignKey("lti_registration.id"), primary_key=True)
    jwks: Mapped[dict[str, Any]]
    fetched_at: Mapped[datetime]


class UsedState(Base):
    """Digest of a login state or ticket that was used. Inserting it is the use; a second insert fails."""

    __tablename__ = "lti_used_state"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
