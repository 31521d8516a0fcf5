"""The gradebook: all of it for teachers, one's own for learners, and one cell with everything stored in it."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.sandbox.gradebook import edit_by_hand
from app.sandbox.pages.chrome import open_course, taught_course, teaches
from app.sandbox.pages.courses import CoursePage, page_of
from app.sandbox.platform import current_platform
from app.sandbox.records import Change, Course, LineItem, Person, Result

blueprint = Blueprint("grades", __name__)


@dataclass(frozen=True, slots=True)
class Row:
    person: Person
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class GradebookPage:
    course_page: CoursePage
    columns: tuple[LineItem, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class OwnGrade:
    item: LineItem
    result: Result

    @property
    def handed(self) -> bool:
        """Whether the tool's own page shows what was handed in (Canvas)."""
        return self.result.handed is not None and self.result.handed.kind == "basic_lti_launch"


@dataclass(frozen=True, slots=True)
class CellPage:
    course_page: CoursePage
    item: LineItem
    person: Person
    result: Result
    history: tuple[Change, ...]
    subject: str


@blueprint.get("/courses/<int:course_id>/grades")
def gradebook(course_id: int) -> str:
    person, course = open_course(course_id)
    if not teaches(person, course):
        return _own(person, course)
    platform = current_platform()
    columns = tuple(platform.activities.line_items_of_course(course_id))
    rows = tuple(
        Row(learner, tuple(platform.grades.result(item.id, learner.id) for item in columns))
        for learner in platform.directory.learners(course_id)
    )
    page = GradebookPage(page_of(person, course, "grades"), columns, rows)
    return render_template("gradebook.html", page=page)


def _own(person: Person, course: Course) -> str:
    """What a learner sees: their scores and what was said about them."""
    platform = current_platform()
    grades = tuple(
        OwnGrade(item, platform.grades.result(item.id, person.id))
        for item in platform.activities.line_items_of_course(course.id)
    )
    return render_template("own_grades.html", page=page_of(person, course, "grades"), grades=grades)


@blueprint.get("/courses/<int:course_id>/grades/<int:item_id>/<int:person_id>")
def cell(course_id: int, item_id: int, person_id: int) -> str:
    viewer, course = taught_course(course_id)
    platform = current_platform()
    item, person = _item_in(course_id, item_id), platform.directory.person(person_id)
    page = CellPage(
        course_page=page_of(viewer, course, "grades"),
        item=item,
        person=person,
        result=platform.grades.result(item.id, person.id),
        history=tuple(platform.grades.history(item.id, person.id)),
        subject=platform.temper.subject(person),
    )
    return render_template("cell.html", page=page)


@blueprint.post("/courses/<int:course_id>/grades/<int:item_id>/<int:person_id>")
def edit(course_id: int, item_id: int, person_id: int) -> ResponseReturnValue:
    """A grade changed by hand; an empty score takes it away."""
    teacher, _ = taught_course(course_id)
    item, person = _item_in(course_id, item_id), current_platform().directory.person(person_id)
    written = request.form.get("score", "").strip().replace(",", ".")
    try:
        score = float(written) if written else None
    except ValueError:
        abort(400, "The score must be a number, or empty for none.")
    edit_by_hand(current_platform(), item, person, score, request.form.get("comment", "").strip(), teacher.name)
    return redirect(url_for("grades.cell", course_id=course_id, item_id=item_id, person_id=person_id), 303)


def _item_in(course_id: int, item_id: int) -> LineItem:
    item = current_platform().activities.line_item(item_id)
    if item.course_id != course_id:
        abort(404)
    return item
