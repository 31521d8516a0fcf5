"""The list of courses, a course page, its people and its settings."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.sandbox import menus, selections
from app.sandbox.pages.chrome import here, open_course, taught_course, teaches
from app.sandbox.platform import current_platform
from app.sandbox.records import Activity, Course, CourseRole, Person, Tool

blueprint = Blueprint("courses", __name__)


@dataclass(frozen=True, slots=True)
class Listed:
    """One activity on a course page."""

    activity: Activity
    tool: Tool
    points: float | None


@dataclass(frozen=True, slots=True)
class MenuChoice:
    """A tool that the course's menu may show, and whether it does."""

    tool: Tool
    shown: bool


@dataclass(frozen=True, slots=True)
class CoursePage:
    course: Course
    tab: str
    teaches: bool
    activities: tuple[Listed, ...]
    tools: tuple[Tool, ...]
    menu_tools: tuple[Tool, ...]


@blueprint.get("/")
def overview() -> str:
    person = here()
    courses = current_platform().directory.courses_of(person)
    return render_template("courses.html", courses=courses)


@blueprint.get("/courses/<int:course_id>")
def course(course_id: int) -> str:
    person, found = open_course(course_id)
    said = said_by_tool(course_id, request.args.get("selection", ""))
    return render_template("course.html", page=page_of(person, found, "course"), said=said)


def said_by_tool(course_id: int, ticket: str) -> str:
    """What a tool said beside the items that it returned; empty for another course's."""
    selection = selections.find(current_platform(), ticket) if ticket else None
    return selection.message if selection and selection.course_id == course_id else ""


@blueprint.get("/courses/<int:course_id>/settings")
def settings(course_id: int) -> str:
    person, found = taught_course(course_id)
    in_menu = menus.shown(current_platform(), course_id)
    menu = [MenuChoice(tool, tool.id in in_menu) for tool in menus.navigable(current_platform())]
    return render_template("course_settings.html", page=page_of(person, found, "settings"), menu=menu)


@blueprint.post("/courses/<int:course_id>/settings")
def change_settings(course_id: int) -> ResponseReturnValue:
    _, found = taught_course(course_id)
    title = request.form.get("title", "").strip() or found.title
    current_platform().directory.rename_course(course_id, title, concluded="concluded" in request.form)
    return redirect(url_for("courses.course", course_id=course_id), 303)


@blueprint.post("/courses/<int:course_id>/menu")
def change_menu(course_id: int) -> ResponseReturnValue:
    """Which tools the course's menu shows (Canvas)."""
    taught_course(course_id)
    menus.choose(current_platform(), course_id, [int(each) for each in request.form.getlist("tool") if each.isdigit()])
    return redirect(url_for("courses.settings", course_id=course_id), 303)


@blueprint.get("/courses/<int:course_id>/people")
def people(course_id: int) -> str:
    person, found = taught_course(course_id)
    directory = current_platform().directory
    members = directory.members(course_id)
    inside = {member.person.id for member in members}
    others = [one for one in directory.people() if one.id not in inside]
    page = page_of(person, found, "people")
    return render_template("people.html", page=page, members=members, others=others, roles=list(CourseRole))


@blueprint.post("/courses/<int:course_id>/people")
def change_person(course_id: int) -> ResponseReturnValue:
    """Enrols, suspends, brings back or removes one person, or links an observer to a learner."""
    taught_course(course_id)
    directory = current_platform().directory
    person_id, action = request.form.get("person", 0, int), request.form.get("action", "")
    role = CourseRole(request.form.get("role", CourseRole.LEARNER.value))
    if action == "observe":
        directory.observe(person_id, directory.person(request.form.get("learner", 0, int)).id)
    elif action == "remove":
        directory.remove(course_id, person_id)
    else:
        directory.enrol(course_id, directory.person(person_id).id, role, suspended=action == "suspend")
    return redirect(url_for("courses.people", course_id=course_id), 303)


@blueprint.get("/courses/<int:course_id>/return")
def returned(course_id: int) -> str:
    """Where a tool sends people back to: the course in the whole window, or a message of the tool in the frame."""
    open_course(course_id)
    message = request.args.get("lti_errormsg") or request.args.get("lti_msg") or ""
    target = url_for("courses.course", course_id=course_id)
    return render_template("leaving_frame.html", target=target, message=message)


def page_of(person: Person, course: Course, tab: str) -> CoursePage:
    """The frame of a course page, which other pages fill too."""
    platform = current_platform()
    tools = {tool.id: tool for tool in platform.tools.all()}
    listed = [
        Listed(activity, tools[activity.tool_id], _points(activity))
        for activity in platform.activities.of_course(course.id)
    ]
    active = tuple(platform.tools.active())
    return CoursePage(
        course=course,
        tab=tab,
        teaches=teaches(person, course),
        activities=tuple(listed),
        tools=active,
        menu_tools=menus.menu_of(platform, course.id, teaches=teaches(person, course)),
    )


def _points(activity: Activity) -> float | None:
    items = current_platform().activities.line_items_of(activity.id)
    return items[0].maximum if items else None
