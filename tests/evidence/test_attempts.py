"""Freezing: what was handed in never changes, and there is one attempt however often it is asked for."""

import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.db import reading, transaction
from app.errors import Conflict, NotFound
from app.evidence import (
    AttemptRequest,
    AttemptState,
    AttemptView,
    all_file_keys,
    attempt_file,
    attempt_view,
    attempts_of,
    count_used,
    freeze_attempt,
    is_referenced,
    items_of,
    latest_attempt,
    may_move,
    placement_attempts,
    remove_item,
    require_attempt_left,
    save_text,
    set_attempt_state,
    withdraw_attempt,
)
from app.evidence.models import Attempt
from app.services import Services
from tests.evidence.world import GOOD_STORY, STORY, TALKS, fill
from tests.review.world import World, build_world


def request(world: World, note: str = "") -> AttemptRequest:
    placement = world.placement
    return AttemptRequest(placement.id, world.person("ada"), placement.version_id, {"integrity": "Mine."}, note)


def freeze(world: World, services: Services, note: str = "") -> AttemptView:
    with transaction() as session:
        return freeze_attempt(session, services.clock, request(world, note))


def move(services: Services, attempt: AttemptView, *states: AttemptState) -> None:
    for state in states:
        with transaction() as session:
            set_attempt_state(session, services.clock, attempt.id, state)


@pytest.fixture
def filled(world: World, services: Services) -> World:
    with transaction() as session:
        fill(session, services, world)
    return world


def test_an_attempt_holds_a_copy_of_everything_there(filled: World, services: Services) -> None:
    attempt = freeze(filled, services)
    assert (attempt.number, attempt.state, attempt.supersedes_id) == (1, AttemptState.SUBMITTED, None)
    assert attempt.attestations == {"integrity": "Mine."}
    assert attempt.items_in("story")[0].text == GOOD_STORY
    assert attempt.items_in("agenda")[0].file_name == "agenda.pdf"
    assert len(attempt.items_in("agenda")[0].sha256) == 64
    assert attempt.items_in("forum")[0].url == "https://forum.example/talk"


def test_later_work_changes_nothing_in_an_attempt_and_its_files_stay(filled: World, services: Services) -> None:
    before = freeze(filled, services)
    whose = {"placement_id": filled.placement.id, "person_id": filled.person("ada")}
    with transaction() as session:
        save_text(session, services.clock, **whose, slot=STORY, text="Other words", base_version=1)
        agenda = next(item for item in items_of(session, **whose) if item.slot_id == "agenda")
        key = remove_item(session, **whose, item_id=agenda.id)
    with reading() as session:
        assert attempt_view(session, before.id) == before
        assert is_referenced(session, key) and key in all_file_keys(session)


def test_a_second_attempt_waits_until_the_first_is_decided(filled: World, services: Services) -> None:
    first = freeze(filled, services)
    for states in ((), (AttemptState.IN_REVIEW,)):
        move(services, first, *states)
        with pytest.raises(Conflict, match="already-submitted"):
            freeze(filled, services)
    move(services, first, AttemptState.DECIDED)
    second = freeze(filled, services, "A new agenda")
    assert (second.number, second.supersedes_id, second.change_note) == (2, first.id, "A new agenda")


def test_the_database_itself_allows_one_open_attempt(filled: World, services: Services) -> None:
    first = freeze(filled, services)
    move(services, first, AttemptState.IN_REVIEW, AttemptState.DECIDED)
    freeze(filled, services)
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(Attempt).where(Attempt.id == first.id).values(state="submitted"))


