"""Micro-credentials get their places: by deep linking, by a deep-linked item's first launch, by a teacher's choice."""

import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalog import Definition, GradePolicyKind, definition_of, find_version, published
from app.errors import Invalid, NotFound
from app.lti import (
    ContentItem,
    ContentLineItem,
    DeepLinkingForm,
    MessageType,
    build_deep_linking_response,
    tool_addresses,
)
from app.people import Actor, Role, course_view, find_launch_session
from app.placement import (
    LinkIds,
    NewPlacement,
    PlacementSettings,
    PlacementView,
    chosen_settings,
    custom_parameters,
    find_placement,
    link_ids,
    note_line_item,
    place,
)
from app.services import Services

LINE_ITEM_TAG = "cairn-total"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a teacher chose: a published version, with points and grade policy as they were entered."""

    version_id: int
    points: str
    policy: str


def placing_is_due(session: Session, actor: Actor) -> bool:
    """Whether `place_from_launch` has anything to write for this launch; reads only."""
    if not _is_activity(actor):
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
    if not _is_activity(actor):
        return None
    found = find_placed(session, actor)
    if found is not None:
        return _with_column(session, found, actor.lineitem_url)
    ids = link_ids(actor.custom)
    if ids is None or actor.role is Role.NONE:
        return None
    version_id = find_version(session, ids.slug, ids.version)
    settings = chosen_settings(definition_of(session, version_id), ids.points, ids.policy)
    return place(session, services.clock, _new(session, actor, version_id, settings, ids=ids))


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


def choose_micro_credential(session: Session, services: Services, actor: Actor, choice: Choice) -> PlacementView:
    """A teacher's choice for a link that has none; a link that has one meanwhile keeps it.

    Raises Invalid for a launch without an activity of its own and for points or a policy that can't be used,
    NotFound for a version that isn't published any more and for a link of another course.
    """
    _require_own_link(session, actor)
    found = find_placed(session, actor)
    if found is not None:
        return found
    settings = _settings(session, choice)
    new = _new(session, actor, choice.version_id, settings, created_by=actor.person_id)
    return place(session, services.clock, new)


def answer_deep_linking(session: Session, services: Services, actor: Actor, choice: Choice | None) -> DeepLinkingForm:
    """The signed form that brings a choice (or None: nothing was chosen) back to the LMS.

    Raises Invalid for a launch that didn't ask for it, for what the LMS doesn't take, and for points or a policy
    that can't be used; NotFound for a version that isn't published any more.
    """
    launch = find_launch_session(session, actor.launch_id)
    if launch.deep_linking is None:
        raise Invalid(
            "not-adding-an-activity",
            "This page was not opened to add an activity to the course.",
            "Go back to the course and add the activity from there.",
        )
    items: tuple[ContentItem, ...] = ()
    if choice is not None:
        settings = _settings(session, choice)
        items = (build_content_item(services, definition_of(session, choice.version_id), settings),)
    return build_deep_linking_response(
        session,
        services.clock,
        services.sealer,
        deployment_id=actor.deployment_id,
        settings=launch.deep_linking,
        items=items,
        message=None if items else "No micro-credential was added.",
    )


def build_content_item(services: Services, definition: Definition, settings: PlacementSettings) -> ContentItem:
    """The activity for the course page, with a gradebook column unless nothing is ever to be graded.

    Its custom ids hold all that its first launch needs, in this course or in a copy of it.
    """
    addresses = tool_addresses(services.settings.public_url)
    custom = custom_parameters(definition, settings, str(uuid.uuid4()))
    column = ContentLineItem(
        label=definition.title,
        score_maximum=settings.points,
        resource_id=definition.slug,
        tag=LINE_ITEM_TAG,
        review_url=addresses.launch,
        review_custom=custom,
    )
    return ContentItem(
        title=definition.title,
        url=addresses.launch,
        text=definition.summary,
        custom=custom,
        line_item=None if settings.grade_policy is GradePolicyKind.NONE else column,
        icon_url=addresses.icon,
    )


def _settings(session: Session, choice: Choice) -> PlacementSettings:
    if choice.version_id not in {entry.version_id for entry in published(session)}:
        raise NotFound(
            "micro-credential-not-on-offer",
            "This version of the micro-credential can't be placed any more; there may be a newer one.",
            "Go back to the list and choose again.",
        )
    return chosen_settings(definition_of(session, choice.version_id), choice.points, choice.policy)


def _is_activity(actor: Actor) -> bool:
    return bool(actor.resource_link_id) and actor.message_type != MessageType.DEEP_LINKING


def _require_own_link(session: Session, actor: Actor) -> None:
    """Refuse a launch without an activity of its own. Canvas gives the course's id as link from its navigation."""
    course = course_view(session, actor.course_id)
    if not _is_activity(actor) or actor.resource_link_id == course.context_id:
        raise Invalid(
            "no-activity-of-its-own",
            "Cairn was opened from the course itself, not from an activity, so there is nothing to put it into.",
            "Add an activity or assignment with Cairn to the course, and open that.",
        )


def _with_column(session: Session, placement: PlacementView, lineitem_url: str | None) -> PlacementView:
    if lineitem_url is None or lineitem_url == placement.lineitem_url:
        return placement
    return note_line_item(session, placement.id, lineitem_url)


def _new(
    session: Session,
    actor: Actor,
    version_id: int,
    settings: PlacementSettings,
    *,
    ids: LinkIds | None = None,
    created_by: int | None = None,
) -> NewPlacement:
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
