"""What each place of a Canvas-like site takes from a tool's picker.

Source: Canvas lib/lti/messages/deep_linking_request.rb (types, targets, how many) and
app/controllers/lti/ims/concerns/deep_linking_modules.rb (columns).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.sandbox.tempers.base import Launch

LINK_ONLY = ("ltiResourceLink",)
IN_PAGE = ("iframe", "window")
LINK_MEDIA = "application/vnd.ims.lti.v1.ltilink"


@dataclass(frozen=True, slots=True)
class Place:
    """One place: what may be returned to it, and whether a column is made of it."""

    types: tuple[str, ...]
    several: bool
    targets: tuple[str, ...]
    media: str
    columns: bool
    auto_create: bool = False


EDITOR, HOMEWORK = "editor_button", "homework_submission"
USUAL = "assignment_selection"
PLACES = {
    USUAL: Place(LINK_ONLY, False, IN_PAGE, LINK_MEDIA, columns=True),
    "link_selection": Place(LINK_ONLY, True, IN_PAGE, LINK_MEDIA, columns=True),
    "course_assignments_menu": Place(LINK_ONLY, True, IN_PAGE, LINK_MEDIA, columns=True),
    "module_index_menu_modal": Place(LINK_ONLY, True, IN_PAGE, LINK_MEDIA, columns=True, auto_create=True),
    "module_menu_modal": Place(LINK_ONLY, True, IN_PAGE, LINK_MEDIA, columns=True, auto_create=True),
    EDITOR: Place(
        ("link", "file", "html", "ltiResourceLink", "image"),
        True,
        ("embed", "iframe", "window"),
        f"image/*,text/html,{LINK_MEDIA},*/*",
        columns=False,
    ),
    HOMEWORK: Place(("file", "ltiResourceLink"), False, ("iframe",), "*/*", columns=False),
}


def settings(launch: Launch, return_url: str) -> dict[str, Any]:
    """The settings claim of a deep linking request from the launch's place."""
    place = PLACES[launch.hint.placement or USUAL]
    return {
        "deep_link_return_url": return_url,
        "accept_types": list(place.types),
        "accept_presentation_document_targets": list(place.targets),
        "accept_media_types": place.media,
        "auto_create": place.auto_create,
        "accept_multiple": place.several,
        "accept_lineitem": place.columns,
        "data": json.dumps({"course": launch.course.id, "ticket": launch.hint.deep_link_ticket}),
    }


def problem(placement: str, items: Sequence[Mapping[str, Any]]) -> str:
    """Why these items can't be used at the place; empty if they can."""
    place = PLACES[placement or USUAL]
    if len(items) > 1 and not place.several:
        return "this place takes one item"
    return next((words for item in items if (words := _fault(place, item))), "")


def _fault(place: Place, item: Mapping[str, Any]) -> str:
    if item.get("type") not in place.types:
        return f"this place takes no {item.get('type')}"
    line_item = item.get("lineItem")
    if line_item is None:
        return ""
    if not place.columns:
        return "this place makes no columns"
    return "" if "scoreMaximum" in line_item else "lineItem.scoreMaximum is a required field"
