"""Whatever is posted to `/lti/login`, `/launch`, `/resume` and `/notices`, nobody ever sees a fault of ours."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jwt.utils import base64url_encode

from app.lti import named_in
from tests.lti.signer import AGS, CLAIM, DEEP_LINKING, NRPS, SigningPlatform, deep_linking_settings
from tests.web.test_notices import claims_of, post

MANY = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FEWER = settings(MANY, max_examples=60)

odd_text = st.text(st.characters(), max_size=12) | st.sampled_from(
    ["\x00", "\ud800", "$x", "9" * 300, "https://[", "a@b"]
)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | odd_text | st.sampled_from([10**400, -1, 2**63])
odd = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(odd_text, inner, max_size=3), max_leaves=6
)
NAMES = ["iss", "aud", "azp", "sub", "iat", "exp", "nbf", "nonce", "name", "given_name", "family_name", "email"]
NAMES += [AGS, NRPS, DEEP_LINKING, *(CLAIM + name for name in ("message_type", "version", "deployment_id", "roles"))]
NAMES += [CLAIM + name for name in ("target_link_uri", "resource_link", "context", "custom", "launch_presentation")]
NAMES += [CLAIM + name for name in ("tool_platform", "for_user", "lis")]
MEMBERS = ["id", "title", "label", "description", "return_url", "locale", "document_target", "scope", "lineitem"]
MEMBERS += ["lineitems", "context_memberships_url", "deep_link_return_url", "accept_types", "data", "user_id", "guid"]
MEMBERS += ["product_family_code", "accept_presentation_document_targets", "accept_lineitem", "person_time_zone"]
MESSAGES = ["LtiResourceLinkRequest", "LtiDeepLinkingRequest", "LtiSubmissionReviewRequest"]


@st.composite
def mutations(
    draw: st.DrawFn, names: Sequence[str] = NAMES, members: Sequence[str] = MEMBERS
) -> list[tuple[str, str | None, Any]]:
    """Claims, or members of claims, and what they become."""
    places = st.tuples(st.sampled_from(names), st.none() | st.sampled_from(members), odd)
    return draw(st.lists(places, min_size=1, max_size=3))


def mutated(claims: dict[str, Any], changes: list[tuple[str, str | None, Any]]) -> dict[str, Any]:
    for name, member, value in changes:
        inner = claims.get(name)
        if member is not None and isinstance(inner, dict | type(None)):
            claims[name] = {**(inner or {}), member: value}
        else:
            claims[name] = value
    return claims


@MANY
@given(message=st.sampled_from(MESSAGES), changes=mutations())
def test_a_mutated_launch_is_let_in_or_refused(
    client: FlaskClient, platform: SigningPlatform, message: str, changes: list[tuple[str, str | None, Any]]
) -> None:
    login = platform.login(client)
    claims = platform.claims(login, message_type=message, for_user={"user_id": "user-7"})
    claims = mutated(claims | {DEEP_LINKING: deep_linking_settings()}, changes)
    response = platform.post(client, login, platform.sign(claims))
    assert response.status_code == 303 or 400 <= response.status_code < 500
    if response.status_code == 303:
        assert client.get(response.location).status_code < 500


@MANY
@example(changes=[("iss", None, "\ud800")])
@example(changes=[("aud", None, ["\ud800"])])
@given(changes=mutations([*NAMES, CLAIM + "notice", CLAIM + "origin_contexts"], [*MEMBERS, "type"]))
def test_a_mutated_notice_is_taken_or_refused(
    client: FlaskClient, platform: SigningPlatform, changes: list[tuple[str, str | None, Any]]
) -> None:
    response = post(client, platform.sign(mutated(claims_of(platform), changes)))
    assert response.status_code in {200, 400}


@pytest.mark.parametrize("issuer", ["a\x00b", "\ud800"])
def test_an_issuer_that_no_database_takes_is_looked_for_in_none(issuer: str) -> None:
    claims = jwt_segment(json.dumps({"iss": issuer, "aud": "client-1"}).encode())
    assert named_in(f"e30.{claims}.") == ("", ("client-1",))


@FEWER
@given(header=st.dictionaries(st.sampled_from(["kid", "typ", "crit", "b64", "x5u", "jwk", "cty", "zip"]), odd))
def test_an_odd_header_is_refused_or_harmless(
    client: FlaskClient, platform: SigningPlatform, header: dict[str, Any]
) -> None:
    login = platform.login(client)
    good = platform.sign(platform.claims(login))
    text = json.dumps({"alg": "RS256", "kid": platform.kid} | header)
    first = jwt_segment(text.encode())
    response = platform.post(client, login, ".".join([first, *good.split(".")[1:]]))
    assert 400 <= response.status_code < 500


@FEWER
@given(payload=st.binary(max_size=60) | st.sampled_from([b"[" * 50_000, b'{"iss":' * 5_000, b"1e999", b"null"]))
def test_an_odd_payload_is_refused(client: FlaskClient, platform: SigningPlatform, payload: bytes) -> None:
    login = platform.login(client)
    head, _, tail = platform.sign(platform.claims(login)).split(".")
    response = platform.post(client, login, ".".join([head, jwt_segment(payload), tail]))
    assert 400 <= response.status_code < 500


FIELDS = ["id_token", "state", "error", "error_description", "ticket", "proof"]
PARAMETERS = ["iss", "login_hint", "client_id", "target_link_uri", "lti_message_hint", "lti_deployment_id"]


@FEWER
@given(path=st.sampled_from(["launch", "resume"]), form=st.dictionaries(st.sampled_from(FIELDS), odd_text))
def test_an_odd_form_is_refused(
    client: FlaskClient, platform: SigningPlatform, path: str, form: dict[str, str]
) -> None:
    response = client.post(f"/lti/{path}", data=sendable(form))
    assert 400 <= response.status_code < 500


@FEWER
@given(asked=st.dictionaries(st.sampled_from(PARAMETERS), odd_text), method=st.sampled_from(["GET", "POST"]))
def test_an_odd_login_is_sent_on_or_refused(
    client: FlaskClient, platform: SigningPlatform, asked: dict[str, str], method: str
) -> None:
    asked = sendable({"iss": platform.issuer, "login_hint": "u"} | asked)
    where = {"data": asked} if method == "POST" else {"query_string": asked}
    response = client.open("/lti/login", method=method, **where)
    assert response.status_code == 302 or 400 <= response.status_code < 500


@pytest.mark.parametrize("path", ["login", "launch", "resume"])
@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "multipart/form-data; boundary=x", "\x7f"])
@pytest.mark.parametrize("body", [b"", b"\xff\xfe=\x00", b"--x\r\n", b"a=%ff%00&state=%ED%A0%80&iss=%00", b"{" * 1000])
def test_an_odd_body_is_refused(app: Flask, client: FlaskClient, path: str, content_type: str, body: bytes) -> None:
    response = client.post(f"/lti/{path}", data=body, content_type=content_type)
    assert 400 <= response.status_code < 500


@pytest.mark.parametrize("cookie", ["\x80", "a=b", '"', "\N{SNOWMAN}"])
def test_an_odd_cookie_is_refused(client: FlaskClient, platform: SigningPlatform, cookie: str) -> None:
    login = platform.login(client)
    name = login.response.headers["Set-Cookie"].split("=")[0]
    client.set_cookie(name, cookie)
    response = platform.post(client, login, platform.sign(platform.claims(login)))
    assert 400 <= response.status_code < 500


def sendable(form: dict[str, str]) -> dict[str, str]:
    """What a client can put on the wire at all."""
    return {name: value.encode("utf-8", "replace").decode() for name, value in form.items()}


def jwt_segment(content: bytes) -> str:
    return base64url_encode(content).decode()
