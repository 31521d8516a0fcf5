"""Every SELECT of the gradebook."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.gradebook.models import Fact, Hold, LineItem, ScoreSync
from app.gradebook.rules import Standing, SyncState, digest, sync_state
from app.outbox import Status, statuses

SCORE = "score"
"""The outbox kind of score deliveries; the key is the id of a score sync."""


@dataclass(frozen=True, slots=True)
class SyncRow:
    """One earner's score, for a teacher's page. Points in hundredths."""

    id: int
    person_id: int
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


def sync_row(session: Session, placement_id: int, person_id: int) -> ScoreSync | None:
    """The row of an earner at a placement, locked against others until the transaction ends."""
    where = (ScoreSync.placement_id == placement_id, ScoreSync.person_id == person_id)
    return session.scalars(select(ScoreSync).where(*where).with_for_update(key_share=True)).one_or_none()


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


def sync_states(session: Session, placement_id: int, now: datetime) -> list[SyncRow]:
    """Every earner's score at a placement, in two statements however many there are."""
    rows = session.scalars(select(ScoreSync).where(ScoreSync.placement_id == placement_id)).all()
    return _with_statuses(session, rows, now)


def sync_states_at(session: Session, placement_ids: Collection[int], now: datetime) -> dict[int, list[SyncRow]]:
    """The same at many placements, by placement; two statements."""
    rows = session.scalars(select(ScoreSync).where(ScoreSync.placement_id.in_(placement_ids))).all()
    found: dict[int, list[SyncRow]] = {placement_id: [] for placement_id in placement_ids}
    for row, view in zip(rows, _with_statuses(session, rows, now), strict=True):
        found[row.placement_id].append(view)
    return found


def whose_score(session: Session, sync_id: int) -> tuple[int, int] | None:
    """(placement id, person id) of a score; None when there is no such one."""
    row = session.get(ScoreSync, sync_id)
    return None if row is None else (row.placement_id, row.person_id)


def placement_of_column(session: Session, placement_ids: Collection[int], url: str) -> int | None:
    """Which of these placements the gradebook column at `url` was found or made for."""
    where = (LineItem.placement_id.in_(placement_ids), LineItem.url == url)
    return session.scalars(select(LineItem.placement_id).where(*where)).first()


def sync_state_of(session: Session, placement_id: int, person_id: int, now: datetime) -> SyncRow | None:
    """One earner's score at a placement; None before anything was handed in."""
    where = (ScoreSync.placement_id == placement_id, ScoreSync.person_id == person_id)
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


def line_item(session: Session, placement_id: int) -> LineItem | None:
    """The gradebook column of a placement, if it is known."""
    return session.scalars(select(LineItem).where(LineItem.placement_id == placement_id)).one_or_none()
