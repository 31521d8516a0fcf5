"""How moments are shown: in the time zone and the order that the launch asks for, with English month names.

Decided here once for a page. Where the launch names no time zone, which Moodle never does, the server
writes UTC and times.js writes the browser's own time in the same order.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import g

from app.people import Actor

YEAR_FIRST = frozenset({"zh", "ja", "ko", "hu", "lt", "mn"})
MONTH_FIRST = frozenset({"US", "PH", "PR", "GU"})
TWELVE_HOURS = MONTH_FIRST | {"AU", "CA", "IN", "NZ"}


class DateOrder(StrEnum):
    """The order of day, month and year."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


FORMATS = {
    DateOrder.DAY_FIRST: "%-d %B %Y",
    DateOrder.MONTH_FIRST: "%B %-d, %Y",
    DateOrder.YEAR_FIRST: "%Y %B %-d",
}


@dataclass(frozen=True, slots=True)
class Times:
    """What a page says of moments. `zone` is None where only the browser knows it."""

    order: DateOrder
    twelve_hours: bool
    zone: ZoneInfo | None

    def shown(self, when: datetime) -> str:
        """ "15 November 2026, 10:30"; with "UTC" where that is what it is."""
        local = when.astimezone(self.zone or UTC)
        time = local.strftime("%-I:%M %p" if self.twelve_hours else "%H:%M")
        return f"{local.strftime(FORMATS[self.order])}, {time}" + ("" if self.zone else " UTC")

    def day(self, when: datetime) -> str:
        """ "15 November 2026": for what happened on a day, where the hour says nothing."""
        return when.astimezone(self.zone or UTC).strftime(FORMATS[self.order])


def current_times() -> Times:
    """Those of the present launch; outside of one the day comes first and the zone is the browser's."""
    actor: Actor | None = g.get("actor")
    return times_of(actor.locale, actor.time_zone) if actor else times_of("", None)


@lru_cache(maxsize=500)
def times_of(locale: str, time_zone: str | None) -> Times:
    """By a language tag as launches give it: "en-US", "pt-BR", "en-AU-x-unimelb", "nb", "zh-cn" or nothing.

    A tag without a region, such as Moodle's "en", says nothing about America.
    """
    language, *rest = locale.split("-")
    region = next((part.upper() for part in rest if len(part) == 2), "")
    order = DateOrder.DAY_FIRST
    if region in MONTH_FIRST:
        order = DateOrder.MONTH_FIRST
    elif language.lower() in YEAR_FIRST:
        order = DateOrder.YEAR_FIRST
    return Times(order, region in TWELVE_HOURS, _zone(time_zone))


def _zone(name: str | None) -> ZoneInfo | None:
    """None for a name that nobody here knows."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
