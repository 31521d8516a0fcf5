"""Several wallets at once, on a database that lets them."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.db import transaction
from app.errors import Refusal
from app.services import Services
from app.wallet import AskedCredential, find_offer, make_offer, new_nonce, redeem, take
from app.wallet.models import WalletClaim, WalletNonce
from app.wallet.rules import pre_authorised_code
from tests.badges.test_races import together
from tests.badges.world import a_world, give_badge

pytestmark = pytest.mark.postgres
CONFIGURATION = "OpenBadgeCredential_ldp_vc"


@pytest.fixture
def services(postgres_app: Flask) -> Services:
    built: Services = postgres_app.extensions["cairn"]
    return built


def offered(app: Flask, services: Services) -> tuple[str, str]:
    """The pre-authorised code and the transaction code of an offer."""
    with app.app_context(), transaction() as session:
        world = a_world(session, services.clock)
        uuid = give_badge(session, services, world).uuid
        whose = {"person_ids": (world.ben,), "uuid": uuid}
        make_offer(session, services.clock, services.sealer, person_id=world.ben, **whose)
        offer = find_offer(session, services.sealer, services.clock.now(), **whose)
    assert offer is not None
    return pre_authorised_code(offer.secret), offer.transaction_code


def redeeming(services: Services, code: str, digits: str, tokens: list[str]) -> Callable[[], None]:
    def work() -> None:
        with transaction() as session:
            answer = redeem(session, services.clock, services.sealer, code, digits)
        tokens.append(answer.token)

    return work


def taking(services: Services, token: str, asked: AskedCredential, said: list[str]) -> Callable[[], None]:
    def work() -> None:
        try:
            with transaction() as session:
                take(session, services.clock, services.settings.secret_key, token, asked)
            said.append("taken")
        except Refusal as refusal:
            said.append(refusal.code)

    return work


def admitted(app: Flask, services: Services) -> str:
    code, digits = offered(app, services)
    with app.app_context(), transaction() as session:
        return redeem(session, services.clock, services.sealer, code, digits).token


def fresh(services: Services, random: bytes) -> str:
    return new_nonce(services.settings.secret_key, services.clock.now(), random)


def test_one_token_comes_of_four_that_redeem_at_once(postgres_app: Flask, services: Services) -> None:
    code, digits = offered(postgres_app, services)
    tokens: list[str] = []
    together(postgres_app, *[redeeming(services, code, digits, tokens) for _ in range(4)])
    assert sorted(bool(token) for token in tokens) == [False, False, False, True]


def test_guessing_at_once_is_counted_guess_by_guess(postgres_app: Flask, services: Services) -> None:
    code, digits = offered(postgres_app, services)
    wrong = "999999" if digits != "999999" else "000000"
    tokens: list[str] = []
    together(postgres_app, *[redeeming(services, code, wrong, tokens) for _ in range(8)])
    redeeming_now = redeeming(services, code, digits, tokens)
    together(postgres_app, redeeming_now)
    assert tokens == [""] * 9, "eight wrong guesses are more than five: the offer is closed"


def test_a_nonce_that_is_spent_twice_at_once_counts_once(postgres_app: Flask, services: Services) -> None:
    token, said = admitted(postgres_app, services), []
    asked = AskedCredential(CONFIGURATION, "did:key:z6Mk", fresh(services, b"x" * 16))
    together(postgres_app, *[taking(services, token, asked, said) for _ in range(4)])
    assert sorted(said) == ["taken", *["wallet-invalid-nonce"] * 3]
    with postgres_app.app_context(), transaction() as session:
        assert session.query(WalletNonce).count() == 1


def test_of_two_keys_that_ask_at_once_one_is_the_holder(postgres_app: Flask, services: Services) -> None:
    token, said = admitted(postgres_app, services), []
    keys = [AskedCredential(CONFIGURATION, f"did:key:z6Mk{n}", fresh(services, bytes([n] * 16))) for n in range(4)]
    together(postgres_app, *[taking(services, token, asked, said) for asked in keys])
    assert sorted(said) == ["taken", *["wallet-credential-request-denied"] * 3]
    with postgres_app.app_context(), transaction() as session:
        assert session.query(WalletClaim).count() == 1
