"""What launches leave behind for the console: one row each, no person in it, and no more rows than are read.

A launch writes its row in its own transaction, with one statement that is built once. A refused one is
written only once its registration is known, at most so often a minute (`RefusalBudget`), so that nobody can
fill the disk with refusals.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from sqlalchemy import ColumnElement, Insert, delete, func, insert, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.lti.claims import Launch
from app.lti.event_models import EventKind, LaunchEvent
from app.lti.scopes import MEMBERSHIP_READ

KEPT = 200
"""Rows of each kind that are kept for a registration."""
MOST_REFUSALS = 30
BUDGET_TIME = timedelta(minutes=1)
LONGEST_SCOPE = 200
MOST_SCOPES = 20

_insert: Insert = insert(LaunchEvent.metadata.tables[LaunchEvent.__tablename__])


@dataclass(frozen=True, slots=True)
class EventView:
    """One launch or refusal."""

    registration_id: int
    deployment_id: int | None
    at: datetime
    kind: EventKind
    code: str
    reference: str
    message_type: str
    scopes: tuple[str, ...]
    product_version: str | None


@dataclass(frozen=True, slots=True)
class SeenScope:
    """A scope that launches were granted, with the newest that was."""

    scope: str
    seen_at: datetime


class RefusalBudget:
    """How many refusals of a registration one process still writes down this minute."""

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._counts: dict[int, int] = defaultdict(int)
        self._lock = Lock()

    def may_note(self, registration_id: int, now: datetime) -> bool:
        """Whether this one is still within the budget; counts it."""
        with self._lock:
            if self._since is None or not timedelta(0) <= now - self._since < BUDGET_TIME:
                self._since = now
                self._counts.clear()
            self._counts[registration_id] += 1
            return self._counts[registration_id] <= MOST_REFUSALS


def note_launch(session: Session, clock: Clock, launch: Launch) -> None:
    """Write down that a launch came through: one INSERT."""
    row = _row(clock, launch.registration_id, EventKind.LAUNCH) | {
        "deployment_id": launch.deployment_id,
        "message_type": launch.message_type,
        "scopes": _scopes(launch),
        "product_version": launch.product_version,
    }
    session.connection().execute(_insert, row)


def note_refusal(session: Session, clock: Clock, registration_id: int, code: str, reference: str) -> None:
    """Write down that a launch was refused, with the code and reference that its person was shown: one INSERT."""
    row = _row(clock, registration_id, EventKind.REFUSED) | {"code": code[:64], "reference": reference[:16]}
    session.connection().execute(_insert, row)


def launch_events(
    session: Session,
    *,
    registration_ids: Collection[int],
    deployment_ids: Collection[int] | None = None,
    kind: EventKind,
    most: int,
) -> tuple[EventView, ...]:
    """The newest events of some registrations; only those of certain deployments where these are given."""
    conditions: list[ColumnElement[bool]] = [
        LaunchEvent.registration_id.in_(registration_ids),
        LaunchEvent.kind == kind,
    ]
    if deployment_ids is not None:
        conditions.append(LaunchEvent.deployment_id.in_(deployment_ids))
    rows = session.scalars(select(LaunchEvent).where(*conditions).order_by(LaunchEvent.id.desc()).limit(most))
    return tuple(_view_of(row) for row in rows)


def last_launches(session: Session, deployment_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these deployments was last launched from; those that never were are missing."""
    rows = session.execute(
        select(LaunchEvent.deployment_id, func.max(LaunchEvent.at))
        .where(LaunchEvent.kind == EventKind.LAUNCH, LaunchEvent.deployment_id.in_(deployment_ids))
        .group_by(LaunchEvent.deployment_id)
    )
    return {number: at for number, at in rows if number is not None}


def scopes_seen(events: Iterable[EventView]) -> tuple[SeenScope, ...]:
    """Every scope in these launches, with the newest launch that was granted it; by name."""
    newest: dict[str, datetime] = {}
    for event in events:
        for scope in event.scopes:
            newest[scope] = max(event.at, newest.get(scope, event.at))
    return tuple(SeenScope(scope, at) for scope, at in sorted(newest.items()))


def forget_old_events(session: Session) -> None:
    """Keep the newest 200 launches and 200 refusals of each registration, and each deployment's last launch."""
    place = func.row_number().over(
        partition_by=(LaunchEvent.registration_id, LaunchEvent.kind), order_by=LaunchEvent.id.desc()
    )
    ranked = select(LaunchEvent.id, place.label("place")).subquery()
    last = (
        select(func.max(LaunchEvent.id))
        .where(LaunchEvent.kind == EventKind.LAUNCH, LaunchEvent.deployment_id.is_not(None))
        .group_by(LaunchEvent.deployment_id)
    )
    old = select(ranked.c.id).where(ranked.c.place > KEPT)
    session.execute(
        delete(LaunchEvent)
        .where(LaunchEvent.id.in_(old), LaunchEvent.id.not_in(last))
        .execution_options(synchronize_session=False)
    )


def _row(clock: Clock, registration_id: int, kind: EventKind) -> dict[str, Any]:
    return {
        "registration_id": registration_id,
        "deployment_id": None,
        "at": clock.now(),
        "kind": kind,
        "code": "",
        "reference": "",
        "message_type": "",
        "scopes": [],
        "product_version": None,
    }


def _scopes(launch: Launch) -> list[str]:
    granted = [*(launch.ags.scopes if launch.ags else ()), *([MEMBERSHIP_READ] if launch.nrps_url else [])]
    return [scope[:LONGEST_SCOPE] for scope in granted[:MOST_SCOPES]]


def _view_of(row: LaunchEvent) -> EventView:
    return EventView(
        registration_id=row.registration_id,
        deployment_id=row.deployment_id,
        at=row.at,
        kind=EventKind(row.kind),
        code=row.code,
        reference=row.reference,
        message_type=row.message_type,
        scopes=tuple(row.scopes),
        product_version=row.product_version,
    )
