"""The pages around a tool's frame, and the page inside it that begins the launch."""

from dataclasses import dataclass, replace

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.sandbox import launching
from app.sandbox.launching import FormPost
from app.sandbox.pages import session
from app.sandbox.pages.chrome import here, open_course, taught_course
from app.sandbox.pages.courses import CoursePage, page_of
from app.sandbox.platform import current_platform
from app.sandbox.records import Activity, LaunchHint, MessageType, Person

blueprint = Blueprint("launches", __name__)


@dataclass(frozen=True, slots=True)
class FramePage:
    """A tool in a frame, inside its course."""

    title: str
    text: str
    start: str
    new_window: bool
    closes_to: str
    course_page: CoursePage
    storage_target: str | None
    answers: bool


@blueprint.get("/courses/<int:course_id>/activities/<int:activity_id>")
def activity(course_id: int, activity_id: int) -> str:
    person, course = open_course(course_id)
    found = _activity_in(course_id, activity_id)
    start = url_for("launches.start", activity=found.id)
    page = frame_page(
        page_of(person, course, "course"), found.title, start, text=found.text, new_window=found.new_window
    )
    return render_template("framed.html", page=page)


@blueprint.get("/courses/<int:course_id>/tools/<int:tool_id>")
def from_menu(course_id: int, tool_id: int) -> str:
    """The tool from the course's menu: no activity behind it (Canvas)."""
    person, course = open_course(course_id)
    tool = current_platform().tools.get(tool_id)
    if tool.placement("course_navigation") is None:
        abort(404)
    start = url_for("launches.start", tool=tool.id, course=course.id)
    return render_template("framed.html", page=frame_page(page_of(person, course, f"tool-{tool.id}"), tool.name, start))


@blueprint.get("/courses/<int:course_id>/activities/<int:activity_id>/review/<int:person_id>")
def review(course_id: int, activity_id: int, person_id: int) -> str:
    """A learner's work as the gradebook opens it."""
    person, course = taught_course(course_id)
    found, learner = _activity_in(course_id, activity_id), current_platform().directory.person(person_id)
    start = url_for("launches.start", activity=found.id, review=learner.id)
    title = f"{found.title}: {learner.name}"
    return render_template("framed.html", page=frame_page(page_of(person, course, "grades"), title, start))


@blueprint.get("/courses/<int:course_id>/grades/<int:item_id>/<int:person_id>/handed-in")
def handed_in(course_id: int, item_id: int, person_id: int) -> str:
    """The tool's page for what was handed in (Canvas): teachers open anybody's, learners their own."""
    person, course = open_course(course_id)
    if person.id != person_id:
        taught_course(course_id)
    item = current_platform().activities.line_item(item_id)
    if item.course_id != course_id:
        abort(404)
    begin = url_for("launches.start", column=item.id, whose=person_id)
    return render_template("framed.html", page=frame_page(page_of(person, course, "grades"), item.label, begin))


@blueprint.get("/launch")
def start() -> ResponseReturnValue:
    """Inside the frame: posts the login initiation to the tool."""
    person = here()
    activity_id = request.args.get("activity", 0, int)
    column = request.args.get("column", 0, int)
    if column:
        hint = _of_submission(person, column, request.args.get("whose", 0, int))
    else:
        hint = _of_activity(person, activity_id) if activity_id else _of_menu(person)
    return render_template("posting.html", form=initiation(hint))


def initiation(hint: LaunchHint) -> FormPost:
    return launching.initiate(current_platform(), hint)


def new_hint(person: Person, message: MessageType, *, tool_id: int, course_id: int) -> LaunchHint:
    """A hint for whoever is signed in, disguises included."""
    return LaunchHint(
        id=launching.new_hint_id(),
        message=message,
        person_id=person.id,
        tool_id=tool_id,
        course_id=course_id,
        as_learner=session.in_student_role(),
        masquerader_id=session.masquerader_id(),
    )


def frame_page(
    course_page: CoursePage, title: str, start: str, *, text: str = "", new_window: bool = False, closes_to: str = ""
) -> FramePage:
    temper = current_platform().temper
    return FramePage(
        title=title,
        text=text,
        start=start,
        new_window=new_window,
        closes_to=closes_to,
        course_page=course_page,
        storage_target=temper.storage_target,
        answers=temper.answers_frames,
    )


def _of_activity(person: Person, activity_id: int) -> LaunchHint:
    platform = current_platform()
    found = platform.activities.get(activity_id)
    open_course(found.course_id)
    reviewed = request.args.get("review", 0, int)
    if reviewed:
        taught_course(found.course_id)
    reviewing = reviewed and platform.temper.offers_submission_review
    message = MessageType.SUBMISSION_REVIEW if reviewing else MessageType.RESOURCE_LINK
    return replace(
        new_hint(person, message, tool_id=found.tool_id, course_id=found.course_id),
        activity_id=found.id,
        for_user_id=reviewed if reviewing else None,
        target_url=_handed_in(found, reviewed) if reviewed and not reviewing else "",
    )


def _handed_in(activity: Activity, person_id: int) -> str:
    """The address that was handed in as the submission (Canvas); empty opens the activity itself."""
    platform = current_platform()
    for item in platform.activities.line_items_of(activity.id):
        handed = platform.grades.result(item.id, person_id).handed
        if handed and handed.kind == "basic_lti_launch":
            return handed.data
    return ""


def _of_submission(person: Person, item_id: int, whose: int) -> LaunchHint:
    """A launch of the address that was handed in; of a column without a link it names the course's id as link."""
    platform = current_platform()
    item = platform.activities.line_item(item_id)
    open_course(item.course_id)
    if person.id != whose:
        taught_course(item.course_id)
    handed = platform.grades.result(item.id, whose).handed
    if handed is None or handed.kind != "basic_lti_launch":
        abort(404)
    hint = new_hint(person, MessageType.RESOURCE_LINK, tool_id=item.tool_id, course_id=item.course_id)
    return replace(hint, activity_id=item.activity_id, target_url=handed.data)


def _of_menu(person: Person) -> LaunchHint:
    _, course = open_course(request.args.get("course", 0, int))
    tool = current_platform().tools.get(request.args.get("tool", 0, int))
    place = tool.placement("course_navigation")
    hint = new_hint(person, MessageType.RESOURCE_LINK, tool_id=tool.id, course_id=course.id)
    return replace(hint, placement=place.name if place else "")


def _activity_in(course_id: int, activity_id: int) -> Activity:
    found = current_platform().activities.find(activity_id)
    if found is None or found.course_id != course_id:
        abort(404)
    return found


@blueprint.get("/storage-frame")
def storage_frame() -> str:
    """The frame that keeps values for tools whose cookies the browser refuses (LTI platform storage)."""
    return render_template("storage_frame.html")
