"""The verbs of wallets: offer, redeem, take, tell. Every winner is made by the database, not by looking first."""

import hmac
import json
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.badges import HolderForm
from app.clock import Clock
from app.sealing import Sealer
from app.wallet import errors, queries, rules
from app.wallet.metadata import configuration_of
from app.wallet.models import WalletClaim, WalletEvent, WalletNonce, WalletOffer, WalletToken
from app.wallet.proofs import AskedCredential
from app.wallet.views import OfferState, OfferView, TakenClaim, TokenAnswer

KEPT_AFTERWARDS = timedelta(days=7)


def make_offer(
    session: Session, clock: Clock, sealer: Sealer, *, person_id: int, uuid: str, person_ids: Collection[int]
) -> None:
    """Offer a badge to one wallet for a quarter of an hour. An earlier offer of it opens nothing any more."""
    now = clock.now()
    queries.withdraw_open(session, person_ids, uuid, now)
    secret = secrets.token_urlsafe(24)
    code = rules.transaction_code(secrets.randbelow(10**rules.CODE_DIGITS))
    session.add(
        WalletOffer(
            secret_hash=rules.digest(secret),
            code_hash=rules.digest(rules.pre_authorised_code(secret)),
            sealed=sealer.seal(json.dumps([secret, code]).encode()),
            person_id=person_id,
            credential_uuid=uuid,
            made_at=now,
            expires_at=now + rules.LIFE,
        )
    )
    session.flush()


def withdraw_offers(session: Session, clock: Clock, *, person_ids: Collection[int], uuid: str) -> None:
    """Make every offer of this badge open nothing any more."""
    queries.withdraw_open(session, person_ids, uuid, clock.now())


def find_offer(
    session: Session, sealer: Sealer, now: datetime, *, person_ids: Collection[int], uuid: str
) -> OfferView | None:
    """The earner's newest offer of a badge; with its secrets while it is open."""
    row = queries.newest_offer(session, person_ids, uuid)
    if row is None:
        return None
    state = rules.state_of(row, now)
    secret, code = _unsealed(sealer, row) if state is OfferState.OPEN else ("", "")
    return OfferView(row.id, state, row.expires_at, row.redeemed_at, secret, code)


def require_open(session: Session, now: datetime, secret: str) -> None:
    """Raises NotFound unless this link's offer can still be taken."""
    row = queries.offer_by_secret(session, rules.digest(secret))
    if row is None or rules.state_of(row, now) is not OfferState.OPEN:
        raise errors.offer_unknown()


def redeem(session: Session, clock: Clock, sealer: Sealer, code: str, transaction_code: str) -> TokenAnswer:
    """A token for a pre-authorised code, once. A wrong transaction code is counted, so its refusal is returned."""
    now = clock.now()
    row = queries.try_code(session, rules.digest(code), now)
    if row is None:
        return TokenAnswer("", errors.wrong_code())
    expected = _unsealed(sealer, row)[1]
    if not hmac.compare_digest(transaction_code.encode(errors="replace"), expected.encode()):
        return TokenAnswer("", errors.wrong_code())
    row.redeemed_at = now
    token = secrets.token_urlsafe(32)
    session.add(WalletToken(token_hash=rules.digest(token), offer_id=row.id, expires_at=now + rules.TOKEN_LIFE))
    session.flush()
    return TokenAnswer(token)


def require_token(session: Session, now: datetime, token: str) -> WalletOffer:
    """The offer that an access token opens. Raises NotAllowed."""
    row = queries.offer_of_token(session, rules.digest(token), now)
    if row is None:
        raise errors.invalid_token()
    return row


def take(session: Session, clock: Clock, secret_key: str, token: str, asked: AskedCredential) -> TakenClaim:
    """Spend the nonce and give the offer's badge, in the form that was asked for, to this key alone.

    The same key may ask again, since an answer can get lost. Raises NotAllowed for the token, Invalid for the
    configuration and the nonce, Conflict for another key.
    """
    offer = require_token(session, clock.now(), token)
    form = configuration_of(asked.configuration_id)
    if form is None:
        raise errors.unknown_configuration()
    _spend(session, clock, secret_key, asked.nonce)
    row = queries.claim_again(session, offer.id, form, asked.holder) or _first_claim(session, offer, form, asked.holder)
    return TakenClaim(row.id, offer.person_id, offer.credential_uuid, form, row.holder, row.notification_id)


def note_given(session: Session, clock: Clock, claim: TakenClaim) -> None:
    """The badge has been signed for the wallet's key."""
    row = session.get_one(WalletClaim, claim.id)
    row.given_at = row.given_at or clock.now()


def note_told(session: Session, clock: Clock, token: str, notification_id: str, event: WalletEvent) -> None:
    """Keep what the wallet says became of it. Raises NotAllowed, or Invalid for an id that we didn't give it."""
    offer = require_token(session, clock.now(), token)
    row = queries.claim_of_notification(session, offer.id, notification_id)
    if row is None:
        raise errors.unknown_notification()
    row.told, row.told_at = event, clock.now()


def forget_old_offers(session: Session, now: datetime) -> None:
    """Drop what is spent and over; what a wallet was given stays on record."""
    queries.forget(session, now, now - KEPT_AFTERWARDS)


def _spend(session: Session, clock: Clock, secret_key: str, nonce: str) -> None:
    end = rules.nonce_end(secret_key, nonce, clock.now())
    if end is None:
        raise errors.invalid_nonce()
    try:
        with session.begin_nested():
            session.execute(insert(WalletNonce).values(digest=rules.digest(nonce), expires_at=end))
    except IntegrityError as error:
        raise errors.invalid_nonce() from error


def _first_claim(session: Session, offer: WalletOffer, form: HolderForm, holder: str) -> WalletClaim:
    row = WalletClaim(offer_id=offer.id, form=form, holder=holder, notification_id=secrets.token_urlsafe(24))
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise errors.another_holder() from error
    return row


def _unsealed(sealer: Sealer, offer: WalletOffer) -> tuple[str, str]:
    secret, code = json.loads(sealer.unseal(offer.sealed))
    return secret, code
