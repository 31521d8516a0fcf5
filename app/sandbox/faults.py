"""Trouble on demand: what a platform does on its bad days, by count or until it is switched off."""

import re
import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from app.sandbox.store import Store

ALL = "all"
FAMILIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("scores", re.compile(r"^/(services|api/lti)/.*/scores$")),
    ("results", re.compile(r"^/(services|api/lti)/.*/results$")),
    ("lineitem", re.compile(r"^/(services/\d+/lineitems/\d+/lineitem|api/lti/courses/\d+/line_items/\d+)$")),
    ("lineitems", re.compile(r"^/(services/\d+/lineitems|api/lti/courses/\d+/line_items)$")),
    ("roster", re.compile(r"^/services/courses/\d+/memberships/\d+$")),
    ("notices", re.compile(r"^/api/lti/notice-handlers/\d+$")),
    ("token", re.compile(r"^/token$")),
    ("jwks", re.compile(r"^/jwks$")),
    ("configuration", re.compile(r"^/\.well-known/openid-configuration$")),
    ("registration", re.compile(r"^/register$")),
    ("deep-links", re.compile(r"^/deep-links/")),
)
FAMILY_NAMES = tuple(name for name, _ in FAMILIES)


class FaultKind(StrEnum):
    """What goes wrong. RESET ends the connection before anything is done, LOST_ANSWER after it was done."""

    SERVER_ERROR = "server-error"
    DOWN = "down"
    TOO_MANY = "too-many-requests"
    THROTTLED = "throttled"
    SLOW = "slow"
    RESET = "reset"
    LOST_ANSWER = "lost-answer"
    EXPIRED_TOKEN = "expired-token"  # noqa: S105
    GONE = "gone"
    GARBAGE = "garbage"


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble for one family of addresses; `remaining` None means until switched off.

    `seconds` is the delay of SLOW and the Retry-After of TOO_MANY and DOWN.
    """

    id: int
    family: str
    kind: FaultKind
    remaining: int | None
    seconds: float


class Faults:
    """Keeps the faults that are switched on and hands them out call by call."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def switch_on(self, kind: FaultKind, family: str = ALL, *, times: int | None = 1, seconds: float = 1) -> Fault:
        """Trouble for the next `times` calls of a family. Raises ValueError for an unknown family."""
        if family not in (*FAMILY_NAMES, ALL):
            raise ValueError(f"no such family of calls: {family}")
        sql = "INSERT INTO fault (family, kind, remaining, seconds) VALUES (?, ?, ?, ?)"
        new = self._store.add(sql, family, kind.value, times, seconds)
        return Fault(new, family, kind, times, seconds)

    def switch_off(self, fault_id: int | None = None) -> None:
        """Ends one fault, or all of them."""
        if fault_id is None:
            self._store.change("DELETE FROM fault")
        else:
            self._store.change("DELETE FROM fault WHERE id = ?", fault_id)

    def active(self) -> list[Fault]:
        return [_fault(row) for row in self._store.all("SELECT * FROM fault ORDER BY id")]

    def next_for(self, family: str) -> Fault | None:
        """The fault that this call meets, counted down by it."""
        with self._store.transaction():
            sql = "SELECT * FROM fault WHERE family IN (?, ?) ORDER BY id LIMIT 1"
            row = self._store.one(sql, family, ALL)
            if row is None:
                return None
            self._store.change("UPDATE fault SET remaining = remaining - 1 WHERE id = ?", row["id"])
            self._store.change("DELETE FROM fault WHERE remaining <= 0")
            return _fault(row)


def family_of(path: str) -> str | None:
    """Which family of service calls a path belongs to; None for pages of the LMS."""
    return next((name for name, pattern in FAMILIES if pattern.search(path)), None)


def _fault(row: sqlite3.Row) -> Fault:
    return Fault(row["id"], row["family"], FaultKind(row["kind"]), row["remaining"], row["seconds"])
