"""A record of many badges in one signed envelope: checked, nameless, and each badge still whole."""

import hashlib
import json
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3.clr import bundled_clr_contexts
from openbadgeslib.ob3.did import pem_for_kid
from openbadgeslib.ob3.ldp import verify_data_integrity_proof
from sqlalchemy.orm import Session

from app.badges import clr, clr_parts, did_document, prepare_clr, sign_clr, signed_document
from app.catalog import Achievement
from app.db import transaction
from app.errors import Unavailable
from app.services import Services
from tests.badges.world import DEFINITION, EMAIL, World, a_world, give_badge
from tests.credit.world import unsigned_badge

URL = "http://localhost:8000"


@pytest.fixture
def session(database: Flask) -> Iterator[Session]:
    with transaction() as opened:
        yield opened


@pytest.fixture
def uuids(session: Session, services: Services) -> list[str]:
    first = a_world(session, services.clock)
    return [give_badge(session, services, each).uuid for each in (first, second(session, services))]


def second(session: Session, services: Services) -> World:
    definition = replace(DEFINITION, slug="listening", achievement=Achievement("Listener 本"))
    return a_world(session, services.clock, definition, link="link-2")


def record(
    session: Session, services: Services, uuids: list[str], *, email: str = EMAIL, partial: bool = False
) -> bytes:
    job = prepare_clr(session, clock=services.clock, public_url=URL, uuids=uuids, email=email, is_partial=partial)
    return sign_clr(job, services.sealer)


def check(session: Session, written: bytes) -> None:
    published, document = did_document(session, "cairn"), json.loads(written)
    pem = pem_for_kid(published, published["id"], document["proof"]["verificationMethod"])
    verify_data_integrity_proof(document, pem, extra_contexts=bundled_clr_contexts())


def test_the_record_verifies_and_so_does_each_badge_in_it(
    session: Session, services: Services, uuids: list[str]
) -> None:
    written = record(session, services, uuids)
    check(session, written)
    inside = json.loads(written)["credentialSubject"]["verifiableCredential"]
    assert inside == [json.loads(signed_document(session, uuid)) for uuid in uuids]
    published = did_document(session, "cairn")
    for badge in inside:
        pem = pem_for_kid(published, published["id"], badge["proof"]["verificationMethod"])
        verify_data_integrity_proof(badge, pem)


def test_a_badge_that_was_changed_inside_is_found(session: Session, services: Services, uuids: list[str]) -> None:
    document = json.loads(record(session, services, uuids))
    document["credentialSubject"]["verifiableCredential"][0]["name"] = "Doctor of Everything"
    with pytest.raises(LibOpenBadgesException):
        check(session, json.dumps(document).encode())


def test_the_record_names_nobody_and_whoever_knows_the_address_can_tell(
    session: Session, services: Services, uuids: list[str]
) -> None:
    written = record(session, services, uuids)
    for word in ("okafor", "example.edu", "methods"):
        assert word not in written.decode().lower()
    document = json.loads(written)
    (identity,) = document["credentialSubject"]["identifier"]
    assert (
        identity["identityHash"] == f"sha256${hashlib.sha256((EMAIL.lower() + identity['salt']).encode()).hexdigest()}"
    )
    assert document["type"] == ["VerifiableCredential", "ClrCredential"]
    assert document["issuer"]["id"] == "did:web:localhost%3A8000:issuers:cairn"
    assert record(session, services, uuids, email=" ") and "partial" not in document


def test_a_part_says_that_it_is_one(session: Session, services: Services, uuids: list[str]) -> None:
    written = record(session, services, uuids[:1], partial=True)
    check(session, written)
    assert json.loads(written)["partial"] is True


def test_nothing_is_fetched_while_a_record_is_signed(
    session: Session, services: Services, uuids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("something was fetched")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    check(session, record(session, services, uuids))


def test_many_badges_are_spread_over_records_that_can_be_signed(
    session: Session, services: Services, uuids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert clr_parts(session, uuids) == (tuple(uuids),)
    monkeypatch.setattr(clr, "ROOM", 1)
    assert clr_parts(session, uuids) == ((uuids[0],), (uuids[1],))
    assert clr_parts(session, []) == ()


def test_what_is_not_signed_is_in_no_record(session: Session, services: Services) -> None:
    badge = unsigned_badge(session, services, a_world(session, services.clock))
    assert clr_parts(session, [badge.uuid]) == ()
    with pytest.raises(Unavailable):
        record(session, services, [badge.uuid])
