"""The verbs of placements."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.catalog import GradePolicyKind, OnNotYet
from app.clock import Clock
from app.errors import NotFound
from app.placement import queries
from app.placement.models import Placement
from app.placement.rules import PlacementSettings, is_on_dashboard, is_waiting

TITLE_LENGTH = 255


@dataclass(frozen=True, slots=True)
class PlacementView:
    """A placement as everybody else sees it; `points` in hundredths."""

    id: int
    course_id: int
    deployment_id: int
    resource_link_id: str
    version_id: int
    title: str
    points: int
    grade_policy: GradePolicyKind
    on_not_yet: OnNotYet
    attempts_limit: int | None
    lineitem_url: str | None
    template_id: str | None
    copied_from_id: int | None = None
    """The placement whose settings this one began with."""

    @property
    def waits_for_link(self) -> bool:
        """Taken over from another course, but nobody has opened its link in this one yet, so it has no column."""
        return is_waiting(self.resource_link_id)

    @property
    def on_dashboard(self) -> bool:
        """Placed on the course's dashboard: the LMS has no activity for it, and a column only once we made one."""
        return is_on_dashboard(self.resource_link_id)

    @property
    def settings(self) -> PlacementSettings:
        """What a teacher decided for it."""
        return PlacementSettings(self.points, self.grade_policy, self.on_not_yet, self.attempts_limit)


@dataclass(frozen=True, slots=True)
class NewPlacement:
    """What has to be known to place: the link, its course, the pinned version, the teacher's settings.

    `created_by` is a person's id, or None when a deep-linked item's first launch places by itself.
    """

    deployment_id: int
    resource_link_id: str
    course_id: int
    version_id: int
    title: str
    settings: PlacementSettings
    lineitem_url: str | None = None
    template_id: str | None = None
    created_by: int | None = None
    copied_from_id: int | None = None


def place(session: Session, clock: Clock, new: NewPlacement) -> PlacementView:
    """Place once: a link that has a placement keeps it, also when two first launches come at the same moment."""
    found = find_placement(session, new.deployment_id, new.resource_link_id, course_id=new.course_id)
    if found is not None:
        return found
    try:
        with session.begin_nested():
            row = _row(new, clock)
            session.add(row)
    except IntegrityError:
        found = find_placement(session, new.deployment_id, new.resource_link_id, course_id=new.course_id)
        if found is None:
            raise
        return found
    return view_of(row)


def find_placement(
    session: Session, deployment_id: int, resource_link_id: str, *, course_id: int
) -> PlacementView | None:
    """The placement of a resource link in a course, or None while nothing has been placed there.

    Another course's placement is never found, also where an LMS gives one link out in both.
    """
    row = queries.by_link(session, deployment_id, resource_link_id, course_id)
    return None if row is None else view_of(row)


def find_placement_among_others(
    session: Session, deployment_id: int, resource_link_id: str, *, course_id: int
) -> tuple[PlacementView | None, bool]:
    """The same, and whether there is one and its course has further ones: one statement, since every page asks."""
    row = queries.by_link_with_others(session, deployment_id, resource_link_id, course_id)
    return (None, False) if row is None else (view_of(row), bool(row.has_others))


def placement_view(session: Session, placement_id: int) -> PlacementView:
    """The placement with this id; raises NotFound."""
    row = queries.by_id(session, placement_id)
    if row is None:
        raise _unknown()
    return view_of(row)


def placements_of_course(session: Session, course_id: int) -> tuple[PlacementView, ...]:
    """All placements of a course, oldest first."""
    return tuple(map(view_of, queries.of_course(session, course_id)))


def placement_views(session: Session, placement_ids: Iterable[int]) -> dict[int, PlacementView]:
    """The placements with these ids, by id, in one statement; ids that aren't there are left out."""
    return {row.id: view_of(row) for row in queries.by_ids(session, set(placement_ids))}


def note_line_item(session: Session, placement_id: int, lineitem_url: str) -> PlacementView:
    """Keep the gradebook column's address as the newest launch tells it. Raises NotFound."""
    row = queries.by_id(session, placement_id)
    if row is None:
        raise _unknown()
    row.lineitem_url = lineitem_url
    session.flush()
    return view_of(row)


def _row(new: NewPlacement, clock: Clock) -> Placement:
    return Placement(
        deployment_id=new.deployment_id,
        resource_link_id=new.resource_link_id,
        course_id=new.course_id,
        version_id=new.version_id,
        title=new.title[:TITLE_LENGTH],
        points=new.settings.points,
        grade_policy=new.settings.grade_policy.value,
        on_not_yet=new.settings.on_not_yet.value,
        attempts_limit=new.settings.attempts_limit,
        lineitem_url=new.lineitem_url,
        template_id=new.template_id,
        copied_from_id=new.copied_from_id,
        created_at=clock.now(),
        created_by=new.created_by,
    )


def view_of(row: Placement | Row[Any]) -> PlacementView:
    return PlacementView(
        id=row.id,
        course_id=row.course_id,
        deployment_id=row.deployment_id,
        resource_link_id=row.resource_link_id,
        version_id=row.version_id,
        title=row.title,
        points=row.points,
        grade_policy=GradePolicyKind(row.grade_policy),
        on_not_yet=OnNotYet(row.on_not_yet),
        attempts_limit=row.attempts_limit,
        lineitem_url=row.lineitem_url,
        template_id=row.template_id,
        copied_from_id=row.copied_from_id,
    )


def _unknown() -> NotFound:
    words = "This activity is no longer here."
    return NotFound("placement-unknown", words, "Go back to the course and open it again.")
