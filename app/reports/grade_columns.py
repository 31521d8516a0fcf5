"""The gradebook columns of a placement, and how the scores of single criteria stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.catalog import definition_of
from app.gradebook import (
    TOTAL,
    ColumnView,
    SyncRow,
    SyncState,
    Temper,
    columns,
    criterion_states,
    hands_in_badge_page,
    has_criterion_columns,
    platform_of,
)
from app.placement import PlacementView
from app.reports.grade_delivery import DeliveryLine, in_order, needs_a_person

ON_THE_WAY = frozenset({SyncState.WAITING, SyncState.RETRYING})


@dataclass(frozen=True, slots=True)
class CriterionColumn:
    """The column of one criterion, with how many of its scores stand where."""

    title: str
    column: ColumnView
    delivered: int
    on_the_way: int
    need_you: int


@dataclass(frozen=True, slots=True)
class GradeColumns:
    """All columns of a placement. `lines` are the scores of criteria that wait for a person's decision."""

    splits: bool
    """Whether criteria have columns of their own."""
    total: ColumnView | None
    """What is known of the whole score's column beyond its address."""
    criteria: tuple[CriterionColumn, ...]
    lines: tuple[DeliveryLine, ...]
    hands_in_badges: bool | None
    """Whether the pages of badges are handed in; None where the LMS has no such thing."""


def grade_columns(session: Session, placement: PlacementView, now: datetime) -> GradeColumns:
    """A fixed number of statements, however many learners and criteria there are."""
    known = columns(session, placement, now)
    of_criteria = [column for column in known if column.criterion != TOTAL]
    splits = has_criterion_columns(session, placement.id)
    rows = criterion_states(session, placement.id, now) if splits else []
    titles = _titles(session, placement) if of_criteria else {}
    return GradeColumns(
        splits=splits,
        total=next((column for column in known if column.criterion == TOTAL), None),
        criteria=tuple(_summed(titles.get(column.criterion, column.label), column, rows) for column in of_criteria),
        lines=in_order(session, (row for row in rows if needs_a_person(row)), titles),
        hands_in_badges=_hands_in_badges(session, placement),
    )


def _hands_in_badges(session: Session, placement: PlacementView) -> bool | None:
    """Only Canvas takes an address as what somebody handed in."""
    if platform_of(session, placement).temper is not Temper.CANVAS:
        return None
    return hands_in_badge_page(session, placement.id)


def _titles(session: Session, placement: PlacementView) -> dict[str, str]:
    rubric = definition_of(session, placement.version_id).rubric
    return {criterion.id: criterion.title for criterion in rubric.criteria}


def _summed(title: str, column: ColumnView, rows: Iterable[SyncRow]) -> CriterionColumn:
    mine = [row for row in rows if row.criterion == column.criterion]
    return CriterionColumn(
        title=title,
        column=column,
        delivered=sum(row.state is SyncState.DELIVERED for row in mine),
        on_the_way=sum(row.state in ON_THE_WAY for row in mine),
        need_you=sum(needs_a_person(row) for row in mine),
    )
