"""Activities on course pages and the gradebook columns that belong to them or stand alone."""

import sqlite3
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.sandbox.records import Activity, LineItem
from app.sandbox.store import Store, from_json, to_json


@dataclass(frozen=True, slots=True)
class Column:
    """A gradebook column to be: what a content item or a line item request says about it."""

    maximum: float
    label: str = ""
    resource_id: str = ""
    tag: str = ""
    review: Mapping[str, Any] | None = None
    submission: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class NewActivity:
    """An activity to be; no `column` means ungraded."""

    title: str
    text: str = ""
    url: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)
    column: Column | None = None
    attempts_allowed: int | None = None
    new_window: bool = False
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None


class Activities:
    """Reads and writes activities and line items."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def place(self, course_id: int, tool_id: int, new: NewActivity) -> Activity:
        """Puts an activity onto the course page, with its column if it is graded."""
        with self._store.transaction():
            activity_id = self._store.add(
                "INSERT INTO activity "
                "(uuid, course_id, tool_id, title, text, url, custom, attempts_allowed, new_window, "
                "opens_at, due_at, closes_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                str(uuid.uuid4()),
                course_id,
                tool_id,
                new.title,
                new.text,
                new.url,
                to_json(dict(new.custom)),
                new.attempts_allowed,
                new.new_window,
                *(moment and moment.isoformat() for moment in (new.opens_at, new.due_at, new.closes_at)),
            )
            if new.column:
                self.add_line_item(course_id, tool_id, activity_id, new.column, label=new.title)
            return self.get(activity_id)

    def get(self, activity_id: int) -> Activity:
        """Raises LookupError."""
        found = self.find(activity_id)
        if found is None:
            raise LookupError(f"no activity {activity_id}")
        return found

    def find(self, activity_id: int) -> Activity | None:
        row = self._store.one("SELECT * FROM activity WHERE id = ?", activity_id)
        return _activity(row) if row else None

    def of_course(self, course_id: int) -> list[Activity]:
        rows = self._store.all("SELECT * FROM activity WHERE course_id = ? ORDER BY id", course_id)
        return [_activity(row) for row in rows]

    def delete(self, activity_id: int) -> None:
        """Takes an activity away, its column and the results in it."""
        self._store.change("DELETE FROM activity WHERE id = ?", activity_id)

    def allow_attempts(self, activity_id: int, allowed: int | None) -> None:
        self._store.change("UPDATE activity SET attempts_allowed = ? WHERE id = ?", allowed, activity_id)

    def add_line_item(
        self, course_id: int, tool_id: int, activity_id: int | None, column: Column, *, label: str
    ) -> LineItem:
        new = self._store.add(
            "INSERT INTO line_item "
            "(course_id, tool_id, activity_id, label, maximum, resource_id, tag, review, submission) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            course_id,
            tool_id,
            activity_id,
            label,
            column.maximum,
            column.resource_id,
            column.tag,
            to_json(column.review) if column.review is not None else None,
            to_json(column.submission) if column.submission is not None else None,
        )
        return self.line_item(new)

    def change_line_item(self, item: LineItem, column: Column) -> LineItem:
        """Replaces label, maximum, resource id, tag and review of a column."""
        self._store.change(
            "UPDATE line_item SET label = ?, maximum = ?, resource_id = ?, tag = ?, review = ? WHERE id = ?",
            column.label,
            column.maximum,
            column.resource_id,
            column.tag,
            to_json(column.review) if column.review is not None else None,
            item.id,
        )
        return self.line_item(item.id)

    def delete_line_item(self, line_item_id: int) -> None:
        self._store.change("DELETE FROM line_item WHERE id = ?", line_item_id)

    def line_item(self, line_item_id: int) -> LineItem:
        """Raises LookupError."""
        found = self.find_line_item(line_item_id)
        if found is None:
            raise LookupError(f"no line item {line_item_id}")
        return found

    def find_line_item(self, line_item_id: int) -> LineItem | None:
        row = self._store.one("SELECT * FROM line_item WHERE id = ?", line_item_id)
        return _line_item(row) if row else None

    def line_items_of_course(self, course_id: int) -> list[LineItem]:
        rows = self._store.all("SELECT * FROM line_item WHERE course_id = ? ORDER BY id", course_id)
        return [_line_item(row) for row in rows]

    def line_items_of(self, activity_id: int) -> list[LineItem]:
        """The columns bound to an activity, the platform's own first."""
        rows = self._store.all("SELECT * FROM line_item WHERE activity_id = ? ORDER BY id", activity_id)
        return [_line_item(row) for row in rows]


def _activity(row: sqlite3.Row) -> Activity:
    return Activity(
        id=row["id"],
        uuid=row["uuid"],
        course_id=row["course_id"],
        tool_id=row["tool_id"],
        title=row["title"],
        text=row["text"],
        url=row["url"],
        custom=from_json(row["custom"]),
        attempts_allowed=row["attempts_allowed"],
        new_window=bool(row["new_window"]),
        **{name: _moment(row[name]) for name in ("opens_at", "due_at", "closes_at")},
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _line_item(row: sqlite3.Row) -> LineItem:
    return LineItem(
        id=row["id"],
        course_id=row["course_id"],
        tool_id=row["tool_id"],
        activity_id=row["activity_id"],
        label=row["label"],
        maximum=row["maximum"],
        resource_id=row["resource_id"],
        tag=row["tag"],
        review=from_json(row["review"]),
        submission=from_json(row["submission"]),
    )
