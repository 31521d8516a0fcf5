"""Tables of badges. What is signed is written once; what may change around it stands beside it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Visibility(StrEnum):
    """Who may see a badge's page whole: its earner alone, or everybody who has the address."""

    PRIVATE = "private"
    PUBLIC = "public"


class BadgeEventKind(StrEnum):
    """What can happen to a badge; each is one line of its audit trail."""

    AWARDED = "awarded"
    OPENED = "opened"
    CLOSED = "closed"
    REVOKED = "revoked"


class Issuer(Base):
    """A body that stands behind badges. `did` is inside every badge it ever signed: it never changes."""

    __tablename__ = "badge_issuer"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    did: Mapped[str] = mapped_column(String(500), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))
    url: Mapped[str] = mapped_column(String(2000))
    created_at: Mapped[datetime]


class IssuerKey(Base):
    """A signing key. Retired ones stay published for as long as a badge that they signed can be checked."""

    __tablename__ = "badge_issuer_key"
    __table_args__ = (UniqueConstraint("issuer_id", "fragment"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("badge_issuer.id"))
    fragment: Mapped[str] = mapped_column(String(80))
    private_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    multibase: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class StatusList(Base):
    """One bitstring status list. `changes` counts revocations, `signed_changes` how many the signed text knows of."""

    __tablename__ = "badge_status_list"
    __table_args__ = (UniqueConstraint("issuer_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("badge_issuer.id"))
    number: Mapped[int]
    url: Mapped[str] = mapped_column(String(600), unique=True)
    changes: Mapped[int] = mapped_column(default=0)
    signed_changes: Mapped[int | None]
    signed_at: Mapped[datetime | None]
    document: Mapped[bytes | None] = mapped_column(LargeBinary)


class StatusPosition(Base):
    """A position that was given out. The row outlives its badge, so that a position is never used again."""

    __tablename__ = "badge_status_position"

    status_list_id: Mapped[int] = mapped_column(ForeignKey("badge_status_list.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    set_at: Mapped[datetime | None]


class Achievement(Base):
    """What can be awarded, as it stands in the badges: one for each micro-credential version, never changed."""

    __tablename__ = "badge_achievement"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("micro_credential_version.id"), unique=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("badge_issuer.id"))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    document: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class Credential(Base):
    """One award to one person. `document` holds the very bytes that were signed and are served ever after."""

    __tablename__ = "badge_credential"
    __table_args__ = (
        Index(
            "uq_badge_credential_standing",
            "person_id",
            "placement_id",
            "version_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("micro_credential_version.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    achievement_id: Mapped[int] = mapped_column(ForeignKey("badge_achievement.id"))
    signing_key_id: Mapped[int] = mapped_column(ForeignKey("badge_issuer_key.id"), index=True)
    status_list_id: Mapped[int] = mapped_column(ForeignKey("badge_status_list.id"))
    status_position: Mapped[int]
    url: Mapped[str] = mapped_column(String(600))
    name: Mapped[str] = mapped_column(String(300))
    document: Mapped[bytes] = mapped_column(LargeBinary)
    awarded_at: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    visibility: Mapped[Visibility] = mapped_column(String(20), default=Visibility.PRIVATE)
    shows_name: Mapped[bool] = mapped_column(default=False)
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None] = mapped_column(String(1000))


class BadgeEvent(Base):
    """One line of a badge's audit trail; only ever added."""

    __tablename__ = "badge_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("badge_credential.id"), index=True)
    kind: Mapped[BadgeEventKind] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime]
