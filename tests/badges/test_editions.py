"""The same badge signed again: after a key fell into other hands, and for a wallet."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.badges import (
    HolderForm,
    KeyAlgorithm,
    compromise_key,
    did_document,
    events_of,
    note_claimed,
    prepare_for_holder,
    reissue,
    revoke,
    rotate_key,
    sign_for_holder,
    sign_status_list,
    signed_document,
    signed_jwt,
    signed_status_list,
)
from app.badges.jwts import check_jwt
from app.badges.models import Credential, IssuerKey, PastEdition
from app.badges.signing import check_proof, without_proof
from app.db import transaction
from app.errors import Conflict, NotFound, Unavailable
from app.services import Services
from tests.badges.test_signatures import unsigned
from tests.badges.world import World, a_world, give_badge
from tests.conftest import ManualClock
from tests.signing import sign_due

HOLDER = "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH"


@pytest.fixture
def session(database: Flask) -> Iterator[Session]:
    with transaction() as opened:
        yield opened


@pytest.fixture
def world(session: Session, services: Services) -> World:
    return a_world(session, services.clock)


def give_up(session: Session, services: Services, fragment: str) -> str | None:
    return compromise_key(session, clock=services.clock, sealer=services.sealer, slug="cairn", fragment=fragment)


def method_of(written: bytes) -> str:
    method: str = json.loads(written)["proof"]["verificationMethod"]
    return method


@pytest.mark.parametrize(("fragment", "next_one"), [("ed-2026a", "ed-2026b"), ("rs-2026a", "rs-2026b")])
def test_a_compromised_key_is_not_published_and_its_badges_are_signed_anew(
    session: Session, services: Services, world: World, clock: ManualClock, fragment: str, next_one: str
) -> None:
    uuid = give_badge(session, services, world).uuid
    old, old_token = signed_document(session, uuid), signed_jwt(session, uuid)
    clock.advance(seconds=3600)
    assert give_up(session, services, fragment) == next_one
    published = did_document(session, "cairn")
    assert [each for each in published["assertionMethod"] if each.endswith(fragment)] == []
    assert reissue(session, clock, slug="cairn", fragment=fragment) == 1
    assert signed_document(session, uuid) == old, "until the worker has been there"
    sign_due(session, services)
    new, token = signed_document(session, uuid), signed_jwt(session, uuid)
    before, after = without_proof(old), without_proof(new)
    assert (before.pop("validFrom"), after.pop("validFrom")) == ("2026-11-15T09:30:00Z", "2026-11-15T10:30:00Z")
    assert before == after
    check_proof(new, published, method_of(new))
    signer = f"{published['id']}#{'rs-2026a' if fragment.startswith('ed') else 'rs-2026b'}"
    assert check_jwt(token, published, signer)["nbf"] == 1_794_738_600
    (kept,) = session.query(PastEdition)
    assert (kept.document, kept.jwt, kept.reason) == (old, old_token, "key-compromised")
    assert [event.kind for event in events_of(session, uuid)] == ["awarded", "signed", "signed-anew"]


def test_signed_anew_in_the_same_second_is_still_the_later_edition(
    session: Session, services: Services, world: World
) -> None:
    uuid = give_badge(session, services, world).uuid
    give_up(session, services, "ed-2026a")
    reissue(session, services.clock, slug="cairn", fragment="ed-2026a")
    sign_due(session, services)
    assert without_proof(signed_document(session, uuid))["validFrom"] == "2026-11-15T09:30:01Z"


def test_badges_of_other_keys_are_left_alone(session: Session, services: Services, world: World) -> None:
    rotate_before = give_badge(session, services, world).uuid
    rotate_key(session, clock=services.clock, sealer=services.sealer, slug="cairn")
    other = give_badge(session, services, a_world(session, services.clock, link="link-2")).uuid
    before = signed_document(session, other)
    give_up(session, services, "ed-2026a")
    assert reissue(session, services.clock, slug="cairn", fragment="ed-2026a") == 1
    sign_due(session, services)
    assert signed_document(session, other) == before
    assert method_of(signed_document(session, rotate_before)).endswith("#ed-2026b")


def test_a_key_that_was_retired_already_needs_no_other_in_its_place(
    session: Session, services: Services, world: World
) -> None:
    give_badge(session, services, world)
    rotate_key(session, clock=services.clock, sealer=services.sealer, slug="cairn", algorithm=KeyAlgorithm.RSA)
    assert give_up(session, services, "rs-2026a") is None
    assert did_document(session, "cairn")["assertionMethod"][1].endswith("#rs-2026b")


def test_the_status_list_is_signed_anew_with_the_next_key(session: Session, services: Services, world: World) -> None:
    give_badge(session, services, world)
    arguments = {"clock": services.clock, "sealer": services.sealer, "slug": "cairn", "number": 1}
    assert method_of(sign_status_list(session, **arguments)).endswith("#ed-2026a")
    give_up(session, services, "ed-2026a")
    assert signed_status_list(session, "cairn", 1, services.clock.now()) is None
    assert method_of(sign_status_list(session, **arguments)).endswith("#ed-2026b")


def test_nothing_is_signed_anew_for_a_key_that_is_published(session: Session, services: Services, world: World) -> None:
    give_badge(session, services, world)
    with pytest.raises(Conflict) as refused:
        reissue(session, services.clock, slug="cairn", fragment="ed-2026a")
    assert "compromise-key" in refused.value.way_out
    for slug, fragment in (("cairn", "ed-1999a"), ("nobody", "ed-2026a")):
        with pytest.raises(NotFound):
            reissue(session, services.clock, slug=slug, fragment=fragment)


@pytest.mark.parametrize("form", HolderForm)
def test_a_wallet_gets_the_same_badge_in_its_holders_name(
    session: Session, services: Services, world: World, clock: ManualClock, form: HolderForm
) -> None:
    uuid = give_badge(session, services, world).uuid
    own = without_proof(signed_document(session, uuid))
    clock.advance(seconds=60)
    edition = sign_for_holder(prepare_for_holder(session, clock, uuid, form), services.sealer, HOLDER)
    published = did_document(session, "cairn")
    if form is HolderForm.JWT:
        said = check_jwt(edition.text, published, f"{published['id']}#rs-2026a")
        assert said["sub"] == HOLDER
    else:
        check_proof(edition.text.encode(), published, f"{published['id']}#ed-2026a")
        said = without_proof(edition.text.encode())
    assert said["credentialSubject"]["id"] == HOLDER
    for same in ("id", "issuer", "awardedDate", "credentialStatus", "evidence"):
        assert said[same] == own[same]
    assert (own["validFrom"], said["validFrom"]) == ("2026-11-15T09:30:00Z", "2026-11-15T09:31:00Z")
    note_claimed(session, clock, edition)
    (kept,) = session.query(PastEdition)
    assert kept.reason == "holder" and edition.text in {(kept.document or b"").decode(), kept.jwt}
    assert [event.kind for event in events_of(session, uuid)][-1] == "claimed"
    assert without_proof(signed_document(session, uuid)) == own


def test_no_wallet_takes_a_badge_that_is_revoked_or_not_signed_yet(
    session: Session, services: Services, world: World
) -> None:
    uuid = unsigned(session, services, world)
    with pytest.raises(Unavailable):
        prepare_for_holder(session, services.clock, uuid, HolderForm.FILE)
    sign_due(session, services)
    revoke(session, services.clock, uuid, "Awarded in error.")
    with pytest.raises(Conflict):
        prepare_for_holder(session, services.clock, uuid, HolderForm.FILE)
    assert session.query(Credential).count() == 1


def test_no_wallet_takes_a_badge_of_older_days_before_it_has_its_token(
    session: Session, services: Services, world: World
) -> None:
    """Such an issuer has no key for tokens until the worker has come by."""
    uuid = unsigned(session, services, world)
    sign_due(session, services)
    row = session.query(Credential).one()
    row.jwt = row.jwt_key_id = None
    session.query(IssuerKey).filter_by(algorithm=KeyAlgorithm.RSA).delete()
    session.flush()
    with pytest.raises(Unavailable):
        prepare_for_holder(session, services.clock, uuid, HolderForm.JWT)
