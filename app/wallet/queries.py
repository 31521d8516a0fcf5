"""Every SELECT on wallets' offers, and the conditional UPDATEs that let one asker win."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from app.wallet.models import WalletClaim, WalletNonce, WalletOffer, WalletToken
from app.wallet.rules import MOST_TIMES, MOST_TRIES
from app.wallet.views import ClaimView


def offer_by_secret(session: Session, secret_hash: str) -> WalletOffer | None:
    return session.scalars(select(WalletOffer).where(WalletOffer.secret_hash == secret_hash)).one_or_none()


def newest_offer(session: Session, person_ids: Collection[int], uuid: str) -> WalletOffer | None:
    """The offer that the earner made last of this badge, in whatever state."""
    own = (WalletOffer.person_id.in_(person_ids), WalletOffer.credential_uuid == uuid)
    return session.scalars(select(WalletOffer).where(*own).order_by(WalletOffer.id.desc()).limit(1)).one_or_none()


def claims_of(session: Session, uuid: str) -> tuple[ClaimView, ...]:
    """What wallets were given of this badge, oldest first."""
    given = (
        select(WalletClaim)
        .join(WalletOffer, WalletOffer.id == WalletClaim.offer_id)
        .where(WalletOffer.credential_uuid == uuid, WalletClaim.given_at.is_not(None))
        .order_by(WalletClaim.id)
    )
    return tuple(
        ClaimView(row.form, row.holder, row.given_at, row.told) for row in session.scalars(given) if row.given_at
    )


def try_code(session: Session, code_hash: str, now: datetime) -> WalletOffer | None:
    """Count one try at an open offer's transaction code, and hold its row; None if there is nothing to try."""
    tried = (
        update(WalletOffer)
        .where(
            WalletOffer.code_hash == code_hash,
            WalletOffer.tries < MOST_TRIES,
            WalletOffer.redeemed_at.is_(None),
            WalletOffer.withdrawn_at.is_(None),
            WalletOffer.expires_at > now,
        )
        .values(tries=WalletOffer.tries + 1)
        .returning(WalletOffer)
    )
    return session.scalars(tried, execution_options={"populate_existing": True}).one_or_none()


def withdraw_open(session: Session, person_ids: Collection[int], uuid: str, now: datetime) -> None:
    """Close what is open of this badge, and what a wallet has the token of already."""
    own = (WalletOffer.person_id.in_(person_ids), WalletOffer.credential_uuid == uuid)
    session.execute(delete(WalletToken).where(WalletToken.offer_id.in_(select(WalletOffer.id).where(*own))))
    still_open = (WalletOffer.redeemed_at.is_(None), WalletOffer.withdrawn_at.is_(None))
    session.execute(update(WalletOffer).where(*own, *still_open).values(withdrawn_at=now))


def offer_of_token(session: Session, token_hash: str, now: datetime) -> WalletOffer | None:
    found = (
        select(WalletOffer)
        .join(WalletToken, WalletToken.offer_id == WalletOffer.id)
        .where(WalletToken.token_hash == token_hash, WalletToken.expires_at > now)
    )
    return session.scalars(found).one_or_none()


def claim_again(session: Session, offer_id: int, form: str, holder: str) -> WalletClaim | None:
    """One more answer for the same key; None for another key, and once it was asked for too often."""
    again = (
        update(WalletClaim)
        .where(
            WalletClaim.offer_id == offer_id,
            WalletClaim.form == form,
            WalletClaim.holder == holder,
            WalletClaim.times < MOST_TIMES,
        )
        .values(times=WalletClaim.times + 1)
        .returning(WalletClaim)
    )
    return session.scalars(again, execution_options={"populate_existing": True}).one_or_none()


def claim_of_notification(session: Session, offer_id: int, notification_id: str) -> WalletClaim | None:
    own = (WalletClaim.offer_id == offer_id, WalletClaim.notification_id == notification_id)
    return session.scalars(select(WalletClaim).where(*own)).one_or_none()


def forget(session: Session, now: datetime, before: datetime) -> None:
    """Drop nonces and tokens that are over, and offers from before that nothing was given out for."""
    session.execute(delete(WalletNonce).where(WalletNonce.expires_at <= now))
    session.execute(delete(WalletToken).where(WalletToken.expires_at <= now))
    old = select(WalletOffer.id).where(WalletOffer.expires_at < before)
    given = select(WalletClaim.offer_id).where(WalletClaim.given_at.is_not(None))
    empty: Sequence[int] = session.scalars(old.where(WalletOffer.id.not_in(given))).all()
    session.execute(delete(WalletClaim).where(WalletClaim.offer_id.in_(empty)))
    session.execute(
        delete(WalletOffer).where(WalletOffer.id.in_(empty), ~exists().where(WalletToken.offer_id == WalletOffer.id))
    )
