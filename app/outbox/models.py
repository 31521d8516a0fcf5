"""Tables of what is owed to the outside."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class OutboxState(StrEnum):
    """Where a debt stands."""

    DUE = "due"
    DONE = "done"
    STOPPED = "stopped"


class OutboxGate(Base):
    """One way out, shared by everything that leaves through it: a platform registration."""

    __tablename__ = "outbox_gate"

    name: Mapped[str] = mapped_column(primary_key=True)
    closed_until: Mapped[datetime | None]
    """Nothing leaves before this moment (Retry-After, throttling, an LMS that doesn't answer)."""
    asked_until: Mapped[datetime | None]
    """As much of that as the platform itself asked for; the rest is our own guess, which a person may overrule."""
    failures: Mapped[int] = mapped_column(default=0)
    """How often in a row the platform as a whole turned us away."""
    lease_token: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    """One delivery at a time: LMSs throttle by token, and order matters."""


class OutboxItem(Base):
    """One thing owed, however often the fact behind it changes: `wanted` counts the facts, `sent` what arrived."""

    __tablename__ = "outbox_item"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        Index("ix_outbox_item_due_at", "due_at"),
        Index("ix_outbox_item_lease_token", "lease_token"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]
    gate: Mapped[str] = mapped_column(ForeignKey("outbox_gate.name"))
    state: Mapped[OutboxState] = mapped_column(
        Enum(OutboxState, native_enum=False, length=16, values_callable=lambda words: [word.value for word in words])
    )
    wanted: Mapped[int]
    sent: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    """Next try; None while nothing is owed or delivery has stopped."""
    lease_token: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    """Tries for the present fact that failed."""
    failing_since: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    """All tries ever; numbers the log."""
    last_answer: Mapped[str] = mapped_column(default="")
    """In words for a teacher."""
    last_tried_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]


class OutboxAttempt(Base):
    """The log of one debt's last tries, for support; bounded, and free of personal data."""

    __tablename__ = "outbox_attempt"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("outbox_item.id", ondelete="CASCADE"))
    number: Mapped[int]
    version: Mapped[int]
    at: Mapped[datetime]
    outcome: Mapped[str]
    words: Mapped[str]
    detail: Mapped[str]


class WorkerHeartbeat(Base):
    """When a worker was last seen alive."""

    __tablename__ = "worker_heartbeat"

    name: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
