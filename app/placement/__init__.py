"""Placements: one appearance of a micro-credential in a course (a resource link), with its policies.

Owns the table `placement`. Promises: a resource link of a deployment has at most one placement, whoever
launches it first; the version it is pinned to never changes; points are hundredths.
"""

from app.placement.rules import (
    CUSTOM_PLACEMENT,
    DEFAULT_POINTS,
    LinkIds,
    PlacementSettings,
    chosen_settings,
    custom_parameters,
    dashboard_link,
    link_ids,
    parse_points,
    parse_policy,
    points_text,
    suggested_settings,
)
from app.placement.service import (
    NewPlacement,
    PlacementView,
    find_placement,
    note_line_item,
    place,
    placement_view,
    placement_views,
    placements_of_course,
)

__all__ = [
    "CUSTOM_PLACEMENT",
    "DEFAULT_POINTS",
    "LinkIds",
    "NewPlacement",
    "PlacementSettings",
    "PlacementView",
    "chosen_settings",
    "custom_parameters",
    "dashboard_link",
    "find_placement",
    "link_ids",
    "note_line_item",
    "parse_points",
    "parse_policy",
    "place",
    "placement_view",
    "placement_views",
    "placements_of_course",
    "points_text",
    "suggested_settings",
]
