"""Status lists: positions that are never used twice, and a list that is signed when it has to be."""

import base64
import gzip
import json
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.badges import did_document, revoke, sign_status_list, signed_document, signed_status_list
from app.badges.models import Issuer, StatusList, StatusPosition
from app.badges.service import status_lists
from app.badges.service.issuers import ensure_issuer
from app.badges.signing import check_proof
from app.badges.status_bits import BITS, encoded_list
from app.db import transaction
from app.errors import NotFound
from app.services import Services
from tests.badges.world import World, a_world, award_signed, give_badge
from tests.conftest import ManualClock

DAY = 24 * 3600


@pytest.fixture
def session(database: Flask) -> Iterator[Session]:
    with transaction() as opened:
        yield opened


@pytest.fixture
def world(session: Session, services: Services) -> World:
    return a_world(session, services.clock)


def bits(text: str) -> bytes:
    assert text.startswith("u")
    return gzip.decompress(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))


def is_set(listed: dict, position: int) -> bool:
    unpacked = bits(listed["credentialSubject"]["encodedList"])
    return bool(unpacked[position // 8] & (0x80 >> position % 8))


def served(session: Session, services: Services) -> dict:
    """The list as a verifier gets it."""
    written = signed_status_list(session, "cairn", 1, services.clock.now()) or sign_status_list(
        session, clock=services.clock, sealer=services.sealer, slug="cairn", number=1
    )
    document = json.loads(written)
    check_proof(written, did_document(session, "cairn"), document["proof"]["verificationMethod"])
    return document


def test_the_bits_run_from_the_most_significant_one() -> None:
    unpacked = bits(encoded_list([0, 9, BITS - 1]))
    assert len(unpacked) == BITS // 8 == 16_384
    assert (unpacked[0], unpacked[1], unpacked[-1]) == (0x80, 0x40, 0x01)
    assert sum(unpacked) == 0x80 + 0x40 + 0x01


def test_revoking_sets_the_badges_bit_and_no_other(session: Session, services: Services, world: World) -> None:
    badge = give_badge(session, services, world)
    entry = json.loads(signed_document(session, badge.uuid))["credentialStatus"]
    position = int(entry["statusListIndex"])
    before = served(session, services)
    assert entry["statusListCredential"] == before["id"] == "http://localhost:8000/status/cairn-1"
    assert not is_set(before, position)
    revoke(session, services.clock, badge.uuid, "Awarded in error.")
    after = served(session, services)
    assert is_set(after, position)
    assert sum(byte.bit_count() for byte in bits(after["credentialSubject"]["encodedList"])) == 1


def test_the_list_has_the_badges_issuer_and_an_end(session: Session, services: Services, world: World) -> None:
    badge = give_badge(session, services, world)
    listed = served(session, services)
    assert listed["issuer"] == badge.issuer.did == "did:web:localhost%3A8000:issuers:cairn"
    assert (listed["validFrom"], listed["validUntil"]) == ("2026-11-15T09:30:00Z", "2026-11-22T09:30:00Z")


def test_the_same_signed_list_is_served_for_a_day_and_no_longer(
    session: Session, services: Services, world: World, clock: ManualClock
) -> None:
    give_badge(session, services, world)
    first = served(session, services)
    clock.advance(seconds=DAY - 1)
    assert served(session, services) == first
    clock.advance(seconds=1)
    assert signed_status_list(session, "cairn", 1, clock.now()) is None
    assert served(session, services)["validFrom"] == "2026-11-16T09:30:00Z"


def test_who_finds_the_list_signed_already_signs_nothing(session: Session, services: Services, world: World) -> None:
    give_badge(session, services, world)
    first, second = (
        sign_status_list(session, clock=services.clock, sealer=services.sealer, slug="cairn", number=1)
        for _ in range(2)
    )
    assert first == second


def test_a_position_that_was_given_out_is_drawn_around(
    session: Session, services: Services, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([7, 7, 7, 8])
    monkeypatch.setattr(status_lists.secrets, "randbelow", lambda _bits: next(drawn))
    first = give_badge(session, services, world)
    revoke(session, services.clock, first.uuid, "Awarded in error.")
    second = give_badge_again(session, services, world)
    positions = {row.position for row in session.query(StatusPosition)}
    assert positions == {7, 8}
    assert json.loads(signed_document(session, second))["credentialStatus"]["statusListIndex"] == "8"


def give_badge_again(session: Session, services: Services, world: World) -> str:
    return award_signed(session, services, world.request(world.attempt(session, number=2))).uuid


def test_a_full_list_is_followed_by_the_next(
    session: Session, services: Services, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status_lists.secrets, "randbelow", lambda _bits: 7)
    first = give_badge(session, services, world)
    revoke(session, services.clock, first.uuid, "Awarded in error.")
    second = json.loads(signed_document(session, give_badge_again(session, services, world)))
    assert second["credentialStatus"]["id"] == "http://localhost:8000/status/cairn-2#7"
    assert [row.number for row in session.query(StatusList).order_by(StatusList.number)] == [1, 2]


def test_an_unknown_list_is_refused_in_words(session: Session, services: Services) -> None:
    ensure_issuer(session, clock=services.clock, sealer=services.sealer, public_url="http://localhost:8000")
    assert session.query(Issuer).count() == 1
    with pytest.raises(NotFound):
        signed_status_list(session, "cairn", 9, services.clock.now())
