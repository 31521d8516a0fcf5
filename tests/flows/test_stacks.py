"""Stacks are awarded by themselves, wherever and in whatever order the parts were earned."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from jwcrypto import jwk, jws
from openbadgeslib.ob3 import OB3LdpVerifier
from openbadgeslib.ob3.contexts import bundled_contexts, document_loader
from openbadgeslib.ob3.did import pem_for_kid
from openvc import VerificationPolicy, verify_credential
from openvc.did.did_web import DidWebResolver
from pyld import jsonld
from sqlalchemy.orm import Session

from app import badges, people
from app.badges import achievement_view, credential_view, events_of, parts_of, read_badge, signed_document, stacks_with
from app.badges.models import BadgeEventKind, BadgePart
from app.badges.stacked import credit_sum
from app.catalog import Achievement, CreditSuggestion
from app.cli.stacks import award as award_command
from app.db import transaction
from app.flows.revoke_badge import revoke_badge
from app.flows.stacks import award_earned_stacks
from app.services import Services
from tests.badges.by_hand import check_proof
from tests.badges.shapes import breaches
from tests.badges.world import World
from tests.conftest import ManualClock
from tests.flows.stack_world import (
    PAIR,
    TOP,
    courses,
    earn,
    earn_unsigned,
    micro,
    part,
    publish_stacks,
    stack,
    stacks_of,
)
from tests.signing import sign_due


@pytest.fixture
def session(database: Flask) -> Iterator[Session]:
    with transaction() as opened:
        yield opened


@pytest.fixture
def world(session: Session, services: Services) -> dict[str, World]:
    publish_stacks(session, services, PAIR, TOP)
    return courses(session, services)


def signed(session: Session, uuid: str) -> dict:
    document: dict = json.loads(signed_document(session, uuid))
    return document


def test_the_last_part_awards_the_stack_by_itself(
    session: Session, services: Services, world: dict[str, World]
) -> None:
    ben = world["asking"].ben
    earn(session, services, world["asking"], ben)
    assert stacks_of(session, ben) == []
    earn(session, services, world["listening"], ben)
    badge = stacks_of(session, ben)[0]
    assert badge.name == "Pair badge" and badge.is_signed
    assert (badge.placement_id, badge.version_id, badge.attempt_id) == (None, None, None)
    assert [event.kind for event in events_of(session, badge.uuid)] == [BadgeEventKind.AWARDED, BadgeEventKind.SIGNED]


def test_a_part_that_isnt_signed_yet_doesnt_count_yet(
    session: Session, services: Services, world: dict[str, World]
) -> None:
    ben = world["asking"].ben
    earn(session, services, world["asking"], ben)
    earn_unsigned(session, services, world["listening"], ben)
    assert award_earned_stacks(session, services, ben) == ()
    sign_due(session, services)
    assert len(stacks_of(session, ben)) == 1


def test_the_badge_names_its_parts_and_each_part_still_stands_for_itself(
    session: Session, services: Services, world: dict[str, World]
) -> None:
    ben = world["asking"].ben
    parts = [earn(session, services, world[slug], ben) for slug in ("asking", "listening")]
    badge = stacks_of(session, ben)[0]
    document = signed(session, badge.uuid)
    assert [line["id"] for line in document["evidence"]] == [each.url for each in parts]
    assert {line["genre"] for line in document["evidence"]} == {"OpenBadgeCredential"}
    for line, each in zip(document["evidence"], parts, strict=True):
        digest = hashlib.sha256(signed_document(session, each.uuid)).hexdigest()
        assert digest in line["narrative"] and line["name"] == each.name
    subject = document["credentialSubject"]
    assert subject["creditsEarned"] == 1 and "1 credit by the rule demo; 5 hours" in subject["narrative"]
    assert "1. **Asking** (micro-credential)" in subject["achievement"]["criteria"]["narrative"]
    assert [each["id"] for each in subject["achievement"]["related"]] == [
        f"http://localhost:8000/achievements/{each.achievement_key}" for each in parts
    ]
    assert [each.uuid for each in parts_of(session, badge.uuid)] == [each.uuid for each in parts]
    assert [each.uuid for each in stacks_with(session, parts[1].uuid)] == [badge.uuid]
    assert achievement_view(session, "stack.pair-1.0.0").stack_version_id == badge.stack_version_id
    contents = read_badge(signed_document(session, badge.uuid))
    assert contents.achievement.rubric == ()
    assert contents.achievement.credit == (
        "Suggested: 1 credit by the rule demo; 5 hours of work; the sum of what its badges carry"
    )
    assert breaches(document) == []


def test_a_bundle_is_a_badge_as_the_standard_describes_it_down_to_its_last_part(
    session: Session, services: Services, world: dict[str, World]
) -> None:
    ben = world["asking"].ben
    earned = [earn(session, services, world[slug], ben) for slug in ("asking", "listening")]
    sign_due(session, services)
    held = [*earned, *stacks_of(session, ben)]
    assert len(held) == 4
    for badge in held:
        assert breaches(signed(session, badge.uuid)) == [], badge.name
    spoilt = signed(session, held[-1].uuid)
    spoilt["credentialStatus"] = [spoilt["credentialStatus"]]
    del spoilt["credentialSubject"]["result"][0]["status"]
    assert len(breaches(spoilt)) == 2


def test_three_programs_that_did_not_sign_it_read_the_badge_of_a_stack(
    session: Session, services: Services, world: dict[str, World]
) -> None:
    """openbadgeslib's own reader, openvc-core, and the proof checked by hand; jwcrypto for the token."""
    ben = world["asking"].ben
    for slug in ("asking", "listening"):
        earn(session, services, world[slug], ben)
    badge, published = stacks_of(session, ben)[0], badges.did_document(session, "cairn")
    written = signed_document(session, badge.uuid)
    document = json.loads(written)
    pem = pem_for_kid(published, published["id"], document["proof"]["verificationMethod"])
    assert OB3LdpVerifier(pem, issuer_did=published["id"]).verify(written).name == "Pair badge"
    check_proof(document, published, document_loader())
    policy = VerificationPolicy(now=services.clock.now(), expected_types=["OpenBadgeCredential"], require_status=False)
    resolver = DidWebResolver(lambda _address: published)
    found = verify_credential(document, policy=policy, resolver=resolver, extra_contexts=bundled_contexts())
    assert (found.format, found.issuer) == ("data-integrity:eddsa-rdfc-2022", published["id"])
    token = jws.JWS()
    token.allowed_algs = ["RS256"]
    (rsa,) = [each["publicKeyJwk"] for each in published["verificationMethod"] if each["type"] == "JsonWebKey"]
    token.deserialize(
        badges.signed_jwt(session, badge.uuid), jwk.JWK(**{name: rsa[name] for name in ("kty", "n", "e")})
    )
    assert json.loads(token.payload)["evidence"] == document["evidence"]


