"""Pages that people write in a course, and what a tool puts into them from the editor's button (Canvas)."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from markupsafe import Markup

from app.sandbox.platform import Platform
from app.sandbox.sanitising import sanitised


@dataclass(frozen=True, slots=True)
class Text:
    """One page of a course, with nothing in its `body` that could act."""

    id: int
    course_id: int
    title: str
    body: Markup


def add(platform: Platform, course_id: int, title: str, body: str = "") -> Text:
    sql = "INSERT INTO course_text (course_id, title, body) VALUES (?, ?, ?)"
    return get(platform, platform.store.add(sql, course_id, title, sanitised(body)))


def get(platform: Platform, text_id: int) -> Text:
    """Raises LookupError."""
    row = platform.store.one("SELECT * FROM course_text WHERE id = ?", text_id)
    if row is None:
        raise LookupError(f"no text {text_id}")
    return _text(row)


def of_course(platform: Platform, course_id: int) -> list[Text]:
    rows = platform.store.all("SELECT * FROM course_text WHERE course_id = ? ORDER BY id", course_id)
    return [_text(row) for row in rows]


def change(platform: Platform, text_id: int, title: str, body: str) -> None:
    sql = "UPDATE course_text SET title = ?, body = ? WHERE id = ?"
    platform.store.change(sql, title, sanitised(body), text_id)


def insert(platform: Platform, text_id: int, items: Sequence[Mapping[str, Any]]) -> None:
    """Puts returned items at the end of the text, as the editor puts them where the cursor is."""
    text = get(platform, text_id)
    change(platform, text_id, text.title, str(text.body) + "".join(_html(item) for item in items))


def _html(item: Mapping[str, Any]) -> str:
    title, url = escape(str(item.get("title") or "")), escape(str(item.get("url") or ""))
    if item.get("type") == "html":
        return str(item.get("html") or "")
    if item.get("type") == "image":
        alt = escape(str(item.get("text") or item.get("title") or ""))
        size = f'width="{int(item.get("width") or 200)}" height="{int(item.get("height") or 200)}"'
        return f'<p><img src="{url}" alt="{alt}" {size}></p>'
    return f'<p><a href="{url}">{title or url}</a></p>'


def _text(row: sqlite3.Row) -> Text:
    return Text(row["id"], row["course_id"], row["title"], sanitised(row["body"]))
