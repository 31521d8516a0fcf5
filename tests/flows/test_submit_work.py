"""Handing in: one story, one commit, one attempt."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from app import evidence, gradebook, journey, review
from app.db import reading, transaction
from app.errors import Conflict, Invalid, NotAllowed
from app.evidence import AttemptState, attempts_of, save_text
from app.flows.submit_work import Submission, submit_work, withdraw_work
from app.journey import JourneyState
from app.review.models import ReviewLease
from app.services import Services
from tests.evidence.world import STORY, TALKS, everything_agreed, fill, submit
from tests.flows.test_save_evidence import decide, state
from tests.review.world import World, build_world


@pytest.fixture
def world(database: Flask, services: Services) -> World:
    with transaction() as session:
        built = build_world(session, services, TALKS)
    with transaction() as session:
        fill(session, services, built)
    return built


def attempts(world: World) -> tuple[evidence.AttemptView, ...]:
    with reading() as session:
        return attempts_of(session, world.placement.id, world.person("ada"))


def test_submitting_freezes_opens_the_review_and_owes_the_gradebook_the_news(world: World, services: Services) -> None:
    with transaction() as session:
        attempt = submit(session, services, world)
    with reading() as session:
        assert session.get(ReviewLease, attempt.id) is not None
        (sync,) = gradebook.sync_states(session, world.placement.id, services.clock.now())
    assert state(world) is JourneyState.SUBMITTED
    assert sync.person_id == world.person("ada")
    assert attempt.attestations["integrity"] == evidence.ATTESTATIONS[0].words


def test_a_second_click_finds_the_first_attempt(world: World, services: Services) -> None:
    with transaction() as session:
        submit(session, services, world)
    with pytest.raises(Conflict, match="already-submitted"), transaction() as session:
        submit(session, services, world)
    assert len(attempts(world)) == 1


def test_nothing_at_all_is_kept_when_a_piece_is_missing(world: World, services: Services) -> None:
    whose = {"placement_id": world.placement.id, "person_id": world.person("ada")}
    with transaction() as session:
        save_text(session, services.clock, **whose, slot=STORY, text="too short", base_version=1)
    with pytest.raises(Conflict, match="not-ready"), transaction() as session:
        submit(session, services, world)
    assert attempts(world) == ()
    assert state(world) is not JourneyState.SUBMITTED
    with reading() as session:
        assert session.scalars(select(ReviewLease)).all() == []


def test_both_statements_are_needed(world: World, services: Services) -> None:
    with pytest.raises(Invalid, match="attestation-missing"), transaction() as session:
        submit_work(session, services, world.actors["ada"], world.placement, Submission(("integrity",)))
    assert attempts(world) == ()


def test_nobody_submits_in_somebody_elses_name(world: World, services: Services) -> None:
    admin = replace(world.actors["ada"], masquerading=True)
    with pytest.raises(NotAllowed, match="masquerading"), transaction() as session:
        submit_work(session, services, admin, world.placement, everything_agreed())
    with transaction() as session:
        submit(session, services, world)
    with pytest.raises(NotAllowed, match="masquerading"), transaction() as session:
        withdraw_work(session, services, admin, world.placement)


def test_after_not_yet_the_reviewer_is_told_what_changed(world: World, services: Services) -> None:
    with transaction() as session:
        first = submit(session, services, world)
    decide(world, services, first.id, responds="proficient", active="not_yet")
    with pytest.raises(Invalid, match="change-note-missing"), transaction() as session:
        submit(session, services, world, note="  ")
    with transaction() as session:
        second = submit(session, services, world, note="A new agenda")
    assert (second.number, second.supersedes_id, second.change_note) == (2, first.id, "A new agenda")
    assert second.items_in("story") and second.items_in("agenda"), "the whole portfolio goes along"


def test_work_returned_as_incomplete_needs_no_note_and_uses_no_attempt(world: World, services: Services) -> None:
    only_one = replace(world.placement, attempts_limit=1)
    with transaction() as session:
        first = submit(session, services, world)
    decide(world, services, first.id, incomplete=True)
    with transaction() as session:
        again = submit_work(session, services, world.actors["ada"], only_one, everything_agreed())
    assert again.number == 2


def test_the_limit_of_attempts_holds_and_leads_to_a_person(world: World, services: Services) -> None:
    only_one = replace(world.placement, attempts_limit=1)
    with transaction() as session:
        first = submit(session, services, world)
    decide(world, services, first.id, responds="proficient", active="not_yet")
    with pytest.raises(Conflict) as refusal, transaction() as session:
        submit_work(session, services, world.actors["ada"], only_one, everything_agreed("Changed"))
    assert refusal.value.code == "no-attempts-left"
    assert "instructor or coach" in refusal.value.way_out


def test_earned_work_is_not_submitted_again(world: World, services: Services) -> None:
    with transaction() as session:
        first = submit(session, services, world)
    decide(world, services, first.id, responds="proficient", active="proficient")
    with pytest.raises(Conflict, match="evidence-closed-earned"), transaction() as session:
        submit(session, services, world, note="More")


def test_withdrawn_work_is_open_again_and_can_be_submitted_anew(world: World, services: Services) -> None:
    with transaction() as session:
        submit(session, services, world)
    with transaction() as session:
        withdraw_work(session, services, world.actors["ada"], world.placement)
    assert state(world) is JourneyState.WITHDRAWN
    with transaction() as session:
        again = submit(session, services, world)
    assert [attempt.state for attempt in attempts(world)] == [AttemptState.WITHDRAWN, AttemptState.SUBMITTED]
    with reading() as session:
        assert review.decision_for(session, again.id) is None
        assert journey.require_enrollment(session, world.placement.id, world.person("ada")).state == "submitted"
