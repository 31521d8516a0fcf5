"""What wallets' offers show of themselves: frozen values, no rows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.badges import HolderForm
from app.errors import Refusal
from app.wallet.models import WalletEvent


class OfferState(StrEnum):
    """Where an offer stands at a moment."""

    OPEN = "open"
    REDEEMED = "redeemed"
    LOCKED = "locked"
    """Too many wrong transaction codes."""
    WITHDRAWN = "withdrawn"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer as its earner sees it. The secrets are empty unless it is open."""

    id: int
    state: OfferState
    expires_at: datetime
    redeemed_at: datetime | None
    secret: str
    transaction_code: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A badge that a wallet has been given."""

    form: HolderForm
    holder: str
    given_at: datetime
    told: WalletEvent | None


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """What redeeming a code came to: a token, or why there is none. Both are kept facts, so neither is raised."""

    token: str
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class TakenClaim:
    """A wallet's right to one badge in one form, for its key; `person_id` made the offer."""

    id: int
    person_id: int
    credential_uuid: str
    form: HolderForm
    holder: str
    notification_id: str
