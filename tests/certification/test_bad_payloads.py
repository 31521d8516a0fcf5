"""1EdTech tool certification, core: the twelve launches that a tool must refuse, with a page that helps."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jwt.utils import base64url_encode
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.db import reading
from app.lti.models import Deployment, UsedState
from app.people.models import Course, LaunchSession, Person
from tests.lti.signer import CLAIM, MISSING, SigningPlatform


def assert_refused(response: TestResponse, code: str, status: int = 403) -> None:
    """A 4xx page with code, plain words and a reference, and nothing of the token in it."""
    html = response.get_data(as_text=True)
    assert response.status_code == status, html
    assert f"<code>{code}</code>" in html
    assert re.search(r"Reference <code>[0-9A-F]{8}</code>", html)
    assert "Traceback" not in html
    for secret in ("user-7", "Ben Okri", "ben@example.edu", "eyJ", "course-1", "deployment-1"):
        assert secret not in html, f"the page tells {secret}"
    assert "__Host-cairn-" not in response.headers.get("Set-Cookie", "")


def assert_nothing_stored(app: Flask) -> None:
    """A refused launch leaves no trace: no person, no course, no session, not even a used state."""
    with app.app_context(), reading() as session:
        for model in (Person, Course, LaunchSession, UsedState):
            assert session.scalar(select(func.count()).select_from(model)) == 0, model
        assert session.scalar(select(func.count()).select_from(Deployment)) == 1


@pytest.fixture
def refused(client: FlaskClient, app: Flask, platform: SigningPlatform):
    """Launch with changed claims; expect a refusal with this code."""

    def launch(code: str, **changes: Any) -> None:
        assert_refused(platform.launch(client, **changes), code)
        assert_nothing_stored(app)

    return launch


def test_a_token_without_a_key_id_is_refused(client: FlaskClient, app: Flask, platform: SigningPlatform) -> None:
    login = platform.login(client)
    response = platform.post(client, login, platform.sign(platform.claims(login), kid=None))
    assert_refused(response, "token-without-key-id")
    assert_nothing_stored(app)


def test_a_token_with_an_incorrect_key_id_is_refused_after_one_look_at_the_key_page(
    client: FlaskClient, app: Flask, platform: SigningPlatform
) -> None:
    login = platform.login(client)
    response = platform.post(client, login, platform.sign(platform.claims(login), kid="imsglobal_incorrect"))
    assert_refused(response, "token-key-unknown")
    assert platform.key_fetches == 1
    assert_nothing_stored(app)


def test_a_wrong_lti_version_is_refused(refused) -> None:
    refused("message-version", version="11.3")


def test_a_missing_lti_version_is_refused(refused) -> None:
    refused("message-version", version=MISSING)


@pytest.mark.parametrize(
    "text", ["not a token", "a.b", "a.b.c", "{}", "....", "a" * 100_001, "aaaaa.bbbbb.ccccc", "\ud800.\ud800.\ud800"]
)
def test_something_that_is_no_token_is_refused(
    client: FlaskClient, app: Flask, platform: SigningPlatform, text: str
) -> None:
    login = platform.login(client)
    response = platform.post(client, login, text.encode("utf-8", "replace").decode())
    assert_refused(response, "token-malformed")
    assert_nothing_stored(app)


def test_a_launch_in_the_manner_of_lti_1_1_is_refused(
    client: FlaskClient, app: Flask, platform: SigningPlatform
) -> None:
    form = {"lti_message_type": "basic-lti-launch-request", "lti_version": "LTI-1p0", "oauth_signature": "abc"}
    assert_refused(client.post("/lti/launch", data=form), "launch-incomplete", 422)
    assert_nothing_stored(app)


def test_a_token_without_any_lti_claim_is_refused(client: FlaskClient, app: Flask, platform: SigningPlatform) -> None:
    login = platform.login(client)
    claims = {name: value for name, value in platform.claims(login).items() if not name.startswith("https://")}
    assert_refused(platform.post(client, login, platform.sign(claims)), "message-version")
    assert_nothing_stored(app)


@pytest.mark.parametrize(
    ("times", "code"),
    [
        ({"iat": 11111, "exp": 22222}, "token-expired"),
        ({"iat": 99999999999, "exp": 99999999999}, "token-from-the-future"),
        ({"iat": 11111, "exp": 99999999999}, "token-too-old"),
        ({"exp": "soon"}, "token-without-times"),
        ({"iat": True}, "token-without-times"),
        ({"iat": float("nan")}, "token-without-times"),
        ({"exp": 10**400}, "token-without-times"),
        ({"nbf": 99999999999}, "token-not-yet-valid"),
        ({"nbf": "later"}, "token-not-yet-valid"),
    ],
)
def test_incorrect_timestamps_are_refused(refused, times: dict[str, Any], code: str) -> None:
    refused(code, **times)


@pytest.mark.parametrize("message_type", [MISSING, None, 7, ["LtiResourceLinkRequest"], "LtiUnheardOf"])
def test_a_missing_or_unknown_message_type_is_refused(refused, message_type: object) -> None:
    refused("message-type", message_type=message_type)


@pytest.mark.parametrize("roles", [MISSING, None, "Instructor", {"a": 1}])
def test_a_missing_roles_claim_is_refused(refused, roles: object) -> None:
    refused("message-roles", roles=roles)


@pytest.mark.parametrize("deployment", [MISSING, None, "", " ", True, ["1"], "d" * 256, "a\x00b"])
def test_a_missing_deployment_is_refused(refused, deployment: object) -> None:
    refused("message-deployment", deployment_id=deployment)


@pytest.mark.parametrize("link", [MISSING, None, {}, {"title": "no id"}, {"id": ""}])
def test_a_missing_resource_link_is_refused(refused, link: object) -> None:
    refused("message-incomplete", resource_link=link)


@pytest.mark.parametrize("subject", [MISSING, None, "", " ", "é", "s" * 256, True, 1.5, ["user-7"], "a\nb"])
def test_a_missing_or_unusable_subject_is_refused(refused, subject: object) -> None:
    refused("message-subject", sub=subject)


@pytest.mark.parametrize("target", [MISSING, None, 7, "https://elsewhere.example/", "javascript:alert(1)", "http://["])
def test_a_target_elsewhere_is_refused(refused, target: object) -> None:
    refused("message-target", target_link_uri=target)


@pytest.mark.parametrize("name", ["context", "resource_link", "launch_presentation", "tool_platform", "ags", "nrps"])
@pytest.mark.parametrize("value", ["text", 7, [1], True, [], "", False, 0])
def test_a_claim_of_the_wrong_kind_is_refused(refused, name: str, value: object) -> None:
    refused("message-malformed", **{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("context", {"id": "c" * 256}),
        ("context", {"id": ""}),
        ("context", {"id": ["1"]}),
        ("resource_link", {"id": "\n"}),
    ],
)
def test_an_unusable_id_is_refused(refused, name: str, value: object) -> None:
    refused(f"message-{name.replace('_', '-')}", **{name: value})


def test_the_claims_that_are_changed_here_are_the_ones_of_a_launch_that_works(
    client: FlaskClient, platform: SigningPlatform
) -> None:
    login = platform.login(client)
    claims = platform.claims(login)
    assert {CLAIM + "roles", CLAIM + "deployment_id", "sub"} <= set(claims)
    assert platform.post(client, login, platform.sign(claims)).status_code == 303


def test_a_token_with_a_critical_header_that_nobody_knows_is_refused(
    client: FlaskClient, app: Flask, platform: SigningPlatform
) -> None:
    login = platform.login(client)
    claims = platform.claims(login)
    good = platform.sign(claims)
    header = base64url_encode(json.dumps({"alg": "RS256", "kid": platform.kid, "crit": ["exp"], "exp": 1}).encode())
    response = platform.post(client, login, ".".join([header.decode(), *good.split(".")[1:]]))
    assert_refused(response, "token-algorithm")
    assert_nothing_stored(app)


@pytest.mark.parametrize("signature", ["", "a", "AAAA", "A" * 342])
def test_a_token_without_its_signature_is_refused(
    client: FlaskClient, app: Flask, platform: SigningPlatform, signature: str
) -> None:
    login = platform.login(client)
    unsigned = platform.sign(platform.claims(login)).rpartition(".")[0]
    response = platform.post(client, login, f"{unsigned}.{signature}")
    assert_refused(response, "token-malformed" if signature == "a" else "token-signature")
    assert_nothing_stored(app)
