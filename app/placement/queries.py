"""Every SELECT on placements."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from app.db import find_row
from app.placement.models import Placement

# Built once, of the table and not of the class: asked at each launch and for each page.
_table = Placement.metadata.tables[Placement.__tablename__]
_by_link: Select[Any] = select(_table).where(
    _table.c.deployment_id == bindparam("deployment"), _table.c.resource_link_id == bindparam("link")
)


def by_link(session: Session, deployment_id: int, resource_link_id: str) -> Row[Any] | None:
    """The placement of this resource link, if there is one."""
    return find_row(session, _by_link, {"deployment": deployment_id, "link": resource_link_id})


def by_id(session: Session, placement_id: int) -> Placement | None:
    """The placement with this id."""
    return session.get(Placement, placement_id)


def of_course(session: Session, course_id: int) -> Sequence[Placement]:
    """All placements of a course, oldest first."""
    return session.scalars(select(Placement).where(Placement.course_id == course_id).order_by(Placement.id)).all()


def by_ids(session: Session, placement_ids: Iterable[int]) -> Sequence[Placement]:
    """The placements with these ids, oldest first."""
    return session.scalars(select(Placement).where(Placement.id.in_(placement_ids)).order_by(Placement.id)).all()
