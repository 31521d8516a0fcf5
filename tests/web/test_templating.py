from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask

from app.web.templating import hours, moment, points, size


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "1 minute"), (45, "45 minutes"), (60, "1 hour"), (90, "1.5 hours"), (660, "11 hours"), (75, "1.25 hours")],
)
def test_minutes_read_as_hours(minutes: int, words: str) -> None:
    assert hours(minutes) == words


@pytest.mark.parametrize(("hundredths", "words"), [(0, "0"), (8333, "83.33"), (10000, "100"), (1250, "12.5")])
def test_hundredths_read_as_points(hundredths: int, words: str) -> None:
    assert points(hundredths) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (1023, "1023 bytes"), (1536, "1.5 KB"), (2 * 1024**2, "2.0 MB"), (3 * 1024**3, "3.0 GB")],
)
def test_sizes_read_in_the_unit_that_fits(count: int, words: str) -> None:
    assert size(count) == words


def test_a_moment_is_written_in_utc_where_no_launch_says_otherwise(app: Flask) -> None:
    there = datetime(2026, 11, 15, 15, 0, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    with app.test_request_context():
        assert_same_moment(there)


def assert_same_moment(there: datetime) -> None:
    assert moment(there) == moment(datetime(2026, 11, 15, 9, 30, tzinfo=UTC)) == "15 November 2026, 09:30 UTC"
