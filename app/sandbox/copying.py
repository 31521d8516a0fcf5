"""Copying a course: what comes along, what is new, and what the site remembers of it.

Both products copy activities with their own addresses, custom parameters and columns (maximum, resource id, tag,
review), give the copy new ids of its own, and leave people, results and columns without an activity behind.
Canvas calls it course copy or import, Moodle backup and restore.
"""

from app.sandbox import notices
from app.sandbox.activities import Column, NewActivity
from app.sandbox.platform import Platform
from app.sandbox.records import Activity, Course


def copy_course(platform: Platform, origin: Course, *, label: str, title: str, into: Course | None = None) -> Course:
    """A new course with the activities of another, or an existing one that gets them too; tools that asked are told."""
    with platform.store.transaction():
        course = into or platform.directory.add_course(label, title)
        for activity in platform.activities.of_course(origin.id):
            _copy_activity(platform, activity, course)
        sql = "INSERT INTO course_copy (course_id, origin_id, at) VALUES (?, ?, ?)"
        platform.store.add(sql, course.id, origin.id, platform.now().isoformat())
    notices.tell_of_copy(platform, course, origin)
    return course


def history_of(platform: Platform, course_id: int) -> tuple[str, ...]:
    """Context ids of the courses that a course was copied from, and those from theirs; the latest copy first."""
    found: list[int] = []
    due = [course_id]
    while due:
        rows = platform.store.all("SELECT origin_id FROM course_copy WHERE course_id = ? ORDER BY id DESC", due.pop(0))
        fresh = [row["origin_id"] for row in rows if row["origin_id"] not in {*found, course_id}]
        found += fresh
        due += fresh
    return tuple(platform.temper.context_id(platform.directory.course(each)) for each in dict.fromkeys(found))


def _copy_activity(platform: Platform, activity: Activity, course: Course) -> None:
    items = platform.activities.line_items_of(activity.id)
    column = None
    if items:
        first = items[0]
        column = Column(
            maximum=first.maximum,
            label=first.label,
            resource_id=first.resource_id,
            tag=first.tag,
            review=first.review,
        )
    new = NewActivity(
        title=activity.title,
        text=activity.text,
        url=activity.url,
        custom=activity.custom,
        column=column,
        attempts_allowed=activity.attempts_allowed,
        new_window=activity.new_window,
        opens_at=activity.opens_at,
        due_at=activity.due_at,
        closes_at=activity.closes_at,
    )
    platform.activities.place(course.id, activity.tool_id, new)
