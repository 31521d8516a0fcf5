"""Whoever tries to get a badge that isn't theirs, or the same one twice, or the tool to stumble."""

import base64
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from jwcrypto.jwk import JWK

from app.db import transaction
from app.flows.tidy import forget_what_is_over
from tests.wallet.holder import GRANT, HolderWallet, signed
from tests.web.wallet.conftest import Scene


@pytest.fixture
def wallet(scene: Scene) -> HolderWallet:
    """A wallet that has its token and waits to ask."""
    return scene.admitted()


def opened(scene: Scene) -> tuple[HolderWallet, str]:
    link, code = scene.offer()
    one = scene.wallet()
    one.open(link)
    return one, code


def test_a_code_is_redeemed_once(scene: Scene) -> None:
    first, code = opened(scene)
    second = replace(first)
    assert first.redeem(code).status == 200
    assert second.redeem(code).error == "invalid_grant"


def test_of_two_that_redeem_at_once_one_gets_the_token(scene: Scene) -> None:
    first, code = opened(scene)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: replace(first).redeem(code).status, range(4)))
    assert sorted(answers) == [200, 400, 400, 400]


def test_a_new_offer_closes_the_one_before_and_its_token(scene: Scene) -> None:
    first, code = opened(scene)
    second, _ = opened(scene)
    assert first.redeem(code).error == "invalid_grant"
    assert second.redeem(code).error == "invalid_grant", "the code belongs to its offer"
    taken = scene.admitted()
    scene.offer()
    assert (taken.claim().status, taken.claim().error) == (401, "invalid_token")


def test_a_withdrawn_offer_opens_nothing(scene: Scene) -> None:
    one, code = opened(scene)
    scene.window.post(f"{scene.path}/withdraw")
    assert one.redeem(code).error == "invalid_grant"
    assert "The last offer opens nothing any more" in scene.page()


def test_an_old_code_and_an_old_token_open_nothing(scene: Scene) -> None:
    one, code = opened(scene)
    scene.clock.advance(seconds=15 * 60)
    assert one.redeem(code).error == "invalid_grant"
    late = scene.admitted()
    scene.clock.advance(seconds=10 * 60)
    answer = late.claim()
    assert (answer.status, answer.error) == (401, "invalid_token")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": "authorization_code"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "unsupported_grant_type"),
        ({"pre-authorized_code": ""}, "invalid_request"),
        ({"tx_code": ""}, "invalid_request"),
        ({"pre-authorized_code": "x" * 43}, "invalid_grant"),
        ({"pre-authorized_code": "\N{SNOWMAN}\x00"}, "invalid_grant"),
        ({"tx_code": "12345\N{DIGIT SIX}\N{SNOWMAN}"}, "invalid_grant"),
    ],
)
def test_a_token_request_that_cannot_be_is_refused_by_name(scene: Scene, changes: dict[str, str], error: str) -> None:
    one, code = opened(scene)
    answer = one.redeem(code, **changes)
    assert (answer.status, answer.error) == (400, error)
    assert answer.headers["Cache-Control"] == "no-store"
    assert one.redeem(code).status == 200, "one slip costs one try at most"


def test_a_replayed_proof_is_refused(wallet: HolderWallet) -> None:
    proof = wallet.proof(wallet.nonce())
    assert wallet.claim(proof=proof).status == 200
    assert wallet.claim(proof=proof).error == "invalid_nonce"
    assert wallet.claim("jwt_vc_json", proof).error == "invalid_nonce"


def test_of_two_proofs_with_one_nonce_at_once_one_counts(wallet: HolderWallet) -> None:
    proof = wallet.proof(wallet.nonce())
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: wallet.claim(proof=proof).status, range(4)))
    assert sorted(answers) == [200, 400, 400, 400]


@pytest.mark.parametrize("change", ["made-up", "1.2.3", "", "..", "z" * 2000, "\N{SNOWMAN}", "longer"])
def test_a_nonce_of_anybody_elses_making_is_refused(wallet: HolderWallet, change: str) -> None:
    nonce = wallet.nonce()
    end, _, rest = nonce.partition(".")
    forged = f"{int(end, 16) + 3600:x}.{rest}" if change == "longer" else change
    expected = "invalid_nonce" if forged else "invalid_proof"
    assert wallet.claim(proof=wallet.proof(forged)).error == expected


