"""Awarding, on a real database: what is stored, how often, for whom, and what it doesn't say."""

import hashlib
import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from openbadgeslib.ob3 import OB3LdpVerifier
from openbadgeslib.ob3.did import pem_for_kid
from sqlalchemy.orm import Session

from app.badges import credential_of, credentials_of_person, did_document, events_of, revoke, signed_document
from app.badges.models import StatusPosition
from app.badges.signing import without_proof
from app.catalog import Achievement, PassRule, PassRuleType
from app.db import reading, transaction
from app.errors import Conflict, NotAllowed
from app.services import Services
from tests.badges.shapes import breaches
from tests.badges.world import DEFINITION, EMAIL, World, a_world, award_signed, give_badge


@pytest.fixture
def session(database: Flask) -> Iterator[Session]:
    with transaction() as opened:
        yield opened


@pytest.fixture
def world(session: Session, services: Services) -> World:
    return a_world(session, services.clock)


def again(session: Session, services: Services, world: World, attempt_id: int, **changes: Any) -> str:
    return award_signed(session, services, world.request(attempt_id, **changes)).uuid


def test_the_stored_badge_verifies_with_the_key_that_did_json_publishes(
    session: Session, services: Services, world: World
) -> None:
    badge = give_badge(session, services, world)
    published = did_document(session, "cairn")
    written = signed_document(session, badge.uuid)
    public_pem = pem_for_kid(published, published["id"], json.loads(written)["proof"]["verificationMethod"])
    assert OB3LdpVerifier(public_pem, issuer_did=published["id"]).verify(written).name == "Questioner"


def test_the_stored_badge_is_what_the_standard_describes(session: Session, services: Services, world: World) -> None:
    document = json.loads(signed_document(session, give_badge(session, services, world).uuid))
    assert breaches(document) == []
    first, second, _ = document["credentialSubject"]["result"]
    first["achievedLevel"] = second["achievedLevel"]
    (found,) = breaches(document)
    assert found.startswith("no level of its own")