def submit_from_two_windows(app: Flask, world: World, services: Services) -> list[str]:
    """Two threads that freeze at the same moment; what each was told."""
    barrier, told = threading.Barrier(2), []

    def window() -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction() as session:
                    freeze_attempt(session, services.clock, request(world))
                told.append("submitted")
            except Conflict as refusal:
                told.append(refusal.code)

    threads = [threading.Thread(target=window) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def test_two_windows_that_submit_at_once_make_one_attempt(database: Flask, filled: World, services: Services) -> None:
    assert submit_from_two_windows(database, filled, services) == ["already-submitted", "submitted"]
    with reading() as session:
        assert len(session.scalars(select(Attempt)).all()) == 1


@pytest.mark.postgres
def test_two_windows_that_submit_at_once_make_one_attempt_on_postgresql(postgres_app: Flask, tmp_path: Path) -> None:
    services: Services = postgres_app.extensions["cairn"]
    with postgres_app.app_context():
        with transaction() as session:
            world = build_world(session, services, TALKS)
        with transaction() as session:
            fill(session, services, world)
        assert submit_from_two_windows(postgres_app, world, services) == ["already-submitted", "submitted"]


def test_returned_and_withdrawn_attempts_use_nothing_up(filled: World, services: Services) -> None:
    first = freeze(filled, services)
    move(services, first, AttemptState.IN_REVIEW, AttemptState.RETURNED_INCOMPLETE)
    second = freeze(filled, services)
    move(services, second, AttemptState.WITHDRAWN)
    third = freeze(filled, services)
    with reading() as session:
        attempts = attempts_of(session, filled.placement.id, filled.person("ada"))
    assert [attempt.number for attempt in attempts] == [1, 2, 3]
    assert count_used(attempts) == 1
    require_attempt_left(attempts, 2)
    require_attempt_left(attempts, None)
    with pytest.raises(Conflict, match="no-attempts-left"):
        require_attempt_left(attempts, 1)
    assert third.supersedes_id == second.id


def test_work_can_be_taken_back_until_a_reviewer_begins(filled: World, services: Services) -> None:
    whose = (filled.placement.id, filled.person("ada"))
    with pytest.raises(Conflict, match="nothing-to-withdraw"), transaction() as session:
        withdraw_attempt(session, services.clock, *whose)
    first = freeze(filled, services)
    with transaction() as session:
        withdraw_attempt(session, services.clock, *whose)
        latest = latest_attempt(session, *whose)
    assert latest is not None and latest.state is AttemptState.WITHDRAWN and latest.id == first.id
    second = freeze(filled, services)
    move(services, second, AttemptState.IN_REVIEW)
    with pytest.raises(Conflict, match="review-has-begun"), transaction() as session:
        withdraw_attempt(session, services.clock, *whose)


@pytest.mark.parametrize("end", [AttemptState.WITHDRAWN, AttemptState.RETURNED_INCOMPLETE])
def test_a_returned_or_withdrawn_attempt_never_comes_back(filled: World, services: Services, end: AttemptState) -> None:
    attempt = freeze(filled, services)
    move(services, attempt, end)
    for state in set(AttemptState) - {end}:
        assert not may_move(end, state)
        with pytest.raises(Conflict, match="attempt-moved-on"), transaction() as session:
            set_attempt_state(session, services.clock, attempt.id, state)


def test_a_file_is_opened_through_its_own_attempt_only(filled: World, services: Services) -> None:
    attempt = freeze(filled, services)
    picture, text = attempt.items_in("pictures")[0], attempt.items_in("story")[0]
    with reading() as session:
        file = attempt_file(session, attempt.id, picture.id)
        assert (file.key, file.person_id, file.placement_id) == (
            picture.file_key,
            filled.person("ada"),
            filled.placement.id,
        )
        for attempt_id, item_id in ((attempt.id + 1, picture.id), (attempt.id, text.id), (attempt.id, 999)):
            with pytest.raises(NotFound):
                attempt_file(session, attempt_id, item_id)


def test_an_emptied_text_is_not_handed_in(filled: World, services: Services) -> None:
    whose = {"placement_id": filled.placement.id, "person_id": filled.person("ada")}
    with transaction() as session:
        save_text(session, services.clock, **whose, slot=STORY, text="  ", base_version=1)
    assert freeze(filled, services).items_in("story") == ()


def test_all_attempts_of_placements_come_in_one_list_without_items(filled: World, services: Services) -> None:
    attempt = freeze(filled, services)
    with reading() as session:
        listed = placement_attempts(session, [filled.placement.id])
        assert placement_attempts(session, [filled.placement.id + 1]) == ()
    assert [(each.id, each.items) for each in listed] == [(attempt.id, ())]
