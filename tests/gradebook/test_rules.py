"""What a gradebook should show for a decision, and which message comes next."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog import GradePolicyKind, OnNotYet
from app.gradebook import Fact, GradeTerms, Hold, MessageKind, ReviewOutcome, SyncState, wanted_points
from app.gradebook.rules import Standing, next_message, next_timestamp, part_of, sync_state
from app.outbox import OutboxState

NOW = datetime(2026, 11, 15, 9, 30, tzinfo=UTC)
TEN_OF_TWELVE = ReviewOutcome(points=10, out_of=12, criteria_met=3, criteria_total=4)


def terms(policy: str = "points_percent", on_not_yet: str = "hold", points: int = 100_00) -> GradeTerms:
    return GradeTerms(points, GradePolicyKind(policy), OnNotYet(on_not_yet))


@pytest.mark.parametrize(
    ("policy", "score"),
    [("points_percent", 83_33), ("criteria_met_fraction", 75_00), ("earned_only", 100_00), ("none", None)],
)
def test_an_earned_micro_credential_is_worth_what_its_policy_says(policy: str, score: int | None) -> None:
    assert wanted_points(terms(policy), Fact.EARNED, TEN_OF_TWELVE) == score


@pytest.mark.parametrize("policy", list(GradePolicyKind))
def test_nothing_is_posted_before_earned_by_default(policy: str) -> None:
    assert wanted_points(terms(policy), Fact.NOT_YET, TEN_OF_TWELVE) is None


@pytest.mark.parametrize(
    ("policy", "score"),
    [("points_percent", 83_33), ("criteria_met_fraction", 75_00), ("earned_only", None), ("none", None)],
)
def test_a_placement_may_post_partial_scores_for_not_yet(policy: str, score: int | None) -> None:
    assert wanted_points(terms(policy, "send_partial"), Fact.NOT_YET, TEN_OF_TWELVE) == score


@pytest.mark.parametrize("fact", [Fact.SUBMITTED, Fact.INCOMPLETE, Fact.REVOKED])
def test_what_is_no_decision_has_no_score(fact: Fact) -> None:
    assert wanted_points(terms(on_not_yet="send_partial"), fact, TEN_OF_TWELVE) is None


def test_points_are_rounded_half_up_to_hundredths() -> None:
    assert part_of(1_00, 1, 8) == 13
    assert part_of(100_00, 1, 3) == 33_33
    assert part_of(100_00, 2, 3) == 66_67


@given(whole=st.integers(0, 10**7), part=st.integers(-5, 200), parts=st.integers(0, 150))
def test_a_score_is_never_outside_of_what_the_activity_is_worth(whole: int, part: int, parts: int) -> None:
    assert 0 <= part_of(whole, part, parts) <= whole


@given(steps=st.lists(st.integers(0, 3_000_000), min_size=1, max_size=20))
def test_each_timestamp_is_later_than_the_one_before_in_whole_seconds(steps: list[int]) -> None:
    now, last = NOW, None
    for step in steps:
        now += timedelta(microseconds=step)
        stamp = next_timestamp(now, last)
        assert last is None or int(stamp.timestamp()) > int(last.timestamp())
        last = stamp


def test_a_timestamp_is_the_present_moment_when_nothing_stands_against_it() -> None:
    assert next_timestamp(NOW, NOW - timedelta(minutes=1)) == NOW


def standing(**changes: Any) -> Standing:
    usual: dict[str, Any] = {
        "fact": Fact.EARNED,
        "points": 83_33,
        "comment_digest": "new",
        "delivered_points": None,
        "delivered_digest": None,
        "insists": False,
        "rechecks": False,
        "hold": None,
        "attempt_number": 1,
        "told_attempt": 0,
    }
    return Standing(**(usual | changes))


def test_an_undelivered_grade_is_told() -> None:
    assert next_message(standing()) is MessageKind.GRADE


def test_a_delivered_grade_is_not_told_again() -> None:
    assert next_message(standing(delivered_points=83_33, delivered_digest="new")) is None


def test_a_new_comment_is_reason_enough_to_tell_a_grade_again() -> None:
    assert next_message(standing(delivered_points=83_33, delivered_digest="old")) is MessageKind.GRADE


def test_a_grade_that_is_held_back_is_not_told_until_somebody_insists() -> None:
    assert next_message(standing(hold=Hold.CHANGED_BY_HAND)) is None
    assert next_message(standing(hold=Hold.CHANGED_BY_HAND, insists=True)) is MessageKind.GRADE


def test_a_new_attempt_is_told_after_the_grade_that_is_still_owed() -> None:
    owed = standing(fact=Fact.SUBMITTED, attempt_number=2, told_attempt=1)
    assert next_message(owed) is MessageKind.GRADE
    paid = standing(
        fact=Fact.SUBMITTED, attempt_number=2, told_attempt=1, delivered_points=83_33, delivered_digest="new"
    )
    assert next_message(paid) is MessageKind.NOTICE


def test_a_decided_attempt_is_no_longer_told_as_waiting() -> None:
    assert next_message(standing(fact=Fact.NOT_YET, points=None)) is None


@pytest.mark.parametrize(
    ("changes", "owed", "attempts", "state"),
    [
        ({}, OutboxState.DUE, 0, SyncState.WAITING),
        ({}, OutboxState.DUE, 2, SyncState.RETRYING),
        ({}, OutboxState.STOPPED, 1, SyncState.STOPPED),
        ({"hold": Hold.LOWER}, OutboxState.DONE, 0, SyncState.HELD),
        ({"delivered_points": 83_33}, OutboxState.DONE, 0, SyncState.DELIVERED),
        ({"points": None}, None, 0, SyncState.NOTHING),
    ],
)
def test_the_state_of_a_row_says_what_a_teacher_needs_to_know(
    changes: dict[str, Any], owed: OutboxState | None, attempts: int, state: SyncState
) -> None:
    assert sync_state(standing(**changes), owed, attempts) is state
