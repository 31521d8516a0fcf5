"""Tables of transcripts: the codes that earners give away, and which badges each stands for."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

CODE_LENGTH = 20


class TranscriptCode(Base):
    """What whoever knows the code may see, until its end or until the earner withdraws it."""

    __tablename__ = "transcript_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(CODE_LENGTH), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(500))
    """The earner's name when the code was made, as it stands on the printed transcript."""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


class TranscriptCodeBadge(Base):
    """A badge that a code stands for. What is earned later isn't shown by it."""

    __tablename__ = "transcript_code_badge"

    code_id: Mapped[int] = mapped_column(ForeignKey("transcript_code.id"), primary_key=True)
    credential_uuid: Mapped[str] = mapped_column(ForeignKey("badge_credential.uuid"), primary_key=True)
