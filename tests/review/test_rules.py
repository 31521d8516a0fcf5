"""How levels become a decision."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.catalog import PassRuleType
from app.review.rules import (
    Found,
    Outcome,
    Rating,
    Rule,
    carried_forward,
    gaps,
    inputs_to_json,
    judge,
    recompute,
    rule_to_json,
)

BEST = 3


def rated(*ranks: int) -> tuple[Rating, ...]:
    return tuple(Rating(f"c{place}", f"l{rank}", rank, rank, BEST) for place, rank in enumerate(ranks, 1))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    required = tuple(draw(st.sets(st.sampled_from(["c1", "c2", "c3"]))))
    return Rule(
        draw(st.sampled_from(PassRuleType)),
        draw(st.integers(0, BEST)),
        draw(st.integers(0, 12)),
        required,
        draw(st.integers(0, 3)),
    )


@st.composite
def ratings(draw: st.DrawFn) -> tuple[Rating, ...]:
    points = sorted(draw(st.lists(st.integers(0, 9), min_size=4, max_size=4)))
    ranks = draw(st.lists(st.integers(0, BEST), min_size=1, max_size=5))
    return tuple(
        Rating(f"c{place}", f"l{rank}", rank, points[rank], points[BEST], draw(st.integers(1, 3)))
        for place, rank in enumerate(ranks, 1)
    )


ALL = Rule(PassRuleType.ALL_AT_LEAST, line=2)


def test_all_at_least_needs_every_criterion_at_the_line() -> None:
    assert judge(ALL, rated(2, 3, 2)).outcome is Outcome.EARNED
    assert judge(ALL, rated(3, 3, 1)).outcome is Outcome.NOT_YET


def test_a_total_on_top_is_needed_as_well() -> None:
    rule = Rule(PassRuleType.ALL_AT_LEAST_AND_TOTAL, line=2, total=7)
    assert judge(rule, rated(2, 2, 2)).outcome is Outcome.NOT_YET
    assert judge(rule, rated(2, 2, 3)).outcome is Outcome.EARNED
    assert judge(rule, rated(1, 3, 3)).outcome is Outcome.NOT_YET


def test_a_bare_total_lets_one_criterion_make_up_for_another() -> None:
    rule = Rule(PassRuleType.TOTAL_AT_LEAST, line=2, total=6)
    assert judge(rule, rated(0, 3, 3)).outcome is Outcome.EARNED
    assert judge(rule, rated(1, 2, 2)).outcome is Outcome.NOT_YET


def test_required_criteria_and_some_of_the_others() -> None:
    rule = Rule(PassRuleType.REQUIRED_AND_SOME, line=2, required=("c1",), some=1)
    assert judge(rule, rated(2, 0, 2)).outcome is Outcome.EARNED
    assert judge(rule, rated(2, 1, 1)).outcome is Outcome.NOT_YET
    assert judge(rule, rated(1, 3, 3)).outcome is Outcome.NOT_YET


def test_weights_count_in_points_and_in_what_they_are_out_of() -> None:
    verdict = judge(ALL, (replace(rated(2)[0], weight=2), rated(0, 3)[1]))
    assert (verdict.points, verdict.out_of) == (7, 9)


def test_nothing_judged_earns_nothing() -> None:
    for kind in PassRuleType:
        assert judge(Rule(kind, line=0), ()).outcome is Outcome.NOT_YET


@given(rules(), ratings(), st.data())
def test_raising_a_level_never_turns_earned_into_not_yet(
    rule: Rule, before: tuple[Rating, ...], data: st.DataObject
) -> None:
    assume(judge(rule, before).outcome is Outcome.EARNED)
    place = data.draw(st.integers(0, len(before) - 1))
    raised = replace(before[place], rank=BEST, points=before[place].best)
    after = (*before[:place], raised, *before[place + 1 :])
    assert judge(rule, after).outcome is Outcome.EARNED


@given(rules(), ratings(), st.booleans())
def test_what_is_stored_gives_the_same_outcome_again(
    rule: Rule, given_ratings: tuple[Rating, ...], incomplete: bool
) -> None:
    verdict = judge(rule, given_ratings)
    again = recompute(rule_to_json(rule), inputs_to_json(given_ratings, incomplete=incomplete))
    assert (again.points, again.out_of, again.met) == (verdict.points, verdict.out_of, verdict.met)
    assert again.outcome is (Outcome.INCOMPLETE if incomplete else verdict.outcome)


@given(rules(), ratings(), st.sets(st.sampled_from(["c1", "c2", "c3", "c4", "c5"])))
def test_after_a_not_yet_the_next_attempt_can_always_be_earned(
    rule: Rule, before: tuple[Rating, ...], always: set[str]
) -> None:
    """Unless the rule can't be passed at all: the open criteria, at their best, are enough."""
    top = tuple(replace(each, rank=BEST, points=each.best) for each in before)
    assume(judge(rule, before).outcome is Outcome.NOT_YET)
    assume(judge(rule, top).outcome is Outcome.EARNED)
    standing = {each.criterion_id: each for each in carried_forward(rule, before, frozenset(always))}
    after = tuple(standing.get(each.criterion_id, best) for each, best in zip(before, top, strict=True))
    assert judge(rule, after).outcome is Outcome.EARNED


def test_met_criteria_carry_forward_except_those_always_judged_again() -> None:
    standing = carried_forward(ALL, rated(2, 3, 1), frozenset({"c2"}))
    assert [each.criterion_id for each in standing] == ["c1"]


def test_a_level_and_below_the_line_feedback_are_asked_for() -> None:
    found = [Found("c1", None, "words"), Found("c2", 1, "  "), Found("c3", 2, ""), Found("c4", 1, "Do this.")]
    assert [gap.criterion_id for gap in gaps(2, found)] == ["c1", "c2"]
    assert [gap.criterion_id for gap in gaps(2, found, frozenset({"c3"}))] == ["c1", "c2", "c3"]


def test_a_total_that_could_not_be_reached_any_more_keeps_lower_levels_open() -> None:
    rule = Rule(PassRuleType.ALL_AT_LEAST_AND_TOTAL, line=2, total=8)
    standing = carried_forward(rule, rated(2, 2, 3), frozenset())
    assert [each.criterion_id for each in standing] == ["c3"]


def test_an_unknown_stored_rule_is_an_error_and_not_a_silent_pass() -> None:
    with pytest.raises(ValueError):
        recompute({**rule_to_json(ALL), "type": "holistic"}, inputs_to_json(rated(3), incomplete=False))
