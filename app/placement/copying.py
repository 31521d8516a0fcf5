"""Placements of a copied course: what is left to take over, taking it over, and knowing a link when it is opened.

Settings are taken over: the pinned version, points, policies, title. People, work and gradebook columns never are.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.clock import Clock
from app.people import CourseView, origins_of
from app.placement import queries
from app.placement.copy_rules import nearest_placements, same_words
from app.placement.models import Placement
from app.placement.rules import WAITING, LinkIds, dashboard_link, is_waiting
from app.placement.service import PlacementView, view_of

MOST_GENERATIONS = 20
"""A copy of a copy of more terms than this isn't followed back to its first course."""
_table = Placement.metadata.tables[Placement.__tablename__]


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What a course could still take over, nearest course first, and the courses it comes from.

    `same_link` are placements of other courses that have the very link which was opened, though nothing
    says that this course is a copy of theirs: only a teacher can know. `waiting` are the course's own that
    were taken over and whose links nobody has opened yet.
    """

    placements: tuple[PlacementView, ...]
    origins: tuple[CourseView, ...]
    same_link: tuple[PlacementView, ...]
    waiting: tuple[PlacementView, ...]


def left_to_copy(session: Session, course: CourseView, *, resource_link_id: str | None = None) -> Leftovers:
    """What of its origins a course hasn't taken over yet; at most four statements however much it is."""
    origins = origins_of(session, course)
    own = tuple(map(view_of, queries.of_course(session, course.id)))
    from_origins: tuple[PlacementView, ...] = ()
    if origins:
        rows = queries.of_courses(session, [origin.id for origin in origins])
        from_origins = nearest_placements(origins, tuple(map(view_of, rows)), own)
    same_link: tuple[PlacementView, ...] = ()
    if resource_link_id and not is_waiting(resource_link_id):
        known = {placement.id for placement in from_origins} | {each.copied_from_id for each in own}
        rows = queries.of_link_elsewhere(session, course.deployment_id, resource_link_id, course.id)
        same_link = tuple(view_of(row) for row in rows if row.id not in known)
    waiting = tuple(each for each in own if each.waits_for_link)
    return Leftovers(from_origins, origins, same_link, waiting)


def waiting_for(
    session: Session, course_id: int, *, resource_link_id: str, title: str, ids: LinkIds | None
) -> PlacementView | None:
    """The placement that was taken over for a link which is opened for the first time; None if that can't be told.

    It is told by the deep-linked item's own id, by the link of its origin, or, for a link that names
    nothing, by a title that exactly one of those that wait has.
    """
    waiting = [view_of(row) for row in queries.of_course(session, course_id) if is_waiting(row.resource_link_id)]
    if not waiting:
        return None
    if ids is not None and ids.template_id is not None:
        return next((each for each in waiting if each.template_id == ids.template_id), None)
    origins = queries.by_ids(session, {each.copied_from_id for each in waiting if each.copied_from_id})
    of_link = {row.id for row in origins if row.resource_link_id == resource_link_id}
    by_link = [each for each in waiting if each.copied_from_id in of_link]
    by_title = [each for each in waiting if ids is None and same_words(each.title, title)]
    return by_link[0] if by_link else by_title[0] if len(by_title) == 1 else None


def bind_link(
    session: Session, placement_id: int, *, resource_link_id: str, title: str, lineitem_url: str | None
) -> PlacementView | None:
    """Give a placement that waits its link; None if it has one already."""
    changes: dict[str, Any] = {"resource_link_id": resource_link_id, "lineitem_url": lineitem_url}
    mine = (Placement.id == placement_id, Placement.resource_link_id.startswith(WAITING))
    named = {"title": title[:255]} if title else {}
    changed = update(Placement).where(*mine).values(**changes, **named).returning(Placement.id)
    if session.scalar(changed.execution_options(synchronize_session=False)) is None:
        return None
    return view_of(session.get_one(Placement, placement_id, populate_existing=True))


def placements_of_template(session: Session, template_id: str) -> tuple[PlacementView, ...]:
    """All placements of a deep-linked item, in whatever course, deployment or registration; oldest first."""
    return tuple(map(view_of, queries.of_template(session, template_id)))


def placements_of_link_elsewhere(
    session: Session, course: CourseView, resource_link_id: str
) -> Sequence[PlacementView]:
    """Placements of the very link in other courses of the deployment, oldest first."""
    rows = queries.of_link_elsewhere(session, course.deployment_id, resource_link_id, course.id)
    return [view_of(row) for row in rows]


def copies_of_link(session: Session, placements: Sequence[PlacementView], link: str) -> list[PlacementView]:
    """Those of them that were copied from this link of their own deployment, at once or by way of other courses."""
    found: set[int] = set()
    ahead = {each.id: each.copied_from_id for each in placements}
    for _ in range(MOST_GENERATIONS):
        wanted = {origin for origin in ahead.values() if origin is not None}
        origins = {row.id: row for row in queries.by_ids(session, wanted)} if wanted else {}
        reached = {each: origins[origin] for each, origin in ahead.items() if origin in origins}
        found |= {each for each, row in reached.items() if row.resource_link_id == link}
        ahead = {each: row.copied_from_id for each, row in reached.items() if each not in found}
    return [each for each in placements if each.id in found]


def copy_placements(
    session: Session, clock: Clock, course: CourseView, chosen: Sequence[PlacementView], *, created_by: int
) -> None:
    """Take placements over into a course, all in one statement; what is taken over already stays as it is."""
    if not chosen:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    now = clock.now()
    rows = [
        {
            "deployment_id": course.deployment_id,
            "resource_link_id": _new_link(origin),
            "course_id": course.id,
            "version_id": origin.version_id,
            "title": origin.title,
            "points": origin.points,
            "grade_policy": origin.grade_policy.value,
            "on_not_yet": origin.on_not_yet.value,
            "attempts_limit": origin.attempts_limit,
            "lineitem_url": None,
            "template_id": origin.template_id,
            "copied_from_id": origin.id,
            "created_at": now,
            "created_by": created_by,
        }
        for origin in chosen
    ]
    session.execute(insert(_table).on_conflict_do_nothing(), rows)


def _new_link(origin: PlacementView) -> str:
    """A link of its own for what the LMS has none for; for the others a place that their link takes later."""
    if origin.on_dashboard:
        return dashboard_link(str(uuid.uuid4()))
    return f"{WAITING}{origin.id}"
