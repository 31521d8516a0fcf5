"""A teacher opens one more submission: only when every one is used, and once for two clicks."""

from dataclasses import replace

import pytest
from flask import Flask

from app.db import reading, transaction
from app.errors import Conflict
from app.flows.allow_attempt import allow_attempt
from app.flows.open_work import open_work
from app.flows.submit_work import submit_work
from app.placement import PlacementView
from app.reports.course_progress import course_progress
from app.services import Services
from tests.evidence.world import TALKS, everything_agreed, fill
from tests.flows.test_save_evidence import decide
from tests.review.world import World, build_world


@pytest.fixture
def world(database: Flask, services: Services) -> World:
    with transaction() as session:
        built = build_world(session, services, TALKS)
    with transaction() as session:
        fill(session, services, built)
    return built


@pytest.fixture
def once(world: World) -> PlacementView:
    """The placement with a single submission."""
    return replace(world.placement, attempts_limit=1)


def hand_in(world: World, services: Services, once: PlacementView, note: str = "") -> int:
    with transaction() as session:
        return submit_work(session, services, world.actors["ada"], once, everything_agreed(note)).id


def fall_short(world: World, services: Services, once: PlacementView) -> None:
    """Use the only submission up, without success."""
    decide(world, services, hand_in(world, services, once), responds="proficient", active="not_yet")


def is_out(world: World, services: Services, once: PlacementView) -> bool:
    with reading() as session:
        rows = course_progress(session, once, services.clock.now())
        return {row.person_id: row.out_of_attempts for row in rows}[world.person("ada")]


def test_one_more_submission_can_be_opened_when_all_are_used(
    world: World, services: Services, once: PlacementView
) -> None:
    assert not is_out(world, services, once)
    fall_short(world, services, once)
    assert is_out(world, services, once)
    with pytest.raises(Conflict, match="no-attempts-left"):
        hand_in(world, services, once, "Clearer.")
    with transaction() as session:
        allow_attempt(session, once, world.person("ada"))
    assert not is_out(world, services, once)
    hand_in(world, services, once, "Clearer.")
    with reading() as session:
        assert [attempt.number for attempt in open_work(session, once, world.person("ada")).attempts] == [1, 2]


def test_a_second_click_adds_nothing(world: World, services: Services, once: PlacementView) -> None:
    fall_short(world, services, once)
    with transaction() as session:
        allow_attempt(session, once, world.person("ada"))
    with pytest.raises(Conflict, match="attempt-not-needed"), transaction() as session:
        allow_attempt(session, once, world.person("ada"))
    with reading() as session:
        assert open_work(session, once, world.person("ada")).attempts_limit == 2
