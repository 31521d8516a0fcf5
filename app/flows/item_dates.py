"""Dates of an activity as a teacher types them: on the clock on her wall, kept in UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.errors import Invalid
from app.lti import Period

YEARS = range(2000, 2200)
TYPED = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class TypedDates:
    """What is in the three fields, as a browser sends them: "2027-03-31T23:59", or empty for no date."""

    opens: str = ""
    due: str = ""
    closes: str = ""


@dataclass(frozen=True, slots=True)
class ItemDates:
    """From when and until when an activity can be opened, and until when work is handed in; in UTC."""

    available: Period | None = None
    submission: Period | None = None


def read_dates(typed: TypedDates, zone_name: str | None, now: datetime) -> ItemDates:
    """The moments that are meant, in the teacher's own zone. A date without a time ends with its day.

    Raises Invalid with the code of its field ("opens-…", "due-…", "closes-…") for what can't be read, has passed,
    or stands in the wrong order.
    """
    zone = zone_of(zone_name)
    opens = _moment(typed.opens, "opens", zone)
    due, closes = _moment(typed.due, "due", zone), _moment(typed.closes, "closes", zone)
    _require_ahead(due, "due", "The due date", now)
    _require_ahead(closes, "closes", "The day it closes", now)
    _require_order(opens, due, "due", "The due date lies before the day it opens.")
    _require_order(opens, closes, "closes", "It would close before it opens.")
    _require_order(due, closes, "closes", "It would close before the work is due.")
    available = Period(opens, closes) if opens or closes else None
    return ItemDates(available, Period(end=due) if due else None)


def zone_of(name: str | None) -> ZoneInfo:
    """The teacher's time zone; UTC where the LMS names none, or one that isn't known here."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _moment(typed: str, field: str, zone: ZoneInfo) -> datetime | None:
    words = typed.strip()
    if not words:
        return None
    try:
        there = datetime.strptime(f"{words}T23:59" if len(words) == 10 else words[:16], TYPED).replace(tzinfo=zone)
    except ValueError:
        there = None
    if there is None or there.year not in YEARS:
        raise Invalid(f"{field}-not-usable", "This date can't be read.", "Write it like 2027-03-31T23:59, or leave it.")
    return there.astimezone(UTC)


def _require_ahead(moment: datetime | None, field: str, name: str, now: datetime) -> None:
    if moment is not None and moment <= now:
        raise Invalid(f"{field}-not-usable", f"{name} has passed already.", "Choose a later one, or leave it empty.")


def _require_order(first: datetime | None, second: datetime | None, field: str, words: str) -> None:
    if first is not None and second is not None and second <= first:
        raise Invalid(f"{field}-not-usable", words, "Choose a later one, or leave it empty.")
