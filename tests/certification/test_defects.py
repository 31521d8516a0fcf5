"""What pylti1p3 2.0.0 lets through or breaks on, and Cairn doesn't: one test per defect, named after it."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from flask.testing import FlaskClient

from app.db import reading, transaction
from app.lti.models import KeySet
from app.people import Role, find_actor
from app.services import Services
from tests.certification.test_bad_payloads import assert_refused
from tests.conftest import ManualClock
from tests.loopback import reply
from tests.lti.signer import (
    MEMBERSHIP,
    MISSING,
    SigningPlatform,
    key_pair,
    launch_id_of,
    register,
    signing_platform,
)


def test_defect_replay_the_same_launch_opens_once(client: FlaskClient, platform: SigningPlatform) -> None:
    login = platform.login(client)
    id_token = platform.sign(platform.claims(login))
    cookie = client.get_cookie(next(name for name in cookie_names(client) if "login" in name))
    assert platform.post(client, login, id_token).status_code == 303
    assert cookie is not None
    client.set_cookie(cookie.key, cookie.value)
    assert_refused(platform.post(client, login, id_token), "state-used", 409)


def test_defect_replay_another_spelling_of_the_same_state_is_the_same_state(
    client: FlaskClient, platform: SigningPlatform
) -> None:
    """Base64 has spare bits: the last letter of a signature can often be changed without changing it."""
    login = platform.login(client)
    cookie = client.get_cookie(next(name for name in cookie_names(client) if "login" in name))
    id_token = platform.sign(platform.claims(login))
    assert platform.post(client, login, id_token).status_code == 303
    assert cookie is not None
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    codes = set()
    for letter in letters:
        login.query["state"] = login.state[:-1] + letter
        client.set_cookie(cookie.key, cookie.value)
        response = platform.post(client, login, id_token)
        codes.add("state-used" if "state-used" in response.text else "state-unknown")
        assert 400 <= response.status_code < 500
    assert codes == {"state-used", "state-unknown"}


def test_defect_replay_the_same_nonce_in_another_token_is_refused(
    client: FlaskClient, platform: SigningPlatform
) -> None:
    first, second = platform.login(client), platform.login(client)
    assert platform.post(client, first, platform.sign(platform.claims(first))).status_code == 303
    claims = platform.claims(second, nonce=first.nonce)
    assert_refused(platform.post(client, second, platform.sign(claims)), "token-nonce")


@pytest.mark.parametrize("nonce", [MISSING, None, "", 7, "\ud800", ["n"]])
def test_defect_nonce_not_bound_to_the_login(client: FlaskClient, platform: SigningPlatform, nonce: object) -> None:
    assert_refused(platform.launch(client, nonce=nonce), "token-nonce")


def test_defect_nonce_of_another_login_is_refused(client: FlaskClient, platform: SigningPlatform) -> None:
    first, second = platform.login(client), platform.login(client)
    assert_refused(platform.post(client, first, platform.sign(platform.claims(second))), "token-nonce")


@pytest.mark.parametrize("name", ["exp", "iat"])
def test_defect_optional_times_are_required(client: FlaskClient, platform: SigningPlatform, name: str) -> None:
    assert_refused(platform.launch(client, **{name: MISSING}), "token-without-times")


def test_defect_hour_old_iat_is_refused(client: FlaskClient, platform: SigningPlatform, clock: ManualClock) -> None:
    issued = int((clock.now() - timedelta(hours=1)).timestamp())
    assert_refused(platform.launch(client, iat=issued), "token-too-old")


@pytest.mark.parametrize("seconds", [5, 59])
def test_defect_no_leeway_a_clock_that_is_a_little_ahead_is_forgiven(
    client: FlaskClient, platform: SigningPlatform, clock: ManualClock, seconds: int
) -> None:
    issued = int(clock.now().timestamp()) + seconds
    assert platform.launch(client, iat=issued, nbf=issued, exp=issued + 60).status_code == 303


def test_defect_no_leeway_a_token_that_has_just_expired_is_forgiven(
    client: FlaskClient, platform: SigningPlatform, clock: ManualClock
) -> None:
    expired = int(clock.now().timestamp()) - 30
    assert platform.launch(client, iat=expired - 60, exp=expired).status_code == 303


@pytest.mark.parametrize("audience", [["other", "client-1"], ["client-1", "other"], ["client-1", 7]])
def test_defect_first_audience_only_a_second_audience_is_refused(
    client: FlaskClient, platform: SigningPlatform, audience: list[Any]
) -> None:
    assert_refused(platform.launch(client, aud=audience, azp="client-1"), "token-audience")


def test_a_list_with_our_client_id_alone_is_a_fine_audience(client: FlaskClient, platform: SigningPlatform) -> None:
    assert platform.launch(client, aud=["client-1"], azp="client-1").status_code == 303


@pytest.mark.parametrize("party", ["client-2", None, ["client-1"]])
def test_defect_azp_unused_a_foreign_authorized_party_is_refused(
    client: FlaskClient, platform: SigningPlatform, party: object
) -> None:
    assert_refused(platform.launch(client, azp=party), "token-authorized-party")


@pytest.mark.parametrize(
    "changes", [{"iss": "https://other.example"}, {"aud": "client-2"}, {"aud": MISSING}, {"aud": []}]
)
def test_defect_mix_up_a_token_for_somebody_else_is_refused(
    client: FlaskClient, platform: SigningPlatform, changes: dict[str, Any]
) -> None:
    assert_refused(platform.launch(client, **changes), "token-other-platform")


def test_defect_mix_up_a_true_token_of_client_b_on_the_login_of_client_a_is_refused(
    client: FlaskClient, services: Services, clock: ManualClock, platform: SigningPlatform
) -> None:
    with signing_platform(services, clock, client_id="client-2", kid="key-2") as other:
        login = platform.login(client)
        id_token = other.sign(other.claims(login))
        assert_refused(platform.post(client, login, id_token), "token-other-platform")


def test_defect_jwks_fetched_each_launch_the_key_page_is_asked_once(
    client: FlaskClient, platform: SigningPlatform
) -> None:
    for _ in range(3):
        launch_id_of(platform.launch(client))
    assert platform.key_fetches == 1


def test_defect_jwks_fetched_each_launch_another_process_finds_the_keys_in_the_database(
    app: Flask, client: FlaskClient, platform: SigningPlatform
) -> None:
    launch_id_of(platform.launch(client))
    app.extensions["cairn_lti"].key_sets.__init__()
    launch_id_of(platform.launch(client))
    assert platform.key_fetches == 1


def test_defect_jwks_never_refetched_a_rotated_key_is_found(client: FlaskClient, platform: SigningPlatform) -> None:
    launch_id_of(platform.launch(client))
    rotate(platform, "platform-key-2")
    launch_id_of(platform.launch(client))
    assert platform.key_fetches == 2


def test_a_rotated_key_is_found_when_the_cool_down_of_a_forgery_is_over(
    client: FlaskClient, platform: SigningPlatform, clock: ManualClock
) -> None:
    login = platform.login(client)
    id_token = platform.sign(platform.claims(login), kid="forged")
    assert_refused(platform.post(client, login, id_token), "token-key-unknown")
    rotate(platform, "platform-key-2")
    assert_refused(platform.launch(client), "token-key-unknown")
    clock.advance(seconds=61)
    launch_id_of(platform.launch(client))


def test_defect_jwks_never_refetched_forged_key_ids_cause_one_fetch_per_cool_down(
    client: FlaskClient, platform: SigningPlatform
) -> None:
    for number in range(5):
        login = platform.login(client)
        response = platform.post(client, login, platform.sign(platform.claims(login), kid=f"forged-{number}"))
        assert_refused(response, "token-key-unknown")
    assert platform.key_fetches == 1


def rotate(platform: SigningPlatform, kid: str) -> None:
    platform.keys = {kid: key_pair(kid)}
    platform.kid = kid


def answers(status: int, body: bytes):
    def answer(handler: BaseHTTPRequestHandler) -> None:
        reply(handler, status, body)

    return answer


KEYLESS = [(500, b"oops"), (200, b"<html>error</html>"), (200, b"[]"), (200, b'{"error":"x"}'), (200, b'{"keys":[]}')]
KEYLESS += [(200, b'{"keys":{"a":1}}'), (200, b'{"keys":[7,{"kty":"RSA"},{"kty":"EC","kid":"platform-key-1"}]}')]
KEYLESS += [(200, b"[" * 100_000), (200, b'{"keys":[{"kty":"RSA","kid":"platform-key-1","n":"!","e":"AQAB"}]}')]


@pytest.mark.parametrize(("status", "body"), KEYLESS)
def test_defect_jwks_error_body_is_a_clear_refusal(
    client: FlaskClient, platform: SigningPlatform, status: int, body: bytes
) -> None:
    platform.key_page = answers(status, body)
    assert_refused(platform.launch(client), "platform-keys")


def test_defect_jwks_error_body_never_replaces_the_keys_that_we_have(
    client: FlaskClient, platform: SigningPlatform
) -> None:
    launch_id_of(platform.launch(client))
    platform.key_page = answers(500, b"oops")
    platform.clock.advance(seconds=7 * 3600)
    launch_id_of(platform.launch(client))
    launch_id_of(platform.launch(client))
    assert platform.key_fetches == 2


def test_a_key_set_is_read_anew_after_six_hours(app: Flask, client: FlaskClient, platform: SigningPlatform) -> None:
    launch_id_of(platform.launch(client))
    platform.clock.advance(seconds=6 * 3600 + 1)
    launch_id_of(platform.launch(client))
    with app.app_context(), reading() as session:
        row = session.get(KeySet, platform.registration_id)
        assert row is not None
        assert row.fetched_at == platform.clock.now()
    assert platform.key_fetches == 2


def test_a_key_that_the_platform_withdrew_is_no_longer_believed(client: FlaskClient, platform: SigningPlatform) -> None:
    launch_id_of(platform.launch(client))
    old_kid, old_key = platform.kid, platform.keys[platform.kid]
    rotate(platform, "platform-key-2")
    platform.clock.advance(seconds=6 * 3600 + 1)
    login = platform.login(client)
    id_token = platform.sign(platform.claims(login), kid=old_kid, key=old_key)
    assert_refused(platform.post(client, login, id_token), "token-key-unknown")


def test_keys_too_small_to_be_trusted_are_passed_over(client: FlaskClient, platform: SigningPlatform) -> None:
    platform.keys["small"] = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    login = platform.login(client)
    claims = platform.claims(login)
    with pytest.warns(UserWarning):
        id_token = platform.sign(claims, kid="small", key=platform.keys["small"])
    assert_refused(platform.post(client, login, id_token), "token-key-unknown")


def test_a_forged_signature_is_refused(client: FlaskClient, platform: SigningPlatform) -> None:
    login = platform.login(client)
    id_token = platform.sign(platform.claims(login), key=key_pair("a stranger's"))
    assert_refused(platform.post(client, login, id_token), "token-signature")


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_another_algorithm_is_refused(client: FlaskClient, platform: SigningPlatform, algorithm: str) -> None:
    login = platform.login(client)
    secret = None if algorithm == "none" else "x" * 64
    id_token = jwt.encode(platform.claims(login), secret, algorithm=algorithm, headers={"kid": platform.kid})
    assert_refused(platform.post(client, login, id_token), "token-algorithm")


def test_defect_cookies_are_fit_for_a_frame_of_another_site(client: FlaskClient, platform: SigningPlatform) -> None:
    login = platform.login(client)
    response = platform.post(client, login, platform.sign(platform.claims(login)))
    set_cookies = [*login.response.headers.getlist("Set-Cookie"), *response.headers.getlist("Set-Cookie")]
    assert len(set_cookies) == 3
    for cookie in set_cookies:
        parts = {part.strip() for part in cookie.split(";")}
        assert cookie.startswith("__Host-cairn-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=None", "Partitioned"} <= parts
        assert "Domain" not in cookie


def test_defect_no_cookie_is_offered_a_new_window_and_no_crash(client: FlaskClient, platform: SigningPlatform) -> None:
    login = platform.login(client)
    for name in cookie_names(client):
        client.delete_cookie(name)
    response = platform.post(client, login, platform.sign(platform.claims(login)))
    assert response.status_code == 403
    assert 'target="_blank"' in response.text
    assert "cookies-refused" in response.text


def test_defect_launch_readable_with_its_id_alone(
    app: Flask, client: FlaskClient, services: Services, platform: SigningPlatform
) -> None:
    launch_id = launch_id_of(platform.launch(client))
    stranger = app.test_client()
    assert stranger.get(f"/l/{launch_id}/").status_code == 403
    with app.app_context(), reading() as session, pytest.raises(Exception, match="launch-not-open"):
        find_actor(session, launch_id, "", services.clock.now())


def test_defect_institution_role_wins_a_learner_of_the_course_stays_one(
    client: FlaskClient, app: Flask, services: Services, platform: SigningPlatform
) -> None:
    roles = ["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor", f"{MEMBERSHIP}#Learner"]
    launch_id = launch_id_of(platform.launch(client, roles=roles))
    cookie = client.get_cookie(f"__Host-cairn-{launch_id}")
    assert cookie is not None
    with app.app_context(), reading() as session:
        assert find_actor(session, launch_id, cookie.value, services.clock.now()).role is Role.LEARNER


def test_defect_default_client_an_issuer_with_two_clients_must_say_which(
    client: FlaskClient, services: Services, clock: ManualClock, platform: SigningPlatform
) -> None:
    with signing_platform(services, clock, client_id="client-2", deployment_id="deployment-2", kid="key-2") as other:
        asked = {"iss": platform.issuer, "login_hint": "user-7"}
        assert_refused(client.post("/lti/login", data=asked), "platform-ambiguous", 422)
        asked["lti_deployment_id"] = other.deployment_id
        response = client.post("/lti/login", data=asked)
        assert "client_id=client-2" in response.location


def test_defect_exceptions_with_bodies_an_unknown_platform_gets_a_page(client: FlaskClient, app: Flask) -> None:
    response = client.post("/lti/login", data={"iss": "https://stranger.example", "login_hint": "user-7"})
    assert_refused(response, "platform-unknown", 404)
    assert "stranger" not in response.text


def test_defect_integer_sub_a_home_made_platforms_number_is_taken_as_text(
    client: FlaskClient, platform: SigningPlatform
) -> None:
    launch_id_of(
        platform.launch(client, sub=42, deployment_id="deployment-1", context={"id": 7}, resource_link={"id": 8})
    )


def test_defect_auth_url_query_stays_and_has_one_question_mark(
    client: FlaskClient, services: Services, platform: SigningPlatform
) -> None:
    platform.client_id = "client-with-query"
    register(platform, services, auth_url=f"{platform.issuer}/auth?tenant=7")
    response = platform.login(client).response
    assert response.location.count("?") == 1
    assert urlsplit(response.location).query.startswith("tenant=7&scope=openid")


@pytest.mark.parametrize("message", ["LtiStartProctoring", "DataPrivacyLaunchRequest"])
def test_defect_unknown_message_types_are_told_apart(
    client: FlaskClient, platform: SigningPlatform, message: str
) -> None:
    assert_refused(platform.launch(client, message_type=message), "message-type")


def test_defect_validators_crash_on_null_claims(client: FlaskClient, platform: SigningPlatform) -> None:
    launch_id_of(platform.launch(client, context=None, custom=None, ags=None, nrps=None, launch_presentation=None))


def test_a_stored_key_set_that_lost_its_keys_is_fetched_anew(
    app: Flask, client: FlaskClient, platform: SigningPlatform, clock: ManualClock
) -> None:
    with app.app_context(), transaction() as session:
        session.add(KeySet(registration_id=platform.registration_id, jwks={"keys": []}, fetched_at=clock.now()))
    launch_id_of(platform.launch(client))
    assert platform.key_fetches == 1


def cookie_names(client: FlaskClient) -> list[str]:
    return [cookie.key for cookie in client._cookies.values()]  # type: ignore[attr-defined]