def test_a_nonce_is_good_for_five_minutes(scene: Scene, wallet: HolderWallet) -> None:
    nonce = wallet.nonce()
    scene.clock.advance(seconds=5 * 60)
    assert wallet.claim(proof=wallet.proof(nonce)).error == "invalid_nonce"


def test_a_wallet_that_stumbles_over_an_old_nonce_goes_on_with_a_new_one(scene: Scene, wallet: HolderWallet) -> None:
    assert wallet.claim(proof=wallet.proof("old")).error == "invalid_nonce"
    assert wallet.claim().status == 200


WRONG_CLAIMS: list[dict[str, Any]] = [
    {"aud": "https://another.example"},
    {"aud": None},
    {"aud": 7},
    {"aud": ["http://localhost:8000", "https://another.example"]},
    {"aud": "http://localhost:8000/"},
    {"iat": 1},
    {"iat": 4_000_000_000},
    {"iat": "now"},
    {"iat": None},
    {"nonce": None},
    {"nonce": 5},
    {"nonce": ["x"]},
    {"exp": 1},
    {"iss": 3},
]


@pytest.mark.parametrize("claims", WRONG_CLAIMS, ids=str)
def test_a_proof_for_somebody_else_or_of_another_time_is_refused(wallet: HolderWallet, claims: dict[str, Any]) -> None:
    said = {"nonce": wallet.nonce()} | claims
    proof = wallet.proof(said.pop("nonce"), **said)
    answer = wallet.claim(proof=proof)
    assert (answer.status, answer.error) == (400, "invalid_proof")
    assert wallet.claim().status == 200


