"""When a delivery is tried again, and what is kept of an LMS's answer."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.outbox import Outcome, OutcomeKind
from app.outbox.rules import (
    FIRST_WAIT,
    LONGEST_ASKED,
    LONGEST_WAIT,
    gives_up,
    next_try,
    scrub,
    wait_before_retry,
)

NOW = datetime(2026, 11, 15, 9, 30, tzinfo=UTC)
RETRY = Outcome(OutcomeKind.RETRY)


def test_the_wait_doubles_with_each_failure() -> None:
    waits = [wait_before_retry(failures, 0.0) for failures in (1, 2, 3)]
    assert waits == [FIRST_WAIT, FIRST_WAIT * 2, FIRST_WAIT * 4]


def test_the_wait_never_exceeds_an_hour_however_often_it_failed() -> None:
    assert wait_before_retry(10_000, 0.0) == LONGEST_WAIT


@given(failures=st.integers(1, 60), jitter=st.floats(0, 1, exclude_max=True))
def test_jitter_takes_away_at_most_half_of_the_wait(failures: int, jitter: float) -> None:
    full = wait_before_retry(failures, 0.0)
    assert full / 2 <= wait_before_retry(failures, jitter) <= full


@given(asked=st.integers(0, 86_400), failures=st.integers(1, 60), jitter=st.floats(0, 1, exclude_max=True))
def test_the_next_try_is_never_sooner_than_the_platform_asked_for(asked: int, failures: int, jitter: float) -> None:
    outcome = Outcome(OutcomeKind.RETRY, retry_after=asked)
    assert next_try(outcome, failures, jitter, NOW) >= NOW + timedelta(seconds=asked)


def test_an_absurd_retry_after_does_not_close_a_platform_for_more_than_a_day_or_so() -> None:
    outcome = Outcome(OutcomeKind.RETRY, retry_after=10**9)
    assert next_try(outcome, 1, 0.0, NOW) <= NOW + LONGEST_ASKED + timedelta(minutes=1)


def test_without_a_wish_of_the_platform_the_own_wait_counts() -> None:
    assert next_try(RETRY, 1, 0.0, NOW) == NOW + FIRST_WAIT


@pytest.mark.parametrize(("hours", "over"), [(47, False), (48, True), (72, True)])
def test_delivery_gives_up_after_two_days_of_failures(hours: int, over: bool) -> None:
    assert gives_up(NOW - timedelta(hours=hours), NOW) is over


def test_the_log_holds_no_address_token_query_or_markup() -> None:
    text = (
        "<p>Ana Pérez &lt;ana@school.example&gt;</p> at https://lms.example/x?id_token=abc.def.ghi "
        "Bearer eyJhbGciOiJSUzI1NiJ9aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    )
    kept = scrub(text)
    assert "ana@school" not in kept
    assert "id_token" not in kept
    assert "eyJ" not in kept
    assert "<p>" not in kept


def test_the_log_keeps_only_the_beginning_of_a_long_answer() -> None:
    assert len(scrub("word " * 1000)) <= 300