def test_every_word_of_the_badge_is_in_its_contexts(
    session: Session, services: Services, world: dict[str, World]
) -> None:
    """Verifiers run JSON-LD in safe mode and refuse a whole badge for one unknown term."""
    ben = world["asking"].ben
    for slug in ("asking", "listening"):
        earn(session, services, world[slug], ben)
    document = signed(session, stacks_of(session, ben)[0].uuid)
    (expanded,) = jsonld.expand(document, {"documentLoader": document_loader()})
    written = json.dumps(expanded)
    assert "https://purl.imsglobal.org/spec/vc/ob/vocab.html#related" in written
    assert "SHA-256 of its signed file" in written


def test_a_bundle_of_a_stack_and_more_counts_every_micro_credential_once(
    session: Session, services: Services, world: dict[str, World]
) -> None:
    """The top takes the pair, and asking beside it: asking's credit is in the pair already."""
    ben = world["asking"].ben
    earn(session, services, world["asking"], ben)
    earn(session, services, world["listening"], ben)
    sign_due(session, services)
    pair, top = stacks_of(session, ben)
    assert (pair.name, top.name) == ("Pair badge", "Top badge")
    assert [each.name for each in parts_of(session, top.uuid)] == ["Asking badge", "Pair badge"]
    assert signed(session, top.uuid)["credentialSubject"]["creditsEarned"] == 1
    assert "5 hours" in signed(session, top.uuid)["credentialSubject"]["narrative"]


def test_what_is_earned_further_is_in_the_order_of_the_parts_and_not_awarded_twice(
    session: Session, services: Services, world: dict[str, World]
) -> None:
    ben = world["asking"].ben
    for slug in ("coaching", "listening", "asking"):
        earn(session, services, world[slug], ben)
    sign_due(session, services)
    before = [badge.uuid for badge in stacks_of(session, ben)]
    assert len(before) == 2
    for _ in range(3):
        assert award_earned_stacks(session, services, ben) == ()
    assert [badge.uuid for badge in stacks_of(session, ben)] == before


def test_two_accounts_of_one_human_being_make_one_stack(
    session: Session, services: Services, world: dict[str, World]
) -> None:
    here, there = world["asking"].ben, world["listening"].ben
    earn(session, services, world["asking"], here)
    earn(session, services, world["listening"], there)
    assert stacks_of(session, here, there) == []
    people.merge_people(session, services.clock, (here, there), by="Olga", reason="The same registrar's number.")
    (badge,) = award_earned_stacks(session, services, there)
    assert badge.person_id == here
    assert award_earned_stacks(session, services, here) == ()
    assert len(stacks_of(session, here, there)) == 1


def test_an_equal_name_or_address_makes_nobody_the_same(
    session: Session, services: Services, world: dict[str, World]
) -> None:
    here, there = world["asking"].ben, world["listening"].ben
    assert people.person_view(session, here).email == people.person_view(session, there).email
    earn(session, services, world["asking"], here)
    earn(session, services, world["listening"], there)
    assert [award_earned_stacks(session, services, who) for who in (here, there)] == [(), ()]


