"""A copied course gets its activities: by itself where a link can be recognised, else as a teacher says.

The order of the ways is decision 8. Settings are taken over; people, work and gradebook columns never are, nothing
crosses registrations or organisations, and only an item's own id crosses deployments.
"""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from app.administration import organisation_of_deployment
from app.catalog import definitions_of
from app.gradebook import owe_column, owe_columns
from app.lti import registration_of_deployment
from app.people import Actor, CourseView, course_view, hold_course, origins_of, put_off_copying
from app.placement import (
    Leftovers,
    LinkIds,
    NewPlacement,
    PlacementView,
    bind_link,
    copy_placements,
    find_placement,
    left_to_copy,
    place,
    placements_of_course,
    placements_of_link_elsewhere,
    placements_of_template,
    waiting_for,
)
from app.services import Services

MOST_DEPLOYMENTS = 20
"""How many other deployments are asked whether they are kin before the search for an item's origin is given up."""


def place_copied(session: Session, services: Services, actor: Actor, ids: LinkIds | None) -> PlacementView | None:
    """Place a link that is opened for the first time, if it can be told which placement it is a copy of.

    In this order: what a teacher has taken over and waits for its link; the deep-linked item's own id; the same
    link in a course that this one was copied from.
    """
    course = hold_course(session, actor.course_id)
    link = actor.resource_link_id or ""
    if link == course.context_id:
        return None
    waiting = waiting_for(session, course.id, resource_link_id=link, title=actor.resource_link_title, ids=ids)
    if waiting is not None:
        return _bound(session, actor, waiting)
    origin = _origin_of_item(session, actor, course, ids) or _origin_of_link(session, course, link)
    return None if origin is None else _placed_like(session, services, actor, origin)


def asks_what_to_copy(session: Session, actor: Actor) -> bool:
    """Whether a teacher has to say what the launched link is, or what the course takes over, before work can begin."""
    course = course_view(session, actor.course_id)
    left = left_to_copy(session, course, resource_link_id=actor.resource_link_id)
    return bool(left.waiting or ((left.placements or left.same_link) and not course.copying_put_off))


def take_over(
    session: Session, services: Services, actor: Actor, *, chosen: Collection[int] | None, this: int | None
) -> None:
    """Take over what a teacher chose of what was left (None: all of it), and give the launched link what `this` names.

    Ids of what isn't offered, or isn't any more because a colleague was faster, are passed over.
    """
    course = hold_course(session, actor.course_id)
    left = left_to_copy(session, course, resource_link_id=actor.resource_link_id)
    here = _place_this(session, services, actor, left, this) if this is not None else None
    wanted = [each for each in left.placements if chosen is None or each.id in chosen]
    rest = [each for each in wanted if here is None or each.id != here.copied_from_id]
    copy_placements(session, services.clock, course, rest, created_by=actor.person_id)
    _owe_columns(session, services, course, {each.id for each in rest if each.on_dashboard})
    put_off_copying(session, services.clock, course.id)


def decide_later(session: Session, services: Services, actor: Actor) -> None:
    """Don't ask again by itself what this course takes over; the question can still be opened from the dashboard."""
    put_off_copying(session, services.clock, actor.course_id)


def _owe_columns(session: Session, services: Services, course: CourseView, copied_from: Collection[int]) -> None:
    """The columns of what has no activity in the LMS; those of activities were copied there with them."""
    if copied_from:
        copies = [each for each in placements_of_course(session, course.id) if each.copied_from_id in copied_from]
        owe_columns(session, services.clock, copies)


def _place_this(session: Session, services: Services, actor: Actor, left: Leftovers, this: int) -> PlacementView | None:
    """What the launched link becomes: one of those that wait, or a copy of one that was left."""
    link = actor.resource_link_id
    if link is None or find_placement(session, actor.deployment_id, link, course_id=actor.course_id) is not None:
        return None
    waiting = next((each for each in left.waiting if this in {each.id, each.copied_from_id}), None)
    if waiting is not None:
        return _bound(session, actor, waiting)
    origin = next((each for each in (*left.same_link, *left.placements) if each.id == this), None)
    return None if origin is None else _placed_like(session, services, actor, origin, by_teacher=True)


def _bound(session: Session, actor: Actor, waiting: PlacementView) -> PlacementView | None:
    return bind_link(
        session,
        waiting.id,
        resource_link_id=actor.resource_link_id or "",
        title=actor.resource_link_title,
        lineitem_url=actor.lineitem_url,
    )


def _placed_like(
    session: Session, services: Services, actor: Actor, origin: PlacementView, *, by_teacher: bool = False
) -> PlacementView:
    new = NewPlacement(
        deployment_id=actor.deployment_id,
        resource_link_id=actor.resource_link_id or "",
        course_id=actor.course_id,
        version_id=origin.version_id,
        title=actor.resource_link_title or origin.title,
        settings=origin.settings,
        lineitem_url=actor.lineitem_url,
        template_id=origin.template_id,
        created_by=actor.person_id if by_teacher else None,
        copied_from_id=origin.id,
    )
    placed = place(session, services.clock, new)
    owe_column(session, services.clock, placed)
    return placed


def _origin_of_item(session: Session, actor: Actor, course: CourseView, ids: LinkIds | None) -> PlacementView | None:
    """The placement that a deep-linked item was copied from: in the nearest known origin, else the oldest there is."""
    if ids is None or ids.template_id is None:
        return None
    everywhere = placements_of_template(session, ids.template_id)
    definitions = definitions_of(session, {each.version_id for each in everywhere})
    same = [each for each in everywhere if definitions[each.version_id].slug == ids.slug]
    here = [each for each in same if each.deployment_id == actor.deployment_id]
    return _nearest(session, course, here) or next(iter(here), None) or _origin_in_kin(session, actor, same)


def _origin_in_kin(session: Session, actor: Actor, placements: Sequence[PlacementView]) -> PlacementView | None:
    deployments = list(dict.fromkeys(each.deployment_id for each in placements))[:MOST_DEPLOYMENTS]
    kin = next((each for each in deployments if _is_kin(session, actor, each)), None)
    return next((each for each in placements if each.deployment_id == kin), None)


def _is_kin(session: Session, actor: Actor, deployment_id: int) -> bool:
    """Whether another deployment is of the same registration and of the same organisation."""
    if registration_of_deployment(session, deployment_id).id != actor.registration_id:
        return False
    theirs = organisation_of_deployment(session, deployment_id, actor.registration_id)
    return theirs == organisation_of_deployment(session, actor.deployment_id, actor.registration_id)


def _origin_of_link(session: Session, course: CourseView, link: str) -> PlacementView | None:
    """The same link in a course that this one is known to be copied from."""
    if not course.history:
        return None
    return _nearest(session, course, placements_of_link_elsewhere(session, course, link))


def _nearest(session: Session, course: CourseView, candidates: Sequence[PlacementView]) -> PlacementView | None:
    """The candidate in the nearest origin of the course; None where none is in one."""
    if not candidates:
        return None
    nearest = {origin.id: place for place, origin in enumerate(origins_of(session, course))}
    known = [each for each in candidates if each.course_id in nearest]
    return min(known, key=lambda each: nearest[each.course_id], default=None)
