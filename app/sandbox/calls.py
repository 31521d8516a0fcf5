"""What tools said to the services, kept for people who want to see it."""

import re
import sqlite3
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from app.sandbox.records import ServiceCall
from app.sandbox.store import Store

SHOWN = 4000
KEPT = 500
SECRETS = frozenset({"client_assertion", "JWT"})
GRANTED = re.compile(r'("access_token": ?"[^"]{4})[^"]*"')


class Calls:
    """Keeps the latest calls, bodies shortened and secrets cut."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, call: ServiceCall) -> None:
        with self._store.transaction():
            new = self._store.add(
                "INSERT INTO service_call (at, method, path, status, who, sent, answered, note) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                call.at.isoformat(),
                call.method,
                call.path,
                call.status,
                call.who,
                call.sent,
                call.answered,
                call.note,
            )
            self._store.change("DELETE FROM service_call WHERE id <= ?", new - KEPT)

    def latest(self, family_path: str = "") -> list[ServiceCall]:
        """Latest first; `family_path` keeps those whose path ends so."""
        rows = self._store.all("SELECT * FROM service_call ORDER BY id DESC")
        return [_call(row) for row in rows if str(row["path"]).partition("?")[0].endswith(family_path)]

    def forget(self) -> None:
        self._store.change("DELETE FROM service_call")


def shortened(body: bytes, content_type: str) -> str:
    """A body as text, fit to be shown: long ones cut, tokens cut to their beginning."""
    text = GRANTED.sub(r'\1…"', body.decode("utf-8", errors="replace"))
    if content_type.startswith("application/x-www-form-urlencoded"):
        pairs = [(name, _cut(value) if name in SECRETS else value) for name, value in parse_qsl(text)]
        text = urlencode(pairs, safe=":/….")
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} … ({len(body)} bytes)"


def _cut(secret: str) -> str:
    return f"{secret[:12]}…"


def _call(row: sqlite3.Row) -> ServiceCall:
    return ServiceCall(
        id=row["id"],
        at=datetime.fromisoformat(row["at"]),
        method=row["method"],
        path=row["path"],
        status=row["status"],
        who=row["who"],
        sent=row["sent"],
        answered=row["answered"],
        note=row["note"],
    )
