"""The table of launches as the console sees them: what came through and what was refused, without any person."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class EventKind(StrEnum):
    """How a launch ended."""

    LAUNCH = "launch"
    REFUSED = "refused"


class LaunchEvent(Base):
    """One launch of a registration. Old ones are forgotten (`events.forget_old_events`)."""

    __tablename__ = "lti_launch_event"
    __table_args__ = (Index("ix_lti_launch_event_registration_id_kind", "registration_id", "kind"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("lti_registration.id"))
    deployment_id: Mapped[int | None] = mapped_column(ForeignKey("lti_deployment.id"), default=None)
    """None where the launch was refused before it was known."""
    at: Mapped[datetime]
    kind: Mapped[EventKind] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(64), default="")
    """The refusal's code; empty for a launch that came through."""
    reference: Mapped[str] = mapped_column(String(16), default="")
    """What the person was shown, to be found again in the log."""
    message_type: Mapped[str] = mapped_column(String(64), default="")
    scopes: Mapped[list[str]]
    product_version: Mapped[str | None] = mapped_column(String(255), default=None)
