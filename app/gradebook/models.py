"""Tables of what an LMS's gradebook should say, and what it says."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, String, Text, UniqueConstraint, false
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


TOTAL = ""
"""What stands in place of a criterion's id for the score of the whole micro-credential."""


class LineItem(Base):
    """A gradebook column of a placement: the one of its whole score, and one per criterion where a teacher wants that.

    `label` and `maximum` (hundredths) are what the column is made with; `seen_label` and `seen_maximum` what the LMS
    says of it. They may differ, because a teacher may rename it there or let it be worth something else.
    """

    __tablename__ = "line_item"
    __table_args__ = (UniqueConstraint("placement_id", "criterion"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    criterion: Mapped[str] = mapped_column(String(100), default=TOTAL, server_default=TOTAL)
    label: Mapped[str] = mapped_column(String(255), default="", server_default="")
    maximum: Mapped[int] = mapped_column(default=0, server_default="0")
    resource_id: Mapped[str] = mapped_column(String(512), default="", server_default="")
    """By which a column of our own making is found again."""
    url: Mapped[str | None] = mapped_column(Text)
    """None until the LMS has been asked for it."""
    source: Mapped[LineItemSource] = mapped_column(_word_of(LineItemSource))
    replaces: Mapped[str | None] = mapped_column(Text)
    """The address from a launch that this one stands in for, because the LMS no longer knew it."""
    leaving: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a teacher asked to take the column away again, if it holds no result."""
    resolved_at: Mapped[datetime]
    seen_label: Mapped[str | None] = mapped_column(String(255))
    seen_maximum: Mapped[int | None]
    seen_at: Mapped[datetime | None]
    """When the column was last read in the LMS."""
    compared_at: Mapped[datetime | None]
    """When all of its results were last read."""


class GradebookOption(Base):
    """What a teacher chose about the gradebook of one placement; no row means the usual."""

    __tablename__ = "gradebook_option"

    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), primary_key=True)
    criterion_columns: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether each criterion has a column of its own beside the whole score."""
    badge_page: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the page of an earned badge is handed in to Canvas in the earner's name."""
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


def new_reference() -> str:
    """A text that nobody can guess, for an address that names a score."""
    return secrets.token_urlsafe(16)


class ScoreSync(Base):
    """One earner's score in one column: what is wanted, what was offered, what arrived, what the LMS shows."""

    __tablename__ = "score_sync"
    __table_args__ = (UniqueConstraint("placement_id", "person_id", "criterion"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    criterion: Mapped[str] = mapped_column(String(100), default=TOTAL, server_default=TOTAL)
    reference: Mapped[str | None] = mapped_column(String(32), unique=True, default=new_reference)
    """What the address of the review in SpeedGrader calls this score; rows from before get one when it is needed."""
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

    badge_url: Mapped[str | None] = mapped_column(Text, default=None)
    """The page of the badge that this score brought, if it brought one."""
    badge_url_offered: Mapped[str | None] = mapped_column(Text, default=None)
    """The page that was handed in, or may have been."""

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
