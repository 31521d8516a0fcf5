"""What teachers, developers and administrators see of a course."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.people import Actor, Role, course_view
from app.placement import PlacementView
from app.reports.copies import CopyQuestion, open_copy_question
from app.reports.course_overview import CourseLine, course_overview
from app.web.access import PLACE, REVIEW, TEACH


@dataclass(frozen=True, slots=True)
class Door:
    """A button into one activity. `to` is the word of a target; `primary` is the one that is wanted now."""

    to: str
    label: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class TeachingLine:
    """One activity with its numbers, (number, words, is urgent), and the ways into it."""

    placement: PlacementView
    numbers: tuple[tuple[int, str, bool], ...]
    doors: tuple[Door, ...]


@dataclass(frozen=True, slots=True)
class TeachingPage:
    """What templates/course/teaching.html shows."""

    title: str
    lines: tuple[TeachingLine, ...]
    waiting: int
    may_place: bool
    of_course: bool
    """Whether the launch is of the course itself, so that the picker places on the dashboard."""
    any_on_dashboard: bool
    copying: CopyQuestion | None
    """What could be taken over from the course that this one was copied from."""


def build_teaching(session: Session, actor: Actor, now: datetime) -> TeachingPage:
    """Every activity; with numbers for those who teach."""
    lines = course_overview(session, actor.course_id, now)
    return TeachingPage(
        title=course_view(session, actor.course_id).title or "This course",
        lines=tuple(_line(line, actor.role) for line in lines),
        waiting=sum(line.waiting for line in lines) if actor.role in REVIEW else 0,
        may_place=actor.role in PLACE,
        of_course=not actor.resource_link_id,
        any_on_dashboard=any(line.placement.on_dashboard for line in lines),
        copying=open_copy_question(session, actor.course_id) if actor.role in PLACE else None,
    )


def _line(line: CourseLine, role: Role) -> TeachingLine:
    if line.placement.waits_for_link:
        return TeachingLine(line.placement, (), ())
    if role not in TEACH:
        return TeachingLine(line.placement, (), (Door("about", "About", primary=True),))
    numbers: tuple[tuple[int, str, bool], ...] = (
        (line.started, "started", False),
        (line.waiting, "to review", line.waiting > 0),
        (line.earned, "earned", False),
    )
    if line.scores_to_look_at:
        words = "score to look at" if line.scores_to_look_at == 1 else "scores to look at"
        numbers = (*numbers, (line.scores_to_look_at, words, True))
    return TeachingLine(line.placement, numbers, _doors(line, role))


def _doors(line: CourseLine, role: Role) -> tuple[Door, ...]:
    reviews = (Door("reviews", "Reviews", primary=line.waiting > 0),) if role in REVIEW else ()
    return (Door("learners", "Learners"), *reviews, Door("gradebook", "Gradebook"))
