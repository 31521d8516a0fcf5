"""What accounts have earned apart counts together as soon as they are linked."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import people
from app.catalog import CreditUnit
from app.credit import ProfileForm, credits_of
from app.db import transaction
from app.flows.credit import save_credit_profile
from app.flows.link_people import agree_to_link, enter_link_code, make_link_code
from app.people.models import Person
from app.services import Services
from tests.badges.world import World, a_world
from tests.credit.world import HALF, actor_for, known_rules, place_another, signed_badge


@pytest.fixture
def session(database: Flask, services: Services) -> Iterator[Session]:
    with transaction() as opened:
        known_rules(opened, services)
        yield opened


@pytest.fixture
def world(session: Session, services: Services) -> World:
    base = a_world(session, services.clock)
    return place_another(session, services, base, "listening", CreditUnit("wy-ptsb", HALF))


def test_a_licence_known_in_one_account_counts_what_the_other_has_earned(
    session: Session, services: Services, world: World
) -> None:
    signed_badge(session, services, world)
    elsewhere = Person(created_at=services.clock.now())
    session.add(elsewhere)
    session.flush()
    ben = actor_for(world)
    other = actor_for(replace(world, ben=elsewhere.id))
    save_credit_profile(session, services, other, ProfileForm("US-SC", "2026-07-01", "5", ""))
    assert {credit.rule.key for credit in credits_of(session, [world.ben])} == {"wy-ptsb"}
    enter_link_code(session, services, other, make_link_code(session, services, ben))
    (request,) = people.link_requests(session, services.clock, world.ben)
    for actor in (ben, other):
        agree_to_link(session, services, actor, request.id)
    assert {credit.rule.key for credit in credits_of(session, [world.ben])} == {"wy-ptsb", "sc-renewal"}
