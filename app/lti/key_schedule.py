"""The tool's keys over time: what each is doing, what happens to it when, and the job that makes it happen."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.clock import Clock
from app.lti import queries
from app.lti.keys import (
    KEPT_AFTER,
    PUBLISHED_AHEAD,
    add_next_key,
    change_keys_alone,
    ensure_keys,
    is_forgotten,
    rotate_keys,
)
from app.lti.models import KeyStatus, ToolKey
from app.sealing import Sealer


class KeyChangeKind(StrEnum):
    """What the schedule does to a key."""

    PREPARED = "prepared"
    ROTATED = "rotated"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One thing that the schedule did."""

    kind: KeyChangeKind
    kid: str


@dataclass(frozen=True, slots=True)
class ToolKeyView:
    """A key of ours without its private half. `next_step_at` is when it starts, stops or goes."""

    kid: str
    status: KeyStatus
    created_at: datetime
    activated_at: datetime | None
    retired_at: datetime | None
    next_step_at: datetime | None


def keep_keys(session: Session, clock: Clock, sealer: Sealer, longest: timedelta) -> tuple[KeyChange, ...]:
    """Do what is due: make keys, rotate an active key that is older than `longest`, remove forgotten ones.

    A key is published a day before it signs, so a rotation that finds none ready only prepares one. Called
    again, also by another worker at the same moment, it finds nothing left to do.
    """
    change_keys_alone(session)
    ensure_keys(session, clock, sealer)
    now = clock.now()
    changes = [_remove(session, key) for key in queries.tool_keys(session) if is_forgotten(key, now)]
    following = queries.tool_key(session, KeyStatus.NEXT)
    if following is None:
        return (*changes, KeyChange(KeyChangeKind.PREPARED, add_next_key(session, clock, sealer)))
    active = queries.tool_key(session, KeyStatus.ACTIVE)
    is_ready = now - following.created_at >= PUBLISHED_AHEAD
    if active is not None and now >= _signing_since(active) + longest and is_ready:
        changes.append(KeyChange(KeyChangeKind.ROTATED, rotate_keys(session, clock, sealer)))
    return tuple(changes)


def tool_key_views(session: Session, longest: timedelta) -> tuple[ToolKeyView, ...]:
    """All keys, the next first, then the active, then the retired, each with what the schedule will do to it."""
    keys = queries.tool_keys(session)
    active = next((key for key in keys if key.status == KeyStatus.ACTIVE), None)
    rotation = _signing_since(active) + longest if active else None
    order = list(KeyStatus)
    return tuple(_view_of(key, rotation) for key in sorted(keys, key=lambda key: order.index(KeyStatus(key.status))))


def _view_of(key: ToolKey, rotation: datetime | None) -> ToolKeyView:
    steps = {
        KeyStatus.NEXT: max(rotation, key.created_at + PUBLISHED_AHEAD) if rotation else None,
        KeyStatus.ACTIVE: rotation,
        KeyStatus.RETIRED: key.retired_at + KEPT_AFTER if key.retired_at else None,
    }
    status = KeyStatus(key.status)
    return ToolKeyView(key.kid, status, key.created_at, key.activated_at, key.retired_at, steps[status])


def _remove(session: Session, key: ToolKey) -> KeyChange:
    session.delete(key)
    session.flush()
    return KeyChange(KeyChangeKind.REMOVED, key.kid)


def _signing_since(key: ToolKey) -> datetime:
    return key.activated_at or key.created_at
