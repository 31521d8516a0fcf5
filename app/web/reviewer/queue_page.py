"""What the queue shows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.people import Actor
from app.placement import PlacementView
from app.reports.review_queue import QueueEntry, QueueFilter, review_queue
from app.web.reviewer.words import state_words, waiting_words

PAGE_SIZE = 40


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue, in words."""

    attempt_id: int
    who: str
    activity: str
    number: int
    submitted_at: datetime
    settled_at: datetime
    waiting: str
    state: str
    kind: str
    held_until: datetime | None
    action: str
    is_test: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the filters, with how many there are."""

    key: str
    label: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The queue of one activity, or of the whole course."""

    title: str
    show: str
    whole_course: bool
    tabs: tuple[Tab, ...]
    rows: tuple[QueueRow, ...]
    number: int
    more: bool
    empty_title: str
    empty_text: str


_LABELS = {QueueFilter.WAITING: "To review", QueueFilter.MINE: "Mine", QueueFilter.DONE: "Reviewed"}
_EMPTY = {
    QueueFilter.WAITING: ("Nothing waits for a review", "As soon as somebody hands in work, it appears here."),
    QueueFilter.MINE: ("You hold no work just now", "Open something under “To review” and start."),
    QueueFilter.DONE: ("Nothing has been reviewed yet", "Decisions that you and others release are kept here."),
}


def build_queue(
    session: Session,
    actor: Actor,
    placement: PlacementView,
    now: datetime,
    show: QueueFilter,
    *,
    whole: bool = False,
    number: int = 1,
) -> QueuePage:
    """The page `number` (from 1) of the chosen part."""
    report = review_queue(
        session,
        course_id=actor.course_id,
        reviewer_id=actor.person_id,
        now=now,
        show=show,
        placement_id=None if whole else placement.id,
    )
    counts = {QueueFilter.WAITING: report.waiting, QueueFilter.MINE: report.mine, QueueFilter.DONE: report.done}
    start = (max(1, number) - 1) * PAGE_SIZE
    rows = report.entries[start : start + PAGE_SIZE]
    return QueuePage(
        title="All activities of this course" if whole else placement.title,
        show=show,
        whole_course=whole,
        tabs=tuple(Tab(key, label, counts[key], key is show) for key, label in _LABELS.items()),
        rows=tuple(_row(entry, actor, now) for entry in rows),
        number=max(1, number),
        more=len(report.entries) > start + PAGE_SIZE,
        empty_title=_EMPTY[show][0],
        empty_text=_EMPTY[show][1],
    )


def _row(entry: QueueEntry, actor: Actor, now: datetime) -> QueueRow:
    mine = entry.lease is not None and entry.lease.reviewer_id == actor.person_id
    held_by = entry.lease.reviewer_name if entry.lease and not mine else ""
    words, kind = state_words(entry.state, entry.outcome, held_by, mine)
    return QueueRow(
        attempt_id=entry.attempt_id,
        who=entry.pseudonym,
        activity=entry.placement_title,
        number=entry.number,
        submitted_at=entry.submitted_at,
        settled_at=entry.settled_at,
        waiting=waiting_words(entry.submitted_at, now),
        state=words,
        kind=kind,
        held_until=entry.lease.expires_at if entry.lease else None,
        action="Go on" if mine else "Review" if entry.state.is_open and not held_by else "Look",
        is_test=entry.is_test,
    )
