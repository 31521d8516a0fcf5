"""Every SELECT of the gradebook."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from app.gradebook.models import TOTAL, Fact, GradebookOption, Hold, LineItem, ScoreSync
from app.gradebook.rules import Standing, SyncState, column_key, digest, next_message, sync_state
from app.outbox import OutboxState, Status, statuses

SCORE = "score"
"""The outbox kind of score deliveries; the key is the id of a score sync."""
COLUMN = "column"
"""The kind that finds, makes, reads or takes away a column; its keys are made by `column_key`."""
RESULTS = "results"
"""The kind that reads all results of a column; the same keys."""


@dataclass(frozen=True, slots=True)
class SyncRow:
    """One earner's score, for a teacher's page. Points in hundredths."""

    id: int
    person_id: int
    criterion: str
    """A criterion's id, or empty for the whole score."""
    fact: Fact
    attempt_number: int
    state: SyncState
    points: int | None
    out_of: int
    delivered_points: int | None
    delivered_at: datetime | None
    hold: Hold | None
    seen_score: int | None
    seen_maximum: int | None
    seen_at: datetime | None
    last_answer: str
    next_try_at: datetime | None
    in_flight: bool

    @property
    def is_kept(self) -> bool:
        """Whether a teacher decided for what the gradebook shows."""
        return self.state is SyncState.HELD and self.hold is Hold.KEPT


def sync_row(session: Session, placement_id: int, person_id: int, criterion: str = TOTAL) -> ScoreSync | None:
    """The row of an earner at a placement, locked against others until the transaction ends."""
    where = (*_of(placement_id, criterion), ScoreSync.person_id == person_id)
    return session.scalars(select(ScoreSync).where(*where).with_for_update(key_share=True)).one_or_none()


def sync_rows_of(session: Session, placement_id: int, person_ids: Collection[int]) -> dict[tuple[int, str], ScoreSync]:
    """All rows of these earners at a placement by person and criterion, locked likewise."""
    where = (ScoreSync.placement_id == placement_id, ScoreSync.person_id.in_(person_ids))
    rows = session.scalars(select(ScoreSync).where(*where).with_for_update(key_share=True))
    return {(row.person_id, row.criterion): row for row in rows}


def sync_by_id(session: Session, sync_id: int) -> ScoreSync | None:
    """The row with this id, locked likewise."""
    return session.scalars(
        select(ScoreSync).where(ScoreSync.id == sync_id).with_for_update(key_share=True)
    ).one_or_none()


def standing_of(row: ScoreSync) -> Standing:
    """What is still to be told about a row."""
    return Standing(
        fact=row.fact,
        points=row.points,
        comment_digest=digest(row.comment),
        delivered_points=row.delivered_points,
        delivered_digest=row.delivered_comment,
        insists=row.insists,
        rechecks=row.rechecks,
        hold=row.hold,
        attempt_number=row.attempt_number,
        told_attempt=row.told_attempt,
    )


def _of(placement_id: int, criterion: str) -> tuple[ColumnElement[bool], ...]:
    return (ScoreSync.placement_id == placement_id, ScoreSync.criterion == criterion)


def sync_states(session: Session, placement_id: int, now: datetime) -> list[SyncRow]:
    """Every earner's score at a placement, in two statements however many there are."""
    rows = session.scalars(select(ScoreSync).where(*_of(placement_id, TOTAL))).all()
    return _with_statuses(session, rows, now)


def criterion_states(session: Session, placement_id: int, now: datetime) -> list[SyncRow]:
    """The same of the columns of single criteria, whichever there are."""
    where = (ScoreSync.placement_id == placement_id, ScoreSync.criterion != TOTAL)
    return _with_statuses(session, session.scalars(select(ScoreSync).where(*where)).all(), now)


def sync_states_at(session: Session, placement_ids: Collection[int], now: datetime) -> dict[int, list[SyncRow]]:
    """Every earner's score at many placements, by placement; two statements."""
    where = (ScoreSync.placement_id.in_(placement_ids), ScoreSync.criterion == TOTAL)
    rows = session.scalars(select(ScoreSync).where(*where)).all()
    found: dict[int, list[SyncRow]] = {placement_id: [] for placement_id in placement_ids}
    for row, view in zip(rows, _with_statuses(session, rows, now), strict=True):
        found[row.placement_id].append(view)
    return found


def whose_score(session: Session, reference: str) -> tuple[int, int] | None:
    """(placement id, person id) of the score that an address calls by this reference; None when there is none."""
    row = session.scalars(select(ScoreSync).where(ScoreSync.reference == reference)).one_or_none()
    return None if row is None else (row.placement_id, row.person_id)


def placement_of_column(session: Session, placement_ids: Collection[int], url: str) -> int | None:
    """Which of these placements the gradebook column at `url` was found or made for."""
    where = (LineItem.placement_id.in_(placement_ids), LineItem.url == url)
    return session.scalars(select(LineItem.placement_id).where(*where)).first()


def sync_state_of(session: Session, placement_id: int, person_id: int, now: datetime) -> SyncRow | None:
    """One earner's score at a placement; None before anything was handed in."""
    where = (*_of(placement_id, TOTAL), ScoreSync.person_id == person_id)
    rows = session.scalars(select(ScoreSync).where(*where)).all()
    return next(iter(_with_statuses(session, rows, now)), None)


