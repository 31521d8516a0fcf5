"""What wallets read before they ask, read by a library that is none of ours."""

from openvc.openid4vci import parse_credential_issuer_metadata, parse_credential_offer

from app.badges.document import CONTEXTS
from app.wallet import authorization_server, configuration_of, credential_issuer, offer_document
from app.wallet.proofs import ALGORITHMS, did_of
from tests.wallet.holder import GRANT, KEYS

CAIRN = "https://cairn.example"


def test_the_issuers_metadata_is_read_by_a_wallets_library() -> None:
    read = parse_credential_issuer_metadata(credential_issuer(CAIRN))
    assert (read.credential_issuer, read.credential_endpoint) == (CAIRN, f"{CAIRN}/wallet/credential")
    assert (read.nonce_endpoint, read.notification_endpoint) == (
        f"{CAIRN}/wallet/nonce",
        f"{CAIRN}/wallet/notification",
    )
    assert read.authorization_servers == () and read.batch_size is None
    forms = {name: each["format"] for name, each in read.credential_configurations_supported.items()}
    assert {name: str(configuration_of(name)) for name in forms} == forms
    (file,) = [each for each in read.credential_configurations_supported.values() if each["format"] == "ldp_vc"]
    assert tuple(file["credential_definition"]["@context"]) == CONTEXTS, "in the words of every badge"


def test_an_offer_is_read_by_a_wallets_library() -> None:
    read = parse_credential_offer(offer_document(CAIRN, "secret"))
    assert read.credential_issuer == CAIRN and list(read.grants) == [GRANT]
    assert "secret" not in str(read.raw)


def test_the_token_endpoint_is_found_and_needs_no_account() -> None:
    server = authorization_server(CAIRN)
    assert (server["issuer"], server["token_endpoint"]) == (CAIRN, f"{CAIRN}/wallet/token")
    assert server["grant_types_supported"] == [GRANT] and server["token_endpoint_auth_methods_supported"] == ["none"]


def test_every_algorithm_that_is_named_is_taken() -> None:
    assert set(KEYS) | {"Ed25519"} == set(ALGORITHMS)


def test_an_unknown_configuration_is_none() -> None:
    assert configuration_of("PassportCredential") is None and configuration_of("") is None


def test_a_did_of_a_key_is_that_of_the_standard() -> None:
    """The example of the did:jwk method's own specification, its key without spaces."""
    key = {"crv": "P-256", "kty": "EC", "x": "acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0"}
    key["y"] = "_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE"
    assert did_of(key) == (
        "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAi"
        "LCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9"
    )
