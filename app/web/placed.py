"""The placement that the present launch is about."""

from flask import g

from app.db import reading
from app.errors import NotFound
from app.flows.place import find_placed
from app.placement import PlacementView
from app.web.access import current_actor


def find_current_placement() -> PlacementView | None:
    """The launch's placement, looked up once a request; None while nothing was chosen for the link. Raises NotFound."""
    if "placement" not in g:
        actor = current_actor()
        with reading() as session:
            g.placement = find_placed(session, actor)
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
