"""Tables of the journey."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Enrollment(Base):
    """A person's right to work at a placement, on the version that was current when they started."""

    __tablename__ = "enrollment"
    __table_args__ = (UniqueConstraint("person_id", "placement_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("micro_credential_version.id"))
    state: Mapped[str] = mapped_column(String(20))
    state_at: Mapped[datetime]
    started_at: Mapped[datetime]
    added_attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    """Submissions that a teacher allowed beyond the placement's limit."""


class StepProgress(Base):
    """A step that asks for no evidence and that the earner ticked off."""

    __tablename__ = "step_progress"
    __table_args__ = (UniqueConstraint("enrollment_id", "step_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrollment_id: Mapped[int] = mapped_column(ForeignKey("enrollment.id", ondelete="CASCADE"))
    step_id: Mapped[str] = mapped_column(String(80))
    done_at: Mapped[datetime]
