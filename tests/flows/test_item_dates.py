"""Dates as a teacher types them, in her own time zone."""

from datetime import UTC, datetime

import pytest

from app.errors import Invalid
from app.flows.item_dates import TypedDates, read_dates, zone_of
from app.lti import Period

NOW = datetime(2026, 11, 14, 12, tzinfo=UTC)


def test_a_date_is_meant_in_the_teachers_own_zone() -> None:
    dates = read_dates(TypedDates("2027-01-04T08:00", "2027-06-30T23:59", "2027-07-01T12:00"), "Europe/Oslo", NOW)
    opens, closes = datetime(2027, 1, 4, 7, tzinfo=UTC), datetime(2027, 7, 1, 10, tzinfo=UTC)
    assert dates.available == Period(opens, closes)
    assert dates.submission == Period(end=datetime(2027, 6, 30, 21, 59, tzinfo=UTC))


def test_no_date_is_no_period() -> None:
    dates = read_dates(TypedDates(" ", "", ""), "Europe/Oslo", NOW)
    assert (dates.available, dates.submission) == (None, None)


def test_one_end_may_be_open() -> None:
    assert read_dates(TypedDates(opens="2020-01-01T00:00"), None, NOW).available == Period(
        datetime(2020, 1, 1, tzinfo=UTC)
    )
    assert read_dates(TypedDates(closes="2027-01-01T00:00"), None, NOW).available == Period(
        end=datetime(2027, 1, 1, tzinfo=UTC)
    )


def test_a_day_without_a_time_ends_with_the_day() -> None:
    due = read_dates(TypedDates(due="2027-01-01"), None, NOW).submission
    assert due == Period(end=datetime(2027, 1, 1, 23, 59, tzinfo=UTC))


def test_seconds_are_passed_over() -> None:
    assert read_dates(TypedDates(due="2027-01-01T10:00:59"), None, NOW).submission == Period(
        end=datetime(2027, 1, 1, 10, tzinfo=UTC)
    )


@pytest.mark.parametrize("name", [None, "", "Nowhere/Atlantis", "../etc/passwd", "Europe"])
def test_a_zone_that_nobody_knows_is_utc(name: str | None) -> None:
    assert str(zone_of(name)) == "UTC"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (TypedDates(due="next Friday"), "due-not-usable"),
        (TypedDates(opens="0002-01-01T00:00"), "opens-not-usable"),
        (TypedDates(closes="9999-12-31T23:59"), "closes-not-usable"),
        (TypedDates(due="2026-11-14T12:00"), "due-not-usable"),
        (TypedDates(closes="2026-11-01T12:00"), "closes-not-usable"),
        (TypedDates(opens="2027-02-01T00:00", due="2027-01-01T00:00"), "due-not-usable"),
        (TypedDates(opens="2027-02-01T00:00", closes="2027-02-01T00:00"), "closes-not-usable"),
        (TypedDates(due="2027-02-01T00:00", closes="2027-01-01T00:00"), "closes-not-usable"),
    ],
)
def test_dates_that_cannot_be_used_are_refused_at_their_field(typed: TypedDates, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_dates(typed, None, NOW)
    assert caught.value.code == code
