"""Badges on their way into wallets, by OpenID for Verifiable Credential Issuance 1.0.

Owns the tables `wallet_*`. Promises: an offer is taken once, by whoever has both its link and the transaction code
that its earner sees in the LMS, within a quarter of an hour; each badge that is given out names a key that the wallet
has proven to hold, with a nonce that counts once; no secret is kept in clear.
"""

from app.wallet.errors import PREFIX, invalid_request, unsupported_grant
from app.wallet.metadata import GRANT, authorization_server, configuration_of, credential_issuer, offer_document
from app.wallet.models import WalletEvent
from app.wallet.notifications import read_notification
from app.wallet.proofs import AskedCredential, read_request
from app.wallet.queries import claims_of
from app.wallet.rules import LIFE, MOST_TRIES, TOKEN_LIFE, new_nonce, offer_link
from app.wallet.service import (
    find_offer,
    forget_old_offers,
    make_offer,
    note_given,
    note_told,
    redeem,
    require_open,
    require_token,
    take,
    withdraw_offers,
)
from app.wallet.views import ClaimView, OfferState, OfferView, TakenClaim, TokenAnswer

__all__ = [
    "GRANT",
    "LIFE",
    "MOST_TRIES",
    "PREFIX",
    "TOKEN_LIFE",
    "AskedCredential",
    "ClaimView",
    "OfferState",
    "OfferView",
    "TakenClaim",
    "TokenAnswer",
    "WalletEvent",
    "authorization_server",
    "claims_of",
    "configuration_of",
    "credential_issuer",
    "find_offer",
    "forget_old_offers",
    "invalid_request",
    "make_offer",
    "new_nonce",
    "note_given",
    "note_told",
    "offer_document",
    "offer_link",
    "read_notification",
    "read_request",
    "redeem",
    "require_open",
    "require_token",
    "take",
    "unsupported_grant",
    "withdraw_offers",
]
