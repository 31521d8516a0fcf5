"""The course at a glance, to each role what is theirs: numbers, own progress, or the progress of whom they follow."""

from collections.abc import Callable, Mapping
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

BUILDERS: Mapping[str, Callable[[Session, Actor, datetime], object]] = {
    "earning": build_earning,
    "following": build_following,
    "teaching": build_teaching,
}
IN_COURSE = ANYONE - {Role.NONE}


@blueprint.get("/")
@allowed(IN_COURSE)
def dashboard() -> ResponseReturnValue:
    """All micro-credentials of the course."""
    actor, now = current_actor(), current_services().clock.now()
    template = "earning" if actor.role in EARN else "following" if actor.role is Role.MENTOR else "teaching"
    with reading() as session:
        page = BUILDERS[template](session, actor, now)
    return render_template(f"course/{template}.html", page=page)
