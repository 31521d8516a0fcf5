"""The gradebook's cells and the history of each."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from app.sandbox.records import Change, Comment, Handed, Result
from app.sandbox.store import Store, from_json, to_json


class Grades:
    """Reads and writes results; what a score does to one is the temper's business."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def result(self, line_item_id: int, person_id: int) -> Result:
        """What is stored, or an empty result if nothing is."""
        found = self.find(line_item_id, person_id)
        return found or Result(line_item_id, person_id)

    def find(self, line_item_id: int, person_id: int) -> Result | None:
        sql = "SELECT document FROM result WHERE line_item_id = ? AND person_id = ?"
        row = self._store.one(sql, line_item_id, person_id)
        return _result(from_json(row["document"])) if row else None

    def of_line_item(self, line_item_id: int) -> list[Result]:
        sql = "SELECT document FROM result WHERE line_item_id = ? ORDER BY person_id"
        return [_result(from_json(row["document"])) for row in self._store.all(sql, line_item_id)]

    def save(self, result: Result, change: Change) -> None:
        """Stores a result and writes the change into its history."""
        with self._store.transaction():
            self._store_result(result)
            self.note(result.line_item_id, result.person_id, change)

    def _store_result(self, result: Result) -> None:
        sql = "INSERT OR REPLACE INTO result (line_item_id, person_id, document) VALUES (?, ?, ?)"
        self._store.change(sql, result.line_item_id, result.person_id, to_json(_plain(asdict(result))))

    def rescale(self, line_item_id: int, factor: float) -> None:
        """Multiplies every stored score, so that percentages stay when a column's maximum changes."""
        for result in self.of_line_item(line_item_id):
            if result.score is not None:
                self._store_result(replace(result, score=round(result.score * factor, 5)))

    def note(self, line_item_id: int, person_id: int, change: Change) -> None:
        """One more line of history, such as a score that was refused."""
        self._store.add(
            "INSERT INTO grade_change (line_item_id, person_id, at, by, what) VALUES (?, ?, ?, ?, ?)",
            line_item_id,
            person_id,
            change.at.isoformat(),
            change.by,
            change.what,
        )

    def history(self, line_item_id: int, person_id: int) -> list[Change]:
        """Latest first."""
        sql = "SELECT * FROM grade_change WHERE line_item_id = ? AND person_id = ? ORDER BY id DESC"
        rows = self._store.all(sql, line_item_id, person_id)
        return [Change(datetime.fromisoformat(row["at"]), row["by"], row["what"]) for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _result(document: dict[str, Any]) -> Result:
    handed = document["handed"]
    return Result(
        **{
            **document,
            "timestamp": _moment(document["timestamp"]),
            "changed_at": _moment(document["changed_at"]),
            "comments": tuple(
                Comment(c["text"], c["by"], datetime.fromisoformat(c["at"])) for c in document["comments"]
            ),
            "handed": Handed(handed["kind"], handed["data"], _moment(handed["at"])) if handed else None,
        }
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
