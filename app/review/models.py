"""Tables of the review: who holds an attempt, what each reviewer found, what was decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.review.rules import ReviewState


class ReviewLease(Base):
    """One row per attempt handed in. Claiming fills it by a conditional UPDATE, so two reviewers never both hold it."""

    __tablename__ = "review_lease"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    opened_at: Mapped[datetime]
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    claimed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]


class Review(Base):
    """What one reviewer found in one attempt. A draft changes with every save; a submitted one never again.

    `round` is 1 for the first judgement of an attempt and one more each time a decided attempt is re-opened;
    `reason` says why it was re-opened.
    """

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("attempt_id", "reviewer_id", "round"),
        Index(
            "uq_review_open_draft",
            "attempt_id",
            "reviewer_id",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    round: Mapped[int]
    state: Mapped[str] = mapped_column(default=ReviewState.DRAFT)
    note: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]


class CriterionScore(Base):
    """The level chosen for one criterion. `level_key` is empty while a draft has feedback but no level yet.

    `carried_from` is the number of the earlier attempt in which the criterion was met and judged.
    """

    __tablename__ = "criterion_score"

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), primary_key=True)
    criterion_id: Mapped[str] = mapped_column(primary_key=True)
    level_key: Mapped[str] = mapped_column(default="")
    feedback: Mapped[str] = mapped_column(default="")
    carried_from: Mapped[int | None]


class Decision(Base):
    """What was released to the earner. `rule` and `inputs` are all it takes to compute `outcome` again.

    Rows are only ever added. A changed decision names the one it supersedes; the two unique indexes hold the
    chain to one line, also against two reviewers who release in the same moment.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index(
            "uq_decision_first_of_attempt",
            "attempt_id",
            unique=True,
            sqlite_where=text("supersedes_id IS NULL"),
            postgresql_where=text("supersedes_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), index=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), unique=True)
    outcome: Mapped[str]
    rule: Mapped[dict[str, Any]]
    inputs: Mapped[dict[str, Any]]
    summary: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), unique=True)
