"""`/lti/jwks.json`: what platforms read to check our messages."""

from flask import Flask
from flask.testing import FlaskClient

from app.db import reading, transaction
from app.lti import rotate_keys, signing_key
from app.services import Services
from tests.conftest import ManualClock


def test_the_first_call_makes_the_keys_and_later_ones_repeat_them(client: FlaskClient) -> None:
    first = client.get("/lti/jwks.json").get_json()
    assert len(first["keys"]) == 2
    assert client.get("/lti/jwks.json").get_json() == first


def test_no_private_part_is_published(client: FlaskClient) -> None:
    response = client.get("/lti/jwks.json")
    for key in response.get_json()["keys"]:
        assert set(key) == {"kty", "n", "e", "kid", "alg", "use"}
        assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")
    assert "max-age=300" in response.headers["Cache-Control"]


def test_the_key_that_signs_is_published_before_and_after_a_rotation(
    app: Flask, client: FlaskClient, services: Services, clock: ManualClock
) -> None:
    before = client.get("/lti/jwks.json").get_json()
    clock.advance(seconds=24 * 3600)
    with app.app_context():
        with transaction() as session:
            rotate_keys(session, services.clock, services.sealer)
        with reading() as session:
            kid = signing_key(session, services.sealer).kid
    after = [key["kid"] for key in client.get("/lti/jwks.json").get_json()["keys"]]
    assert {key["kid"] for key in before["keys"]} < set(after)
    assert kid in after
