"""The circuit breaker of each platform: when it opens, who goes first afterwards, and what an administrator sees."""

from datetime import timedelta

import pytest
from flask import Flask

from app.db import reading, transaction
from app.errors import NotFound
from app.outbox import (
    Claimed,
    GateView,
    Outcome,
    OutcomeKind,
    claim,
    gates,
    mark_due,
    may_claim,
    reopen,
    settle,
)
from tests.conftest import ManualClock
from tests.outbox.test_service import database

__all__ = ["database"]

FAULT = Outcome(OutcomeKind.RETRY, "A fault.", strains_gate=True)
SILENCE = Outcome(OutcomeKind.RETRY, "No answer.", closes_gate=True)
ASKED = Outcome(OutcomeKind.RETRY, "Slower.", closes_gate=True, retry_after=600)
DONE, STOP = Outcome(OutcomeKind.DONE), Outcome(OutcomeKind.STOP, "No.")


def owe(clock: ManualClock, count: int = 6, gate: str = "lms:1") -> None:
    with transaction() as session:
        for number in range(count):
            mark_due(session, clock, kind="score", key=f"{gate} {number}", gate=gate)


def take(clock: ManualClock) -> Claimed | None:
    with transaction() as session:
        return claim(session, clock)


def deliver(clock: ManualClock, *outcomes: Outcome) -> None:
    for outcome in outcomes:
        claimed = take(clock)
        assert claimed is not None
        with transaction() as session:
            settle(session, clock, claimed, outcome)


def gate(clock: ManualClock, name: str = "lms:1") -> GateView:
    with reading() as session:
        return {view.name: view for view in gates(session, clock.now())}[name]


def is_open(clock: ManualClock) -> bool:
    with reading() as session:
        return may_claim(session, clock)


def test_faults_of_single_messages_do_not_close_a_gate_until_they_come_in_a_row(
    database: Flask, clock: ManualClock
) -> None:
    owe(clock)
    deliver(clock, FAULT, FAULT)
    assert (gate(clock).closed_until, gate(clock).failures) == (None, 2)
    deliver(clock, FAULT)
    assert gate(clock).closed_until is not None
    assert not is_open(clock)


def test_a_message_that_gets_through_makes_up_for_the_faults_before_it(database: Flask, clock: ManualClock) -> None:
    owe(clock)
    deliver(clock, FAULT, FAULT, DONE, FAULT, FAULT)
    assert is_open(clock)
    assert gate(clock).failures == 2


def test_the_pauses_grow_with_each_failed_probe(database: Flask, clock: ManualClock) -> None:
    owe(clock)
    pauses = []
    for _ in range(6):
        deliver(clock, SILENCE)
        closed_until = gate(clock).closed_until
        assert closed_until is not None
        pauses.append(closed_until - clock.now())
        clock.advance(seconds=pauses[-1].total_seconds())
    assert all(later > earlier for earlier, later in zip(pauses[::2], pauses[2::2], strict=False))
    assert timedelta(minutes=3) < pauses[-1] <= timedelta(minutes=8)


def test_after_the_pause_one_delivery_goes_first_and_the_rest_only_behind_its_success(
    database: Flask, clock: ManualClock
) -> None:
    owe(clock)
    deliver(clock, SILENCE)
    clock.advance(seconds=16)
    probe = take(clock)
    assert probe is not None
    assert take(clock) is None
    with transaction() as session:
        settle(session, clock, probe, DONE)
    assert gate(clock).failures == 0
    deliver(clock, *[DONE] * 4)


def test_a_gate_shows_what_waits_behind_it_and_since_when(database: Flask, clock: ManualClock) -> None:
    since = clock.now()
    owe(clock, 3)
    owe(clock, 1, gate="lms:2")
    clock.advance(seconds=5)
    deliver(clock, STOP, DONE)
    view = gate(clock)
    assert (view.waiting, view.stopped, view.oldest_due) == (1, 1, since)
    assert (view.closed_until, view.asked_until) == (None, None)
    assert gate(clock, "lms:2").waiting == 1


def test_a_gate_shows_how_long_the_platform_asked_to_be_left_in_peace(database: Flask, clock: ManualClock) -> None:
    owe(clock, 1)
    deliver(clock, ASKED)
    asked_until = gate(clock).asked_until
    assert asked_until is not None
    assert asked_until >= clock.now() + timedelta(seconds=600)
    clock.advance(seconds=700)
    assert (gate(clock).closed_until, gate(clock).asked_until) == (None, None)


def test_an_administrator_opens_a_gate_that_only_we_had_closed(database: Flask, clock: ManualClock) -> None:
    owe(clock, 2)
    deliver(clock, SILENCE)
    assert not is_open(clock)
    with transaction() as session:
        reopen(session, clock, "lms:1")
    deliver(clock, DONE, DONE)


def test_nobody_opens_a_gate_that_the_platform_asked_to_keep_closed(database: Flask, clock: ManualClock) -> None:
    owe(clock, 1)
    deliver(clock, ASKED)
    with transaction() as session:
        reopen(session, clock, "lms:1")
    assert not is_open(clock)


def test_a_gate_that_never_was_cannot_be_opened(database: Flask, clock: ManualClock) -> None:
    with pytest.raises(NotFound), transaction() as session:
        reopen(session, clock, "lms:9")
