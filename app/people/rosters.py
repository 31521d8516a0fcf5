"""A course's list of participants: when it is read, how far a reading has come, and how it ends.

The list has a row of its own, so that a reading never holds the course's row, which launches change.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.clock import Clock
from app.people import queries, rules
from app.people.models import CourseRoster, Membership
from app.people.views import RosterReading, RosterView

READ_WITHIN = timedelta(minutes=30)
"""How long one reading may take; after that its first pages are too old to go on from."""
EMPTY = (
    "Your LMS sent an empty list of participants, so Cairn has taken nobody off this list. "
    "If the course does have learners, ask your LMS administrator to look at Names and Roles for Cairn."
)
SHORTER = (
    "Your LMS's list of participants is much shorter than the one before, so Cairn has taken nobody off this list yet. "
    "If the next reading finds the same, it will."
)


@dataclass(frozen=True, slots=True)
class RosterCourse:
    """A course whose roster is to be asked for."""

    course_id: int
    deployment_id: int


def roster_view(session: Session, course_id: int) -> RosterView:
    """How the roster of a course stands; one statement."""
    row = queries.roster_of_course(session, course_id)
    if row is None:
        return RosterView(False, None, False, None, None, "")
    return RosterView(
        is_offered=row.nrps_url is not None,
        asked_at=row.asked_at,
        is_being_read=row.started_at is not None,
        synced_at=row.synced_at,
        members=row.members,
        trouble=row.trouble or "",
    )


def note_asked(session: Session, clock: Clock, course_id: int, not_within: timedelta) -> bool:
    """Note that a reading is asked for. False if one was within that time, or if the LMS offers no roster."""
    if queries.roster_url(session, course_id) is None:
        return False
    now = clock.now()
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(CourseRoster).values(course_id=course_id, asked_at=now)
    upsert = statement.on_conflict_do_update(
        index_elements=["course_id"], set_={"asked_at": now}, where=CourseRoster.asked_at <= now - not_within
    )
    return session.execute(upsert.returning(CourseRoster.course_id)).first() is not None


def rosters_to_renew(
    session: Session, now: datetime, *, unused_for: timedelta, not_within: timedelta, most: int
) -> list[RosterCourse]:
    """At most `most` courses that were launched from within `unused_for` and not asked for within `not_within`."""
    rows = queries.courses_in_use(session, since=now - unused_for, asked_before=now - not_within, most=most)
    return [RosterCourse(row.id, row.deployment_id) for row in rows]


def begin_reading(session: Session, clock: Clock, course_id: int) -> RosterReading | None:
    """The reading to do now: the one that was left off if that isn't long ago, or a new one.

    None if the course has no roster, or none was ever asked for.
    """
    row, course = queries.roster_row(session, course_id), queries.course(session, course_id)
    if row is None or course is None or course.nrps_url is None:
        return None
    now = clock.now()
    if row.started_at is None or now - row.started_at >= READ_WITHIN:
        row.started_at, row.following = now, None
    return RosterReading(course_id, course.deployment_id, course.nrps_url, row.started_at, row.following)


def leave_reading(session: Session, reading: RosterReading, following: str | None, trouble: str = "") -> None:
    """Note the page where a reading will go on, and why it didn't go on at once, if something is wrong."""
    row = queries.roster_row(session, reading.course_id)
    if row is not None and row.started_at == reading.started_at:
        row.following = following
        row.trouble = trouble or row.trouble


def give_up_reading(session: Session, reading: RosterReading, trouble: str) -> None:
    """Note that a reading came to nothing. Nobody is taken off the list for it."""
    row = queries.roster_row(session, reading.course_id)
    if row is not None and row.started_at == reading.started_at:
        row.started_at, row.following, row.trouble = None, None, trouble


def end_reading(session: Session, clock: Clock, reading: RosterReading) -> None:
    """A reading has seen every page: whoever it didn't name is inactive now, unless they came by a launch since.

    A roster that has shrunk suspiciously takes nobody off, and says so.
    """
    row = queries.roster_row(session, reading.course_id)
    if row is None or row.started_at != reading.started_at:
        return
    found = queries.count_named(session, reading.course_id, reading.started_at)
    row.trouble = _suspicion(row.members, found)
    if not row.trouble:
        session.flush()
        _take_off(session, reading)
    row.started_at, row.following = None, None
    row.synced_at, row.members = clock.now(), found


def _suspicion(before: int | None, found: int) -> str:
    if not rules.has_shrunk_suspiciously(before, found):
        return ""
    return SHORTER if found else EMPTY


def _take_off(session: Session, reading: RosterReading) -> None:
    """Test users stay: the LMS never lists them."""
    started = reading.started_at
    session.execute(
        update(Membership)
        .where(
            Membership.course_id == reading.course_id,
            Membership.active,
            Membership.is_test.is_(False),
            or_(Membership.seen_in_roster_at.is_(None), Membership.seen_in_roster_at < started),
            or_(Membership.last_seen_at.is_(None), Membership.last_seen_at < started),
        )
        .values(active=False)
        .execution_options(synchronize_session=False)
    )
