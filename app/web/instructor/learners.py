"""The list of learners: who is in it, how it is narrowed, page by page, and where it comes from."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.journey import JourneyState, state_words
from app.lti import product_name
from app.people import RosterView
from app.reports.course_progress import LearnerProgress
from app.web.badge_words import standing_words

PAGE_SIZE = 50
LONGEST_SEARCH = 100
KINDS = {
    JourneyState.NOT_STARTED: "neutral",
    JourneyState.SUBMITTED: "warn",
    JourneyState.RETURNED: "info",
    JourneyState.NOT_YET: "info",
    JourneyState.EARNED: "good",
    JourneyState.WITHDRAWN: "neutral",
}
WORKING = {
    JourneyState.STARTED,
    JourneyState.IN_PROGRESS,
    JourneyState.RESUBMITTING,
    JourneyState.RETURNED,
    JourneyState.NOT_YET,
    JourneyState.WITHDRAWN,
}


class Show(StrEnum):
    """Parts of the list. GONE are the people whom the LMS lists no more; the other parts leave them out."""

    ALL = "all"
    WAITING = "waiting"
    WORKING = "working"
    NOT_STARTED = "not-started"
    EARNED = "earned"
    GONE = "gone"


LABELS = {
    Show.ALL: "All",
    Show.WAITING: "To review",
    Show.WORKING: "Working on it",
    Show.NOT_STARTED: "Not started",
    Show.EARNED: "Earned",
    Show.GONE: "No longer in the course",
}
EMPTY = {
    Show.ALL: "There is no learner here yet",
    Show.WAITING: "Nothing waits for a review",
    Show.WORKING: "Nobody is working on it just now",
    Show.NOT_STARTED: "Everybody has started",
    Show.EARNED: "Nobody has earned it yet",
    Show.GONE: "Everybody is still in the course",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """Which part of the list somebody asked for; `number` counts pages from 1."""

    show: Show = Show.ALL
    search: str = ""
    number: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One of the filters, with how many there are."""

    key: str
    label: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """One learner, in words."""

    progress: LearnerProgress
    state: str
    kind: str
    waiting: str
    badge: tuple[str, str] | None
    """How their badge stands, in a word and its kind."""


@dataclass(frozen=True, slots=True)
class LearnerList:
    """One page of the list. `found` counts all pages."""

    rows: tuple[LearnerRow, ...]
    parts: tuple[Part, ...]
    wish: Wish
    found: int
    first: int
    last: int
    has_more: bool
    is_empty: bool
    """Whether the course has no learner at all, whatever was asked for."""
    nothing: str
    """What to say where the chosen part is empty."""


@dataclass(frozen=True, slots=True)
class RosterLine:
    """Where the list comes from, in words; and whether the LMS can be asked for it."""

    lms: str
    words: str
    trouble: str
    may_refresh: bool


def read_wish(show: str, search: str, number: int | None) -> Wish:
    """What an address asks for; anything odd asks for the beginning of everything."""
    shown = Show(show) if show in set(Show) else Show.ALL
    return Wish(shown, " ".join(search.split())[:LONGEST_SEARCH], max(number or 1, 1))


def learner_list(learners: Sequence[LearnerProgress], wish: Wish, now: datetime) -> LearnerList:
    """The page that was wished for, or the last one that there is."""
    counts = Counter(part for learner in learners for part in _parts_of(learner))
    chosen = [each for each in learners if wish.show in _parts_of(each) and _is_meant(each, wish.search)]
    number = min(wish.number, max(-(-len(chosen) // PAGE_SIZE), 1))
    start = (number - 1) * PAGE_SIZE
    rows = tuple(_row(learner, now) for learner in chosen[start : start + PAGE_SIZE])
    return LearnerList(
        rows=rows,
        parts=tuple(_tabs(counts, wish.show)),
        wish=Wish(wish.show, wish.search, number),
        found=len(chosen),
        first=start + 1,
        last=start + len(rows),
        has_more=start + len(rows) < len(chosen),
        is_empty=not learners,
        nothing=f"Nobody here is called “{wish.search}”" if wish.search else EMPTY[wish.show],
    )


def roster_line(roster: RosterView, product_family: str | None, now: datetime) -> RosterLine:
    """How fresh the list is."""
    lms = product_name(product_family) or "your LMS"
    return RosterLine(lms, _roster_words(roster, lms, now), roster.trouble, roster.is_offered)


def _roster_words(roster: RosterView, lms: str, now: datetime) -> str:
    if not roster.is_offered:
        return (
            "Only people who have opened this are listed, because the LMS doesn't tell Cairn who else is in the "
            "course. Its administrator can allow that: it is called Names and Roles."
        )
    if roster.synced_at is not None:
        asked = roster.asked_at is not None and roster.asked_at > roster.synced_at and not roster.trouble
        return f"From {lms}, {ago(roster.synced_at, now)}." + (" A newer list is on its way." if asked else "")
    if roster.trouble or roster.asked_at is None:
        return "Only people who have opened this are listed so far."
    return f"Cairn is asking {lms} who is in the course. Until then, only people who have opened this are listed."


def ago(then: datetime, now: datetime) -> str:
    """How long ago something was: "just now", "3 minutes ago", "1 hour ago", "12 days ago"."""
    minutes = max(int((now - then).total_seconds() // 60), 0)
    for size, unit in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"


def days_words(since: datetime, now: datetime) -> str:
    """How long something has waited, in whole days: "since today", "1 day", "12 days"."""
    days = max((now - since).days, 0)
    return "since today" if days == 0 else "1 day" if days == 1 else f"{days} days"


def _tabs(counts: Counter[Show], current: Show) -> Iterable[Part]:
    """All parts, but the people who left only where there are any."""
    for show in Show:
        if show is not Show.GONE or counts[show] or current is show:
            yield Part(show, LABELS[show], counts[show], show is current)


def _parts_of(learner: LearnerProgress) -> set[Show]:
    """Work of somebody who left can still be reviewed, so it shows there too."""
    waits = {Show.WAITING} if learner.waiting_since is not None else set()
    if not learner.active:
        return {Show.GONE} | waits
    if learner.state is JourneyState.NOT_STARTED:
        return {Show.ALL, Show.NOT_STARTED} | waits
    if learner.state is JourneyState.EARNED:
        return {Show.ALL, Show.EARNED} | waits
    return {Show.ALL} | waits | ({Show.WORKING} if learner.state in WORKING else set())


def _is_meant(learner: LearnerProgress, search: str) -> bool:
    name = learner.name.casefold()
    return all(word in name for word in search.casefold().split())


def _row(learner: LearnerProgress, now: datetime) -> LearnerRow:
    return LearnerRow(
        progress=learner,
        state=state_words(learner.state),
        kind=KINDS.get(learner.state, "info"),
        waiting=days_words(learner.waiting_since, now) if learner.waiting_since else "",
        badge=standing_words(learner.badge, now) if learner.badge else None,
    )
