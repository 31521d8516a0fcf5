"""Adding activities by deep linking: the tool's picker in a frame, and the form that confirms its choice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.sandbox import selections
from app.sandbox.pages.chrome import taught_course
from app.sandbox.pages.courses import CoursePage, page_of
from app.sandbox.pages.launches import frame_page, initiation, new_hint
from app.sandbox.platform import current_platform
from app.sandbox.records import MessageType, Person
from app.sandbox.refusals import ServiceRefusalError
from app.sandbox.selections import Selection

blueprint = Blueprint("picking", __name__)


@dataclass(frozen=True, slots=True)
class Offered:
    """One returned item, as the form shows it."""

    title: str
    text: str
    points: float | None


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    course_page: CoursePage
    ticket: str
    items: tuple[Offered, ...]
    message: str


@blueprint.get("/courses/<int:course_id>/add/<int:tool_id>")
def pick(course_id: int, tool_id: int) -> str:
    person, course = taught_course(course_id)
    tool = current_platform().tools.get(tool_id)
    placement = request.args.get("place", "")
    start = url_for("picking.start", course_id=course_id, tool_id=tool_id, place=placement)
    back = url_for("courses.course", course_id=course_id)
    page = frame_page(page_of(person, course, "course"), f"Add an activity with {tool.name}", start, closes_to=back)
    return render_template("framed.html", page=page)


@blueprint.get("/courses/<int:course_id>/add/<int:tool_id>/start")
def start(course_id: int, tool_id: int) -> str:
    """Inside the frame: begins the deep linking launch."""
    person, _ = taught_course(course_id)
    return start_picking(person, course_id, tool_id, request.args.get("place", ""), None)


def start_picking(person: Person, course_id: int, tool_id: int, placement: str, into_id: int | None) -> str:
    """The page in the frame that begins a deep linking launch from one place. 404 for a tool that isn't there."""
    platform = current_platform()
    if placement and platform.tools.get(tool_id).placement(placement) is None:
        abort(404)
    ticket = selections.begin(platform, course_id, tool_id, person.id, placement=placement, into_id=into_id)
    hint = new_hint(person, MessageType.DEEP_LINKING, tool_id=tool_id, course_id=course_id)
    return render_template("posting.html", form=initiation(replace(hint, deep_link_ticket=ticket, placement=placement)))


@blueprint.get("/courses/<int:course_id>/selections/<ticket>")
def confirm(course_id: int, ticket: str) -> str:
    """What the tool returned, waiting for the teacher to save it (Moodle)."""
    person, course = taught_course(course_id)
    selection = _selection(course_id, ticket)
    items = tuple(_offered(item) for item in selection.items or ())
    page = ConfirmPage(page_of(person, course, "course"), ticket, items, selection.message)
    return render_template("confirm_selection.html", page=page)


@blueprint.post("/courses/<int:course_id>/selections/<ticket>")
def save(course_id: int, ticket: str) -> ResponseReturnValue:
    """Saves the items; a single one under the title and points that the form says."""
    taught_course(course_id)
    platform = current_platform()
    selection = _selection(course_id, ticket)
    if "cancel" in request.form:
        selections.finish(platform, ticket)
        return redirect(url_for("courses.course", course_id=course_id), 303)
    try:
        selections.create(platform, _edited(selection), platform.tools.get(selection.tool_id))
    except ServiceRefusalError as error:
        abort(400, str(error))
    return redirect(url_for("courses.course", course_id=course_id), 303)


def _selection(course_id: int, ticket: str) -> Selection:
    found = selections.find(current_platform(), ticket)
    if found is None or found.items is None or found.course_id != course_id:
        abort(404)
    return found


def _offered(item: Mapping[str, Any]) -> Offered:
    line_item = item.get("lineItem")
    points = line_item.get("scoreMaximum", selections.DEFAULT_MAXIMUM) if isinstance(line_item, dict) else None
    return Offered(str(item.get("title") or "Activity"), str(item.get("text") or ""), points)


def _edited(selection: Selection) -> Selection:
    """The selection with the form's title and points, where it has one item."""
    items = selection.items or ()
    if len(items) != 1:
        return selection
    item = {**items[0], "title": request.form.get("title", "").strip() or items[0].get("title")}
    if isinstance(item.get("lineItem"), dict):
        points = request.form.get("points", selections.DEFAULT_MAXIMUM, float)
        item["lineItem"] = {**item["lineItem"], "scoreMaximum": points}
    return replace(selection, items=(item,))
