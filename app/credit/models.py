"""Tables of credit: rules by their dates, the ledger that only grows, and whose licence follows which rule."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class EntryKind(StrEnum):
    """What a line of the ledger says."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    COUNTERED = "countered"


class CreditRule(Base):
    """One dated version of a rule: `document` is what the authority's text comes to, written once."""

    __tablename__ = "credit_rule"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    jurisdiction: Mapped[str] = mapped_column(String(80), index=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    document: Mapped[dict[str, Any]]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    loaded_at: Mapped[datetime]


class CreditEntry(Base):
    """One line of the ledger; rows are added and never changed or removed: there is no verb for it.

    A suggestion stands alone and names what it is about. Every other row is about an earlier one (`of_id`): a
    decision about a suggestion, a counter-entry about a suggestion or a decision. `turn` counts the rows about
    one row, so that of two that come at once only one is written.
    """

    __tablename__ = "credit_entry"
    __table_args__ = (
        UniqueConstraint("of_id", "turn"),
        Index(
            "uq_credit_entry_suggestion",
            "credential_uuid",
            "rule_key",
            unique=True,
            sqlite_where=text("kind = 'suggested'"),
            postgresql_where=text("kind = 'suggested'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EntryKind] = mapped_column(String(16))
    of_id: Mapped[int | None] = mapped_column(ForeignKey("credit_entry.id"))
    turn: Mapped[int] = mapped_column(default=0)
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("credit_entry.id"), index=True)
    """The suggestion that all of it began with; empty for that itself."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    credential_uuid: Mapped[str] = mapped_column(ForeignKey("badge_credential.uuid"), index=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey("lti_deployment.id"), index=True)
    """Where it was earned: whose administrators decide on it."""
    rule_id: Mapped[int] = mapped_column(ForeignKey("credit_rule.id"), index=True)
    rule_key: Mapped[str] = mapped_column(String(80))
    micro_credential: Mapped[str] = mapped_column(String(80))
    """Its slug: one micro-credential counts once under a rule, however often it was earned."""
    quantity: Mapped[int]
    """Thousandths of the rule's unit; negative for a counter-entry."""
    earned_at: Mapped[datetime]
    at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(String(1000), default="")


class CreditProfile(Base):
    """By which rules a person's licence is renewed, as they say themselves."""

    __tablename__ = "credit_profile"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(String(80))
    cycle_start: Mapped[date]
    cycle_years: Mapped[int]
    licence_number: Mapped[str] = mapped_column(String(60), default="")
    updated_at: Mapped[datetime]
