"""Activities as a teacher arranges them: added without deep linking, changed, deleted."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.sandbox.activities import Column, NewActivity
from app.sandbox.pages.chrome import taught_course
from app.sandbox.platform import current_platform

blueprint = Blueprint("arranging", __name__)
POINTS = 100.0


@blueprint.post("/courses/<int:course_id>/activities")
def add_bare(course_id: int) -> ResponseReturnValue:
    """A link to the tool and nothing more: what it opens is chosen inside."""
    taught_course(course_id)
    platform = current_platform()
    tool = platform.tools.get(request.form.get("tool", 0, int))
    title = request.form.get("title", "").strip() or tool.name
    column = Column(maximum=request.form.get("points", POINTS, float)) if "graded" in request.form else None
    platform.activities.place(course_id, tool.id, NewActivity(title=title, column=column))
    return redirect(url_for("courses.course", course_id=course_id), 303)


@blueprint.post("/courses/<int:course_id>/activities/<int:activity_id>")
def change(course_id: int, activity_id: int) -> ResponseReturnValue:
    """Deletes an activity or its column, or limits its attempts."""
    taught_course(course_id)
    activities = current_platform().activities
    found = activities.get(activity_id)
    if found.course_id != course_id:
        abort(404)
    action = request.form.get("action")
    if action == "delete":
        activities.delete(activity_id)
    elif action == "delete-column":
        for item in activities.line_items_of(activity_id):
            activities.delete_line_item(item.id)
    else:
        activities.allow_attempts(activity_id, request.form.get("attempts", 0, int) or None)
    return redirect(url_for("courses.course", course_id=course_id), 303)
