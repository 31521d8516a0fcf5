"""What licence cycles come to, on a real database: each micro-credential once, each unit by itself, nothing lost."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.credit import Ruling, credits_of, cycle_lines, decide, load_rules, suggest
from app.db import transaction
from app.services import Services
from tests.badges.world import World, a_world
from tests.credit.world import HALF, SHIPPED, earned, known_rules, signed_badge

ACCEPT = Ruling(accepts=True, by="Roy, the board")
TODAY = date(2026, 11, 20)
WAITS = ("0.0 of 1.0 credits for 2026\N{EN DASH}27", "0.5 credit")
COUNTS = ("0.5 of 1.0 credits for 2026\N{EN DASH}27", "")


@pytest.fixture
def session(database: Flask, services: Services) -> Iterator[Session]:
    with transaction() as opened:
        known_rules(opened, services)
        yield opened


@pytest.fixture
def world(session: Session, services: Services) -> World:
    return a_world(session, services.clock)


def suggested(session: Session, services: Services, world: World, rule: str = "wy-ptsb") -> None:
    badge = signed_badge(session, services, world)
    suggest(session, services.clock, [world.ben], [earned(session, world, badge, **{rule: HALF})])


def accept_all(session: Session, services: Services, *person_ids: int) -> None:
    for credit in credits_of(session, person_ids):
        deployments = frozenset({credit.suggestion.deployment_id})
        decide(session, services.clock, credit.suggestion.id, deployments, ACCEPT)


def words(session: Session, *person_ids: int, today: date = TODAY) -> list[tuple[str, str]]:
    return [(line.words, line.suggested_words) for line in cycle_lines(session, person_ids, today)]


def wyoming_changed(session: Session, services: Services, folder: Path, *changes: tuple[str, str]) -> None:
    """Load the Wyoming rule with these words changed."""
    text = (SHIPPED / "wyoming.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / "wyoming.yaml"
    file.write_text(text, encoding="utf-8")
    load_rules(session, services.clock, [file])


def test_what_was_accepted_and_what_waits_stand_beside_each_other(
    session: Session, services: Services, world: World
) -> None:
    suggested(session, services, world)
    assert words(session, world.ben) == [WAITS]
    accept_all(session, services, world.ben)
    assert words(session, world.ben) == [COUNTS]


def test_a_micro_credential_that_two_accounts_earned_before_they_were_linked_counts_once(
    session: Session, services: Services, world: World
) -> None:
    other = a_world(session, services.clock, world.definition, link="link-elsewhere")
    assert other.ben != world.ben
    suggested(session, services, world)
    suggested(session, services, other)
    assert words(session, world.ben, other.ben) == [WAITS]
    accept_all(session, services, other.ben)
    assert words(session, world.ben, other.ben) == [COUNTS]
    accept_all(session, services, world.ben)
    assert words(session, world.ben, other.ben) == [COUNTS]
    assert words(session, world.ben) == [COUNTS], "and again after they were parted"


def test_credit_under_a_rule_that_is_no_longer_in_force_is_still_shown(
    session: Session, services: Services, world: World, tmp_path: Path
) -> None:
    over = ("valid_from: 2020-07-01", "valid_from: 2020-07-01\nvalid_to: 2026-12-31")
    wyoming_changed(session, services, tmp_path, ("id: wy-ptsb", "id: wy-pilot"), over)
    suggested(session, services, world, "wy-pilot")
    accept_all(session, services, world.ben)
    for today in (date(2027, 3, 1), date(2028, 3, 1)):
        assert words(session, world.ben, today=today) == [COUNTS]


def test_a_new_version_with_another_unit_leaves_older_credit_in_its_own(
    session: Session, services: Services, world: World, tmp_path: Path
) -> None:
    suggested(session, services, world)
    accept_all(session, services, world.ben)
    in_points = ("{one: credit, many: credits}", "{one: point, many: points}")
    since = ("valid_from: 2020-07-01", "valid_from: 2026-11-18")
    wyoming_changed(session, services, tmp_path, ("version: 1", "version: 2"), in_points, since)
    assert words(session, world.ben) == [COUNTS]