def wrong_headers(wallet: HolderWallet) -> dict[str, dict[str, Any]]:
    right = {"alg": wallet.alg, "typ": "openid4vci-proof+jwt", **wallet.named_key()}
    private = wallet.key.export(as_dict=True)
    bare = {"alg": wallet.alg, "typ": "openid4vci-proof+jwt"}
    other = JWK.generate(kty="OKP", crv="Ed25519").export_public(as_dict=True)
    did = wallet.did()
    return {
        "another type": right | {"typ": "JWT"},
        "no type": {name: value for name, value in right.items() if name != "typ"},
        "two keys": right | {"kid": did},
        "no key": bare,
        "a private key": right | {"jwk": private},
        "somebody else's key": right | {"jwk": other},
        "a did that is fetched": bare | {"kid": "did:web:127.0.0.1"},
        "a did with a path inward": bare | {"kid": "did:web:localhost:8000:admin"},
        "no did at all": bare | {"kid": "key-1"},
        "a did without a key": bare | {"kid": "did:key:z"},
        "a did of rubbish": bare | {"kid": "did:key:z6Mk" + "1" * 600},
        "a very long did": bare | {"kid": "did:jwk:" + "A" * 5000},
        "a did with a private key": bare | {"kid": did_of(private)},
        "a did with another fragment": bare | {"kid": f"{did}#1"},
        "a did with spaces": bare | {"kid": f"{did} "},
        "a did with padding": bare | {"kid": f"{did}=="},
        "certificates": bare | {"x5c": ["AAAA"]},
        "a chain of trust": bare | {"trust_chain": ["x"]},
        "an unknown demand": right | {"crit": ["b64"], "b64": True},
        "a key that is no object": bare | {"jwk": "x"},
        "a key without a point": bare | {"jwk": {"kty": "OKP", "crv": "Ed25519"}},
        "a key of another curve": bare | {"jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}},
    }


def did_of(jwk: dict[str, Any]) -> str:
    return "did:jwk:" + base64.urlsafe_b64encode(json.dumps(jwk).encode()).rstrip(b"=").decode()


def test_a_proof_whose_header_is_wrong_is_refused(wallet: HolderWallet) -> None:
    for words, header in wrong_headers(wallet).items():
        claims = {"aud": "http://localhost:8000", "iat": int(wallet.now().timestamp()), "nonce": wallet.nonce()}
        answer = wallet.claim(proof=by_hand(wallet, header, claims))
        assert (answer.status, answer.error) == (400, "invalid_proof"), words
    assert wallet.claim().status == 200


def by_hand(wallet: HolderWallet, header: dict[str, Any], claims: dict[str, Any]) -> str:
    """Signed by the wallet's own key whatever the header says, which jwcrypto wouldn't write in some cases."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    private: Any = load_pem_private_key(wallet.key.export_to_pem(private_key=True, password=None), None)
    said = f"{text(json.dumps(header).encode())}.{text(json.dumps(claims).encode())}"
    return f"{said}.{text(private.sign(said.encode()))}"


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_an_unsigned_proof_and_one_signed_with_the_public_key_as_a_secret_are_refused(wallet: HolderWallet) -> None:
    claims = {"aud": "http://localhost:8000", "iat": int(wallet.now().timestamp()), "nonce": wallet.nonce()}
    header = {"typ": "openid4vci-proof+jwt", **wallet.named_key()}
    unsigned = f"{text(json.dumps(header | {'alg': 'none'}).encode())}.{text(json.dumps(claims).encode())}."
    secret = JWK(kty="oct", k=text(wallet.key.export_to_pem()))
    for proof in (unsigned, signed(secret, header | {"alg": "HS256"}, claims)):
        assert wallet.claim(proof=proof).error in {"invalid_proof", "invalid_credential_request"}


def test_a_proof_that_was_changed_is_refused(wallet: HolderWallet) -> None:
    head, body, signature = wallet.proof(wallet.nonce()).split(".")
    other = wallet.proof(wallet.nonce()).split(".")[1]
    assert wallet.claim(proof=f"{head}.{other}.{signature}").error == "invalid_proof"
    assert wallet.claim(proof=f"{head}.{body}.{signature[:-4]}AAAA").error == "invalid_proof"


FILE = "OpenBadgeCredential_ldp_vc"
NOT_REQUESTS: list[tuple[Any, str]] = [
    (b"", "invalid_credential_request"),
    (b"\xff\xfe", "invalid_credential_request"),
    (b"[" * 30000, "invalid_credential_request"),
    ([], "invalid_credential_request"),
    ("words", "invalid_credential_request"),
    ({}, "invalid_credential_request"),
    ({"credential_configuration_id": FILE}, "invalid_credential_request"),
    ({"credential_configuration_id": 5, "proofs": {"jwt": ["x"]}}, "invalid_credential_request"),
    ({"credential_configuration_id": FILE, "proofs": {}}, "invalid_credential_request"),
    ({"credential_configuration_id": FILE, "proofs": {"jwt": []}}, "invalid_credential_request"),
    ({"credential_configuration_id": FILE, "proofs": {"jwt": ["x", "y"]}}, "invalid_credential_request"),
    ({"credential_configuration_id": FILE, "proofs": {"jwt": ["not a token"]}}, "invalid_proof"),
    ({"credential_configuration_id": FILE, "proofs": {"jwt": ["\ud800"]}}, "invalid_credential_request"),
    ({"credential_configuration_id": FILE, "proofs": {"di_vp": [{"a": 1}]}}, "invalid_proof"),
    ({"credential_configuration_id": FILE, "proofs": {"attestation": ["x"]}}, "invalid_proof"),
    ({"credential_identifier": "Ben's", "proofs": {"jwt": ["x"]}}, "unknown_credential_identifier"),
    (
        {
            "credential_configuration_id": FILE,
            "proofs": {"jwt": ["x"]},
            "credential_response_encryption": {"enc": "A128GCM"},
        },
        "invalid_encryption_parameters",
    ),
]


@pytest.mark.parametrize(("body", "error"), NOT_REQUESTS, ids=lambda value: str(value)[:60])
def test_what_is_no_credential_request_is_refused_by_name(wallet: HolderWallet, body: Any, error: str) -> None:
    answer = wallet.request(body)
    assert (answer.status, answer.error) == (400, error), answer.body


def test_a_configuration_that_is_not_offered_is_refused(wallet: HolderWallet) -> None:
    proofs = {"jwt": [wallet.proof(wallet.nonce())]}
    answer = wallet.request({"credential_configuration_id": "PassportCredential", "proofs": proofs})
    assert answer.error == "unknown_credential_configuration"


def test_a_request_of_megabytes_is_not_read(wallet: HolderWallet) -> None:
    assert wallet.request(b"x" * 100_000).status == 413


@pytest.mark.parametrize("token", ["", "x", "\N{LATIN SMALL LETTER E WITH ACUTE}", "x" * 5000])
def test_without_the_right_token_nothing_is_said(wallet: HolderWallet, token: str) -> None:
    wallet.token = token
    answers = (wallet.claim(), wallet.request(b"rubbish"), wallet.tell("x", "credential_accepted"))
    assert [(each.status, each.error) for each in answers] == [(401, "invalid_token")] * 3


@pytest.mark.parametrize(
    ("notification_id", "event", "error"),
    [
        ("unknown", "credential_accepted", "invalid_notification_id"),
        ("a\x00b", "credential_accepted", "invalid_notification_id"),
        ("\ud800", "credential_accepted", "invalid_notification_id"),
        ("x" * 3000, "credential_accepted", "invalid_notification_id"),
        ("own", "credential_eaten", "invalid_notification_request"),
        (5, "credential_accepted", "invalid_notification_request"),
        (None, "credential_accepted", "invalid_notification_request"),
    ],
)
def test_a_notification_that_cannot_be_is_refused(
    wallet: HolderWallet, notification_id: object, event: str, error: str
) -> None:
    own = wallet.claim().body["notification_id"]
    answer = wallet.tell(own if notification_id == "own" else notification_id, event)
    assert (answer.status, answer.error) == (400, error)


def test_the_token_of_one_offer_tells_nothing_of_another(scene: Scene) -> None:
    first = scene.admitted()
    notification_id = first.claim().body["notification_id"]
    second = scene.admitted()
    assert second.tell(notification_id, "credential_deleted").error == "invalid_notification_id"


def test_unknown_used_and_withdrawn_offers_look_alike(scene: Scene) -> None:
    used, code = opened(scene)
    address = f"http://localhost:8000/wallet/offers/{scene.offer()[0].rpartition('%2F')[2]}"
    assert used.redeem(code).status == 400
    assert used.ask("GET", address, {}, b"").status == 200
    scene.window.post(f"{scene.path}/withdraw")
    gone = used.ask("GET", address, {}, b"")
    never = used.ask("GET", "http://localhost:8000/wallet/offers/" + "x" * 32, {}, b"")
    assert (gone.status, gone.body) == (never.status, never.body) == (404, gone.body)


def everything_in(scene: Scene) -> str:
    connection = sqlite3.connect(scene.services.settings.data_dir / "cairn.sqlite3")
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


def test_the_database_holds_no_secret_of_an_offer_in_clear(scene: Scene) -> None:
    link, code = scene.offer()
    one = scene.wallet()
    one.open(link)
    pre_authorised = one.offer["grants"][GRANT]["pre-authorized_code"]
    assert one.redeem(code).status == 200
    nonce = one.nonce()
    assert one.claim(proof=one.proof(nonce)).status == 200
    kept = everything_in(scene)
    for secret in (link.rpartition("%2F")[2], pre_authorised, one.token, nonce, f"'{code.replace(' ', '')}'"):
        assert secret not in kept, secret


def test_asking_for_nonces_writes_nothing(scene: Scene) -> None:
    one, _ = opened(scene)
    before = everything_in(scene)
    assert len({one.nonce() for _ in range(20)}) == 20
    assert everything_in(scene) == before


def test_pages_of_other_sites_may_be_wallets(scene: Scene) -> None:
    one, _ = opened(scene)
    asked = {"Origin": "https://wallet.example", "Access-Control-Request-Method": "POST"}
    for name in ("token", "nonce", "credential", "notification"):
        answer = one.ask("OPTIONS", f"http://localhost:8000/wallet/{name}", asked, b"")
        assert answer.status == 200 and answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
        assert "Access-Control-Allow-Credentials" not in answer.headers


def test_what_is_over_is_forgotten_and_what_was_given_stays(scene: Scene) -> None:
    scene.admitted().claim()
    scene.offer()
    scene.clock.advance(seconds=8 * 24 * 3600)
    with scene.app.app_context(), transaction() as session:
        forget_what_is_over(session, scene.services)
    kept = everything_in(scene)
    counts = {name: kept.count(f'INSERT INTO "{name}"') for name in TABLES}
    assert counts == {"wallet_offer": 1, "wallet_token": 0, "wallet_claim": 1, "wallet_nonce": 0}


TABLES = ("wallet_offer", "wallet_token", "wallet_claim", "wallet_nonce")
