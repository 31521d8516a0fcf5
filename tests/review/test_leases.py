"""Two reviewers never hold the same work."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask

from app.db import reading, transaction
from app.errors import Conflict, NotAllowed, NotFound, Refusal
from app.evidence import AttemptView
from app.review import claim, decide, lease_of, open_for_review, release, save_draft
from app.services import Services
from tests.conftest import ManualClock
from tests.review.world import ALL_MET, World, build_world, hand_in

HOURS = 3600


@pytest.fixture
def attempt(world: World, clock: ManualClock) -> AttemptView:
    with transaction() as session:
        return hand_in(session, clock, world)


def test_a_claim_holds_for_eight_hours(world: World, attempt: AttemptView, clock: ManualClock) -> None:
    with transaction() as session:
        lease = claim(session, clock, attempt.id, world.person("tess"))
    assert (lease.expires_at - clock.now()).total_seconds() == 8 * HOURS
    clock.advance(seconds=8 * HOURS - 1)
    with reading() as session:
        held = lease_of(session, attempt.id, clock.now())
        assert held is not None and held.reviewer_name == "Tess Example"
    clock.advance(seconds=1)
    with reading() as session:
        assert lease_of(session, attempt.id, clock.now()) is None


def test_a_second_reviewer_is_told_who_holds_it_and_until_when(
    world: World, attempt: AttemptView, clock: ManualClock
) -> None:
    with transaction() as session:
        claim(session, clock, attempt.id, world.person("tess"))
    with pytest.raises(Conflict) as refused, transaction() as session:
        claim(session, clock, attempt.id, world.person("omar"))
    assert "Tess Example" in refused.value.words and "15 November, 17:30 UTC" in refused.value.words


def test_an_expired_lease_can_be_claimed_by_another(world: World, attempt: AttemptView, clock: ManualClock) -> None:
    with transaction() as session:
        claim(session, clock, attempt.id, world.person("tess"))
    clock.advance(seconds=8 * HOURS)
    with transaction() as session:
        assert claim(session, clock, attempt.id, world.person("omar")).reviewer_name == "Omar Example"


def test_saving_renews_the_lease(world: World, attempt: AttemptView, clock: ManualClock) -> None:
    with transaction() as session:
        claim(session, clock, attempt.id, world.person("tess"))
    clock.advance(seconds=7 * HOURS)
    with transaction() as session:
        save_draft(session, clock, attempt.id, world.person("tess"), ALL_MET, "")
    clock.advance(seconds=7 * HOURS)
    with reading() as session:
        assert lease_of(session, attempt.id, clock.now()) is not None


def test_what_is_given_back_can_be_claimed_at_once(world: World, attempt: AttemptView, clock: ManualClock) -> None:
    with transaction() as session:
        claim(session, clock, attempt.id, world.person("tess"))
        assert not release(session, attempt.id, world.person("omar"))
        assert release(session, attempt.id, world.person("tess"))
        assert claim(session, clock, attempt.id, world.person("omar")).reviewer_id == world.person("omar")


def test_nobody_claims_their_own_work(world: World, attempt: AttemptView, clock: ManualClock) -> None:
    with pytest.raises(NotAllowed), transaction() as session:
        claim(session, clock, attempt.id, world.person("ada"))


def test_work_that_was_never_handed_in_is_not_there(world: World, clock: ManualClock) -> None:
    with pytest.raises(NotFound), transaction() as session:
        claim(session, clock, 999, world.person("tess"))


def test_handing_over_to_the_reviewers_twice_changes_nothing(
    world: World, attempt: AttemptView, clock: ManualClock
) -> None:
    with transaction() as session:
        claim(session, clock, attempt.id, world.person("tess"))
        open_for_review(session, clock, attempt)
        assert lease_of(session, attempt.id, clock.now()) is not None


def test_decided_work_is_not_claimed_again(world: World, attempt: AttemptView, clock: ManualClock) -> None:
    with transaction() as session:
        save_draft(session, clock, attempt.id, world.person("tess"), ALL_MET, "")
        decide(session, clock, attempt.id, world.person("tess"))
    with pytest.raises(Conflict) as refused, transaction() as session:
        claim(session, clock, attempt.id, world.person("omar"))
    assert refused.value.code == "already-decided"


def test_of_many_who_claim_at_once_one_gets_it(
    app: Flask, world: World, attempt: AttemptView, clock: ManualClock
) -> None:
    answers = race(app, lambda person_id: claim_in_own_connection(clock, attempt, person_id), world)
    assert sorted(answers) == ["got it", "held-by-another"]


@pytest.mark.postgres
def test_of_many_who_claim_at_once_one_gets_it_on_postgresql(postgres_app: Flask, clock: ManualClock) -> None:
    built: Services = postgres_app.extensions["cairn"]
    with postgres_app.app_context():
        with transaction() as session:
            world = build_world(session, built)
            attempt = hand_in(session, clock, world)
        for _ in range(5):
            answers = race(postgres_app, lambda person_id: claim_in_own_connection(clock, attempt, person_id), world)
            assert sorted(answers) == ["got it", "held-by-another"]
            clock.advance(seconds=8 * HOURS)


def claim_in_own_connection(clock: ManualClock, attempt: AttemptView, person_id: int) -> str:
    try:
        with transaction() as session:
            claim(session, clock, attempt.id, person_id)
    except Refusal as refusal:
        return refusal.code
    return "got it"


def race(app: Flask, act: Callable[[int], str], world: World) -> list[str]:
    """Let two reviewers act in two threads, each with a connection of its own."""
    answers: list[str] = []
    barrier = threading.Barrier(2)

    def run(person_id: int) -> None:
        with app.app_context():
            barrier.wait(10)
            answers.append(act(person_id))

    threads = [threading.Thread(target=run, args=(world.person(name),)) for name in ("tess", "omar")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers
