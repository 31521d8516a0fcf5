"""From a reviewer's levels to the columns of criteria: with each decision, and all at once when switched on."""

import pytest

from app.db import reading, transaction
from app.evidence import AttemptView
from app.flows.criterion_columns import switch_criterion_columns
from app.gradebook import SyncRow, criterion_states
from app.gradebook.models import GradebookOption, ScoreSync
from app.review import Note
from app.services import Services
from tests.conftest import ManualClock
from tests.flows.test_release_decision import Release, attempt, release
from tests.review.conftest import world
from tests.review.world import ALL_MET, ONE_MISSING, World

__all__ = ["attempt", "release", "world"]


def switch(world: World, services: Services, *, on: bool = True) -> None:
    with transaction() as session:
        switch_criterion_columns(session, services, world.actors["tess"], world.placement, on=on)


def wanted(world: World, clock: ManualClock) -> dict[str, tuple[int | None, int]]:
    """Points and maximum by criterion, as the columns are to show them."""
    return {row.criterion: (row.points, row.out_of) for row in rows(world, clock)}


def rows(world: World, clock: ManualClock) -> list[SyncRow]:
    with reading() as session:
        return criterion_states(session, world.placement.id, clock.now())


def test_a_decision_owes_nothing_to_columns_that_nobody_wants(
    world: World, attempt: AttemptView, release: Release, clock: ManualClock
) -> None:
    release(attempt, ALL_MET)
    assert wanted(world, clock) == {}


def test_a_decision_brings_each_criterions_level_as_points_of_the_highest(
    world: World, services: Services, attempt: AttemptView, release: Release, clock: ManualClock
) -> None:
    switch(world, services)
    release(attempt, ALL_MET)
    assert wanted(world, clock) == {
        "responds": (2_00, 3_00),
        "active": (3_00, 3_00),
        "honest": (2_00, 3_00),
    }


def test_the_comment_is_the_levels_name_and_the_reviewers_words(
    world: World, services: Services, attempt: AttemptView, release: Release
) -> None:
    switch(world, services)
    release(attempt, {**ALL_MET, "responds": Note("proficient", "You asked twice.")})
    with reading() as session:
        found = {row.criterion: row.comment for row in session.query(ScoreSync) if row.criterion}
    assert found["responds"] == "Proficient. You asked twice."
    assert found["active"] == "Exemplary."


def test_a_not_yet_sends_nothing_there_as_it_sends_no_score(
    world: World, services: Services, attempt: AttemptView, release: Release, clock: ManualClock
) -> None:
    switch(world, services)
    release(attempt, ONE_MISSING)
    assert {points for points, _ in wanted(world, clock).values()} == {None}


def test_switching_on_brings_in_what_was_decided_before(
    world: World, services: Services, attempt: AttemptView, release: Release, clock: ManualClock
) -> None:
    release(attempt, ALL_MET)
    switch(world, services)
    assert {criterion for criterion, (points, _) in wanted(world, clock).items() if points} == set(ALL_MET)


def test_a_changed_decision_counts_and_the_one_before_does_not(
    world: World, services: Services, attempt: AttemptView, release: Release, clock: ManualClock
) -> None:
    release(attempt, ALL_MET)
    release(attempt, {**ALL_MET, "responds": Note("exemplary", "Better than I thought.")})
    switch(world, services)
    assert wanted(world, clock)["responds"] == (3_00, 3_00)


def test_switching_on_twice_owes_nothing_twice(
    world: World, services: Services, attempt: AttemptView, release: Release, clock: ManualClock
) -> None:
    release(attempt, ALL_MET)
    switch(world, services)
    with reading() as session:
        stamps = {row.id: row.grade_timestamp for row in session.query(ScoreSync)}
    clock.advance(seconds=60)
    switch(world, services)
    with reading() as session:
        assert {row.id: row.grade_timestamp for row in session.query(ScoreSync)} == stamps


@pytest.mark.parametrize("on", [True, False])
def test_who_chose_it_and_when_is_kept(world: World, services: Services, clock: ManualClock, on: bool) -> None:
    switch(world, services, on=on)
    with reading() as session:
        chosen = session.query(GradebookOption).one()
    assert (chosen.criterion_columns, chosen.changed_by) == (on, world.person("tess"))
    assert chosen.changed_at == clock.now()
