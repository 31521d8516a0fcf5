"""The arithmetic of credit: amounts that nobody is told too much of, cycles that follow one another, what stands."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.credit.definition import Basis, Gives, Rule, Source, Unit
from app.credit.models import EntryKind
from app.credit.rules import (
    Line,
    Standing,
    amount,
    counted,
    cycle_of,
    in_words,
    outcome,
    read_quantity,
    thousandths,
    unit_words,
)

PER_MC = Gives(Basis.MICRO_CREDENTIAL, 500)
PER_HOURS = Gives(Basis.HOURS, 20_000, 15_000)
DAYS = st.dates(date(1960, 1, 1), date(2120, 12, 31))


def rule(gives: Gives = PER_MC, **changes: object) -> Rule:
    return Rule(
        key="wy-ptsb",
        version=1,
        jurisdiction="US-WY",
        place="Wyoming",
        authority="The board",
        unit=Unit("credit", "credits"),
        gives=gives,
        valid_from=date(2020, 7, 1),
        sources=(Source("A text"),),
        **changes,  # type: ignore[arg-type]
    )


def test_a_rule_by_micro_credential_gives_the_same_however_long_the_work() -> None:
    assert amount(rule(), Decimal(9), None) == amount(rule(), Decimal(90), None) == 500


def test_a_rule_by_hours_is_rounded_down() -> None:
    assert amount(rule(PER_HOURS), Decimal(15), None) == 20_000
    assert amount(rule(PER_HOURS), Decimal(10), None) == 13_333
    assert amount(rule(PER_HOURS), Decimal("8.5"), None) == 11_333


def test_an_author_may_ask_for_less_than_the_rule_and_never_for_more() -> None:
    assert amount(rule(), Decimal(9), Decimal("0.25")) == 250
    assert amount(rule(), Decimal(9), Decimal(40)) == 500


@given(st.decimals(0, 10_000, places=2))
def test_no_amount_is_ever_more_than_the_exact_one(hours: Decimal) -> None:
    assert Decimal(amount(rule(PER_HOURS), hours, None)) <= hours * 1000 * 20 / 15


@pytest.mark.parametrize(
    ("thousand", "words"),
    [(500, "0.5"), (1000, "1.0"), (13_333, "13.333"), (0, "0.0"), (-500, "-0.5"), (120_000, "120.0"), (5, "0.005")],
)
def test_quantities_are_written_with_a_point_and_no_needless_noughts(thousand: int, words: str) -> None:
    assert in_words(thousand) == words


def test_the_unit_agrees_with_the_number() -> None:
    assert unit_words(rule(), 500) == unit_words(rule(), 1000) == "credit"
    assert unit_words(rule(), 0) == unit_words(rule(), 1500) == "credits"


NO_AMOUNTS = ("", "x", "0", "-1", "0.0004", "NaN", "Infinity", "1e999", "1e-999", "0.6", "0x1", "1,2,3")


@pytest.mark.parametrize("raw", NO_AMOUNTS)
def test_an_amount_that_is_none_or_too_much_is_not_taken(raw: str) -> None:
    assert read_quantity(raw, 500) is None


def test_an_amount_may_be_typed_with_a_comma() -> None:
    assert read_quantity(" 0,25 ", 500) == 250
    assert thousandths(Decimal("0.2509")) == 250


@pytest.mark.parametrize(
    ("start", "years", "day", "first", "last", "label"),
    [
        (date(2026, 7, 1), 1, date(2026, 11, 15), date(2026, 7, 1), date(2027, 6, 30), "2026\N{EN DASH}27"),
        (date(2026, 7, 1), 1, date(2026, 6, 30), date(2025, 7, 1), date(2026, 6, 30), "2025\N{EN DASH}26"),
        (date(2026, 1, 1), 1, date(2026, 12, 31), date(2026, 1, 1), date(2026, 12, 31), "2026"),
        (date(2020, 7, 1), 5, date(2026, 11, 15), date(2025, 7, 1), date(2030, 6, 30), "2025\N{EN DASH}30"),
        (date(2024, 2, 29), 1, date(2026, 2, 28), date(2025, 3, 1), date(2026, 2, 28), "2025\N{EN DASH}26"),
        (date(1999, 7, 1), 1, date(1999, 7, 1), date(1999, 7, 1), date(2000, 6, 30), "1999\N{EN DASH}00"),
    ],
)
def test_a_day_lies_in_its_cycle(start: date, years: int, day: date, first: date, last: date, label: str) -> None:
    found = cycle_of(start, years, day)
    assert (found.first, found.last, found.label) == (first, last, label)


@given(DAYS, st.integers(1, 20), DAYS)
def test_cycles_follow_one_another_without_gap_or_overlap(start: date, years: int, day: date) -> None:
    found = cycle_of(start, years, day)
    assert found.holds(day)
    after = cycle_of(start, years, date.fromordinal(found.last.toordinal() + 1))
    assert after.first.toordinal() == found.last.toordinal() + 1


def line(number: int, kind: EntryKind, of: int | None = None, quantity: int = 0) -> Line:
    return Line(number, kind, of, quantity)


SUGGESTED = line(1, EntryKind.SUGGESTED, None, 500)
ACCEPTED = line(2, EntryKind.ACCEPTED, 1, 400)


def test_a_suggestion_counts_for_nothing_before_it_is_accepted() -> None:
    found = outcome([SUGGESTED])
    assert (found.standing, found.suggested, found.accepted) == (Standing.SUGGESTED, 500, 0)


def test_what_is_accepted_counts() -> None:
    found = outcome([ACCEPTED, SUGGESTED])
    assert (found.standing, found.accepted, found.decision_id) == (Standing.ACCEPTED, 400, 2)


def test_a_decision_that_was_taken_back_leaves_the_suggestion_open() -> None:
    found = outcome([SUGGESTED, ACCEPTED, line(3, EntryKind.COUNTERED, 2, -400)])
    assert (found.standing, found.accepted, found.decision_id) == (Standing.SUGGESTED, 0, None)


def test_a_second_decision_takes_the_place_of_one_that_was_taken_back() -> None:
    rows = [SUGGESTED, ACCEPTED, line(3, EntryKind.COUNTERED, 2, -400), line(4, EntryKind.DECLINED, 1)]
    assert outcome(rows).standing is Standing.DECLINED


def test_a_suggestion_that_was_taken_back_counts_for_nothing_whatever_was_decided() -> None:
    rows = [SUGGESTED, ACCEPTED, line(3, EntryKind.COUNTERED, 2, -400), line(4, EntryKind.COUNTERED, 1, -500)]
    found = outcome(rows)
    assert (found.standing, found.suggested, found.accepted) == (Standing.TAKEN_BACK, 0, 0)


def test_a_cap_limits_what_counts() -> None:
    assert counted(2500, 2000) == 2000
    assert counted(2500, None) == 2500


def test_a_rule_is_in_force_from_its_first_day_to_its_last() -> None:
    dated = rule(valid_to=date(2026, 6, 30))
    assert dated.is_in_force(date(2020, 7, 1)) and dated.is_in_force(date(2026, 6, 30))
    assert not dated.is_in_force(date(2020, 6, 30)) and not dated.is_in_force(date(2026, 7, 1))
