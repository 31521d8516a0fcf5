"""Whether a badge is in force at a moment. Pure."""

from datetime import datetime, timedelta

from app.verification.claims import moment
from app.verification.partial import NO_END
from app.verification.report import Check, failed, noted, passed, unknown

CODE = "dates"
LEEWAY = timedelta(minutes=1)
"""Clocks differ; a badge that was signed a moment ago elsewhere is not from the future."""


def check_dates(start: str, end: str, now: datetime, *, is_partial: bool = False) -> Check:
    """`start` and `end` as the file has them, empty where it has none.

    Where only parts of a badge are shown, an end that isn't there may be one that was left out.
    """
    begins, ends = moment(start), moment(end)
    if (start and begins is None) or (end and ends is None):
        return failed(CODE, "A date in it is no date.")
    if begins and begins > now + LEEWAY:
        return failed(CODE, f"It isn't valid before {day(begins)}.")
    if ends and ends < now - LEEWAY:
        return failed(CODE, f"It expired on {day(ends)}.")
    if is_partial and ends is None:
        return unknown(CODE, NO_END)
    if begins is None:
        return noted(CODE, "It doesn't say since when it is valid.")
    return passed(CODE, f"Valid since {day(begins)}, and until {day(ends)}." if ends else _open_ended(begins))


def day(when: datetime) -> str:
    """5 November 2026."""
    return f"{when.day} {when:%B} {when.year}"


def _open_ended(begins: datetime) -> str:
    return f"Valid since {day(begins)}, without an end."
