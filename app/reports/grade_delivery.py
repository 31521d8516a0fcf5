"""What the LMS's gradebook was told about each learner of a placement, and what it answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.gradebook import SyncRow, SyncState, sync_states
from app.people import names_of
from app.placement import PlacementView


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One learner's score; `criterion` is the title of one, or empty for the whole score."""

    name: str
    sync: SyncRow
    criterion: str = ""


URGENCY = {
    SyncState.HELD: 0,
    SyncState.STOPPED: 0,
    SyncState.RETRYING: 1,
    SyncState.WAITING: 1,
    SyncState.DELIVERED: 2,
    SyncState.NOTHING: 3,
}


def grade_delivery(session: Session, placement: PlacementView, now: datetime) -> tuple[DeliveryLine, ...]:
    """Every learner with a row, what needs a person first, then by name; three statements."""
    return in_order(session, sync_states(session, placement.id, now), {})


def in_order(session: Session, rows: Iterable[SyncRow], titles: Mapping[str, str]) -> tuple[DeliveryLine, ...]:
    """These rows with names, ordered likewise; `titles` are those of criteria. One statement."""
    rows = list(rows)
    names = names_of(session, {row.person_id for row in rows})
    lines = [DeliveryLine(names[row.person_id], row, titles.get(row.criterion, row.criterion)) for row in rows]
    return tuple(sorted(lines, key=lambda line: (_urgency(line.sync), line.name.casefold(), line.sync.id)))


def needs_a_person(row: SyncRow) -> bool:
    """Whether nothing more happens until somebody decides. A grade that was kept on purpose is decided."""
    return _urgency(row) == 0


def _urgency(row: SyncRow) -> int:
    return 2 if row.is_kept else URGENCY[row.state]
