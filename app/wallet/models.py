"""Tables of wallets: what was offered, who may fetch it, what was given out, and which nonces are spent.

Links, codes and tokens are looked up by their SHA-256; what the earner's own page must show again is sealed.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.badges import HolderForm
from app.db import Base

HOLDER_LENGTH = 800


class WalletEvent(StrEnum):
    """What a wallet may tell about a badge that it was given (OpenID4VCI 1.0, section 11.1)."""

    ACCEPTED = "credential_accepted"
    FAILED = "credential_failure"
    DELETED = "credential_deleted"


class WalletOffer(Base):
    """One badge, offered to one wallet of its earner's."""

    __tablename__ = "wallet_offer"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the pre-authorised code, which whoever reads the offer learns."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """The link's secret and the transaction code, for the earner's page."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    credential_uuid: Mapped[str] = mapped_column(ForeignKey("badge_credential.uuid"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    """How often a transaction code was tried."""
    redeemed_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


class WalletToken(Base):
    """What a wallet got for the code: it opens this one offer for a short time."""

    __tablename__ = "wallet_token"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("wallet_offer.id"), unique=True)
    expires_at: Mapped[datetime]


class WalletClaim(Base):
    """An offer's badge in one form: whoever's key asked first is its only holder."""

    __tablename__ = "wallet_claim"
    __table_args__ = (UniqueConstraint("offer_id", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("wallet_offer.id"))
    form: Mapped[HolderForm] = mapped_column(String(16))
    holder: Mapped[str] = mapped_column(String(HOLDER_LENGTH))
    """The DID of the wallet's key."""
    times: Mapped[int] = mapped_column(default=1)
    """How often it was asked for: an answer that got lost is asked for again."""
    notification_id: Mapped[str] = mapped_column(String(43), unique=True)
    given_at: Mapped[datetime | None] = mapped_column(default=None)
    told: Mapped[WalletEvent | None] = mapped_column(String(32), default=None)
    told_at: Mapped[datetime | None] = mapped_column(default=None)


class WalletNonce(Base):
    """A nonce that was spent; kept until it would be too old anyway. None is stored before."""

    __tablename__ = "wallet_nonce"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
