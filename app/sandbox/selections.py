"""Deep linking: a teacher's selection on its way through the tool and back."""

import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.sandbox.activities import Column, NewActivity
from app.sandbox.platform import Platform
from app.sandbox.records import Activity, Tool
from app.sandbox.refusals import ServiceRefusalError
from app.sandbox.store import from_json, to_json
from app.sandbox.tempers.reading import read_moment, read_number

DEFAULT_MAXIMUM = 100.0


@dataclass(frozen=True, slots=True)
class Selection:
    """One visit to the tool's picker. `items` is None until the tool has answered."""

    ticket: str
    course_id: int
    tool_id: int
    person_id: int
    placement: str
    """The place on a Canvas-like site that the picker was opened from; empty for the usual one."""
    into_id: int | None
    """The text or the homework that the items are for."""
    items: tuple[Mapping[str, Any], ...] | None
    message: str


def begin(
    platform: Platform,
    course_id: int,
    tool_id: int,
    person_id: int,
    *,
    placement: str = "",
    into_id: int | None = None,
) -> str:
    """Opens a selection; its ticket, which the return address carries."""
    ticket = secrets.token_urlsafe(18)
    platform.store.add(
        "INSERT INTO deep_link (ticket, course_id, tool_id, person_id, placement, into_id, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        ticket,
        course_id,
        tool_id,
        person_id,
        placement,
        into_id,
        platform.now().isoformat(),
    )
    return ticket


def find(platform: Platform, ticket: str) -> Selection | None:
    row = platform.store.one("SELECT * FROM deep_link WHERE ticket = ?", ticket)
    return _selection(row) if row else None


def keep_answer(platform: Platform, ticket: str, items: list[dict[str, Any]], message: str) -> bool:
    """Keeps what the tool returned; False if it had answered before."""
    sql = "UPDATE deep_link SET items = ?, message = ?, answered_at = ? WHERE ticket = ? AND answered_at IS NULL"
    return platform.store.change(sql, to_json(items), message, platform.now().isoformat(), ticket) == 1


def finish(platform: Platform, ticket: str) -> None:
    """Forgets a selection once its items are activities."""
    platform.store.change("DELETE FROM deep_link WHERE ticket = ?", ticket)


def create(platform: Platform, selection: Selection, tool: Tool) -> list[Activity]:
    """Makes an activity of each returned item. Raises ServiceRefusalError for one that can't be used."""
    new = [activity_from_item(platform, item, tool) for item in selection.items or ()]
    with platform.store.transaction():
        made = [platform.activities.place(selection.course_id, tool.id, one) for one in new]
        finish(platform, selection.ticket)
    return made


def activity_from_item(platform: Platform, item: Mapping[str, Any], tool: Tool) -> NewActivity:
    """A content item of type ltiResourceLink as an activity to be. Raises ServiceRefusalError."""
    column = _column(item.get("lineItem"))
    title = str(item.get("title") or tool.name)
    if platform.temper.name == "canvas" and column and column.label:
        title = column.label
    window = item.get("window")
    available, submission = _period(platform, item, "available"), _period(platform, item, "submission")
    return NewActivity(
        title=title,
        text=str(item.get("text") or ""),
        url=str(item.get("url") or ""),
        custom=_flat(item.get("custom") or {}),
        column=column,
        new_window=isinstance(window, dict) and window.get("targetName") == "_blank",
        opens_at=available[0],
        due_at=submission[1],
        closes_at=available[1],
    )


def _period(platform: Platform, item: Mapping[str, Any], name: str) -> tuple[datetime | None, datetime | None]:
    """Start and end of a period, where this site keeps dates at all; only an activity with a column has any."""
    period = item.get(name)
    if not platform.temper.keeps_dates or not isinstance(period, dict) or not item.get("lineItem"):
        return None, None
    start, end = (period.get(key) for key in ("startDateTime", "endDateTime"))
    return (read_moment(start, _refusal) if start else None), (read_moment(end, _refusal) if end else None)


def _column(line_item: object) -> Column | None:
    if not isinstance(line_item, dict):
        return None
    maximum = read_number(line_item.get("scoreMaximum"), "scoreMaximum", _refusal)
    review = line_item.get("submissionReview")
    return Column(
        maximum=DEFAULT_MAXIMUM if maximum is None else maximum,
        label=str(line_item.get("label") or ""),
        resource_id=str(line_item.get("resourceId") or ""),
        tag=str(line_item.get("tag") or ""),
        review=review if isinstance(review, dict) else None,
    )


def _flat(custom: object) -> dict[str, str]:
    """Custom values as texts: true is `1`, false and null are empty. Structures are refused, as Moodle does."""
    if not isinstance(custom, dict):
        raise _refusal("custom must be an object of texts")
    words = {True: "1", False: "", None: ""}
    values: dict[str, str] = {}
    for name, value in custom.items():
        if isinstance(value, dict | list):
            raise _refusal(f"custom value {name} must be a text")
        values[str(name)] = words[value] if value is None or isinstance(value, bool) else str(value)
    return values


def _refusal(reason: str) -> ServiceRefusalError:
    return ServiceRefusalError(404, f"<html><body>Exception: {reason}</body></html>", media_type="text/html")


def _selection(row: sqlite3.Row) -> Selection:
    items = from_json(row["items"])
    return Selection(
        ticket=row["ticket"],
        course_id=row["course_id"],
        tool_id=row["tool_id"],
        person_id=row["person_id"],
        placement=row["placement"],
        into_id=row["into_id"],
        items=None if items is None else tuple(items),
        message=row["message"] or "",
    )
