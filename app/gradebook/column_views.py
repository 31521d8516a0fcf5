"""The columns of a placement as a teacher's page shows them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.gradebook import queries
from app.gradebook.columns import address_of
from app.gradebook.models import LineItemSource
from app.placement import PlacementView


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column for a teacher's page; points in hundredths. `compared_at` is when all of its results were read."""

    criterion: str
    label: str
    maximum: int
    is_known: bool
    is_ours: bool
    leaving: bool
    seen_label: str | None
    seen_maximum: int | None
    compared_at: datetime | None
    waits: bool
    """Whether the LMS is still to be asked about it."""
    last_answer: str
    stopped: bool


def columns(session: Session, placement: PlacementView, now: datetime) -> tuple[ColumnView, ...]:
    """The columns of a placement, the whole score's first; three statements."""
    rows = queries.line_items(session, placement.id)
    if not rows:
        return ()
    owed = queries.column_debts(session, placement.id, [row.criterion for row in rows], now)
    return tuple(
        ColumnView(
            criterion=row.criterion,
            label=row.label or placement.title,
            maximum=row.maximum or placement.points,
            is_known=address_of(row, placement, row.criterion) is not None,
            is_ours=row.source is LineItemSource.CREATED,
            leaving=row.leaving,
            seen_label=row.seen_label,
            seen_maximum=row.seen_maximum,
            compared_at=row.compared_at,
            waits=any(debt.next_try_at is not None for debt in owed.get(row.criterion, ())),
            last_answer=next((debt.last_answer for debt in owed.get(row.criterion, ()) if debt.last_answer), ""),
            stopped=any(debt.state == "stopped" for debt in owed.get(row.criterion, ())),
        )
        for row in rows
    )
