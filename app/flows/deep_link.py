"""Deep linking: a teacher's choice becomes activities of the LMS, each with a gradebook column."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalog import Definition, GradePolicyKind, definition_of
from app.errors import Invalid
from app.flows.choose import Choice, settings_of
from app.flows.item_dates import ItemDates, TypedDates, read_dates
from app.lti import (
    TOTAL_TAG,
    ContentItem,
    ContentLineItem,
    DeepLinkingForm,
    DeepLinkingSettings,
    Picture,
    Remarks,
    ResourceLinkItem,
    build_deep_linking_response,
    registration_view,
    takes_dates,
    tool_addresses,
)
from app.people import Actor, find_launch_session
from app.placement import CUSTOM_PLACEMENT, PlacementSettings, custom_parameters
from app.services import Services

ICON_SIZE = 64
NO_DATES = TypedDates()
NOTHING = Remarks(message="No micro-credential was added.")


@dataclass(frozen=True, slots=True)
class AskedItems:
    """What the place in the LMS that asks for items takes. `takes_dates` is None where that isn't known."""

    settings: DeepLinkingSettings
    product_family: str
    takes_dates: bool | None

    def takes(self, kind: str) -> bool:
        return kind in self.settings.accept_types


@dataclass(frozen=True, slots=True)
class Wanted:
    """One activity that a teacher adds, as typed."""

    choice: Choice
    dates: TypedDates = NO_DATES
    new_window: bool = False


class WantedRefusedError(Exception):
    """Which of several wanted activities can't be used, counted from zero, and why."""

    def __init__(self, place: int, refusal: Invalid) -> None:
        super().__init__(refusal.code)
        self.place, self.refusal = place, refusal


def asked_items(session: Session, actor: Actor) -> AskedItems:
    """Raises Invalid for a launch that doesn't ask for any item."""
    settings = find_launch_session(session, actor.launch_id).deep_linking
    if settings is None:
        raise Invalid(
            "not-adding-an-activity",
            "This page was not opened to add an activity to the course.",
            "Go back to the course and add the activity from there.",
        )
    product = registration_view(session, actor.registration_id).product_family or ""
    return AskedItems(settings, product, takes_dates(product))


def answer_with_activities(
    session: Session, services: Services, actor: Actor, wanted: Sequence[Wanted]
) -> DeepLinkingForm:
    """The signed form that brings the wanted activities to the LMS, in their order.

    Raises Invalid for a launch that didn't ask for it and for what the LMS doesn't take, WantedRefusedError for points,
    a policy or dates that can't be used, NotFound for a version that isn't published any more.
    """
    asked = asked_items(session, actor)
    items = [_item(session, services, actor, asked, each, place) for place, each in enumerate(wanted)]
    return answer(session, services, actor, asked, tuple(items), None)


def answer_with_nothing(
    session: Session, services: Services, actor: Actor, remarks: Remarks = NOTHING
) -> DeepLinkingForm:
    """The signed form that brings no item back, with a word on why. Raises Invalid as `asked_items` does."""
    return answer(session, services, actor, asked_items(session, actor), (), remarks)


def answer(
    session: Session,
    services: Services,
    actor: Actor,
    asked: AskedItems,
    items: tuple[ContentItem, ...],
    remarks: Remarks | None,
) -> DeepLinkingForm:
    """The signed form with these very items. Raises Invalid for what the LMS doesn't take."""
    return build_deep_linking_response(
        session,
        services.clock,
        services.sealer,
        deployment_id=actor.deployment_id,
        settings=asked.settings,
        items=items,
        remarks=remarks,
    )


def build_content_item(
    services: Services,
    definition: Definition,
    settings: PlacementSettings,
    *,
    dates: ItemDates | None = None,
    new_window: bool = False,
) -> ResourceLinkItem:
    """The activity for the course page, with a gradebook column unless nothing is ever to be graded.

    Its custom ids hold all that its first launch needs, in this course or in a copy of it.
    """
    addresses = tool_addresses(services.settings.public_url)
    custom = custom_parameters(definition, settings, str(uuid.uuid4()))
    column = ContentLineItem(
        label=definition.title,
        score_maximum=settings.points,
        resource_id=f"cairn:{custom[CUSTOM_PLACEMENT]}",
        tag=TOTAL_TAG,
        review_url=addresses.launch,
        review_custom=custom,
    )
    return ResourceLinkItem(
        title=definition.title,
        url=addresses.launch,
        text=definition.summary,
        custom=custom,
        line_item=None if settings.grade_policy is GradePolicyKind.NONE else column,
        icon=Picture(addresses.icon, ICON_SIZE, ICON_SIZE),
        available=dates.available if dates else None,
        submission=dates.submission if dates else None,
        new_window=new_window,
    )


def _item(
    session: Session, services: Services, actor: Actor, asked: AskedItems, wanted: Wanted, place: int
) -> ResourceLinkItem:
    """Dates go along unless the LMS is known to pass them over."""
    try:
        settings = settings_of(session, wanted.choice)
        typed = NO_DATES if asked.takes_dates is False else wanted.dates
        dates = read_dates(typed, actor.time_zone, services.clock.now())
    except Invalid as refusal:
        raise WantedRefusedError(place, refusal) from refusal
    definition = definition_of(session, wanted.choice.version_id)
    return build_content_item(services, definition, settings, dates=dates, new_window=wanted.new_window)
