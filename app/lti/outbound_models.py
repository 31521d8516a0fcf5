"""Tables of the outbound LTI edge: invitations to register, and access tokens of platforms."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Invitation(Base):
    """A link that lets one LMS register Cairn, once. The token itself is never stored."""

    __tablename__ = "lti_invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("lti_registration.id"), default=None)
    """What came of it."""


class AccessToken(Base):
    """A platform's token for one registration and one set of scopes; sealed, and of use until `usable_until`."""

    __tablename__ = "lti_access_token"
    __table_args__ = (UniqueConstraint("registration_id", "scopes"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("lti_registration.id"))
    scopes: Mapped[str] = mapped_column(String(512))
    """Sorted, with one blank between."""
    token_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    usable_until: Mapped[datetime]
