"""`/lti/login`: third-party-initiated login by GET and POST."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.db import db, transaction
from app.lti import Standing, set_platform_standing
from tests.certification.test_bad_payloads import assert_refused
from tests.conftest import ManualClock
from tests.lti.signer import SigningPlatform


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_login_asks_the_platform_for_all_that_it_demands(
    client: FlaskClient, platform: SigningPlatform, method: str
) -> None:
    login = platform.login(client, method)
    assert login.response.location.startswith(f"{platform.issuer}/auth?")
    query = dict(login.query)
    assert len(query.pop("nonce")) >= 32
    assert query.pop("state").startswith("state-")
    assert query == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": "client-1",
        "redirect_uri": "http://localhost:8000/lti/launch",
        "login_hint": "user-7",
        "lti_message_hint": '{"cmid":2,"launchid":"l1"}',
    }


def test_a_login_without_a_message_hint_sends_none(client: FlaskClient, platform: SigningPlatform) -> None:
    assert "lti_message_hint" not in platform.login(client, lti_message_hint="").query


def test_a_login_without_a_client_id_finds_the_only_client(client: FlaskClient, platform: SigningPlatform) -> None:
    assert platform.login(client, client_id="").query["client_id"] == "client-1"


@pytest.mark.parametrize("missing", ["iss", "login_hint"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_login_that_lacks_something_is_refused(client: FlaskClient, method: str, missing: str) -> None:
    asked = {"iss": "https://lms.example.edu", "login_hint": "user-7"}
    del asked[missing]
    where = {"data": asked} if method == "POST" else {"query_string": asked}
    assert_refused(client.open("/lti/login", method=method, **where), "login-incomplete", 422)


@pytest.mark.parametrize("hint", ["h" * 8001, "a\x00b"])
def test_a_login_with_unusable_values_is_refused(client: FlaskClient, platform: SigningPlatform, hint: str) -> None:
    response = client.post("/lti/login", data={"iss": platform.issuer, "login_hint": hint})
    assert_refused(response, "login-incomplete", 422)


@pytest.mark.parametrize("client_id", ["another", "client-1 "])
def test_a_login_for_a_client_that_is_not_registered_is_refused(
    client: FlaskClient, platform: SigningPlatform, client_id: str
) -> None:
    asked = {"iss": platform.issuer, "login_hint": "user-7", "client_id": client_id}
    assert_refused(client.post("/lti/login", data=asked), "platform-unknown", 404)


@pytest.mark.parametrize("standing", [Standing.BLOCKED, Standing.PENDING])
def test_a_login_from_a_platform_that_is_not_active_is_refused(
    app: Flask, client: FlaskClient, platform: SigningPlatform, standing: Standing
) -> None:
    with transaction() as session:
        set_platform_standing(session, platform.registration_id, standing)
    asked = {"iss": platform.issuer, "login_hint": "user-7", "client_id": platform.client_id}
    assert_refused(client.post("/lti/login", data=asked), "platform-inactive")


def test_a_login_writes_nothing_and_the_next_few_read_nothing(
    client: FlaskClient, platform: SigningPlatform, clock: ManualClock
) -> None:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    platform.login(client)
    assert [statement.split()[0] for statement in statements] == ["BEGIN", "SELECT"]
    platform.login(client)
    assert len(statements) == 2
    clock.advance(seconds=6)
    platform.login(client)
    assert len(statements) == 4


def test_each_login_has_a_cookie_of_its_own(client: FlaskClient, platform: SigningPlatform) -> None:
    names = {platform.login(client).response.headers["Set-Cookie"].split("=")[0] for _ in range(3)}
    assert len(names) == 3


def test_more_registrations_than_are_remembered_are_no_trouble(
    monkeypatch: pytest.MonkeyPatch, client: FlaskClient, platform: SigningPlatform
) -> None:
    monkeypatch.setattr("app.lti.registrations.MOST_REMEMBERED", 1)
    for deployment in ("a", "b", "a"):
        platform.login(client, lti_deployment_id=deployment)


def test_a_refused_login_may_be_shown_in_any_frame(client: FlaskClient) -> None:
    response = client.post("/lti/login", data={})
    assert "frame-ancestors *;" in response.headers["Content-Security-Policy"]
