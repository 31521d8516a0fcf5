"""A wallet takes a badge: the whole road, from the earner's page to the signed file in the wallet."""

import base64
import json
import re
from typing import Any
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from app.badges import did_document, events_of, qr_svg, revoke, signed_document
from app.badges.jwts import check_jwt
from app.badges.models import PastEdition
from app.badges.signing import check_proof, without_proof
from app.db import reading, transaction
from app.flows.claim_badge import sign_for_wallet, take_for_wallet
from app.wallet import MOST_TRIES, read_request
from tests import cast
from tests.wallet.holder import KEYS, Answer
from tests.web.wallet.conftest import Scene
from tests.world import Window

WAYS = [(alg, "jwk") for alg in KEYS] + [("EdDSA", "did:key"), ("EdDSA", "did:jwk"), ("ES256", "did:jwk")]


def own_file(scene: Scene) -> dict[str, Any]:
    with scene.app.app_context(), reading() as session:
        return without_proof(signed_document(session, scene.world.badge))


def keys_of_issuer(scene: Scene) -> dict[str, Any]:
    with scene.app.app_context(), reading() as session:
        document: dict[str, Any] = did_document(session, "cairn")
    return document


def given(answer: Answer) -> Any:
    assert answer.status == 200, answer.body
    assert answer.headers["Cache-Control"] == "no-store" and set(answer.body) == {"credentials", "notification_id"}
    ((only),) = answer.body["credentials"]
    return only["credential"]


@pytest.mark.parametrize(("alg", "names_key_by"), WAYS)
def test_a_wallet_takes_the_badge_as_a_file_for_its_own_key(scene: Scene, alg: str, names_key_by: str) -> None:
    wallet = scene.admitted(alg, names_key_by)
    scene.clock.advance(seconds=60)
    credential = given(wallet.claim("ldp_vc"))
    check_proof(json.dumps(credential).encode(), keys_of_issuer(scene), credential["proof"]["verificationMethod"])
    assert credential["credentialSubject"]["id"] == wallet.did()
    before, after = own_file(scene), without_proof(json.dumps(credential).encode())
    assert after["id"] == before["id"] and after["awardedDate"] == before["awardedDate"]
    assert after["validFrom"] > before["validFrom"]
    for document in (before, after):
        del document["validFrom"], document["credentialSubject"]["id"]
    assert before == after, "nothing else is another"


def test_a_wallet_takes_the_badge_as_a_token(scene: Scene) -> None:
    wallet = scene.admitted("ES256")
    token = given(wallet.claim("jwt_vc_json"))
    document = keys_of_issuer(scene)
    (method,) = [each for each in document["assertionMethod"] if "#rs-" in each]
    claims = check_jwt(token, document, method)
    assert claims["sub"] == claims["credentialSubject"]["id"] == wallet.did()
    assert claims["jti"] == own_file(scene)["id"]


def test_the_earners_page_tells_what_became_of_it(scene: Scene) -> None:
    assert "No wallet has been given this badge yet" in scene.page()
    wallet = scene.admitted()
    assert "A wallet took your last offer" in scene.page()
    answer = wallet.claim()
    page = scene.page()
    assert "Given as a signed file" in page and wallet.did()[-8:] in page
    assert wallet.tell(answer.body["notification_id"], "credential_accepted").status == 204
    assert "The wallet says that it keeps the badge" in scene.page()
    with scene.app.app_context(), reading() as session:
        assert "claimed" in [event.kind for event in events_of(session, scene.world.badge)]


def test_an_offer_says_nothing_of_the_badge_or_of_its_earner(scene: Scene) -> None:
    link, _ = scene.offer()
    wallet = scene.wallet()
    wallet.open(link)
    told = json.dumps(wallet.offer) + link
    assert scene.world.badge not in told and "Ben" not in told and "Leading" not in told
    tx_code = wallet.offer["grants"]["urn:ietf:params:oauth:grant-type:pre-authorized_code"]["tx_code"]
    assert (tx_code["input_mode"], tx_code["length"]) == ("numeric", 6)


def test_the_metadata_names_both_forms_and_how_keys_are_proven(scene: Scene) -> None:
    link, _ = scene.offer()
    wallet = scene.wallet()
    wallet.open(link)
    supported = wallet.metadata["credential_configurations_supported"]
    assert sorted(each["format"] for each in supported.values()) == ["jwt_vc_json", "ldp_vc"]
    assert set(wallet.offer["credential_configuration_ids"]) == set(supported)
    for each in supported.values():
        assert "OpenBadgeCredential" in each["credential_definition"]["type"]
        assert set(KEYS) <= set(each["proof_types_supported"]["jwt"]["proof_signing_alg_values_supported"])
    (file,) = [each for each in supported.values() if each["format"] == "ldp_vc"]
    assert file["credential_definition"]["@context"] == own_file(scene)["@context"]


