"""Assignments of the LMS itself, for which a learner hands something in from a tool (Canvas: homework_submission)."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.sandbox.platform import Platform


@dataclass(frozen=True, slots=True)
class Homework:
    id: int
    course_id: int
    title: str


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What one learner handed in: a link that is launched with the tool, or a file by its address."""

    homework_id: int
    person_id: int
    tool_id: int
    kind: str
    url: str
    title: str
    at: datetime


def add(platform: Platform, course_id: int, title: str) -> Homework:
    sql = "INSERT INTO homework (course_id, title) VALUES (?, ?)"
    return get(platform, platform.store.add(sql, course_id, title))


def get(platform: Platform, homework_id: int) -> Homework:
    """Raises LookupError."""
    row = platform.store.one("SELECT * FROM homework WHERE id = ?", homework_id)
    if row is None:
        raise LookupError(f"no homework {homework_id}")
    return _homework(row)


def of_course(platform: Platform, course_id: int) -> list[Homework]:
    rows = platform.store.all("SELECT * FROM homework WHERE course_id = ? ORDER BY id", course_id)
    return [_homework(row) for row in rows]


def hand_in(platform: Platform, homework_id: int, person_id: int, tool_id: int, item: Mapping[str, Any]) -> None:
    """Keeps what was returned; a later one takes the place of an earlier one."""
    platform.store.change(
        "INSERT OR REPLACE INTO handed_in (homework_id, person_id, tool_id, kind, url, title, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        homework_id,
        person_id,
        tool_id,
        str(item.get("type")),
        str(item.get("url") or ""),
        str(item.get("title") or ""),
        platform.now().isoformat(),
    )


def handed_in(platform: Platform, homework_id: int) -> list[HandedIn]:
    rows = platform.store.all("SELECT * FROM handed_in WHERE homework_id = ? ORDER BY person_id", homework_id)
    return [_handed_in(row) for row in rows]


def handed_in_by(platform: Platform, homework_id: int, person_id: int) -> HandedIn | None:
    return next((each for each in handed_in(platform, homework_id) if each.person_id == person_id), None)


def _homework(row: sqlite3.Row) -> Homework:
    return Homework(row["id"], row["course_id"], row["title"])


def _handed_in(row: sqlite3.Row) -> HandedIn:
    return HandedIn(
        homework_id=row["homework_id"],
        person_id=row["person_id"],
        tool_id=row["tool_id"],
        kind=row["kind"],
        url=row["url"],
        title=row["title"],
        at=datetime.fromisoformat(row["at"]),
    )
