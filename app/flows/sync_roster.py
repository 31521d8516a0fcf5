"""Bring a course's people up to what its LMS says: a delivery kind of the outbox, and when it is due.

A reading is done in slices, so that a course of many thousands lets the scores of the same platform
through in between. Pages are fetched outside of any transaction and written in short ones.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from app import people
from app.flows.outcomes import outcome_of
from app.gradebook import platform_of_deployment
from app.lti import Member, NrpsClient, Reply, RosterPage, RosterQuery, ServiceRefused
from app.outbox import Outcome, OutcomeKind, Sent, mark_due
from app.people import Actor, Role, RosterReading
from app.services import Services

ROSTER = "roster"
"""The outbox kind; its key is the course's id."""
TEACHING = frozenset({Role.INSTRUCTOR, Role.TEACHING_ASSISTANT, Role.CONTENT_DEVELOPER, Role.ADMINISTRATOR})
ONCE_A_MINUTE = timedelta(minutes=1)
ONCE_A_DAY = timedelta(days=1)
IN_USE = timedelta(days=14)
PAGE = 100
"""People per page that we ask for; Canvas gives fifty."""
BATCH = 200
PAGES_AT_ONCE = 20
"""Pages per slice."""
COURSES_AT_ONCE = 20
"""Courses per transaction that are owed the day's reading."""
SLOW = "Your LMS gives its list of participants too slowly, so Cairn has left it for today."


@dataclass(frozen=True, slots=True)
class RosterVisit:
    """One slice of a reading, with whom to ask."""

    reading: RosterReading
    registration_id: int


@dataclass(frozen=True, slots=True)
class RosterResult:
    """How a slice ended: where the reading goes on, that it is over, or what is wrong."""

    following: str | None = None
    is_over: bool = False
    trouble: str = ""


class RosterReader:
    """The outbox handler of kind "roster"."""

    def __init__(
        self, services: Services, client: NrpsClient, transaction: Callable[[], AbstractContextManager[Session]]
    ) -> None:
        """`transaction` opens the short ones in which the pages are written, between the calls to the LMS."""
        self._services = services
        self._client = client
        self._transaction = transaction

    def prepare(self, session: Session, key: str) -> RosterVisit | None:
        """Begin a reading, or go on with the one that was left off."""
        reading = people.begin_reading(session, self._services.clock, int(key))
        if reading is None:
            return None
        return RosterVisit(reading, platform_of_deployment(session, reading.deployment_id).registration_id)

    def send(self, message: RosterVisit, may_start: Callable[[], bool]) -> Sent:
        """Read some pages and write them down. Never raises for what the LMS says or doesn't say."""
        slice_ = _Slice(message.reading.following)
        try:
            for batch in slice_.batches(self._pages(message, may_start)):
                with self._transaction() as session:
                    people.note_members(session, self._services.clock, message.reading, message.registration_id, batch)
        except ServiceRefused as refused:
            return _refused(refused.reply, slice_.following)
        if not slice_.is_over and self._has_lasted_too_long(message.reading):
            return Sent(Outcome(OutcomeKind.STOP, SLOW), RosterResult(trouble=SLOW))
        return Sent(Outcome(OutcomeKind.DONE), RosterResult(slice_.following, slice_.is_over))

    def note(self, session: Session, message: RosterVisit, sent: Sent) -> None:
        """End the reading, or keep the place and come back for the rest."""
        result: RosterResult = sent.result
        clock, reading = self._services.clock, message.reading
        if sent.outcome.kind is OutcomeKind.STOP:
            people.give_up_reading(session, reading, result.trouble)
        elif result.is_over:
            people.end_reading(session, clock, reading)
        else:
            people.leave_reading(session, reading, result.following, result.trouble)
            if sent.outcome.kind is OutcomeKind.DONE:
                _owe(session, self._services, reading.course_id, reading.deployment_id)

    def _pages(self, message: RosterVisit, may_start: Callable[[], bool]) -> Iterator[RosterPage]:
        query = RosterQuery(message.reading.url, limit=PAGE)
        pages = self._client.pages(message.registration_id, query, start=message.reading.following)
        for _ in range(PAGES_AT_ONCE):
            page = next(pages, None) if may_start() else None
            if page is None:
                return
            yield page

    def _has_lasted_too_long(self, reading: RosterReading) -> bool:
        return self._services.clock.now() - reading.started_at >= people.READ_WITHIN


class _Slice:
    """What was read of a roster: `following` never runs ahead of what was handed out to be written."""

    def __init__(self, following: str | None) -> None:
        self.following = following
        self.is_over = False

    def batches(self, pages: Iterator[RosterPage]) -> Iterator[list[Member]]:
        """The people of these pages, at most two hundred at a time, however large or small a page is."""
        waiting: list[Member] = []
        page = None
        for page in pages:
            waiting += page.members
            if len(waiting) >= BATCH:
                yield from _cut(waiting)
                waiting = []
                self._reached(page)
        if page is not None:
            yield from _cut(waiting)
            self._reached(page)

    def _reached(self, page: RosterPage) -> None:
        self.following, self.is_over = page.following, page.following is None


def ask_for_roster(session: Session, services: Services, course_id: int, *, by_hand: bool) -> bool:
    """Owe a reading of a course's roster: once a day by itself, `by_hand` once a minute.

    False if one was asked for within that time, or if the LMS offers no roster. Raises NotFound for no such course.
    """
    if not people.note_asked(session, services.clock, course_id, ONCE_A_MINUTE if by_hand else ONCE_A_DAY):
        return False
    deployment_id = people.course_view(session, course_id).deployment_id
    _owe(session, services, course_id, deployment_id, by_hand=by_hand)
    return True


def ask_after_launch(session: Session, services: Services, actor: Actor) -> None:
    """A teacher has come: the first time, and each day, the roster is read. Learners' launches ask for nothing."""
    if actor.role in TEACHING:
        ask_for_roster(session, services, actor.course_id, by_hand=False)


def ask_for_due_rosters(session: Session, services: Services) -> bool:
    """Owe the day's reading of some courses that are in use, for the worker now and then; whether there may be more."""
    terms = {"unused_for": IN_USE, "not_within": ONCE_A_DAY}
    due = people.rosters_to_renew(session, services.clock.now(), most=COURSES_AT_ONCE, **terms)
    asked = [ask_for_roster(session, services, course.course_id, by_hand=False) for course in due]
    return len(due) == COURSES_AT_ONCE and any(asked)


def _owe(session: Session, services: Services, course_id: int, deployment_id: int, *, by_hand: bool = False) -> None:
    gate = platform_of_deployment(session, deployment_id).gate
    mark_due(session, services.clock, kind=ROSTER, key=str(course_id), gate=gate, by_hand=by_hand)


def _cut(members: list[Member]) -> Iterator[list[Member]]:
    return (members[start : start + BATCH] for start in range(0, len(members), BATCH))


def _refused(reply: Reply, following: str | None) -> Sent:
    """What a refusal means to the outbox; what was read before it is kept.

    Unlike for a score, a list that doesn't come in time doesn't hold back at once all that is the platform's.
    """
    outcome = outcome_of(reply)
    if reply.status is None and not reply.gates_platform and reply.code != "platform-unreachable":
        outcome = replace(outcome, closes_gate=False, strains_gate=outcome.closes_gate)
    return Sent(outcome, RosterResult(following, trouble=reply.words))
