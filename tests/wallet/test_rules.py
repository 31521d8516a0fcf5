"""Secrets, nonces, states and DIDs, without a database."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app.errors import Invalid
from app.wallet import OfferState, WalletEvent, new_nonce, offer_link, read_notification
from app.wallet.models import WalletOffer
from app.wallet.proofs import did_of
from app.wallet.rules import LIFE, MOST_TRIES, nonce_end, pre_authorised_code, state_of, transaction_code

NOW = datetime(2026, 11, 15, 9, 30, tzinfo=UTC)
KEY = "a secret of the tests, long enough to be taken"


def test_a_nonce_is_ours_until_its_end_and_nobody_elses() -> None:
    nonce = new_nonce(KEY, NOW, b"r" * 16)
    assert nonce_end(KEY, nonce, NOW) == NOW + timedelta(minutes=5)
    assert nonce_end(KEY, nonce, NOW + timedelta(minutes=5)) is None
    assert nonce_end(KEY + "!", nonce, NOW) is None
    assert nonce != new_nonce(KEY, NOW, b"s" * 16)


@pytest.mark.parametrize("place", [0, 8, 12, -1])
def test_a_nonce_with_one_letter_changed_is_none(place: int) -> None:
    nonce = list(new_nonce(KEY, NOW, b"r" * 16))
    nonce[place] = "7" if nonce[place] != "7" else "8"
    assert nonce_end(KEY, "".join(nonce), NOW) is None


@pytest.mark.parametrize(("number", "code"), [(0, "000000"), (42, "000042"), (999_999, "999999")])
def test_a_transaction_code_has_six_digits(number: int, code: str) -> None:
    assert transaction_code(number) == code


def test_the_code_cannot_be_told_from_the_digest_of_the_secret() -> None:
    code = pre_authorised_code("secret")
    assert len(code) == 43 and "secret" not in code and code != pre_authorised_code("secreT")


def test_the_link_holds_the_offers_address() -> None:
    parts = urlsplit(offer_link("https://cairn.example", "a-b_c"))
    assert parts.scheme == "openid-credential-offer"
    assert parse_qs(parts.query) == {"credential_offer_uri": ["https://cairn.example/wallet/offers/a-b_c"]}


def offer(**changes: object) -> WalletOffer:
    return WalletOffer(**{"tries": 0, "expires_at": NOW + LIFE, **changes})


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, OfferState.OPEN),
        ({"tries": MOST_TRIES - 1}, OfferState.OPEN),
        ({"tries": MOST_TRIES}, OfferState.LOCKED),
        ({"expires_at": NOW}, OfferState.OVER),
        ({"withdrawn_at": NOW}, OfferState.WITHDRAWN),
        ({"redeemed_at": NOW}, OfferState.REDEEMED),
        ({"redeemed_at": NOW, "tries": MOST_TRIES}, OfferState.REDEEMED),
    ],
    ids=str,
)
def test_an_offer_stands_where_its_row_says(changes: dict[str, object], state: OfferState) -> None:
    assert state_of(offer(**changes), NOW) is state


def test_one_key_has_one_did_whatever_else_is_written_beside_it() -> None:
    bare = {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}
    assert did_of(bare) == did_of({"x": "AAAA", "kid": "Ben's telephone", "crv": "Ed25519", "kty": "OKP"})
    assert did_of(bare) != did_of(bare | {"x": "AAAB"})


def test_a_notification_is_read_with_whatever_else_is_in_it() -> None:
    sent = '{"notification_id": "n-1", "event": "credential_failure", "event_description": "full"}'
    assert read_notification(sent) == ("n-1", WalletEvent.FAILED)


@pytest.mark.parametrize("body", ["", "null", "[]", '"x"', "{}", "[" * 100_000, '{"notification_id": "n"}'])
def test_what_is_no_notification_is_refused(body: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_notification(body)
    assert refused.value.code == "wallet-invalid-notification-request"
