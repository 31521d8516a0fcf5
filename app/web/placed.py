"""The placement that the present launch is about."""

from flask import g

from app.errors import NotFound
from app.placement import PlacementView


def find_current_placement() -> PlacementView | None:
    """The launch's placement as it was when the actor was admitted; None while nothing was chosen for the link."""
    if "placement" not in g:
        g.placement = g.link_placement
    found: PlacementView | None = g.placement
    return found


def current_placement() -> PlacementView:
    """The launch's placement. Raises NotFound while nothing was chosen for the link."""
    placement = find_current_placement()
    if placement is None:
        raise NotFound(
            "nothing-placed",
            "No micro-credential has been chosen for this activity yet.",
            "Ask the teacher of the course to open it once and choose one.",
        )
    return placement
