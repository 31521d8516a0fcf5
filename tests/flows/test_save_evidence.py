"""Saving evidence: open slots take it, closed ones refuse with the reason, files of refused saves go."""

from collections.abc import Callable

import pytest
from flask import Flask

from app import journey
from app.db import reading, transaction
from app.errors import Conflict, Invalid, NotFound
from app.evidence import items_of
from app.flows.open_work import Closed, open_slots, open_work
from app.flows.release_decision import release_decision
from app.flows.review_work import save_review, take_up
from app.flows.save_evidence import (
    Upload,
    discard_file,
    remove_evidence,
    save_caption,
    save_file,
    save_link,
    save_text,
    tick_step,
    upload_rules,
)
from app.flows.start_work import start_work
from app.flows.sweep_files import sweep_files
from app.journey import JourneyState
from app.services import Services
from tests.conftest import ManualClock
from tests.evidence.world import PDF, PNG, TALKS, fill, store, submit
from tests.review.world import World, build_world, notes


@pytest.fixture
def world(database: Flask, services: Services) -> World:
    with transaction() as session:
        return build_world(session, services, TALKS)


def begin(world: World, services: Services) -> None:
    with transaction() as session:
        start_work(session, services, world.actors["ada"], world.placement)


def state(world: World) -> JourneyState:
    with reading() as session:
        return journey.require_enrollment(session, world.placement.id, world.person("ada")).state


def everything(world: World, services: Services) -> list[Callable[[], object]]:
    """Every way to change evidence that is there already."""
    who = (world.actors["ada"], world.placement)
    with reading() as session:
        agenda = next(i for i in items_of(session, who[1].id, who[0].person_id) if i.slot_id == "agenda")
    stored = store(services, PDF, "new.pdf")

    def run(verb: Callable[..., object], *args: object, **named: object) -> Callable[[], object]:
        def act() -> object:
            with transaction() as session:
                return verb(session, services, *who, *args, **named)

        return act

    return [
        run(save_text, "story", text="Changed", base_version=1),
        run(save_file, "agenda", Upload(stored, replaces=agenda.id)),
        run(save_link, "forum", url="https://example.org", caption=""),
        run(save_caption, agenda.id, "Changed"),
        run(remove_evidence, agenda.id),
    ]


def decide(world: World, services: Services, attempt_id: int, *, incomplete: bool = False, **levels: str) -> None:
    tess = world.actors["tess"]
    with transaction() as session:
        take_up(session, services, tess, attempt_id)
        save_review(session, services, tess, attempt_id, notes(**levels), "Look at it once more.")
        release_decision(session, services, tess, attempt_id, incomplete=incomplete)


def test_nothing_can_be_saved_before_the_start(world: World, services: Services) -> None:
    with pytest.raises(Conflict, match="not-started"), transaction() as session:
        save_text(session, services, world.actors["ada"], world.placement, "story", text="Hi", base_version=0)


def test_the_first_save_turns_a_start_into_progress(world: World, services: Services) -> None:
    begin(world, services)
    assert state(world) is JourneyState.STARTED
    with transaction() as session:
        save_text(session, services, world.actors["ada"], world.placement, "story", text="Hi", base_version=0)
    assert state(world) is JourneyState.IN_PROGRESS


def test_a_slot_that_is_not_asked_for_is_not_there(world: World, services: Services) -> None:
    begin(world, services)
    with pytest.raises(NotFound, match="no-such-slot"), transaction() as session:
        save_text(session, services, world.actors["ada"], world.placement, "diary", text="Hi", base_version=0)


def test_an_upload_is_refused_before_a_byte_is_taken(world: World, services: Services) -> None:
    who = (world.actors["ada"], world.placement)
    with pytest.raises(Conflict, match="not-started"), reading() as session:
        upload_rules(session, *who, "agenda", None)
    with transaction() as session:
        fill(session, services, world)
    with reading() as session:
        assert upload_rules(session, *who, "pictures", None).accept == ("image",)
        assert upload_rules(session, *who, "pictures", None).max_bytes == 1024 * 1024
        with pytest.raises(Conflict, match="slot-full"):
            upload_rules(session, *who, "agenda", None)
        with pytest.raises(Invalid, match="wrong-evidence-type"):
            upload_rules(session, *who, "story", None)
        with pytest.raises(NotFound):
            upload_rules(session, *who, "agenda", 999)