def _with_statuses(session: Session, rows: Collection[ScoreSync], now: datetime) -> list[SyncRow]:
    owed = statuses(session, SCORE, [str(row.id) for row in rows], now) if rows else {}
    return [_view(row, owed.get(str(row.id))) for row in rows]


def _view(row: ScoreSync, owed: Status | None) -> SyncRow:
    state = sync_state(standing_of(row), owed.state if owed else None, owed.attempts if owed else 0)
    return SyncRow(
        id=row.id,
        person_id=row.person_id,
        criterion=row.criterion,
        fact=row.fact,
        attempt_number=row.attempt_number,
        state=state,
        points=row.points,
        out_of=row.out_of,
        delivered_points=row.delivered_points,
        delivered_at=row.delivered_at,
        hold=row.hold,
        seen_score=row.seen_score,
        seen_maximum=row.seen_maximum,
        seen_at=row.seen_at,
        last_answer=owed.last_answer if owed else "",
        next_try_at=owed.next_try_at if owed else None,
        in_flight=owed.in_flight if owed else False,
    )


def line_item(session: Session, placement_id: int, criterion: str = TOTAL) -> LineItem | None:
    """A gradebook column of a placement, if it is known."""
    where = (LineItem.placement_id == placement_id, LineItem.criterion == criterion)
    return session.scalars(select(LineItem).where(*where)).one_or_none()


def line_items(session: Session, placement_id: int) -> Sequence[LineItem]:
    """All columns of a placement that are known of, the whole score's first, the others in their order."""
    of_placement = select(LineItem).where(LineItem.placement_id == placement_id)
    return session.scalars(of_placement.order_by(LineItem.criterion != TOTAL, LineItem.id)).all()


def column_urls(session: Session, placement_ids: Collection[int], *, but: tuple[int, str]) -> set[str | None]:
    """The addresses of all columns of these placements, except the one named by placement and criterion."""
    other = or_(LineItem.placement_id != but[0], LineItem.criterion != but[1])
    return set(session.scalars(select(LineItem.url).where(LineItem.placement_id.in_(placement_ids), other)))


def delivered_rows(session: Session, placement_id: int, criterion: str) -> Sequence[ScoreSync]:
    """Everybody's rows in a column that ever told an LMS of something, locked."""
    told = or_(ScoreSync.delivered_points.is_not(None), ScoreSync.told_attempt > 0)
    where = (*_of(placement_id, criterion), told)
    return session.scalars(select(ScoreSync).where(*where).with_for_update(key_share=True)).all()


def rows_to_owe(session: Session, placement_id: int, criterion: str, now: datetime) -> list[ScoreSync]:
    """Everybody's rows in a column that have something to tell, but for which no delivery is on its way."""
    rows = session.scalars(select(ScoreSync).where(*_of(placement_id, criterion))).all()
    owing = [row for row in rows if next_message(standing_of(row)) is not None]
    owed = statuses(session, SCORE, [str(row.id) for row in owing], now)
    return [row for row in owing if str(row.id) not in owed or owed[str(row.id)].state is not OutboxState.DUE]


def forget_column(session: Session, placement_id: int, criterion: str) -> None:
    """Delete a column and all that is known of the scores in it."""
    session.execute(delete(ScoreSync).where(*_of(placement_id, criterion)))
    where = (LineItem.placement_id == placement_id, LineItem.criterion == criterion)
    session.execute(delete(LineItem).where(*where))


def is_owed(session: Session, kind: str, key: str, now: datetime) -> bool:
    """Whether there is such a debt, be it on its way or stopped."""
    return key in statuses(session, kind, [key], now)


def column_debts(
    session: Session, placement_id: int, criteria: Iterable[str], now: datetime
) -> dict[str, tuple[Status, ...]]:
    """What is owed about these columns: to find or make them, and to read all results of them; two statements."""
    keys = {criterion: column_key(placement_id, criterion) for criterion in criteria}
    kinds = [statuses(session, kind, list(keys.values()), now) for kind in (COLUMN, RESULTS)]
    return {name: tuple(kind[key] for kind in kinds if key in kind) for name, key in keys.items()}


def option(session: Session, placement_id: int) -> GradebookOption | None:
    """What a teacher chose about the gradebook of a placement."""
    return session.get(GradebookOption, placement_id)


def rows_of_people(
    session: Session, placement_id: int, criterion: str, person_ids: Collection[int]
) -> Sequence[ScoreSync]:
    """These people's rows in a column, locked."""
    where = (*_of(placement_id, criterion), ScoreSync.person_id.in_(person_ids))
    return session.scalars(select(ScoreSync).where(*where).with_for_update(key_share=True)).all()


def rows_not_seen(
    session: Session, placement_id: int, criterion: str, since: datetime, after: int, most: int
) -> Sequence[ScoreSync]:
    """The next rows by id, `most` at a time, whose score had arrived but which no look since `since` has seen."""
    unseen = or_(ScoreSync.seen_at.is_(None), ScoreSync.seen_at < since)
    where = (*_of(placement_id, criterion), ScoreSync.id > after, ScoreSync.delivered_points.is_not(None), unseen)
    return session.scalars(
        select(ScoreSync).where(*where).order_by(ScoreSync.id).limit(most).with_for_update(key_share=True)
    ).all()
