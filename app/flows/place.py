"""Which micro-credential a launched activity holds; the first launch of a deep-linked one gives it its place."""

from sqlalchemy.orm import Session

from app.catalog import definition_of, find_version
from app.flows.copy_course import place_copied
from app.flows.open_column import column_link
from app.gradebook import column_moved, owe_column
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


def place_from_launch(session: Session, services: Services, actor: Actor) -> PlacementView | None:
    """The placement of the launched link; the first launch of what is known from another course, or of a
    deep-linked item, makes it.

    Whoever launches first, the placement is pinned to the version that was chosen. The gradebook column's address is
    kept as the newest launch tells it. None when the link names no micro-credential, which a teacher then chooses, and
    for the assignment behind a column of Cairn's, which is none of its own (`open_column`).
    Raises NotFound when the named one isn't in the catalogue, Invalid when the link's settings can't be read.
    """
    if not is_activity(actor):
        return None
    found = find_placed(session, actor)
    if found is not None:
        return _with_column(session, services, found, actor.lineitem_url)
    if actor.role is Role.NONE or column_link(actor) is not None:
        return None
    ids = link_ids(actor.custom)
    copied = place_copied(session, services, actor, ids)
    if copied is not None or ids is None:
        return copied
    version_id = find_version(session, ids.slug, ids.version)
    settings = chosen_settings(definition_of(session, version_id), ids.points, ids.policy)
    placed = place(session, services.clock, new_placement(session, actor, version_id, settings, ids=ids))
    owe_column(session, services.clock, placed)
    return placed


def find_placed(session: Session, actor: Actor) -> PlacementView | None:
    """The placement of the launched link in the actor's course, or None while nothing was chosen for it.

    Some platforms give a link of one course out again in its copy: the people, the work and the gradebook of the
    first are none of the second's business, so its placement is never found from there.
    """
    return find_placement(session, actor.deployment_id, actor.resource_link_id or "", course_id=actor.course_id)


def _with_column(
    session: Session, services: Services, placement: PlacementView, lineitem_url: str | None
) -> PlacementView:
    if lineitem_url is None or lineitem_url == placement.lineitem_url:
        return placement
    noted = note_line_item(session, placement.id, lineitem_url)
    column_moved(session, services.clock, placement, noted)
    return noted


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
