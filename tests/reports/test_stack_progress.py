"""What "My credentials" says about stacks."""

import pytest
from flask import Flask

from app.db import reading, transaction
from app.flows.revoke_badge import revoke_badge
from app.reports.stack_progress import StackLine, stack_progress
from app.services import Services
from tests.badges.world import World
from tests.flows.stack_world import PAIR, TOP, courses, earn, publish_stacks
from tests.reports.test_review_queue import counted


@pytest.fixture
def world(database: Flask, services: Services) -> dict[str, World]:
    with transaction() as session:
        publish_stacks(session, services, TOP, PAIR)
        return courses(session, services)


def lines(services: Services, *person_ids: int) -> list[StackLine]:
    with reading() as session:
        return list(stack_progress(session, person_ids, services.clock.now()))


def test_it_says_what_is_held_and_what_is_missing(services: Services, world: dict[str, World]) -> None:
    ben = world["asking"].ben
    with transaction() as session:
        badge = earn(session, services, world["asking"], ben)
    pair, top = lines(services, ben)
    assert (pair.title, pair.done, pair.needed, pair.missing) == ("Pair", 1, 2, "Still to earn: Listening.")
    assert pair.rule == "All 2 parts have to be held."
    assert [part.badge.uuid if part.badge else None for part in pair.parts] == [badge.uuid, None]
    assert (top.done, top.needed, top.missing) == (1, 2, "Still to earn: Pair.")
    assert pair.is_started and top.is_started and pair.badge is top.badge is None


def test_an_earned_stack_comes_first_and_lacks_nothing(services: Services, world: dict[str, World]) -> None:
    ben = world["asking"].ben
    with transaction() as session:
        for slug in ("asking", "listening"):
            earn(session, services, world[slug], ben)
    pair = lines(services, ben)[0]
    assert pair.badge is not None and pair.badge.name == "Pair badge" and pair.missing == ""


def test_accounts_that_were_asked_for_together_count_together(services: Services, world: dict[str, World]) -> None:
    here, there = world["asking"].ben, world["listening"].ben
    with transaction() as session:
        earn(session, services, world["asking"], here)
        earn(session, services, world["listening"], there)
    pair = next(line for line in lines(services, here, there) if line.slug == "pair")
    assert (pair.done, pair.missing) == (2, "Nothing is missing.")


def test_a_revoked_part_is_missing_again(services: Services, world: dict[str, World]) -> None:
    ben = world["asking"].ben
    with transaction() as session:
        badge = earn(session, services, world["asking"], ben)
        revoke_badge(session, services, badge.uuid, "Not Ben's own.")
    assert not any(line.is_started for line in lines(services, ben))


def test_more_badges_and_stacks_cost_no_more_statements(services: Services, world: dict[str, World]) -> None:
    ben = world["asking"].ben
    with transaction() as session:
        earn(session, services, world["asking"], ben)
    lines(services, ben)
    with counted() as few:
        lines(services, ben)
    with transaction() as session:
        earn(session, services, world["coaching"], ben)
    lines(services, ben)
    with counted() as more:
        lines(services, ben)
    assert len(more) == len(few) <= 8
