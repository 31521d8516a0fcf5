"""Tables of evidence: the working portfolio, and the attempts frozen out of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

OPEN_STATES = text("state IN ('submitted', 'in_review')")


class EvidenceItem(Base):
    """One piece of evidence that an earner is working on. A text slot has one row, at position 0."""

    __tablename__ = "evidence_item"
    __table_args__ = (UniqueConstraint("placement_id", "person_id", "slot_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    slot_id: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    """Order within the slot; never used again after a removal while later ones exist."""
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(Text, default="")
    file_key: Mapped[str] = mapped_column(String(64), default="", index=True)
    file_name: Mapped[str] = mapped_column(String(255), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    """Bytes as stored."""
    sha256: Mapped[str] = mapped_column(String(64), default="")
    """Of the bytes as stored, hexadecimal."""
    media_type: Mapped[str] = mapped_column(String(120), default="")
    caption: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    """Goes up by one with every save; a page that saves says which one it started from."""
    saved_at: Mapped[datetime]


class Attempt(Base):
    """A portfolio as it was handed in. Only its state ever changes."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("placement_id", "person_id", "number"),
        Index(
            "uq_attempt_one_open",
            "placement_id",
            "person_id",
            unique=True,
            sqlite_where=OPEN_STATES,
            postgresql_where=OPEN_STATES,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("micro_credential_version.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    state_at: Mapped[datetime]
    submitted_at: Mapped[datetime]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"), unique=True)
    change_note: Mapped[str] = mapped_column(Text, default="")
    attestations: Mapped[dict[str, Any]]
    """Key to the very sentence that the earner agreed to."""


class AttemptItem(Base):
    """One piece of evidence as it was handed in: a copy, so that later work can't change it."""

    __tablename__ = "attempt_item"
    __table_args__ = (UniqueConstraint("attempt_id", "slot_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    slot_id: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(Text, default="")
    file_key: Mapped[str] = mapped_column(String(64), default="", index=True)
    file_name: Mapped[str] = mapped_column(String(255), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    media_type: Mapped[str] = mapped_column(String(120), default="")
    caption: Mapped[str] = mapped_column(Text, default="")
