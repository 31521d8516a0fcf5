"""Which tools a course shows in its menu: those registered for it, as the course's teacher switched them (Canvas)."""

from collections.abc import Collection

from app.sandbox.platform import Platform
from app.sandbox.records import Tool

NAVIGATION = "course_navigation"


def navigable(platform: Platform) -> list[Tool]:
    """The active tools that may be in a course's menu."""
    return [tool for tool in platform.tools.active() if tool.placement(NAVIGATION)]


def shown(platform: Platform, course_id: int) -> frozenset[int]:
    """The tools that this course's menu shows: the teacher's choice, else what the registration said."""
    rows = platform.store.all("SELECT tool_id, shown FROM course_menu WHERE course_id = ?", course_id)
    chosen = {row["tool_id"]: bool(row["shown"]) for row in rows}
    return frozenset(tool.id for tool in navigable(platform) if chosen.get(tool.id, _by_default(tool)))


def menu_of(platform: Platform, course_id: int, *, teaches: bool) -> tuple[Tool, ...]:
    """The tools in the menu as one person sees it."""
    in_menu = shown(platform, course_id)
    return tuple(tool for tool in navigable(platform) if tool.id in in_menu and (teaches or _for_all(tool)))


def choose(platform: Platform, course_id: int, tool_ids: Collection[int]) -> None:
    """The teacher's choice for this course."""
    sql = "INSERT OR REPLACE INTO course_menu (course_id, tool_id, shown) VALUES (?, ?, ?)"
    with platform.store.transaction():
        for tool in navigable(platform):
            platform.store.change(sql, course_id, tool.id, tool.id in tool_ids)


def _by_default(tool: Tool) -> bool:
    place = tool.placement(NAVIGATION)
    return place is not None and place.on_by_default


def _for_all(tool: Tool) -> bool:
    place = tool.placement(NAVIGATION)
    return place is not None and place.visibility != "admins"