def test_a_revoked_or_expired_part_doesnt_count(
    session: Session, services: Services, world: dict[str, World], clock: ManualClock
) -> None:
    ben = world["asking"].ben
    first = earn(session, services, world["asking"], ben)
    revoke_badge(session, services, first.uuid, "Not Ben's own.")
    earn(session, services, world["listening"], ben)
    assert stacks_of(session, ben) == []
    brief = replace(world["coaching"].definition, achievement=Achievement("Brief", valid_years=1))
    world["coaching"] = replace(world["coaching"], definition=brief)
    publish_stacks(session, services, stack("other", part("listening"), part("coaching")))
    earn_unsigned(session, services, world["coaching"], ben)
    clock.advance(seconds=400 * 86400)
    sign_due(session, services)
    assert stacks_of(session, ben) == []


def test_a_revoked_part_puts_the_stack_before_a_person_and_takes_nothing_back(
    session: Session, services: Services, world: dict[str, World]
) -> None:
    ben = world["asking"].ben
    first = earn(session, services, world["asking"], ben)
    earn(session, services, world["listening"], ben)
    badge = stacks_of(session, ben)[0]
    revoke_badge(session, services, first.uuid, "Not Ben's own.")
    assert credential_view(session, badge.uuid).revoked_at is None
    found = {each.badge.uuid: each for each in badges.questioned_badges(session)}
    assert [(part.name, part.reason) for part in found[badge.uuid].parts] == [("Asking badge", "Not Ben's own.")]
    badges.settle_questions(session, services.clock, badge.uuid, "Olga", "She showed it again.")
    assert badge.uuid not in {each.badge.uuid for each in badges.questioned_badges(session)}
    row = session.query(BadgePart).filter_by(settled_by="Olga").one()
    assert row.settled_at == services.clock.now()
    assert events_of(session, badge.uuid)[-1].kind is BadgeEventKind.PART_SETTLED


def test_a_stack_that_was_taken_back_needs_a_part_that_was_earned_since(
    session: Session, services: Services, world: dict[str, World], clock: ManualClock
) -> None:
    ben = world["asking"].ben
    first = earn(session, services, world["asking"], ben)
    earn(session, services, world["listening"], ben)
    badge = stacks_of(session, ben)[0]
    clock.advance(seconds=60)
    revoke_badge(session, services, badge.uuid, "Awarded by mistake.")
    assert award_earned_stacks(session, services, ben) == ()
    clock.advance(seconds=60)
    revoke_badge(session, services, first.uuid, "Not Ben's own.")
    clock.advance(seconds=60)
    earn(session, services, world["asking"], ben, number=2)
    pairs = [each for each in stacks_of(session, ben) if each.name == "Pair badge"]
    assert [each.revoked_at is None for each in pairs] == [False, True]


def test_a_newer_version_isnt_awarded_to_who_holds_an_older_one(
    session: Session, services: Services, world: dict[str, World]
) -> None:
    ben = world["asking"].ben
    for slug in ("asking", "listening"):
        earn(session, services, world[slug], ben)
    publish_stacks(session, services, stack("pair", part("asking"), part("listening"), version="1.1.0"))
    assert award_earned_stacks(session, services, ben) == ()


def test_a_stack_whose_issuer_isnt_there_waits_and_harms_no_part(
    session: Session, services: Services, world: dict[str, World]
) -> None:
    publish_stacks(session, services, stack("theirs", part("asking"), part("coaching"), issuer="college"))
    ben = world["asking"].ben
    earn(session, services, world["asking"], ben)
    assert earn(session, services, world["coaching"], ben).is_signed
    assert stacks_of(session, ben) == []
    badges.ensure_issuer(
        session, clock=services.clock, sealer=services.sealer, public_url="http://localhost:8000", slug="college",
        name="College",
    )  # fmt: skip
    (badge,) = award_earned_stacks(session, services, ben)
    assert badge.issuer.slug == "college"


def test_the_command_awards_what_was_earned_before_the_stack_was_there(app: Flask, services: Services) -> None:
    with app.app_context(), transaction() as session:
        made = courses(session, services)
        ben = made["asking"].ben
        for slug in ("asking", "listening"):
            earn(session, services, made[slug], ben)
        publish_stacks(session, services, PAIR)
    assert "1 badge awarded" in app.test_cli_runner().invoke(award_command).output
    assert "0 badges awarded" in app.test_cli_runner().invoke(award_command).output
    with app.app_context(), transaction() as session:
        sign_due(session, services)
        assert len(stacks_of(session, ben)) == 1


def test_credit_is_added_up_where_one_rule_gives_it_and_else_only_hours_are() -> None:
    same = credit_sum([micro("a", "0.5"), micro("b", "0.25")])
    assert (same.amount, same.words) == (Decimal("0.75"), "suggested: 0.75 credit by the rule demo; 5 hours of work")
    mixed = credit_sum([micro("a", "0.5"), micro("b", "0.5", rule="other")])
    assert (mixed.amount, mixed.words) == (Decimal("5.0"), "5 hours of work")
    none = credit_sum([micro("a"), replace(micro("b"), credit=CreditSuggestion(Decimal("3")))])
    assert none.words == "5.5 hours of work"