def test_submitted_work_can_not_be_changed_in_any_way(world: World, services: Services) -> None:
    with transaction() as session:
        fill(session, services, world)
        submit(session, services, world)
        before = items_of(session, world.placement.id, world.person("ada"))
    for change in everything(world, services):
        with pytest.raises(Conflict, match="evidence-closed-waiting"):
            change()
    with reading() as session:
        assert items_of(session, world.placement.id, world.person("ada")) == before


def test_earned_work_stays_as_it_was_reviewed(world: World, services: Services) -> None:
    with transaction() as session:
        fill(session, services, world)
        attempt = submit(session, services, world)
    decide(world, services, attempt.id, responds="proficient", active="exemplary")
    assert state(world) is JourneyState.EARNED
    for change in everything(world, services):
        with pytest.raises(Conflict, match="evidence-closed-earned"):
            change()


def test_after_not_yet_only_the_evidence_of_unmet_criteria_is_open(world: World, services: Services) -> None:
    with transaction() as session:
        fill(session, services, world)
        attempt = submit(session, services, world)
    decide(world, services, attempt.id, responds="proficient", active="not_yet")
    assert state(world) is JourneyState.NOT_YET
    with reading() as session:
        work = open_work(session, world.placement, world.person("ada"))
    assert work.slots == {"agenda", "pictures", "forum"}
    assert work.why_closed("story") is Closed.MET
    story, *others = everything(world, services)
    with pytest.raises(Conflict, match="evidence-closed-met"):
        story()
    others[0]()
    assert state(world) is JourneyState.RESUBMITTING


def test_work_returned_as_incomplete_is_all_open_again(world: World, services: Services) -> None:
    with transaction() as session:
        fill(session, services, world)
        attempt = submit(session, services, world)
    decide(world, services, attempt.id, incomplete=True)
    assert state(world) is JourneyState.RETURNED
    for change in everything(world, services)[:3]:
        change()


def test_slots_of_no_criterion_are_always_open_on_a_resubmission() -> None:
    assert open_slots(TALKS, ()) == {"forum"}
    assert open_slots(TALKS, ("responds", "active")) == {"story", "agenda", "pictures", "forum"}


def test_another_persons_evidence_can_not_be_touched(world: World, services: Services) -> None:
    with transaction() as session:
        fill(session, services, world, "ben")
        theirs = items_of(session, world.placement.id, world.person("ben"))
    begin(world, services)
    for verb in (remove_evidence, lambda *args: save_caption(*args, "Mine")):
        with pytest.raises(NotFound), transaction() as session:
            verb(session, services, world.actors["ada"], world.placement, theirs[0].id)
    with reading() as session:
        assert items_of(session, world.placement.id, world.person("ben")) == theirs


def test_a_removed_file_is_deleted_unless_an_attempt_holds_it(world: World, services: Services) -> None:
    with transaction() as session:
        fill(session, services, world)
        attempt = submit(session, services, world)
    submitted = attempt.items_in("agenda")[0].file_key
    loose = store(services, PNG, "loose.png").key
    with reading() as session:
        assert not discard_file(session, services, submitted)
        assert discard_file(session, services, loose)
        assert not discard_file(session, services, "")
    services.files.open(submitted).close()
    with pytest.raises(NotFound):
        services.files.open(loose)


def test_the_sweep_removes_what_nobody_names_after_a_day(world: World, services: Services, clock: ManualClock) -> None:
    with transaction() as session:
        fill(session, services, world)
    store(services, PNG, "lost.png")
    clock.advance(seconds=400 * 24 * 3600)
    with reading() as session:
        assert sweep_files(session, services) == 1
        assert sweep_files(session, services) == 0
    with reading() as session:
        keys = [item.file_key for item in items_of(session, world.placement.id, world.person("ada")) if item.file_key]
    for key in keys:
        services.files.open(key).close()


def test_a_reading_step_is_ticked_off_by_the_earner(world: World, services: Services) -> None:
    begin(world, services)
    with transaction() as session:
        tick_step(session, services, world.actors["ada"], world.placement, "s2", done=True)
    with reading() as session:
        enrollment = journey.require_enrollment(session, world.placement.id, world.person("ada"))
        assert journey.marked_steps(session, enrollment.id) == {"s2"}
