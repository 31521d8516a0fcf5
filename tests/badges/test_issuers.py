"""Issuers, their DIDs, and keys that change."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.administration import create_organisation
from app.badges import did_document, ensure_issuer, issuer_view, rotate_key, signed_document
from app.badges.did import did_web, next_fragment
from app.badges.models import IssuerKey
from app.badges.signing import SigningError, SigningKey, check_proof, new_key_pair, secure
from app.db import transaction
from app.errors import NotFound
from app.services import Services
from tests.badges.test_awards import again
from tests.badges.world import DEFINITION, a_world, give_badge


@pytest.fixture
def session(database: Flask) -> Iterator[Session]:
    with transaction() as opened:
        yield opened


def setup(session: Session, services: Services, **given: Any) -> None:
    ensure_issuer(
        session, clock=services.clock, sealer=services.sealer, public_url="https://badges.example.edu", **given
    )


def test_a_did_follows_the_host_and_writes_its_port_encoded() -> None:
    assert did_web("https://badges.example.edu", "issuers", "college") == "did:web:badges.example.edu:issuers:college"
    assert did_web("http://localhost:8000", "issuers", "cairn") == "did:web:localhost%3A8000:issuers:cairn"


@given(st.integers(0, 800))
def test_a_fragment_is_plain_and_never_taken_twice(count: int) -> None:
    taken: list[str] = []
    for _ in range(count % 60):
        taken.append(next_fragment(2026, taken))
    fresh = next_fragment(2026, taken)
    assert fresh not in taken
    assert fresh.startswith("ed-2026") and fresh.removeprefix("ed-2026").isalpha()


def test_setting_up_again_changes_the_words_and_never_the_did(session: Session, services: Services) -> None:
    setup(session, services, slug="college", name="College", email="a@example.edu", url="https://example.edu")
    before = issuer_view(session, "college")
    setup(session, services, slug="college", name="College of Education")
    after = issuer_view(session, "college")
    assert after.name == "College of Education"
    assert (after.did, after.email, after.url) == (before.did, "a@example.edu", "https://example.edu")
    assert session.query(IssuerKey).count() == 2


def test_the_did_document_lists_multikeys_and_names_them_as_strings(session: Session, services: Services) -> None:
    setup(session, services)
    document = did_document(session, "cairn")
    method, rsa = document["verificationMethod"]
    assert document["id"] == "did:web:badges.example.edu:issuers:cairn" == method["controller"]
    assert method["id"] == f"{document['id']}#ed-2026a"
    assert method["type"] == "Multikey" and method["publicKeyMultibase"].startswith("z6Mk")
    assert (rsa["id"], rsa["type"]) == (f"{document['id']}#rs-2026a", "JsonWebKey")
    assert set(rsa["publicKeyJwk"]) == {"kty", "n", "e", "alg"}
    assert document["assertionMethod"] == [method["id"], rsa["id"]]


def test_private_keys_are_stored_sealed(session: Session, services: Services) -> None:
    setup(session, services)
    for key in session.query(IssuerKey):
        assert b"PRIVATE KEY" not in key.private_sealed
        assert b"PRIVATE KEY" in services.sealer.unseal(key.private_sealed)


def test_after_a_rotation_old_badges_pass_and_new_ones_name_the_new_key(session: Session, services: Services) -> None:
    world, other = a_world(session, services.clock), a_world(session, services.clock, link="link-2")
    old = give_badge(session, services, world).uuid
    assert rotate_key(session, clock=services.clock, sealer=services.sealer, slug="cairn") == "ed-2026b"
    new = again(session, services, other, other.attempt(session), person_id=other.ben)
    published = did_document(session, "cairn")
    for uuid, fragment in ((old, "ed-2026a"), (new, "ed-2026b")):
        written = signed_document(session, uuid)
        assert json.loads(written)["proof"]["verificationMethod"] == f"{published['id']}#{fragment}"
        check_proof(written, published, f"{published['id']}#{fragment}")
    assert published["verificationMethod"][0]["id"].endswith("#ed-2026b")


def test_what_is_earned_in_an_organisations_courses_is_awarded_in_its_own_name(
    session: Session, services: Services
) -> None:
    hill = create_organisation(session, services.clock, "Hill School").id
    dale = create_organisation(session, services.clock, "Dale School").id
    setup(session, services, slug="hill", name="Hill School", organisation_id=hill)
    own = give_badge(session, services, a_world(session, services.clock), organisation_id=hill)
    others = [
        give_badge(session, services, a_world(session, services.clock, link=link), organisation_id=whose)
        for link, whose in (("link-2", dale), ("link-3", None))
    ]
    assert (own.issuer.name, own.achievement_key) == ("Hill School", "hill.questioning-1.2.0")
    signed = json.loads(signed_document(session, own.uuid))
    achievement = signed["credentialSubject"]["achievement"]
    assert signed["issuer"]["id"] == achievement["creator"]["id"] == issuer_view(session, "hill").did
    assert signed["credentialStatus"]["statusListCredential"].endswith("/status/hill-1")
    for badge in others:
        assert (badge.issuer.slug, badge.achievement_key) == ("cairn", "questioning-1.2.0")


def test_a_micro_credential_that_names_its_issuer_is_awarded_by_no_other(session: Session, services: Services) -> None:
    hill = create_organisation(session, services.clock, "Hill School").id
    setup(session, services, slug="hill", organisation_id=hill)
    setup(session, services, slug="college", name="College")
    world = a_world(session, services.clock, replace(DEFINITION, issuer="college"))
    badge = give_badge(session, services, world, organisation_id=hill)
    assert (badge.issuer.slug, badge.achievement_key) == ("college", "questioning-1.2.0")


def test_an_unknown_issuer_is_refused_in_words(session: Session) -> None:
    with pytest.raises(NotFound):
        did_document(session, "nobody")


def a_key(published: str) -> SigningKey:
    """A key whose did.json lists `published`, or its own key when that is empty."""
    pair = new_key_pair()
    method = {"id": "did:web:x.example#ed-2026a", "type": "Multikey", "controller": "did:web:x.example"}
    document = {
        "id": "did:web:x.example",
        "verificationMethod": [{**method, "publicKeyMultibase": published or pair.multibase}],
    }
    return SigningKey("did:web:x.example#ed-2026a", pair.private_pem, document)


NOTE = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential"],
    "issuer": "did:web:x.example",
    "credentialSubject": {"id": "urn:uuid:6f0a7a52-2a10-4f6b-9f6e-0d7f6a1b2c3d"},
}


def test_a_term_that_the_proof_would_not_cover_is_never_signed(services: Services) -> None:
    assert secure(NOTE, a_key(""), services.clock.now())
    with pytest.raises(SigningError, match="shoeSize"):
        secure({**NOTE, "shoeSize": "43"}, a_key(""), services.clock.now())


def test_what_would_not_verify_with_the_published_key_is_never_given_out(services: Services) -> None:
    with pytest.raises(SigningError):
        secure(NOTE, a_key(new_key_pair().multibase), services.clock.now())
