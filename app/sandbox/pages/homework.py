"""The site's own assignments: a learner hands something in from a tool, a teacher opens it (Canvas)."""

from dataclasses import dataclass, replace

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.sandbox import homework
from app.sandbox.homework import HandedIn, Homework
from app.sandbox.pages.chrome import open_course, taught_course, teaches
from app.sandbox.pages.courses import CoursePage, page_of
from app.sandbox.pages.launches import frame_page, initiation, new_hint
from app.sandbox.pages.picking import start_picking
from app.sandbox.platform import current_platform
from app.sandbox.records import Course, MessageType, Person, Tool
from app.sandbox.tempers.canvas_picking import HOMEWORK

blueprint = Blueprint("homework", __name__)


@dataclass(frozen=True, slots=True)
class HomeworkPage:
    """One assignment: what the learner here handed in, or for staff what everybody did."""

    course_page: CoursePage
    homework: Homework
    own: HandedIn | None
    everybody: tuple[tuple[Person, HandedIn], ...]
    tools: tuple[Tool, ...]


@blueprint.get("/courses/<int:course_id>/homework")
def overview(course_id: int) -> str:
    person, course = open_course(course_id)
    found = homework.of_course(current_platform(), course_id)
    return render_template("homework_list.html", page=page_of(person, course, "homework"), assignments=found)


@blueprint.post("/courses/<int:course_id>/homework")
def add(course_id: int) -> ResponseReturnValue:
    taught_course(course_id)
    made = homework.add(current_platform(), course_id, request.form.get("title", "").strip() or "Homework")
    return redirect(url_for("homework.assignment", course_id=course_id, homework_id=made.id), 303)


@blueprint.get("/courses/<int:course_id>/homework/<int:homework_id>")
def assignment(course_id: int, homework_id: int) -> str:
    person, course = open_course(course_id)
    return render_template("homework.html", page=_page(person, course, _homework_in(course_id, homework_id)))


@blueprint.get("/courses/<int:course_id>/homework/<int:homework_id>/from/<int:tool_id>")
def hand_in(course_id: int, homework_id: int, tool_id: int) -> str:
    """The tool's page in a frame, where the learner chooses what to hand in."""
    person, course = open_course(course_id)
    found, tool = _homework_in(course_id, homework_id), current_platform().tools.get(tool_id)
    start = url_for("homework.start", course_id=course_id, homework_id=homework_id, tool_id=tool_id)
    back = url_for("homework.assignment", course_id=course_id, homework_id=homework_id)
    title = f"Hand in from {tool.name} for {found.title}"
    page = frame_page(page_of(person, course, "homework"), title, start, closes_to=back)
    return render_template("framed.html", page=page)


@blueprint.get("/courses/<int:course_id>/homework/<int:homework_id>/from/<int:tool_id>/start")
def start(course_id: int, homework_id: int, tool_id: int) -> str:
    person, _ = open_course(course_id)
    return start_picking(person, course_id, tool_id, HOMEWORK, _homework_in(course_id, homework_id).id)


@blueprint.get("/courses/<int:course_id>/homework/<int:homework_id>/of/<int:person_id>")
def handed_in(course_id: int, homework_id: int, person_id: int) -> str:
    """What one learner handed in, launched with the tool that it came from."""
    person, course = open_course(course_id)
    found = _handed_in(person, course, homework_id, person_id)
    start = url_for("homework.launch", course_id=course_id, homework_id=homework_id, person_id=person_id)
    return render_template("framed.html", page=frame_page(page_of(person, course, "homework"), found.title, start))


@blueprint.get("/courses/<int:course_id>/homework/<int:homework_id>/of/<int:person_id>/launch")
def launch(course_id: int, homework_id: int, person_id: int) -> str:
    """A launch of the very address, which belongs to no activity of the tool's."""
    person, course = open_course(course_id)
    found = _handed_in(person, course, homework_id, person_id)
    hint = new_hint(person, MessageType.RESOURCE_LINK, tool_id=found.tool_id, course_id=course_id)
    return render_template("posting.html", form=initiation(replace(hint, target_url=found.url)))


def _page(person: Person, course: Course, found: Homework) -> HomeworkPage:
    platform = current_platform()
    everybody = homework.handed_in(platform, found.id) if teaches(person, course) else []
    return HomeworkPage(
        course_page=page_of(person, course, "homework"),
        homework=found,
        own=homework.handed_in_by(platform, found.id, person.id),
        everybody=tuple((platform.directory.person(each.person_id), each) for each in everybody),
        tools=tuple(tool for tool in platform.tools.active() if tool.placement(HOMEWORK)),
    )


def _homework_in(course_id: int, homework_id: int) -> Homework:
    found = homework.get(current_platform(), homework_id)
    if found.course_id != course_id:
        abort(404)
    return found


def _handed_in(person: Person, course: Course, homework_id: int, person_id: int) -> HandedIn:
    """What was handed in, for its learner and for staff; 404 for a file, which is no launch."""
    if person.id != person_id and not teaches(person, course):
        abort(403)
    found = homework.handed_in_by(current_platform(), _homework_in(course.id, homework_id).id, person_id)
    if found is None or found.kind != "ltiResourceLink":
        abort(404)
    return found
