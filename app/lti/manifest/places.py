"""Where on Canvas's pages Cairn shows up, for whom, and which message each place sends.

Navigation opens a page of Cairn's; every other place asks for a choice, and what was chosen becomes an
activity, a picture in a text or a hand-in. Source: Canvas lib lti/resource_placement.rb, doc/api/registration.md.
"""

from dataclasses import dataclass
from enum import StrEnum

OPENS = "LtiResourceLinkRequest"
PICKS = "LtiDeepLinkingRequest"


class Visibility(StrEnum):
    """Canvas's word for who sees a place: whoever manages the course or account, or all of its people."""

    ADMINS = "admins"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Place:
    """One place. One that isn't `on_by_default` is switched on by a teacher in each course."""

    name: str
    message: str
    label: str
    visibility: Visibility
    on_by_default: bool = True


CANVAS_PLACES = (
    Place("course_navigation", OPENS, "Cairn", Visibility.MEMBERS, on_by_default=False),
    Place("account_navigation", OPENS, "Cairn", Visibility.ADMINS),
    Place("user_navigation", OPENS, "My credentials", Visibility.MEMBERS),
    Place("assignment_selection", PICKS, "Cairn", Visibility.ADMINS),
    Place("link_selection", PICKS, "Cairn", Visibility.ADMINS),
    Place("module_index_menu_modal", PICKS, "Add micro-credentials from Cairn", Visibility.ADMINS),
    Place("module_menu_modal", PICKS, "Add micro-credentials from Cairn", Visibility.ADMINS),
    Place("course_assignments_menu", PICKS, "Add micro-credentials from Cairn", Visibility.ADMINS),
    Place("editor_button", PICKS, "Badge from Cairn", Visibility.MEMBERS),
    Place("homework_submission", PICKS, "Badge from Cairn", Visibility.MEMBERS),
)
DIALOG_WIDTH, DIALOG_HEIGHT = 900, 640
"""Pixels of the dialogs that a choice is made in; Canvas's own measure cuts the list off."""
