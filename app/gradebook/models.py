"""Tables of what an LMS's gradebook should say, and what it says."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


def _word_of(kind: type[StrEnum]) -> Enum:
    """A column that holds one of these words as text and gives it back as what it is."""
    return Enum(kind, native_enum=False, length=32, values_callable=lambda words: [word.value for word in words])


class Fact(StrEnum):
    """What happened to an earner's work, as far as a gradebook may care."""

    SUBMITTED = "submitted"
    EARNED = "earned"
    NOT_YET = "not_yet"
    INCOMPLETE = "incomplete"
    REVOKED = "revoked"


class Hold(StrEnum):
    """Why the guard keeps a score back until a person decides."""

    LOWER = "lower"
    """The gradebook shows a higher score of ours."""
    CHANGED_BY_HAND = "changed_by_hand"
    """The gradebook shows something that we never sent."""
    CONFLICT = "conflict"
    """The LMS holds something newer than this score."""
    OVERRIDDEN = "overridden"
    """The LMS took our score and goes on showing a person's."""
    KEPT = "kept"
    """A teacher looked at it and kept what the gradebook shows."""
    NO_POINTS = "no_points"
    """The activity is worth nothing, so there is nothing to give a part of."""


class LineItemSource(StrEnum):
    """How we came to know of a gradebook column."""

    FOUND = "found"
    CREATED = "created"


class LineItem(Base):
    """The gradebook column of one placement."""

    __tablename__ = "line_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), unique=True)
    url: Mapped[str] = mapped_column(Text)
    source: Mapped[LineItemSource] = mapped_column(_word_of(LineItemSource))
    replaces: Mapped[str | None] = mapped_column(Text)
    """The address from a launch that this one stands in for, because the LMS no longer knew it."""
    resolved_at: Mapped[datetime]


class ScoreSync(Base):
    """One earner's score at one placement: what is wanted, what was offered, what arrived, what the LMS shows."""

    __tablename__ = "score_sync"
    __table_args__ = (UniqueConstraint("placement_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    fact: Mapped[Fact] = mapped_column(_word_of(Fact))
    recorded_at: Mapped[datetime]
    attempt_number: Mapped[int]
    submitted_at: Mapped[datetime | None]
    """When the earner really handed the attempt in."""
    last_timestamp: Mapped[datetime | None]
    """The latest moment that any message of this row carries."""

    points: Mapped[int | None]
    """The score that the gradebook should show, in hundredths; None while it should show none of ours."""
    out_of: Mapped[int]
    comment: Mapped[str] = mapped_column(Text, default="")
    grade_timestamp: Mapped[datetime | None]
    """Fixed when the fact was recorded, so that a repeat is identical and a later edit in the LMS is later."""
    insists: Mapped[bool] = mapped_column(default=False)
    """A teacher asked for this very score, whatever the gradebook shows."""

    rechecks: Mapped[bool] = mapped_column(default=False)
    """A teacher asked to look once more at what the gradebook shows."""

    notice_timestamp: Mapped[datetime | None]
    offered_attempt: Mapped[int] = mapped_column(default=0)
    """Last attempt that an LMS may have counted."""
    told_attempt: Mapped[int] = mapped_column(default=0)
    """Last attempt that an LMS confirmed, or that this LMS need not hear of."""

    offers: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Scores [points, comment digest] that left us without an answer since the last confirmed one."""
    delivered_points: Mapped[int | None]
    delivered_comment: Mapped[str | None]
    """Digest of the comment that arrived last."""
    delivered_at: Mapped[datetime | None]

    seen_score: Mapped[int | None]
    seen_maximum: Mapped[int | None]
    """What the LMS showed, in hundredths of its own scale."""
    seen_at: Mapped[datetime | None]
    hold: Mapped[Hold | None] = mapped_column(_word_of(Hold))
