"""What the LMS's gradebook was told, learner by learner, and the buttons for what went wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.catalog import GradePolicyKind, OnNotYet
from app.db import reading, transaction
from app.flows.mend_scores import Mending, mend_all, mend_score
from app.gradebook import TOTAL, SyncRow, SyncState
from app.people import known_test_people
from app.placement import PlacementView
from app.reports.grade_columns import GradeColumns, grade_columns
from app.reports.grade_delivery import DeliveryLine, grade_delivery, needs_a_person
from app.web.access import TEACH, allowed, current_services
from app.web.instructor.blueprint import blueprint
from app.web.placed import current_placement

SAID = frozenset({*Mending, "split", "whole", "away", "column", "pages", "no-pages"})
"""Buttons that come back to the page, each with a line of its own there."""


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One learner's score with the buttons that make sense now."""

    name: str
    sync: SyncRow
    criterion: str
    is_test: bool
    may_retry: bool
    may_check: bool
    may_decide: bool


@dataclass(frozen=True, slots=True)
class GradebookPage:
    """The whole panel. `said` is the button that was just pressed, or empty."""

    placement: PlacementView
    columns: GradeColumns
    other_maximum: int | None
    """What the column is worth in the LMS, in hundredths, where that isn't what it is worth here."""
    rows: tuple[DeliveryRow, ...]
    delivered: int
    on_the_way: int
    need_you: int
    can_retry_all: bool
    can_check_all: bool
    posts_nothing: bool
    sends_partial: bool
    said: str
    now: datetime


@blueprint.get("/gradebook")
@allowed(TEACH)
def gradebook() -> ResponseReturnValue:
    """Each learner's delivery in plain words."""
    placement = current_placement()
    with reading() as session:
        page = build_gradebook(session, placement, current_services().clock.now(), request.args.get("said", ""))
    return render_template("instructor/gradebook.html", page=page)


@blueprint.post("/gradebook/<int:sync_id>/retry")
@allowed(TEACH)
def retry_score(sync_id: int) -> ResponseReturnValue:
    """Try a stopped or waiting delivery now."""
    return _mend(sync_id, Mending.RETRY)


@blueprint.post("/gradebook/<int:sync_id>/check")
@allowed(TEACH)
def check_score(sync_id: int) -> ResponseReturnValue:
    """Compare with what the gradebook shows now."""
    return _mend(sync_id, Mending.CHECK)


@blueprint.post("/gradebook/<int:sync_id>/send")
@allowed(TEACH)
def send_score(sync_id: int) -> ResponseReturnValue:
    """Send ours over what the gradebook shows."""
    return _mend(sync_id, Mending.SEND)


@blueprint.post("/gradebook/<int:sync_id>/keep")
@allowed(TEACH)
def keep_score(sync_id: int) -> ResponseReturnValue:
    """Leave the gradebook as it is."""
    return _mend(sync_id, Mending.KEEP)


@blueprint.post("/gradebook/retry-all")
@allowed(TEACH)
def retry_all_scores() -> ResponseReturnValue:
    """Try everything now that stopped or waits."""
    return _mend_all(Mending.RETRY)


@blueprint.post("/gradebook/check-all")
@allowed(TEACH)
def check_all_scores() -> ResponseReturnValue:
    """Compare everything that was delivered."""
    return _mend_all(Mending.CHECK)


def _mend(sync_id: int, way: Mending) -> ResponseReturnValue:
    placement = current_placement()
    with transaction() as session:
        mend_score(session, current_services(), placement, sync_id, way)
    return redirect(url_for("instructor.gradebook", said=way.value), 303)


def _mend_all(way: Mending) -> ResponseReturnValue:
    placement = current_placement()
    with transaction() as session:
        mend_all(session, current_services(), placement, way)
    return redirect(url_for("instructor.gradebook", said=way.value), 303)


def build_gradebook(session: Session, placement: PlacementView, now: datetime, said: str) -> GradebookPage:
    """The panel of one placement."""
    columns = grade_columns(session, placement, now)
    test_people = known_test_people(session, placement.course_id)
    lines = (*columns.lines, *grade_delivery(session, placement, now))
    rows = tuple(_row(line, is_test=line.sync.person_id in test_people) for line in lines)
    return GradebookPage(
        placement=placement,
        columns=columns,
        other_maximum=_other_maximum(placement, columns, rows),
        rows=rows,
        delivered=_count(rows, lambda sync: sync.state is SyncState.DELIVERED),
        on_the_way=_count(rows, lambda sync: sync.state in {SyncState.WAITING, SyncState.RETRYING}),
        need_you=_count(rows, needs_a_person),
        can_retry_all=sum(row.may_retry for row in rows) > 1,
        can_check_all=any(row.sync.delivered_points is not None for row in rows),
        posts_nothing=placement.grade_policy is GradePolicyKind.NONE,
        sends_partial=placement.on_not_yet is OnNotYet.SEND_PARTIAL,
        said=said if said in SAID else "",
        now=now,
    )


def _other_maximum(placement: PlacementView, columns: GradeColumns, rows: tuple[DeliveryRow, ...]) -> int | None:
    """As the newest look at the column tells it, else as any look at a learner's cell does."""
    of_cells = (row.sync.seen_maximum for row in rows if row.sync.criterion == TOTAL)
    of_column = columns.total.seen_maximum if columns.total else None
    seen = of_column or next((maximum for maximum in of_cells if maximum), None)
    return None if seen in (None, placement.points) else seen


def _row(line: DeliveryLine, *, is_test: bool) -> DeliveryRow:
    sync = line.sync
    has_score = sync.points is not None
    return DeliveryRow(
        name=line.name,
        sync=sync,
        criterion=line.criterion,
        is_test=is_test,
        may_retry=sync.state in {SyncState.STOPPED, SyncState.RETRYING} and not sync.in_flight,
        may_check=has_score and (sync.state is SyncState.DELIVERED or sync.is_kept),
        may_decide=has_score and sync.state is SyncState.HELD and not sync.is_kept and sync.out_of > 0,
    )


def _count(rows: tuple[DeliveryRow, ...], holds: Callable[[SyncRow], bool]) -> int:
    return sum(1 for row in rows if holds(row.sync))
