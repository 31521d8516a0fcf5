"""Columns of single criteria beside the whole score: a teacher's choice for one placement, off by default."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalog import Criterion, Definition, definition_of
from app.clock import Clock
from app.errors import Conflict
from app.gradebook import queries
from app.gradebook.columns import LABEL_LENGTH
from app.gradebook.models import TOTAL, Fact, GradebookOption, LineItem, LineItemSource, ScoreSync
from app.gradebook.platform import platform_of
from app.gradebook.queries import COLUMN
from app.gradebook.rows import new_row, owe_all_that_is_left, want
from app.gradebook.rules import CriterionOutcome, GradeTerms, ReviewOutcome, column_key, wanted_points
from app.outbox import mark_all_due
from app.placement import PlacementView


@dataclass(frozen=True, slots=True)
class Finding:
    """What was decided about one attempt: EARNED or NOT_YET, with what was found."""

    fact: Fact
    outcome: ReviewOutcome
    attempt_number: int


def has_criterion_columns(session: Session, placement_id: int) -> bool:
    """Whether a teacher wants each criterion in a column of its own."""
    chosen = queries.option(session, placement_id)
    return chosen is not None and chosen.criterion_columns


def switch_criterion_columns(session: Session, clock: Clock, placement: PlacementView, by: int, *, on: bool) -> None:
    """Want columns of criteria, which are then owed to the LMS, or want nothing more sent to them.

    Switching off takes no column away: grades may be in them.
    """
    chosen = _option(session, clock, placement, by)
    chosen.criterion_columns = on
    if on:
        _want_columns(session, clock, placement)
    session.flush()


def hands_in_badge_page(session: Session, placement_id: int) -> bool:
    """Whether a teacher wants the page of each earned badge handed in to Canvas."""
    chosen = queries.option(session, placement_id)
    return chosen is not None and chosen.badge_page


def switch_badge_page(session: Session, clock: Clock, placement: PlacementView, by: int, *, on: bool) -> None:
    """Hand in the page of each badge that is earned from now on, or none any more; what was handed in stays."""
    _option(session, clock, placement, by).badge_page = on
    session.flush()


def take_columns_away(session: Session, clock: Clock, placement: PlacementView) -> int:
    """Owe the LMS the deletion of those columns of criteria that hold no result; the number of columns to look at.

    Raises Conflict while they are switched on.
    """
    if has_criterion_columns(session, placement.id):
        raise Conflict(
            "criterion-columns-in-use",
            "The columns of the criteria are switched on.",
            "Switch them off first; then those without results can be taken away.",
        )
    rows = [row for row in queries.line_items(session, placement.id) if row.criterion != TOTAL]
    for row in rows:
        row.leaving = True
    session.flush()
    _owe_columns(session, clock, placement, [row.criterion for row in rows])
    return len(rows)


def record_criteria(session: Session, clock: Clock, placement: PlacementView, findings: Mapping[int, Finding]) -> None:
    """Owe the columns of criteria what was found about each person, where and when the whole score would go.

    Does nothing while no teacher wants such columns, and owes nothing again that is wanted there already. A fixed
    number of statements beside those that write the rows, however many people and criteria there are.
    """
    if not has_criterion_columns(session, placement.id):
        return
    known = queries.sync_rows_of(session, placement.id, findings)
    rows = []
    for person_id, finding in findings.items():
        goes = _goes(placement, finding)
        for found in finding.outcome.criteria:
            row = known.get((person_id, found.criterion)) or new_row(session, placement, person_id, found.criterion)
            _note(row, clock, finding, found, goes=goes)
            rows.append(row)
    session.flush()
    owe_all_that_is_left(session, clock, rows, placement)


def _goes(placement: PlacementView, finding: Finding) -> bool:
    terms = GradeTerms(placement.points, placement.grade_policy, placement.on_not_yet)
    return wanted_points(terms, finding.fact, finding.outcome) is not None


def _note(row: ScoreSync, clock: Clock, finding: Finding, found: CriterionOutcome, *, goes: bool) -> None:
    wanted = found.points if goes else None
    row.fact, row.recorded_at = finding.fact, clock.now()
    # No attempt is ever counted in such a column: nothing is handed in for it.
    row.attempt_number = row.offered_attempt = row.told_attempt = finding.attempt_number
    if (row.points, row.out_of, row.comment) != (wanted, found.out_of, found.comment):
        want(row, clock, wanted, found.out_of, found.comment)


def _want_columns(session: Session, clock: Clock, placement: PlacementView) -> None:
    definition = definition_of(session, placement.version_id)
    known = {row.criterion: row for row in queries.line_items(session, placement.id)}
    for criterion in definition.rubric.criteria:
        row = known.get(criterion.id)
        if row is None:
            session.add(_column(clock, placement, definition, criterion))
        else:
            row.leaving = False
    _owe_columns(session, clock, placement, [criterion.id for criterion in definition.rubric.criteria])


def _column(clock: Clock, placement: PlacementView, definition: Definition, criterion: Criterion) -> LineItem:
    return LineItem(
        placement_id=placement.id,
        criterion=criterion.id,
        label=f"{placement.title}: {criterion.title}"[:LABEL_LENGTH],
        maximum=definition.rubric.levels[-1].points * 100,
        resource_id=f"{definition.slug}:{criterion.id}:{placement.template_id or placement.resource_link_id}",
        source=LineItemSource.CREATED,
        leaving=False,
        resolved_at=clock.now(),
    )


def _owe_columns(session: Session, clock: Clock, placement: PlacementView, criteria: Iterable[str]) -> None:
    keys = [column_key(placement.id, criterion) for criterion in criteria]
    gate = platform_of(session, placement).gate
    mark_all_due(session, clock, kind=COLUMN, keys=keys, gate=gate, by_hand=True)


def _option(session: Session, clock: Clock, placement: PlacementView, by: int) -> GradebookOption:
    """The row of a teacher's choices, as changed by them now."""
    chosen = queries.option(session, placement.id)
    if chosen is None:
        chosen = GradebookOption(placement_id=placement.id)
        session.add(chosen)
    chosen.changed_at, chosen.changed_by = clock.now(), by
    return chosen
