"""What a badge counts for follows it: suggested when it is signed, decided by an authority, countered with it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import people
from app.administration import AuditFilter, Scope, audit_page
from app.badges.models import Credential
from app.catalog import CreditUnit
from app.credit import ProfileForm, Ruling, Standing, credits_of, ledger_of, profile_of
from app.db import transaction
from app.errors import NotFound
from app.flows.credit import (
    decide_credit,
    reconsider_credit,
    save_credit_profile,
    suggest_credit,
    suggest_for_person,
    take_back_credit,
)
from app.services import Services
from tests.badges.world import World, a_world
from tests.credit.world import HALF, actor_for, known_rules, place_another, same_elsewhere, signed_badge, unsigned_badge

WYOMING = CreditUnit("wy-ptsb", HALF)
OPERATOR = Scope(by="Olga")


@pytest.fixture
def session(database: Flask, services: Services) -> Iterator[Session]:
    with transaction() as opened:
        known_rules(opened, services)
        yield opened


@pytest.fixture
def world(session: Session, services: Services) -> World:
    return place_another(session, services, a_world(session, services.clock), "listening", WYOMING)


def quantities(session: Session, person_id: int) -> list[tuple[str, int, str]]:
    return [(each.rule.key, each.quantity, each.standing.value) for each in credits_of(session, [person_id])]


def revoked(session: Session, services: Services, uuid: str) -> None:
    row = session.scalars(select(Credential).where(Credential.uuid == uuid)).one()
    row.revoked_at, row.revoked_reason = services.clock.now(), "Awarded in error."
    session.flush()


def test_a_signed_badge_is_suggested_once(session: Session, services: Services, world: World) -> None:
    badge = signed_badge(session, services, world)
    for _ in range(3):
        suggest_credit(session, services, badge.uuid)
    assert quantities(session, world.ben) == [("wy-ptsb", 500, "suggested")]


def test_a_badge_that_is_not_signed_yet_counts_for_nothing(session: Session, services: Services, world: World) -> None:
    suggest_credit(session, services, unsigned_badge(session, services, world).uuid)
    assert quantities(session, world.ben) == []


def test_a_stacks_badge_counts_for_nothing_because_its_parts_did(
    session: Session, services: Services, world: World
) -> None:
    row = unsigned_badge(session, services, world)
    row.placement_id = row.version_id = row.attempt_id = None
    row.signed_at = services.clock.now()
    session.flush()
    suggest_credit(session, services, row.uuid)
    assert quantities(session, world.ben) == []


def test_saying_where_the_licence_is_from_suggests_for_earlier_badges(
    session: Session, services: Services, world: World
) -> None:
    signed_badge(session, services, world)
    form = ProfileForm("US-SC", "2026-07-01", "5", "")
    save_credit_profile(session, services, actor_for(world), form)
    assert set(quantities(session, world.ben)) == {("wy-ptsb", 500, "suggested"), ("sc-renewal", 13_333, "suggested")}


def test_a_revoked_badge_loses_its_credit_by_counter_entries(
    session: Session, services: Services, world: World
) -> None:
    badge = signed_badge(session, services, world)
    suggest_credit(session, services, badge.uuid)
    (credit,) = credits_of(session, [world.ben])
    decide_credit(session, services, OPERATOR, credit.suggestion.id, Ruling(True, "Olga"))
    revoked(session, services, badge.uuid)
    for _ in range(2):
        take_back_credit(session, services, badge.uuid)
    entries = ledger_of(session, [world.ben])
    assert [entry.quantity for entry in entries] == [500, 500, -500, -500]
    assert entries[-1].words == "The badge was revoked on 2026-11-15."
    assert quantities(session, world.ben) == [("wy-ptsb", 0, "taken back")]


def test_another_badge_of_the_same_micro_credential_takes_its_place(
    session: Session, services: Services, world: World
) -> None:
    first = signed_badge(session, services, world)
    suggest_credit(session, services, first.uuid)
    revoked(session, services, first.uuid)
    second = signed_badge(session, services, same_elsewhere(session, services, world))
    suggest_credit(session, services, second.uuid)
    assert [standing for _, _, standing in quantities(session, world.ben)] == ["suggested"]
    take_back_credit(session, services, first.uuid)
    assert [standing for _, _, standing in quantities(session, world.ben)] == ["taken back", "suggested"]


def test_each_decision_is_a_line_of_the_audit_log(session: Session, services: Services, world: World) -> None:
    suggest_for_person(session, services, signed_badge(session, services, world).person_id)
    (credit,) = credits_of(session, [world.ben])
    number = credit.suggestion.id
    decide_credit(session, services, OPERATOR, number, Ruling(True, "Olga", "0.25"))
    reconsider_credit(session, services, OPERATOR, number, "Wrong amount.")
    decided = decide_credit(session, services, OPERATOR, number, Ruling(False, "Olga", "", "Not approved."))
    assert decided.standing is Standing.DECLINED
    lines = audit_page(session, AuditFilter(None, None, "", None)).entries
    assert [(line.action, line.by) for line in lines][:3] == [
        ("credit-declined", "Olga"),
        ("credit-reopened", "Olga"),
        ("credit-accepted", "Olga"),
    ]
    assert lines[2].detail["quantity"] == "0.25" and "Okafor" not in str([line.detail for line in lines])


def test_an_administrator_of_elsewhere_decides_nothing_here(session: Session, services: Services, world: World) -> None:
    suggest_for_person(session, services, signed_badge(session, services, world).person_id)
    (credit,) = credits_of(session, [world.ben])
    foreign = Scope(by="Mallory", deployment_id=credit.suggestion.deployment_id + 1000)
    with pytest.raises(NotFound):
        decide_credit(session, services, foreign, credit.suggestion.id, Ruling(True, "Mallory"))
    with pytest.raises(NotFound):
        reconsider_credit(session, services, foreign, credit.suggestion.id, "Why not.")
    assert len(ledger_of(session, [world.ben])) == 1


def test_a_licence_that_is_forgotten_in_one_account_is_forgotten_in_all(
    session: Session, services: Services, world: World
) -> None:
    other = a_world(session, services.clock, link="link-elsewhere")
    people.merge_people(session, services.clock, (world.ben, other.ben), by="Olga", reason="One and the same.")
    for each in (world, other):
        save_credit_profile(session, services, actor_for(each), ProfileForm("US-SC", "2026-07-01", "5", "SC 1"))
    save_credit_profile(session, services, actor_for(other), ProfileForm("", "", "", ""))
    assert profile_of(session, [world.ben, other.ben]) is None
