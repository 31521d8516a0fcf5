"""What a teacher should know of her LMS while she adds something to it, in plain words."""

from dataclasses import dataclass

from app.flows.deep_link import AskedItems
from app.flows.item_dates import zone_of
from app.lti import ContentType, Target
from app.people import Actor
from app.web.deep_linking import card_ways

UNPUBLISHED = "Canvas adds it unpublished. Publish it there when your learners may see it."
UNSAVED = "Moodle keeps nothing until you press Save there."
NO_DATES = "Moodle takes over no dates from here. Set them in the activity's settings once it is added."
MAYBE_DATES = "Not every LMS takes over dates. Look at the activity once it is added."
OWN_COLUMN = (
    "Your LMS makes no gradebook column for what is added at this place. "
    "Cairn makes a column of its own when the activity is opened for the first time."
)
MAYBE_COLUMN = "If Canvas makes no gradebook column for it here, Cairn makes one of its own at the first opening."
ONE_AT_A_TIME = "Your LMS takes one activity at a time from here."
NO_ACTIVITIES = (
    "Your LMS takes no activities at this place, so nothing added here can be graded. "
    "What you can add is the public page of a micro-credential, which says what has to be done to earn it."
)
NOTHING_FITS = (
    "Your LMS takes neither activities nor links or cards at this place, so there is nothing that Cairn could add. "
    "Go back and add the micro-credential as an activity or assignment of the course."
)
MODULES = frozenset({"link_selection", "module_menu_modal", "module_index_menu_modal", "course_assignments_menu"})


@dataclass(frozen=True, slots=True)
class LmsPlace:
    """The place in the LMS that asks for something to be added, as the picker needs to know it."""

    several: bool
    activities: bool
    ways: tuple[tuple[str, str], ...]
    """What can be added where activities can't: (content type, words for the button)."""
    dates: bool
    """Whether dates are worth asking for."""
    zone: str
    """The name of the time zone that dates are typed in."""
    new_window: bool
    notes: tuple[str, ...]
    """What happens next, and what the LMS doesn't do."""
    dates_note: str


def build_lms_place(asked: AskedItems, actor: Actor) -> LmsPlace:
    """Everything that the picker says about the place, from what the LMS asked for."""
    activities = asked.takes(ContentType.RESOURCE_LINK)
    ways = () if activities else card_ways(asked)
    return LmsPlace(
        several=activities and asked.settings.accept_multiple,
        activities=activities,
        ways=ways,
        dates=activities and asked.takes_dates is not False,
        zone=str(zone_of(actor.time_zone)),
        new_window=Target.WINDOW in asked.settings.accept_targets,
        notes=_notes(asked, actor.lms_placement) if activities else (NO_ACTIVITIES if ways else NOTHING_FITS,),
        dates_note={True: "", False: NO_DATES, None: MAYBE_DATES}[asked.takes_dates],
    )


def _notes(asked: AskedItems, lms_placement: str | None) -> tuple[str, ...]:
    family, column = asked.product_family, asked.settings.accept_lineitem
    said = (
        (not asked.settings.accept_multiple, ONE_AT_A_TIME),
        (family == "canvas", UNPUBLISHED),
        (family == "moodle", UNSAVED),
        (column is False, OWN_COLUMN),
        (column is None and lms_placement in MODULES, MAYBE_COLUMN),
    )
    return tuple(words for holds, words in said if holds)
