"""Where on its pages a Canvas-like site shows a registered tool, and which message each place sends.

Read from a registration's messages, as the product's own importer does: an unknown place is left out,
a message of the wrong type for its place is refused, and of two messages for one place the first counts.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.sandbox.records import MessageType, ToolPlacement

LINK, PICK = MessageType.RESOURCE_LINK, MessageType.DEEP_LINKING
MESSAGES: dict[str, frozenset[MessageType]] = {
    "account_navigation": frozenset({LINK}),
    "assignment_selection": frozenset({LINK, PICK}),
    "assignment_view": frozenset({LINK}),
    "course_assignments_menu": frozenset({LINK, PICK}),
    "course_navigation": frozenset({LINK}),
    "editor_button": frozenset({PICK}),
    "homework_submission": frozenset({LINK, PICK}),
    "link_selection": frozenset({LINK, PICK}),
    "module_index_menu": frozenset({LINK}),
    "module_index_menu_modal": frozenset({LINK, PICK}),
    "module_menu": frozenset({LINK}),
    "module_menu_modal": frozenset({LINK, PICK}),
    "user_navigation": frozenset({LINK}),
}
"""The places that exist, with the messages each can send (Canvas lti/resource_placement.rb)."""

OTHER_NAMES = {"ContentArea": "link_selection", "RichTextEditor": "editor_button"}
CANVAS = "https://canvas.instructure.com/lti/"
VISIBILITIES = frozenset({"admins", "members", "public"})
PICKERS = ("assignment_selection", "link_selection")


class MisplacedError(ValueError):
    """A message that its place can't send; says which."""


def read_placements(messages: Sequence[Mapping[str, Any]], target_url: str) -> tuple[ToolPlacement, ...]:
    """The places that a registration's messages ask for. Raises MisplacedError."""
    found: dict[str, ToolPlacement] = {}
    for message in messages:
        for name in message.get("placements") or ("link_selection",):
            place = _place(str(name).removeprefix(CANVAS), message, target_url)
            if place is not None:
                found.setdefault(place.name, place)
    return tuple(found.values())


def plain_placements(names: Sequence[str], target_url: str, label: str) -> tuple[ToolPlacement, ...]:
    """Places by name alone, each with its picker where it has one: what an entry by hand comes to."""
    picking = {name: PICK if PICK in MESSAGES[name] else LINK for name in names}
    return tuple(ToolPlacement(name, message, target_url, label) for name, message in picking.items())


def _place(name: str, message: Mapping[str, Any], target_url: str) -> ToolPlacement | None:
    name = OTHER_NAMES.get(name, name)
    if name not in MESSAGES:
        return None
    kind = str(message.get("type") or "")
    if kind not in MESSAGES[name]:
        raise MisplacedError(f"{name} can't send {kind}")
    visibility = str(message.get(CANVAS + "visibility") or "")
    off = name == "course_navigation" and message.get(CANVAS + "course_navigation/default_enabled") is False
    return ToolPlacement(
        name=name,
        message=MessageType(kind),
        target_url=str(message.get("target_link_uri") or target_url),
        label=str(message.get("label") or ""),
        icon_url=str(message.get("icon_uri") or ""),
        custom={str(key): str(value) for key, value in (message.get("custom_parameters") or {}).items()},
        visibility=visibility if visibility in VISIBILITIES else "public",
        on_by_default=not off,
    )
