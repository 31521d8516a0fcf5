"""Courses that were copied: what is known of where they come from, and whether a teacher has spoken to it."""

from collections.abc import Iterable

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clock import Clock
from app.lti import Context
from app.people import errors, queries, rules
from app.people.models import Course
from app.people.service import course_view_of
from app.people.statements import course, course_known, writes
from app.people.views import CourseView


def origins_of(session: Session, copied: CourseView) -> tuple[CourseView, ...]:
    """The courses of the same deployment that a course was copied from and that were ever launched here.

    The nearest first; the context id of another deployment means nothing here, whatever it looks like.
    """
    if not copied.history:
        return ()
    found = queries.courses_of_contexts(session, copied.deployment_id, copied.history)
    nearest = {context_id: place for place, context_id in enumerate(copied.history)}
    views = (course_view_of(row) for row in found if row.id != copied.id)
    return tuple(sorted(views, key=lambda view: nearest[view.context_id]))


def hold_course(session: Session, course_id: int) -> CourseView:
    """The course as it is now, held until the transaction ends, so that two who copy into it take turns.

    Raises NotFound.
    """
    row = queries.course_held(session, course_id)
    if row is None:
        raise errors.course_unknown()
    return course_view_of(row)


def put_off_copying(session: Session, clock: Clock, course_id: int) -> None:
    """Note that a teacher has answered; only another copy into the course makes the question come up by itself."""
    session.execute(update(Course).where(Course.id == course_id).values(copying_put_off_at=clock.now()))


def note_copied(
    session: Session, clock: Clock, *, deployment_id: int, context: Context, origins: Iterable[str]
) -> CourseView:
    """Note that a course was copied from others, and the course itself if nobody has opened it yet."""
    told = tuple(origins)
    connection = session.connection()
    place = {"deployment": deployment_id, "context": context.id}
    new = {
        "deployment_id": deployment_id,
        "context_id": context.id,
        "title": context.title,
        "label": context.label,
        "history": [],
        "created_at": clock.now(),
    }
    connection.execute(writes(connection.dialect.name).add_course, new)
    before = hold_course(session, connection.execute(course_known, place).scalar_one())
    history = rules.merged_history(told, before.history, context.id)
    if history != list(before.history):
        changed = {"history": history, "copying_put_off_at": None}
        connection.execute(update(course).where(course.c.id == before.id).values(**changed))
    return hold_course(session, before.id)