def test_nothing_is_fetched_while_a_badge_is_signed(
    session: Session, services: Services, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("something was fetched")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert give_badge(session, services, world).uuid


def test_each_criterion_has_its_required_and_its_achieved_level(
    session: Session, services: Services, world: World
) -> None:
    badge = json.loads(signed_document(session, give_badge(session, services, world).uuid))
    descriptions = {each["id"]: each for each in badge["credentialSubject"]["achievement"]["resultDescription"]}
    found = {}
    for result in badge["credentialSubject"]["result"]:
        description = descriptions[result["resultDescription"]]
        if description["resultType"] == "Status":
            assert result["status"] == "Completed"
            continue
        levels = {level["id"]: level["name"] for level in description["rubricCriterionLevel"]}
        found[description["name"]] = (levels[description["requiredLevel"]], levels[result["achievedLevel"]])
    assert found == {"Question design": ("Proficient", "Proficient"), "Use of answers": ("Proficient", "Exemplary")}


def test_no_signed_byte_names_the_earner(session: Session, services: Services, world: World) -> None:
    said = without_proof(signed_document(session, give_badge(session, services, world).uuid))
    written = json.dumps(said, ensure_ascii=False)
    for word in ("Okafor", "Ben", "本", "example.edu", "Methods", "07:12", "16:05"):
        assert word.lower() not in written.lower()


def test_who_knows_the_address_can_recognise_the_earner(session: Session, services: Services, world: World) -> None:
    subject = json.loads(signed_document(session, give_badge(session, services, world).uuid))["credentialSubject"]
    (identity,) = subject["identifier"]
    digest = hashlib.sha256((EMAIL.lower() + identity["salt"]).encode()).hexdigest()
    assert identity["identityHash"] == f"sha256${digest}"
    assert len(identity["salt"]) == 32
    assert subject["id"].startswith("urn:uuid:")


def test_without_an_address_there_is_no_identifier(session: Session, services: Services, world: World) -> None:
    badge = give_badge(session, services, world, email="")
    assert "identifier" not in json.loads(signed_document(session, badge.uuid))["credentialSubject"]


def test_awarding_twice_gives_the_same_badge(session: Session, services: Services, world: World) -> None:
    first = give_badge(session, services, world)
    assert again(session, services, world, first.attempt_id) == first.uuid
    assert again(session, services, world, world.attempt(session, number=2)) == first.uuid
    assert len(credentials_of_person(session, world.ben)) == 1
    assert session.query(StatusPosition).count() == 1


def test_after_a_revocation_the_badge_can_be_earned_anew(session: Session, services: Services, world: World) -> None:
    first = give_badge(session, services, world)
    revoke(session, services.clock, first.uuid, "Awarded in error.")
    second = again(session, services, world, first.attempt_id)
    assert second != first.uuid
    held = credential_of(session, world.placement_id, world.ben)
    assert held is not None and held.uuid == second
    assert session.query(StatusPosition).count() == 2


def test_a_test_student_is_never_awarded_a_badge(session: Session, services: Services, world: World) -> None:
    attempt = world.attempt(session, world.test_student)
    with pytest.raises(NotAllowed):
        again(session, services, world, attempt, person_id=world.test_student)
    assert credentials_of_person(session, world.test_student) == []


def test_a_level_that_is_not_the_rubrics_stops_the_award(session: Session, services: Services, world: World) -> None:
    attempt = world.attempt(session)
    for levels in ({"c1": "proficient"}, {"c1": "proficient", "c2": "superb"}):
        with pytest.raises(KeyError):
            again(session, services, world, attempt, levels=levels)
    assert credentials_of_person(session, world.ben) == []
    assert session.query(StatusPosition).count() == 0


def test_nobody_awards_in_the_name_of_an_issuer_that_was_never_set_up(session: Session, services: Services) -> None:
    world = a_world(session, services.clock, replace(DEFINITION, issuer="other-college"))
    with pytest.raises(Conflict) as refused:
        give_badge(session, services, world)
    assert "flask badges issuer --slug other-college" in refused.value.way_out


def test_an_award_that_is_rolled_back_leaves_nothing(database: Flask, services: Services) -> None:
    with transaction() as session:
        world = a_world(session, services.clock)
    with pytest.raises(RuntimeError), transaction() as session:
        give_badge(session, services, world)
        raise RuntimeError("the gradebook failed")
    with reading() as session:
        assert credentials_of_person(session, world.ben) == []
        assert session.query(StatusPosition).count() == 0


def test_a_badge_that_expires_says_when(session: Session, services: Services) -> None:
    lasting = replace(DEFINITION, achievement=Achievement("Questioner", valid_years=5))
    badge = give_badge(session, services, a_world(session, services.clock, lasting))
    document = json.loads(signed_document(session, badge.uuid))
    assert (document["validFrom"], document["validUntil"]) == ("2026-11-15T09:30:00Z", "2031-11-15T09:30:00Z")


def test_the_audit_trail_tells_what_happened(session: Session, services: Services, world: World) -> None:
    badge = give_badge(session, services, world)
    revoke(session, services.clock, badge.uuid, "Awarded in error.")
    assert [(event.kind, event.words) for event in events_of(session, badge.uuid)] == [
        ("awarded", f"attempt {badge.attempt_id}"),
        ("signed", "ed-2026a, rs-2026a"),
        ("revoked", "Awarded in error."),
    ]


def test_names_in_any_script_are_signed_as_they_are(session: Session, services: Services) -> None:
    name = "Évaluer 「問い」 — вопросы, أسئلة, 🪨 & <b>"
    titled = replace(DEFINITION, achievement=Achievement(name), summary=name)
    badge = give_badge(session, services, a_world(session, services.clock, titled))
    published = did_document(session, "cairn")
    written = signed_document(session, badge.uuid)
    pem = pem_for_kid(published, published["id"], json.loads(written)["proof"]["verificationMethod"])
    assert OB3LdpVerifier(pem).verify(written).name == name
    assert name in written.decode()


def test_a_pass_rule_by_points_requires_no_single_level(session: Session, services: Services) -> None:
    by_points = replace(DEFINITION, pass_rule=PassRule(PassRuleType.TOTAL_AT_LEAST, total=3))
    badge = give_badge(session, services, a_world(session, services.clock, by_points))
    achievement = json.loads(signed_document(session, badge.uuid))["credentialSubject"]["achievement"]
    assert all("requiredLevel" not in each for each in achievement["resultDescription"])
    assert achievement["criteria"]["narrative"].endswith("Earned with 3 of 4 points or more.")
