"""Every SELECT on placements."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.placement.models import Placement


def by_link(session: Session, deployment_id: int, resource_link_id: str) -> Placement | None:
    """The placement of this resource link, if there is one."""
    where = (Placement.deployment_id == deployment_id, Placement.resource_link_id == resource_link_id)
    return session.scalars(select(Placement).where(*where)).one_or_none()


def by_id(session: Session, placement_id: int) -> Placement | None:
    """The placement with this id."""
    return session.get(Placement, placement_id)


def of_course(session: Session, course_id: int) -> Sequence[Placement]:
    """All placements of a course, oldest first."""
    return session.scalars(select(Placement).where(Placement.course_id == course_id).order_by(Placement.id)).all()


def by_ids(session: Session, placement_ids: Iterable[int]) -> Sequence[Placement]:
    """The placements with these ids, oldest first."""
    return session.scalars(select(Placement).where(Placement.id.in_(placement_ids)).order_by(Placement.id)).all()
