"""Secrets, nonces and states of offers. Pure: randomness and time are handed in."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from app.wallet.models import WalletOffer
from app.wallet.views import OfferState

LIFE = timedelta(minutes=15)
TOKEN_LIFE = timedelta(minutes=10)
NONCE_LIFE = timedelta(minutes=5)
MOST_TRIES = 5
"""Five guesses at six digits: one in 200,000, and only for whoever has the link too."""
MOST_TIMES = 5
CODE_DIGITS = 6
SCHEME = "openid-credential-offer://"


def digest(secret: str) -> str:
    """What is stored of a secret; all of them have at least 128 random bits, so nothing slower is needed."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def pre_authorised_code(secret: str) -> str:
    """The code that the offer with this secret hands to a wallet."""
    return _text(hashlib.sha256(f"pre-authorised:{secret}".encode()).digest())


def transaction_code(number: int) -> str:
    """Six digits out of a random number below a million."""
    return f"{number:0{CODE_DIGITS}d}"


def offer_address(public_url: str, secret: str) -> str:
    return f"{public_url}/wallet/offers/{secret}"


def offer_link(public_url: str, secret: str) -> str:
    """What a wallet on the same device opens, and what the QR code holds (OpenID4VCI 1.0, section 4.1.3)."""
    return f"{SCHEME}?{urlencode({'credential_offer_uri': offer_address(public_url, secret)})}"


def new_nonce(secret_key: str, now: datetime, random: bytes) -> str:
    """A nonce that tells its own end and that only we can have made: nothing is stored until it is spent."""
    body = f"{int((now + NONCE_LIFE).timestamp()):x}.{_text(random)}"
    return f"{body}.{_seal(secret_key, body)}"


def nonce_end(secret_key: str, nonce: str, now: datetime) -> datetime | None:
    """When this nonce is over; None if it is already, or isn't ours."""
    body, _, sent = nonce.rpartition(".")
    if not hmac.compare_digest(sent.encode(errors="replace"), _seal(secret_key, body).encode()):
        return None
    end = datetime.fromtimestamp(int(body.partition(".")[0], 16), UTC)
    return end if now < end else None


def state_of(offer: WalletOffer, now: datetime) -> OfferState:
    if offer.redeemed_at is not None:
        return OfferState.REDEEMED
    if offer.withdrawn_at is not None:
        return OfferState.WITHDRAWN
    if offer.tries >= MOST_TRIES:
        return OfferState.LOCKED
    return OfferState.OPEN if now < offer.expires_at else OfferState.OVER


def _seal(secret_key: str, body: str) -> str:
    message = f"wallet-nonce:{body}".encode(errors="replace")
    return _text(hmac.new(secret_key.encode(), message, hashlib.sha256).digest()[:16])


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
