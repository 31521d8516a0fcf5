"""What is owed: marked, claimed by one, settled by the one who holds the lease. On SQLite and on PostgreSQL."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app.db import reading, transaction
from app.outbox import (
    LEASE,
    Claimed,
    OutboxState,
    Outcome,
    OutcomeKind,
    Status,
    attempts_of,
    claim,
    mark_due,
    may_claim,
    next_wake_up,
    note_worker,
    settle,
    statuses,
    troubled,
    worker_seen_at,
)
from app.outbox.rules import KEPT_ATTEMPTS
from tests.conftest import ManualClock

DONE = Outcome(OutcomeKind.DONE)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Iterator[Flask]:
    app: Flask = request.getfixturevalue("app" if request.param == "sqlite" else "postgres_app")
    with app.app_context():
        yield app


def owe(clock: ManualClock, key: str = "1", gate: str = "lms:1") -> None:
    with transaction() as session:
        mark_due(session, clock, kind="score", key=key, gate=gate)


def take(clock: ManualClock) -> Claimed | None:
    with transaction() as session:
        return claim(session, clock)


def take_one(clock: ManualClock) -> Claimed:
    claimed = take(clock)
    assert claimed is not None
    return claimed


def end(clock: ManualClock, claimed: Claimed, outcome: Outcome = DONE) -> bool:
    with transaction() as session:
        return settle(session, clock, claimed, outcome)


def status(clock: ManualClock, key: str = "1") -> Status:
    with reading() as session:
        return statuses(session, "score", [key], clock.now())[key]


def test_what_is_owed_is_claimed_and_then_done(database: Flask, clock: ManualClock) -> None:
    owe(clock)
    assert end(clock, take_one(clock))
    assert status(clock).state is OutboxState.DONE
    assert take(clock) is None


def test_facts_that_come_before_a_delivery_are_sent_once(database: Flask, clock: ManualClock) -> None:
    for _ in range(5):
        owe(clock)
    claimed = take_one(clock)
    assert claimed.version == 5
    end(clock, claimed)
    assert take(clock) is None


def test_what_is_claimed_is_nobody_elses(database: Flask, clock: ManualClock) -> None:
    owe(clock)
    take_one(clock)
    assert take(clock) is None


def test_a_dead_workers_lease_runs_out_and_another_takes_over(database: Flask, clock: ManualClock) -> None:
    owe(clock)
    dead = take_one(clock)
    clock.advance(seconds=LEASE.total_seconds() + 1)
    heir = take_one(clock)
    assert heir.item_id == dead.item_id
    assert heir.token != dead.token


def test_a_late_settle_of_a_lost_lease_changes_nothing(database: Flask, clock: ManualClock) -> None:
    owe(clock)
    dead = take_one(clock)
    clock.advance(seconds=LEASE.total_seconds() + 1)
    heir = take_one(clock)
    assert not end(clock, dead)
    assert status(clock).state is OutboxState.DUE
    assert end(clock, heir)
    assert status(clock).state is OutboxState.DONE


def test_a_fact_that_changes_while_it_is_sent_stays_due(database: Flask, clock: ManualClock) -> None:
    owe(clock)
    claimed = take_one(clock)
    owe(clock)
    end(clock, claimed)
    assert (status(clock).wanted, status(clock).sent) == (2, 1)
    assert take_one(clock).version == 2


def test_a_fact_that_changes_during_a_failed_try_does_not_wait_for_the_retry(
    database: Flask, clock: ManualClock
) -> None:
    owe(clock)
    claimed = take_one(clock)
    owe(clock)
    end(clock, claimed, Outcome(OutcomeKind.RETRY))
    assert take(clock) is not None


def test_a_failed_try_waits_before_the_next(database: Flask, clock: ManualClock) -> None:
    owe(clock)
    end(clock, take_one(clock), Outcome(OutcomeKind.RETRY, "The LMS has a fault."))
    assert take(clock) is None
    assert status(clock).last_answer == "The LMS has a fault."
    clock.advance(seconds=16)
    assert take_one(clock).attempts == 1


def test_retry_after_closes_the_whole_platform_and_no_other(database: Flask, clock: ManualClock) -> None:
    owe(clock, "1")
    owe(clock, "2")
    owe(clock, "3", gate="lms:2")
    end(clock, take_one(clock), Outcome(OutcomeKind.RETRY, retry_after=300, closes_gate=True))
    other = take_one(clock)
    assert other.key == "3"
    end(clock, other)
    clock.advance(seconds=299)
    assert take(clock) is None
    clock.advance(seconds=20)
    assert take_one(clock).key == "2"


def test_a_newer_fact_does_not_open_a_closed_platform(database: Flask, clock: ManualClock) -> None:
    owe(clock)
    end(clock, take_one(clock), Outcome(OutcomeKind.RETRY, retry_after=60, closes_gate=True))
    owe(clock)
    assert take(clock) is None
    next_try_at = status(clock).next_try_at
    assert next_try_at is not None
    assert next_try_at >= clock.now() + timedelta(seconds=60)


def owe_by_hand(clock: ManualClock, key: str = "1") -> None:
    with transaction() as session:
        mark_due(session, clock, kind="score", key=key, gate="lms:1", by_hand=True)


def test_a_person_who_asks_does_not_wait_for_our_own_guess(database: Flask, clock: ManualClock) -> None:
    owe(clock)
    end(clock, take_one(clock), Outcome(OutcomeKind.RETRY, "No answer.", closes_gate=True))
    assert take(clock) is None
    owe_by_hand(clock)
    assert take_one(clock).key == "1"


def test_a_person_who_asks_waits_as_long_as_the_platform_asked(database: Flask, clock: ManualClock) -> None:
    owe(clock)
    end(clock, take_one(clock), Outcome(OutcomeKind.RETRY, retry_after=60, closes_gate=True))
    owe_by_hand(clock)
    assert take(clock) is None
    clock.advance(seconds=70)
    assert take_one(clock).key == "1"


def test_one_delivery_at_a_time_goes_to_a_platform(database: Flask, clock: ManualClock) -> None:
    owe(clock, "1")
    owe(clock, "2")
    first = take_one(clock)
    assert take(clock) is None
    end(clock, first)
    assert take_one(clock).key == "2"


def test_platforms_do_not_wait_for_each_other(database: Flask, clock: ManualClock) -> None:
    owe(clock, "1", gate="lms:1")
    owe(clock, "2", gate="lms:2")
    assert {take_one(clock).key, take_one(clock).key} == {"1", "2"}


def test_what_was_refused_for_good_stops_and_says_why(database: Flask, clock: ManualClock) -> None:
    owe(clock)
    end(clock, take_one(clock), Outcome(OutcomeKind.STOP, "The course has ended."))
    assert (status(clock).state, status(clock).last_answer) == (OutboxState.STOPPED, "The course has ended.")
    assert take(clock) is None


def test_a_stopped_debt_starts_afresh_when_it_is_owed_again(database: Flask, clock: ManualClock) -> None:
    owe(clock)
    end(clock, take_one(clock), Outcome(OutcomeKind.STOP))
    owe(clock)
    assert take_one(clock).attempts == 0


def test_an_lms_that_is_down_for_two_days_stops_the_delivery_visibly(database: Flask, clock: ManualClock) -> None:
    owe(clock)
    tries = 0
    while (claimed := take(clock)) is not None:
        tries += 1
        end(clock, claimed, Outcome(OutcomeKind.RETRY, "No answer.", closes_gate=True))
        clock.advance(seconds=3601)
    assert status(clock).state is OutboxState.STOPPED
    assert 48 <= tries <= 50


def test_what_fails_or_was_given_up_is_listed_and_nothing_else(database: Flask, clock: ManualClock) -> None:
    for key in ("done", "stopped", "failing", "waiting"):
        owe(clock, key, gate=f"lms:{key}")
        clock.advance(seconds=1)
    outcomes = {
        "done": DONE,
        "stopped": Outcome(OutcomeKind.STOP, "No."),
        "failing": Outcome(OutcomeKind.RETRY, "Later."),
    }
    for _ in range(3):
        claimed = take_one(clock)
        end(clock, claimed, outcomes[claimed.key])
        clock.advance(seconds=1)
    with reading() as session:
        found = troubled(session, "score", clock.now())
        assert troubled(session, "letter", clock.now()) == ()
    assert [(each.key, each.state, each.last_answer) for each in found] == [
        ("stopped", OutboxState.STOPPED, "No."),
        ("failing", OutboxState.DUE, "Later."),
    ]


def test_the_log_keeps_the_last_tries_only(database: Flask, clock: ManualClock) -> None:
    for _ in range(KEPT_ATTEMPTS + 5):
        owe(clock)
        end(clock, take_one(clock), Outcome(OutcomeKind.DONE, detail="seen by ana@school.example"))
    with reading() as session:
        lines = attempts_of(session, "score", "1")
    assert len(lines) == KEPT_ATTEMPTS
    assert lines[0].version == KEPT_ATTEMPTS + 5
    assert "ana@school" not in lines[0].detail


def test_a_rolled_back_fact_owes_nothing(database: Flask, clock: ManualClock) -> None:
    with pytest.raises(ZeroDivisionError), transaction() as session:
        mark_due(session, clock, kind="score", key="1", gate="lms:1")
        _ = 1 // 0
    assert take(clock) is None


def test_the_next_wake_up_considers_the_gate(database: Flask, clock: ManualClock) -> None:
    owe(clock)
    end(clock, take_one(clock), Outcome(OutcomeKind.RETRY, retry_after=600, closes_gate=True))
    with reading() as session:
        due = next_wake_up(session, clock.now())
        assert not may_claim(session, clock)
    assert due is not None
    assert due >= clock.now() + timedelta(seconds=600)


def test_a_worker_is_seen_after_its_sign_of_life(database: Flask, clock: ManualClock) -> None:
    with transaction() as session:
        assert worker_seen_at(session) is None
        note_worker(session, clock, "here:1")
    clock.advance(seconds=30)
    with transaction() as session:
        note_worker(session, clock, "here:1")
    with reading() as session:
        assert worker_seen_at(session) == clock.now()
