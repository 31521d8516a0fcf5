"""A record of many badges in one signed envelope: checked, nameless, and each badge still whole."""

import hashlib
import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from flask import Flask
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3.clr import bundled_clr_contexts
from openbadgeslib.ob3.contexts import document_loader
from openbadgeslib.ob3.did import pem_for_kid
from openbadgeslib.ob3.ldp import verify_data_integrity_proof
from pyld import jsonld
from sqlalchemy.orm import Session

from app.badges import CredentialView, clr, clr_parts, did_document, prepare_clr, sign_clr, signed_document
from app.catalog import Achievement
from app.db import transaction
from app.errors import Unavailable
from app.services import Services
from tests.badges.by_hand import check_proof
from tests.badges.shapes import CLR, breaches
from tests.badges.world import DEFINITION, EMAIL, World, a_world, give_badge
from tests.credit.world import unsigned_badge
from tests.flows.stack_world import PAIR, TOP, courses, earn, publish_stacks, stacks_of
from tests.signing import sign_due

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


def test_every_type_in_the_record_is_defined_by_a_context(
    session: Session, services: Services, uuids: list[str]
) -> None:
    """Verifiers in JSON-LD's safe mode refuse a record with a type that would be left unsigned."""
    document = json.loads(record(session, services, uuids))
    loader = document_loader(bundled_clr_contexts())
    expanded = jsonld.expand(document, {"documentLoader": loader})
    found = types_in(expanded)
    assert "https://purl.imsglobal.org/spec/vccs/v1p0/context.json#1EdTechJsonSchemaValidator2019" in found
    assert [each for each in found if ":" not in each] == []
    assert document["@context"][1] == "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"


def types_in(node: Any) -> set[str]:
    if isinstance(node, list):
        return {each for part in node for each in types_in(part)}
    if not isinstance(node, dict):
        return set()
    own = node.get("@type", [])
    return {*([own] if isinstance(own, str) else own)} | types_in(list(node.values()))


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


def stacked(session: Session, services: Services) -> list[CredentialView]:
    """Ben holds three badges, the stack of two of them, and the bundle on top of that stack."""
    publish_stacks(session, services, PAIR, TOP)
    made = courses(session, services)
    ben = made["asking"].ben
    earned = [earn(session, services, made[slug], ben) for slug in ("asking", "listening", "coaching")]
    sign_due(session, services)
    return [*earned, *stacks_of(session, ben)]


def test_the_record_says_which_stack_is_made_of_which_badges(session: Session, services: Services) -> None:
    held = stacked(session, services)
    written = record(session, services, [each.uuid for each in held])
    check(session, written)
    subject = json.loads(written)["credentialSubject"]
    names = {
        each["credentialSubject"]["achievement"]["id"]: each["name"].removesuffix(" badge")
        for each in subject["verifiableCredential"]
    }
    assert all(set(each) == {"type", "associationType", "sourceId", "targetId"} for each in subject["association"])
    assert {each["associationType"] for each in subject["association"]} == {"isParentOf"}
    assert {each["type"] for each in subject["association"]} == {"Association"}
    assert [(names[each["sourceId"]], names[each["targetId"]]) for each in subject["association"]] == [
        ("Pair", "Asking"),
        ("Pair", "Listening"),
        ("Top", "Asking"),
        ("Top", "Pair"),
    ]


def test_no_line_leads_to_an_achievement_that_isnt_in_the_record(session: Session, services: Services) -> None:
    held = {each.name: each.uuid for each in stacked(session, services)}
    written = record(session, services, [held["Pair badge"], held["Asking badge"]], partial=True)
    assert len(json.loads(written)["credentialSubject"]["association"]) == 1
    alone = record(session, services, [held["Asking badge"]], partial=True)
    assert "association" not in json.loads(alone)["credentialSubject"]


def test_a_changed_line_between_stack_and_part_is_found(session: Session, services: Services) -> None:
    document = json.loads(record(session, services, [each.uuid for each in stacked(session, services)]))
    document["credentialSubject"]["association"][0]["associationType"] = "isChildOf"
    with pytest.raises(LibOpenBadgesException):
        check(session, json.dumps(document).encode())


def test_the_record_verifies_without_the_library_that_signed_it(session: Session, services: Services) -> None:
    document = json.loads(record(session, services, [each.uuid for each in stacked(session, services)]))
    published, loader = did_document(session, "cairn"), document_loader(bundled_clr_contexts())
    check_proof(document, published, loader)
    document["credentialSubject"]["association"].pop()
    with pytest.raises(InvalidSignature):
        check_proof(document, published, loader)


def test_the_record_has_the_shape_that_clr_2_0_demands(session: Session, services: Services, uuids: list[str]) -> None:
    """1EdTech's validator looks for the contexts at these very places (its ContextPropertyProbe)."""
    document = json.loads(record(session, services, uuids))
    assert breaches(document, CLR) == []
    nobody = json.loads(record(session, services, uuids, email=" "))["credentialSubject"]
    assert "identifier" not in nobody and nobody["id"].startswith("urn:uuid:")


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
