"""Which micro-credential a launched activity holds; the first launch of a deep-linked one gives it its place."""

from sqlalchemy.orm import Session

from app.catalog import definition_of, find_version
from app.errors import NotFound
from app.lti import MessageType
from app.people import Actor, Role
from app.placement import (
    LinkIds,
    NewPlacement,
    PlacementSettings,
    PlacementView,
    chosen_settings,
    find_placement,
    link_ids,
    note_line_item,
    place,
)
from app.services import Services


def placing_is_due(session: Session, actor: Actor) -> bool:
    """Whether `place_from_launch` has anything to write for this launch; reads only."""
    if not is_activity(actor):
        return False
    found = find_placed(session, actor)
    if found is None:
        return link_ids(actor.custom) is not None
    return actor.lineitem_url is not None and actor.lineitem_url != found.lineitem_url


def place_from_launch(session: Session, services: Services, actor: Actor) -> PlacementView | None:
    """The placement of the launched link; a deep-linked item's first launch makes it from its custom ids.

    Whoever launches first, the placement is pinned to the version that was chosen. The gradebook column's address is
    kept as the newest launch tells it. None when the link names no micro-credential, which a teacher then chooses.
    Raises NotFound when the named one isn't in the catalogue, Invalid when the link's settings can't be read.
    """
    if not is_activity(actor):
        return None
    found = find_placed(session, actor)
    if found is not None:
        return _with_column(session, found, actor.lineitem_url)
    ids = link_ids(actor.custom)
    if ids is None or actor.role is Role.NONE:
        return None
    version_id = find_version(session, ids.slug, ids.version)
    settings = chosen_settings(definition_of(session, version_id), ids.points, ids.policy)
    return place(session, services.clock, new_placement(session, actor, version_id, settings, ids=ids))


def find_placed(session: Session, actor: Actor) -> PlacementView | None:
    """The placement of the launched link, or None while nothing was chosen for it.

    Raises NotFound when the LMS gives a link of one course out again in another, as some do when they copy one:
    the people, the work and the gradebook of the first are none of the second's business.
    """
    return of_own_course(find_placement(session, actor.deployment_id, actor.resource_link_id or ""), actor)


def of_own_course(found: PlacementView | None, actor: Actor) -> PlacementView | None:
    """What was found for the actor's link, if it is of the actor's course. Raises NotFound as `find_placed` does."""
    if found is not None and found.course_id != actor.course_id:
        raise NotFound(
            "placed-in-another-course",
            "This activity belongs to another course, so it can't be used here.",
            "A teacher of this course deletes it here and adds Cairn anew.",
        )
    return found


def _with_column(session: Session, placement: PlacementView, lineitem_url: str | None) -> PlacementView:
    if lineitem_url is None or lineitem_url == placement.lineitem_url:
        return placement
    return note_line_item(session, placement.id, lineitem_url)


def is_activity(actor: Actor) -> bool:
    """Whether the launch is of an activity, not of a place to add one."""
    return bool(actor.resource_link_id) and actor.message_type != MessageType.DEEP_LINKING


def new_placement(
    session: Session,
    actor: Actor,
    version_id: int,
    settings: PlacementSettings,
    *,
    ids: LinkIds | None = None,
    created_by: int | None = None,
) -> NewPlacement:
    """What the actor's link would become, in words of `placement`."""
    return NewPlacement(
        deployment_id=actor.deployment_id,
        resource_link_id=actor.resource_link_id or "",
        course_id=actor.course_id,
        version_id=version_id,
        title=actor.resource_link_title or definition_of(session, version_id).title,
        settings=settings,
        lineitem_url=actor.lineitem_url,
        template_id=ids.template_id if ids else None,
        created_by=created_by,
    )
