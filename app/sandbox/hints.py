"""Launch hints: what `lti_message_hint` stands for while the browser is on its way through the tool."""

from dataclasses import asdict, replace
from datetime import datetime

from app.sandbox.records import LaunchHint, MessageType
from app.sandbox.store import Store, from_json, to_json


class Hints:
    """Keeps hints and marks them used."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, hint: LaunchHint, now: datetime) -> None:
        sql = "INSERT INTO launch_hint (id, document, created_at) VALUES (?, ?, ?)"
        self._store.add(sql, hint.id, to_json(asdict(hint)), now.isoformat())

    def find(self, hint_id: str) -> LaunchHint | None:
        row = self._store.one("SELECT * FROM launch_hint WHERE id = ?", hint_id)
        if row is None:
            return None
        document = from_json(row["document"])
        document["message"] = MessageType(document["message"])
        return replace(LaunchHint(**document), used=row["used_at"] is not None)

    def use(self, hint_id: str, now: datetime) -> bool:
        """Marks a hint used; False if it had been used before."""
        sql = "UPDATE launch_hint SET used_at = ? WHERE id = ? AND used_at IS NULL"
        return self._store.change(sql, now.isoformat(), hint_id) == 1
