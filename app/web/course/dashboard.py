"""The course at a glance, to each role what is theirs: numbers, own progress, or the progress of whom they follow."""

from collections.abc import Callable
from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.db import reading
from app.people import Actor, Role
from app.web.access import ANYONE, EARN, allowed, current_actor, current_services
from app.web.course.blueprint import blueprint
from app.web.course.earning import build_earning
from app.web.course.following import build_following
from app.web.course.teaching import build_teaching

IN_COURSE = ANYONE - {Role.NONE}


@blueprint.get("/")
@allowed(IN_COURSE)
def dashboard() -> ResponseReturnValue:
    """All micro-credentials of the course."""
    actor, now = current_actor(), current_services().clock.now()
    if actor.role in EARN:
        return render_template("course/earning.html", page=_read(build_earning, actor, now))
    if actor.role is Role.MENTOR:
        return render_template("course/following.html", page=_read(build_following, actor, now))
    return render_template("course/teaching.html", page=_read(build_teaching, actor, now))


def _read(build: Callable[[Session, Actor, datetime], object], actor: Actor, now: datetime) -> object:
    with reading() as session:
        return build(session, actor, now)
