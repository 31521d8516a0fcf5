"""Deep linking: a teacher's choice becomes an activity of the LMS, with a gradebook column."""

import uuid

from sqlalchemy.orm import Session

from app.catalog import Definition, GradePolicyKind, definition_of
from app.errors import Invalid
from app.flows.choose import Choice, settings_of
from app.lti import ContentItem, ContentLineItem, DeepLinkingForm, build_deep_linking_response, tool_addresses
from app.people import Actor, find_launch_session
from app.placement import PlacementSettings, custom_parameters
from app.services import Services

LINE_ITEM_TAG = "cairn-total"


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
        settings = settings_of(session, choice)
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
