"""Placements: one appearance of a micro-credential in a course (a resource link), with its policies.

Owns the table `placement`. Promises: a resource link has at most one placement in a course, whoever launches
it first; a copied course gets the settings of its origin and nothing else of it; the version that a
placement is pinned to never changes; points are hundredths.
"""

from app.placement.copy_rules import same_words
from app.placement.copying import (
    Leftovers,
    bind_link,
    copies_of_link,
    copy_placements,
    left_to_copy,
    placements_of_link_elsewhere,
    placements_of_template,
    waiting_for,
)
from app.placement.queries import ids_within
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
    find_placement_among_others,
    note_line_item,
    place,
    placement_view,
    placement_views,
    placements_of_course,
)

__all__ = [
    "CUSTOM_PLACEMENT",
    "DEFAULT_POINTS",
    "Leftovers",
    "LinkIds",
    "NewPlacement",
    "PlacementSettings",
    "PlacementView",
    "bind_link",
    "chosen_settings",
    "copies_of_link",
    "copy_placements",
    "custom_parameters",
    "dashboard_link",
    "find_placement",
    "find_placement_among_others",
    "ids_within",
    "left_to_copy",
    "link_ids",
    "note_line_item",
    "parse_points",
    "parse_policy",
    "place",
    "placement_view",
    "placement_views",
    "placements_of_course",
    "placements_of_link_elsewhere",
    "placements_of_template",
    "points_text",
    "same_words",
    "suggested_settings",
    "waiting_for",
]
