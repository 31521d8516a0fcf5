"""One delivery as the gradebook sees it: what to tell, frozen, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.clock import Clock
from app.gradebook import queries
from app.gradebook.guard import Intent, LmsGrade, Offer
from app.gradebook.models import Hold, LineItem, LineItemSource, ScoreSync
from app.gradebook.rules import MessageKind, digest, next_message
from app.placement import PlacementView


@dataclass(frozen=True, slots=True)
class Pending:
    """What is to be told about one earner, frozen when the delivery began."""

    sync_id: int
    placement_id: int
    person_id: int
    intent: Intent


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of one message.

    `arrived`: the LMS has it, or needs not hear of it. `doubtful`: it may have it, no answer came. `hold`:
    a person must look. `shown`: what the LMS showed, where it was read.
    """

    arrived: bool = False
    doubtful: bool = False
    hold: Hold | None = None
    shown: LmsGrade | None = None


def prepare(session: Session, sync_id: int) -> Pending | None:
    """Freeze what is to be told next, and note that it is about to leave; None if there is nothing left to tell.

    The note is what a restarted worker knows of a delivery that was killed half-way.
    """
    row = queries.sync_by_id(session, sync_id)
    kind = None if row is None else next_message(queries.standing_of(row))
    if row is None or kind is None:
        return None
    intent = _intent(row, kind)
    if kind is MessageKind.NOTICE:
        row.offered_attempt = row.attempt_number
    else:
        row.offers = _packed(dict.fromkeys((*intent.in_doubt, _offer(intent))))
    session.flush()
    return Pending(row.id, row.placement_id, row.person_id, intent)


def note(session: Session, clock: Clock, pending: Pending, delivered: Delivered) -> None:
    """Note what came of a delivery. A fact that was recorded meanwhile is left to its own delivery."""
    row = queries.sync_by_id(session, pending.sync_id)
    if row is None:
        return
    if delivered.shown is not None:
        row.seen_score, row.seen_maximum = delivered.shown.score, delivered.shown.maximum
        row.seen_at = clock.now()
    if pending.intent.kind is MessageKind.NOTICE:
        _note_notice(row, pending.intent, delivered)
    else:
        _note_grade(row, clock, pending.intent, delivered)
    session.flush()


def _note_notice(row: ScoreSync, intent: Intent, delivered: Delivered) -> None:
    if delivered.arrived:
        row.told_attempt = max(row.told_attempt, intent.attempt_number)
    elif not delivered.doubtful:
        row.offered_attempt = intent.offered_attempt


def _note_grade(row: ScoreSync, clock: Clock, intent: Intent, delivered: Delivered) -> None:
    if delivered.arrived:
        row.delivered_points, row.delivered_comment = intent.points, digest(intent.comment)
        row.delivered_at, row.offers = clock.now(), []
    elif not delivered.doubtful:
        row.offers = _packed(intent.in_doubt)
    if row.grade_timestamp == intent.timestamp and (delivered.arrived or delivered.hold is not None):
        row.hold, row.insists, row.rechecks = delivered.hold, False, False


def _intent(row: ScoreSync, kind: MessageKind) -> Intent:
    stamp = row.grade_timestamp if kind is MessageKind.GRADE else row.notice_timestamp
    delivered = None
    if row.delivered_points is not None:
        delivered = Offer(row.delivered_points, row.delivered_comment or "")
    return Intent(
        kind=kind,
        points=row.points if kind is MessageKind.GRADE else None,
        out_of=row.out_of,
        comment=row.comment if kind is MessageKind.GRADE else "",
        timestamp=stamp or row.recorded_at,
        submitted_at=row.submitted_at,
        attempt_number=row.attempt_number,
        insists=row.insists,
        delivered=delivered,
        in_doubt=tuple(Offer(points, comment) for points, comment in row.offers),
        offered_attempt=row.offered_attempt,
        told_attempt=row.told_attempt,
    )


def _offer(intent: Intent) -> Offer:
    return Offer(intent.points or 0, digest(intent.comment))


def _packed(offers: Iterable[Offer]) -> list[list[int | str]]:
    return [[offer.points, offer.comment_digest] for offer in offers]


def line_item_url(session: Session, placement: PlacementView) -> str | None:
    """The address of a placement's gradebook column as far as it is known.

    What the newest launch told comes first, unless the LMS no longer knew that address and another one was found.
    """
    row = queries.line_item(session, placement.id)
    if row is not None and placement.lineitem_url in (None, row.replaces):
        return row.url
    return placement.lineitem_url


def note_line_item(session: Session, clock: Clock, placement: PlacementView, url: str, source: LineItemSource) -> None:
    """Keep the column that was found or made for a placement."""
    row = queries.line_item(session, placement.id)
    if row is None:
        row = LineItem(placement_id=placement.id)
        session.add(row)
    row.url, row.source, row.replaces, row.resolved_at = url, source, placement.lineitem_url, clock.now()
    session.flush()
