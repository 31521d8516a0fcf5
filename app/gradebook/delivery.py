"""One delivery as the gradebook sees it: what to tell, frozen, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.clock import Clock
from app.gradebook import queries
from app.gradebook.guard import Intent, LmsGrade, Offer
from app.gradebook.models import TOTAL, Hold, ScoreSync, new_reference
from app.gradebook.rules import MessageKind, digest, next_message


@dataclass(frozen=True, slots=True)
class Pending:
    """What is to be told about one earner in one column, frozen when the delivery began."""

    sync_id: int
    placement_id: int
    person_id: int
    intent: Intent
    criterion: str = TOTAL
    reference: str = ""
    """What an address calls this score."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of one message.

    `arrived`: the LMS has it, or needs not hear of it. `doubtful`: it may have it, no answer came. `hold`:
    a person must look. `shown`: what the LMS showed, where it was read. `counted`: the LMS was told of the attempt.
    """

    arrived: bool = False
    doubtful: bool = False
    hold: Hold | None = None
    shown: LmsGrade | None = None
    counted: bool = False


def prepare(session: Session, sync_id: int) -> Pending | None:
    """Freeze what is to be told next, and note that it is about to leave; None if there is nothing left to tell.

    The note is what a restarted worker knows of a delivery that was killed half-way.
    """
    row = queries.sync_by_id(session, sync_id)
    kind = None if row is None else next_message(queries.standing_of(row))
    if row is None or kind is None or _is_switched_off(session, row):
        return None
    intent = _intent(row, kind)
    if kind is MessageKind.GRADE and _hands_in_badge(session, row):
        intent = replace(intent, badge_page=row.badge_url or "")
        row.badge_url_offered = row.badge_url
    row.offered_attempt = max(row.offered_attempt, row.attempt_number)
    if kind is MessageKind.GRADE:
        row.offers = _packed(dict.fromkeys((*intent.in_doubt, _offer(intent))))
    row.reference = row.reference or new_reference()
    session.flush()
    return Pending(row.id, row.placement_id, row.person_id, intent, row.criterion, row.reference)


def _hands_in_badge(session: Session, row: ScoreSync) -> bool:
    """Whether a teacher wants the badge's page handed in, and the LMS surely hasn't heard of it."""
    if row.badge_url is None or row.badge_url == row.badge_url_offered or row.criterion != TOTAL:
        return False
    chosen = queries.option(session, row.placement_id)
    return chosen is not None and chosen.badge_page


def _is_switched_off(session: Session, row: ScoreSync) -> bool:
    """Whether this is the score of a criterion, and a teacher wants no columns of criteria any more."""
    if row.criterion == TOTAL:
        return False
    chosen = queries.option(session, row.placement_id)
    return chosen is None or not chosen.criterion_columns


def note(session: Session, clock: Clock, pending: Pending, delivered: Delivered) -> bool:
    """Note what came of a delivery; whether the row has more to tell.

    A fact that was recorded meanwhile is left to its own delivery.
    """
    row = queries.sync_by_id(session, pending.sync_id)
    if row is None:
        return False
    if delivered.shown is not None:
        row.seen_score, row.seen_maximum = delivered.shown.score, delivered.shown.maximum
        row.seen_at = clock.now()
    _note_attempt(row, pending.intent, delivered)
    if pending.intent.kind is MessageKind.GRADE:
        _note_grade(row, clock, pending.intent, delivered)
    session.flush()
    return next_message(queries.standing_of(row)) is not None


def _note_attempt(row: ScoreSync, intent: Intent, delivered: Delivered) -> None:
    """The LMS heard of the attempt, or need not; or it surely did not, so that a later message may count it."""
    if delivered.counted or (delivered.arrived and intent.kind is MessageKind.NOTICE):
        row.told_attempt = max(row.told_attempt, intent.attempt_number)
    elif not delivered.doubtful:
        row.offered_attempt = intent.offered_attempt


def _note_grade(row: ScoreSync, clock: Clock, intent: Intent, delivered: Delivered) -> None:
    if delivered.arrived:
        row.delivered_points, row.delivered_comment = intent.points, digest(intent.comment)
        row.delivered_at, row.offers = clock.now(), []
    elif delivered.doubtful:
        row.offers = _packed(dict.fromkeys((*_offers(row), _offer(intent))))
    else:
        row.offers = _packed(each for each in _offers(row) if each != _offer(intent) or each in intent.told)
        if intent.badge_page == row.badge_url_offered:
            row.badge_url_offered = None
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
        in_doubt=_offers(row),
        offered_attempt=row.offered_attempt,
        told_attempt=row.told_attempt,
    )


def _offer(intent: Intent) -> Offer:
    return Offer(intent.points or 0, digest(intent.comment))


def _offers(row: ScoreSync) -> tuple[Offer, ...]:
    return tuple(Offer(points, comment) for points, comment in row.offers)


def _packed(offers: Iterable[Offer]) -> list[list[int | str]]:
    return [[offer.points, offer.comment_digest] for offer in offers]
