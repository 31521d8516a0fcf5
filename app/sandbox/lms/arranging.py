"""Activities on course pages and their gradebook columns, as a test arranges them."""

from collections.abc import Mapping
from typing import Any

from app.sandbox import menus, selections
from app.sandbox.activities import Column, NewActivity
from app.sandbox.copying import copy_course
from app.sandbox.lms.connections import Connections
from app.sandbox.records import Activity, Course, LineItem, Tool


class Arranging(Connections):
    """Placing activities, finding and deleting their columns."""

    def place(
        self,
        course: Course,
        tool: Tool,
        title: str = "Micro-credential",
        *,
        url: str = "",
        text: str = "",
        custom: Mapping[str, str] | None = None,
        maximum: float | None = 100,
        resource_id: str = "",
        tag: str = "",
        review: Mapping[str, Any] | None = None,
        attempts_allowed: int | None = None,
    ) -> Activity:
        """An activity without deep linking; `maximum=None` makes it ungraded."""
        column = None
        if maximum is not None:
            column = Column(maximum=maximum, label=title, resource_id=resource_id, tag=tag, review=review)
        new = NewActivity(
            title=title, text=text, url=url, custom=custom or {}, column=column, attempts_allowed=attempts_allowed
        )
        return self.platform.activities.place(course.id, tool.id, new)

    def place_item(self, course: Course, tool: Tool, item: Mapping[str, Any]) -> Activity:
        """An activity from a deep linking content item. Raises ServiceRefusalError for one that can't be used."""
        new = selections.activity_from_item(self.platform, item, tool)
        return self.platform.activities.place(course.id, tool.id, new)

    def show_in_menu(self, course: Course, tool: Tool) -> None:
        """The tool in the course's menu, as a teacher switches it on (Canvas); nothing where it has no place there."""
        menus.choose(self.platform, course.id, [tool.id])

    def copy_course(self, origin: Course, label: str = "", title: str = "", *, into: Course | None = None) -> Course:
        """A course with the activities of another and nobody in it; `into` copies into a course that is there."""
        label, title = label or f"{origin.label} copy", title or f"{origin.title} (copy)"
        return copy_course(self.platform, origin, label=label, title=title, into=into)

    def activities(self, course: Course) -> list[Activity]:
        return self.platform.activities.of_course(course.id)

    def line_item(self, activity: Activity) -> LineItem:
        """The column of an activity. Raises LookupError for an ungraded one."""
        items = self.platform.activities.line_items_of(activity.id)
        if not items:
            raise LookupError(f"{activity.title} has no gradebook column")
        return items[0]

    def line_item_url(self, activity: Activity) -> str:
        return self.platform.temper.line_item_url(self.base_url, self.line_item(activity))

    def columns(self, course: Course, tag: str = "") -> list[LineItem]:
        """The columns of a course, all or those with a tag."""
        items = self.platform.activities.line_items_of_course(course.id)
        return [item for item in items if tag in ("", item.tag)]

    def delete_line_item(self, activity: Activity) -> None:
        """Takes the column away and leaves the activity, as a teacher can."""
        self.platform.activities.delete_line_item(self.line_item(activity).id)
