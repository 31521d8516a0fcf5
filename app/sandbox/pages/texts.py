"""Pages of a course that people write, with the button in the editor that opens a tool (Canvas)."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.sandbox import texts
from app.sandbox.pages.chrome import open_course
from app.sandbox.pages.courses import CoursePage, page_of
from app.sandbox.pages.launches import frame_page
from app.sandbox.pages.picking import start_picking
from app.sandbox.platform import current_platform
from app.sandbox.records import Tool
from app.sandbox.tempers.canvas_picking import EDITOR
from app.sandbox.texts import Text

blueprint = Blueprint("texts", __name__)


@dataclass(frozen=True, slots=True)
class TextPage:
    course_page: CoursePage
    text: Text
    tools: tuple[Tool, ...]


@blueprint.get("/courses/<int:course_id>/texts")
def overview(course_id: int) -> str:
    person, course = open_course(course_id)
    found = texts.of_course(current_platform(), course_id)
    return render_template("texts.html", page=page_of(person, course, "texts"), texts=found)


@blueprint.post("/courses/<int:course_id>/texts")
def add(course_id: int) -> ResponseReturnValue:
    """Everybody in the course may write, as in a discussion."""
    open_course(course_id)
    made = texts.add(current_platform(), course_id, request.form.get("title", "").strip() or "Untitled")
    return redirect(url_for("texts.text", course_id=course_id, text_id=made.id), 303)


@blueprint.get("/courses/<int:course_id>/texts/<int:text_id>")
def text(course_id: int, text_id: int) -> str:
    person, course = open_course(course_id)
    tools = tuple(tool for tool in current_platform().tools.active() if tool.placement(EDITOR))
    page = TextPage(page_of(person, course, "texts"), _text_in(course_id, text_id), tools)
    return render_template("text.html", page=page)


@blueprint.post("/courses/<int:course_id>/texts/<int:text_id>")
def change(course_id: int, text_id: int) -> ResponseReturnValue:
    open_course(course_id)
    found = _text_in(course_id, text_id)
    title = request.form.get("title", "").strip() or found.title
    texts.change(current_platform(), text_id, title, request.form.get("body", ""))
    return redirect(url_for("texts.text", course_id=course_id, text_id=text_id), 303)


@blueprint.get("/courses/<int:course_id>/texts/<int:text_id>/insert/<int:tool_id>")
def insert(course_id: int, text_id: int, tool_id: int) -> str:
    """The tool's picker in a frame, as the editor's button opens it."""
    person, course = open_course(course_id)
    found, tool = _text_in(course_id, text_id), current_platform().tools.get(tool_id)
    start = url_for("texts.start", course_id=course_id, text_id=text_id, tool_id=tool_id)
    back = url_for("texts.text", course_id=course_id, text_id=text_id)
    title = f"Insert from {tool.name} into {found.title}"
    return render_template(
        "framed.html", page=frame_page(page_of(person, course, "texts"), title, start, closes_to=back)
    )


@blueprint.get("/courses/<int:course_id>/texts/<int:text_id>/insert/<int:tool_id>/start")
def start(course_id: int, text_id: int, tool_id: int) -> str:
    person, _ = open_course(course_id)
    return start_picking(person, course_id, tool_id, EDITOR, _text_in(course_id, text_id).id)


def _text_in(course_id: int, text_id: int) -> Text:
    found = texts.get(current_platform(), text_id)
    if found.course_id != course_id:
        abort(404)
    return found
