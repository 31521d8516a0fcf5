"""The tool's own keys: sealed, published ahead, retired late."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.fernet import Fernet
from flask import Flask

from app.db import reading, transaction
from app.errors import Conflict, Unavailable
from app.lti import ensure_keys, public_key_set, rotate_keys, signing_key
from app.lti.models import ToolKey
from app.sealing import Sealer
from app.services import Services
from tests.conftest import ManualClock


def rotate(services: Services, **options: Any) -> str:
    with transaction() as session:
        return rotate_keys(session, services.clock, services.sealer, **options)


def kids() -> list[str]:
    with reading() as session:
        return [key["kid"] for key in public_key_set(session)["keys"]]


def signing_kid(services: Services) -> str:
    with reading() as session:
        return signing_key(session, services.sealer).kid


@pytest.fixture
def keyed(database: Flask, services: Services) -> Services:
    with transaction() as session:
        ensure_keys(session, services.clock, services.sealer)
        ensure_keys(session, services.clock, services.sealer)
    return services


def test_there_are_no_keys_before_they_are_made(database: Flask, services: Services) -> None:
    assert kids() == []
    with pytest.raises(Unavailable, match="no-tool-key"):
        signing_kid(services)


def test_two_keys_are_made_once(keyed: Services) -> None:
    assert len(kids()) == 2
    assert signing_kid(keyed) in kids()


def test_what_the_key_signs_its_published_half_verifies(keyed: Services) -> None:
    with reading() as session:
        key = signing_key(session, keyed.sealer)
        published = public_key_set(session)["keys"]
    token = jwt.encode({"a": 1}, key.private_key, algorithm="RS256", headers={"kid": key.kid})
    jwk = next(one for one in published if one["kid"] == key.kid)
    assert jwt.decode(token, jwt.PyJWK(jwk).key, algorithms=["RS256"]) == {"a": 1}


def test_the_private_half_is_sealed(keyed: Services) -> None:
    with reading() as session:
        stored = [row.private_sealed for row in session.query(ToolKey)]
    other = Sealer((Fernet.generate_key().decode(),))
    with reading() as session, pytest.raises(Unavailable, match="sealed-with-another-key"):
        signing_key(session, other)
    assert all(b"PRIVATE" not in sealed and sealed.startswith(b"gAAAA") for sealed in stored)


def test_a_key_signs_a_day_after_it_was_published_at_the_earliest(keyed: Services, clock: ManualClock) -> None:
    clock.advance(seconds=24 * 3600 - 1)
    with pytest.raises(Conflict, match="key-too-new"):
        rotate(keyed)
    clock.advance(seconds=1)
    before = kids()
    assert rotate(keyed) in before


def test_a_key_that_got_out_can_be_replaced_at_once(keyed: Services) -> None:
    before = signing_kid(keyed)
    assert rotate(keyed, force=True) == signing_kid(keyed) != before


def test_a_key_that_got_out_is_not_published_any_more(keyed: Services, clock: ManualClock) -> None:
    retired = signing_kid(keyed)
    clock.advance(seconds=timedelta(days=1).total_seconds())
    rotate(keyed)
    active = signing_kid(keyed)
    rotate(keyed, force=True)
    assert not {retired, active} & set(kids())
    assert signing_kid(keyed) in kids() and len(kids()) == 2


def test_rotating_before_there_are_keys_makes_them(database: Flask, services: Services) -> None:
    assert rotate(services, force=True) == signing_kid(services)
    assert len(kids()) == 2


def test_a_retired_key_stays_published_for_fourteen_days(keyed: Services, clock: ManualClock) -> None:
    retired = signing_kid(keyed)
    clock.advance(seconds=timedelta(days=1).total_seconds())
    rotate(keyed)
    clock.advance(seconds=timedelta(days=14).total_seconds())
    rotate(keyed)
    assert retired in kids()
    clock.advance(seconds=timedelta(days=1).total_seconds())
    rotate(keyed)
    assert retired not in kids()
    assert len(kids()) == 4
