"""What surrounds every page: who is there, where one can go, and who may see what."""

from dataclasses import dataclass

from flask import Flask, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.sandbox.pages import session
from app.sandbox.pages.words import linked, moment, number
from app.sandbox.platform import current_platform
from app.sandbox.records import Course, CourseRole, Kind, Person

OWN = "user_navigation"
"""The place on a person's own pages."""
STAFF = frozenset({CourseRole.TEACHER, CourseRole.ASSISTANT})


@dataclass(frozen=True, slots=True)
class Site:
    """The frame around a page."""

    name: str
    temper: str
    imitates: str
    person: Person | None
    masquerader: Person | None
    in_student_role: bool
    is_administrator: bool
    is_staff: bool
    own_tools: tuple[tuple[int, str], ...]
    """Number and label of the tools on the person's own pages."""


def register(app: Flask) -> None:
    app.context_processor(lambda: {"site": _site()})
    app.register_error_handler(HTTPException, shown)
    app.register_error_handler(LookupError, _missing)
    app.add_template_filter(linked)
    app.add_template_filter(moment)
    app.add_template_filter(number)


def here() -> Person:
    """Who is signed in; sends everybody else to the sign-in page."""
    person = session.signed_in_person()
    if person is None:
        abort(redirect(url_for("sign_in.choose", next=request.full_path), 303))
    return person


def administrator() -> Person:
    person = here()
    if person.kind is not Kind.ADMINISTRATOR:
        abort(403)
    return person


def staff() -> Person:
    """A teacher or an administrator, of whatever course."""
    person = here()
    if person.kind not in {Kind.TEACHER, Kind.ADMINISTRATOR}:
        abort(403)
    return person


def open_course(course_id: int) -> tuple[Person, Course]:
    """The person here and a course that is theirs to see."""
    person = here()
    course = current_platform().directory.course(course_id)
    if course not in current_platform().directory.courses_of(person):
        abort(403)
    return person, course


def teaches(person: Person, course: Course) -> bool:
    """Whether somebody sees a course as its staff does; not while in the student role."""
    if session.in_student_role():
        return False
    member = current_platform().directory.member(course.id, person.id)
    return person.kind is Kind.ADMINISTRATOR or bool(member and member.role in STAFF)


def taught_course(course_id: int) -> tuple[Person, Course]:
    """As `open_course`, for its staff only."""
    person, course = open_course(course_id)
    if not teaches(person, course):
        abort(403)
    return person, course


def shown(error: HTTPException) -> ResponseReturnValue:
    """Every refusal as a page of the site, with the way back."""
    if error.response is not None:
        return error.response
    words = {
        403: "This page is for other people than the one you are signed in as.",
        404: "There is nothing here. It may have been deleted.",
    }
    status = error.code or 500
    text = words.get(status, error.description or "This can't be done.")
    return render_template("error.html", title=error.name, words=text), status


def _missing(_error: LookupError) -> ResponseReturnValue:
    return render_template(
        "error.html", title="Not found", words="There is nothing here. It may have been deleted."
    ), 404


def _site() -> Site:
    temper = current_platform().temper
    person = session.signed_in_person()
    real = session.masquerader_id()
    kind = person.kind if person else None
    return Site(
        name=temper.site_name,
        temper=temper.name,
        imitates=temper.imitates,
        person=person,
        masquerader=current_platform().directory.find_person(real) if real else None,
        in_student_role=session.in_student_role(),
        is_administrator=kind is Kind.ADMINISTRATOR,
        is_staff=kind in {Kind.ADMINISTRATOR, Kind.TEACHER},
        own_tools=_own_tools() if person else (),
    )


def _own_tools() -> tuple[tuple[int, str], ...]:
    placed = ((tool, tool.placement(OWN)) for tool in current_platform().tools.active())
    return tuple((tool.id, place.label or tool.name) for tool, place in placed if place)
