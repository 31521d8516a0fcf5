"""The button that copies a course, as at the end of a term."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.sandbox.copying import copy_course
from app.sandbox.pages.chrome import taught_course
from app.sandbox.platform import current_platform
from app.sandbox.records import CourseRole

blueprint = Blueprint("copies", __name__)


@blueprint.post("/courses/<int:course_id>/copies")
def copy(course_id: int) -> ResponseReturnValue:
    """A copy with the teacher who made it, and nobody else, in it."""
    person, found = taught_course(course_id)
    platform = current_platform()
    label = request.form.get("label", "").strip() or f"{found.label} copy"
    title = request.form.get("title", "").strip() or f"{found.title} (copy)"
    course = copy_course(platform, found, label=label, title=title)
    platform.directory.enrol(course.id, person.id, CourseRole.TEACHER)
    return redirect(url_for("courses.course", course_id=course.id), 303)
