"""Signing in by a click on a name, switching to somebody else, acting as somebody."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.sandbox.pages import session
from app.sandbox.pages.chrome import administrator, here
from app.sandbox.platform import current_platform
from app.sandbox.records import Kind, Person

blueprint = Blueprint("sign_in", __name__)
KINDS = {
    Kind.TEACHER: "Teaches, places activities, reviews and grades",
    Kind.ADMINISTRATOR: "Connects tools and looks after the site",
    Kind.LEARNER: "Learns and works through activities",
    Kind.OBSERVER: "Follows somebody's progress, such as a mentor",
    Kind.TEST_STUDENT: "A learner who is nobody, for trying things out",
}


@dataclass(frozen=True, slots=True)
class Card:
    """One name to click on."""

    person: Person
    initials: str
    about: str


@blueprint.get("/sign-in")
def choose() -> str:
    cards = [_card(person) for person in current_platform().directory.people()]
    return render_template("sign_in.html", cards=cards, next=_within_site(request.args.get("next", "/")))


@blueprint.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    person = current_platform().directory.find_person(request.form.get("person", 0, int))
    if person is None:
        abort(404)
    session.sign_in(person.id)
    return redirect(_within_site(request.form.get("next", "/")), 303)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Ends a masquerade, or the session."""
    acted = session.masquerader_id() is not None
    session.sign_out()
    return redirect("/" if acted else "/sign-in", 303)


@blueprint.post("/act-as")
def act_as() -> ResponseReturnValue:
    """An administrator goes on as somebody else; tools are told of it (Canvas)."""
    administrator()
    person = current_platform().directory.person(request.form.get("person", 0, int))
    session.act_as(person.id)
    return redirect("/", 303)


@blueprint.post("/student-role")
def student_role() -> ResponseReturnValue:
    """A teacher sees the course as a student does, under their own id (Moodle)."""
    here()
    session.switch_role(to_learner=not session.in_student_role())
    return redirect(_within_site(request.form.get("next", "/")), 303)


def _card(person: Person) -> Card:
    initials = "".join(word[0] for word in person.name.split()[:2])
    return Card(person, initials, KINDS[person.kind])


def _within_site(target: str) -> str:
    """The path if it is one of ours, else the front page."""
    safe = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target.rstrip("?") if safe else "/"