def test_the_qr_code_is_there_with_the_link_and_goes_with_it(scene: Scene) -> None:
    assert "data:image/svg+xml" not in scene.page()
    link, _ = scene.offer()
    (drawn,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', scene.page())
    assert base64.b64decode(drawn).decode() == qr_svg(link, "QR code for your wallet")
    assert scene.window.post(f"{scene.path}/withdraw").status_code == 303
    assert "data:image/svg+xml" not in scene.page()


def test_a_lost_answer_is_asked_for_again_with_the_same_key(scene: Scene) -> None:
    wallet = scene.admitted()
    first, second = wallet.claim(), wallet.claim()
    assert given(first)["id"] == given(second)["id"]
    assert first.body["notification_id"] == second.body["notification_id"]
    assert scene.page().count("Given as a signed file") == 1


def test_a_tool_that_dies_before_the_answer_doubles_nothing(scene: Scene) -> None:
    wallet, services = scene.admitted(), scene.services
    name = wallet.offer["credential_configuration_ids"][0]
    request = {"credential_configuration_id": name, "proofs": {"jwt": [wallet.proof(wallet.nonce())]}}
    asked = read_request(json.dumps(request), services.settings.public_url, services.clock.now())
    with scene.app.app_context(), transaction() as session:
        job = take_for_wallet(session, services, wallet.token, asked)
    sign_for_wallet(services, job)
    assert "No wallet has been given this badge yet" in scene.page()
    given(wallet.claim())
    with scene.app.app_context(), reading() as session:
        assert len(session.scalars(select(PastEdition)).all()) == 1
    assert scene.page().count("Given as a signed file") == 1


def test_each_form_is_for_one_key_and_both_may_be_taken(scene: Scene) -> None:
    wallet, other = scene.admitted(), scene.wallet("ES256")
    other.offer, other.metadata, other.token = wallet.offer, wallet.metadata, wallet.token
    given(wallet.claim("ldp_vc"))
    assert other.claim("ldp_vc").error == "credential_request_denied"
    given(wallet.claim("jwt_vc_json"))
    assert scene.page().count("Given as a signed") == 2


def test_no_wallet_asks_without_end(scene: Scene) -> None:
    wallet = scene.admitted()
    for _ in range(5):
        given(wallet.claim())
    assert wallet.claim().error == "credential_request_denied"


def test_another_offer_goes_to_another_wallet(scene: Scene) -> None:
    given(scene.admitted("EdDSA").claim())
    given(scene.admitted("ES256").claim())
    assert scene.page().count("Given as a signed file") == 2


def test_a_badge_that_is_revoked_on_the_way_is_not_given_out(scene: Scene) -> None:
    wallet = scene.admitted()
    with scene.app.app_context(), transaction() as session:
        revoke(session, scene.clock, scene.world.badge, "A mistake of ours.")
    answer = wallet.claim()
    assert (answer.status, answer.error) == (400, "credential_request_denied")
    page = scene.page()
    assert "taken back, so no wallet can take it" in page and "Make a" not in page
    assert scene.window.post(scene.path).status_code == 409


def test_whoever_acts_as_the_earner_sees_no_code_and_makes_no_offer(scene: Scene) -> None:
    _, code = scene.offer()
    acting = Window(scene.app, scene.world, cast.AS_BEN)
    answer = acting.get(scene.path)
    assert answer.status_code == 403 and code not in answer.get_data(as_text=True)
    assert acting.post(scene.path).status_code == 403
    assert code in scene.page(), "the offer still stands"


def test_an_offer_that_nobody_took_is_over_after_a_quarter_of_an_hour(scene: Scene) -> None:
    link, _ = scene.offer()
    scene.clock.advance(seconds=15 * 60)
    page = scene.page()
    assert "taken within a quarter of an hour" in page
    assert "openid-credential-offer" not in page
    assert asked(scene, link).status == 404


def asked(scene: Scene, link: str) -> Answer:
    """What the offer's own address answers."""
    wallet, address = scene.wallet(), link.partition("credential_offer_uri=")[2]
    return wallet.ask("GET", unquote(address), {}, b"")


def test_too_many_wrong_codes_close_the_offer_and_the_page_says_so(scene: Scene) -> None:
    link, code = scene.offer()
    wallet = scene.wallet()
    wallet.open(link)
    wrong = "000000" if code != "000 000" else "000001"
    assert [wallet.redeem(wrong).error for _ in range(MOST_TRIES)] == ["invalid_grant"] * MOST_TRIES
    assert wallet.redeem(code).error == "invalid_grant"
    assert "A wrong code was typed in 5 times" in scene.page()
    assert asked(scene, link).status == 404


def test_the_badges_own_page_and_this_one_lead_to_each_other(scene: Scene) -> None:
    badge = f"/credentials/{scene.world.badge}/"
    assert f'href="{scene.window.address(scene.path)}"' in scene.window.text(badge)
    assert f'href="{scene.window.address(badge)}"' in scene.page()
