"""Every SELECT on placements."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, select
from sqlalchemy.orm import Session

from app.db import find_row
from app.placement.models import Placement

MOST_KIN = 500
"""More copies of one activity than this aren't looked through for the nearest."""

# Built once, of the table and not of the class: asked at each launch and for each page.
_table = Placement.metadata.tables[Placement.__tablename__]
_by_link: Select[Any] = select(_table).where(
    _table.c.deployment_id == bindparam("deployment"),
    _table.c.resource_link_id == bindparam("link"),
    _table.c.course_id == bindparam("course"),
)
_other = _table.alias()
_by_link_with_others: Select[Any] = _by_link.add_columns(
    exists().where(_other.c.course_id == _table.c.course_id, _other.c.id != _table.c.id).label("has_others")
)


def by_link(session: Session, deployment_id: int, resource_link_id: str, course_id: int) -> Row[Any] | None:
    """The placement of this resource link in this course, if there is one."""
    return find_row(session, _by_link, _named(deployment_id, resource_link_id, course_id))


def by_link_with_others(session: Session, deployment_id: int, resource_link_id: str, course_id: int) -> Row[Any] | None:
    """The same, and in `has_others` whether its course has further placements."""
    return find_row(session, _by_link_with_others, _named(deployment_id, resource_link_id, course_id))


def by_id(session: Session, placement_id: int) -> Placement | None:
    """The placement with this id."""
    return session.get(Placement, placement_id)


def of_course(session: Session, course_id: int) -> Sequence[Placement]:
    """All placements of a course, oldest first."""
    return session.scalars(select(Placement).where(Placement.course_id == course_id).order_by(Placement.id)).all()


def of_courses(session: Session, course_ids: Iterable[int]) -> Sequence[Placement]:
    """All placements of several courses, oldest first."""
    mine = Placement.course_id.in_(set(course_ids))
    return session.scalars(select(Placement).where(mine).order_by(Placement.id)).all()


def ids_within(deployment_ids: Iterable[int]) -> Select[int]:
    """The placements of these deployments, to be put into a condition of another package's statement."""
    return select(Placement.id).where(Placement.deployment_id.in_(set(deployment_ids)))


def of_link_elsewhere(
    session: Session, deployment_id: int, resource_link_id: str, course_id: int
) -> Sequence[Placement]:
    """Placements of the same link in other courses of the deployment, oldest first."""
    same = (Placement.deployment_id == deployment_id, Placement.resource_link_id == resource_link_id)
    return session.scalars(
        select(Placement).where(*same, Placement.course_id != course_id).order_by(Placement.id).limit(MOST_KIN)
    ).all()


def of_template(session: Session, template_id: str) -> Sequence[Placement]:
    """Placements of the same deep-linked item, whosever they are, oldest first."""
    return session.scalars(
        select(Placement).where(Placement.template_id == template_id).order_by(Placement.id).limit(MOST_KIN)
    ).all()


def by_ids(session: Session, placement_ids: Iterable[int]) -> Sequence[Placement]:
    """The placements with these ids, oldest first."""
    return session.scalars(select(Placement).where(Placement.id.in_(placement_ids)).order_by(Placement.id)).all()


def _named(deployment_id: int, resource_link_id: str, course_id: int) -> dict[str, Any]:
    return {"deployment": deployment_id, "link": resource_link_id, "course": course_id}
