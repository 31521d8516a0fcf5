"""Tables of the catalogue. A version's row is written once and never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class MicroCredential(Base):
    """A micro-credential through all its versions; retired ones can't be placed anew."""

    __tablename__ = "micro_credential"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    retired_at: Mapped[datetime | None]


class MicroCredentialVersion(Base):
    """One immutable version: `document` is the checked definition, `content_hash` its SHA-256."""

    __tablename__ = "micro_credential_version"
    __table_args__ = (
        UniqueConstraint("micro_credential_id", "version"),
        UniqueConstraint("micro_credential_id", "content_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    micro_credential_id: Mapped[int] = mapped_column(ForeignKey("micro_credential.id"))
    version: Mapped[str] = mapped_column(String(40))
    content_hash: Mapped[str] = mapped_column(String(64))
    document: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]


class Stack(Base):
    """A set of related micro-credentials (or of other stacks) through all its versions."""

    __tablename__ = "stack"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    retired_at: Mapped[datetime | None]


class StackVersion(Base):
    """One immutable version of a stack: `document` is the checked definition, `content_hash` its SHA-256."""

    __tablename__ = "stack_version"
    __table_args__ = (
        UniqueConstraint("stack_id", "version"),
        UniqueConstraint("stack_id", "content_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stack_id: Mapped[int] = mapped_column(ForeignKey("stack.id"))
    version: Mapped[str] = mapped_column(String(40))
    content_hash: Mapped[str] = mapped_column(String(64))
    document: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
