"""What an earner sees of a course: their own micro-credentials."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from app.catalog import hours_in_words
from app.journey import JourneyState, state_words
from app.people import Actor, course_view
from app.reports.own_progress import OwnLine, own_progress
from app.web.earner.words import KINDS

NEXT = {
    JourneyState.NOT_STARTED: ("Look at it", "work"),
    JourneyState.SUBMITTED: ("See where it stands", "status"),
    JourneyState.EARNED: ("See your result", "status"),
    JourneyState.NOT_YET: ("Read the feedback", "status"),
    JourneyState.RETURNED: ("Read what is missing", "status"),
}


@dataclass(frozen=True, slots=True)
class EarningLine:
    """One micro-credential. `to` is the target of its button; `next_step` is empty where nothing is to be done."""

    placement_id: int
    title: str
    summary: str
    hours: str
    state: str
    kind: str
    started: bool
    steps_done: int
    steps_total: int
    next_step: str
    action: str
    to: str
    badge_image: str
    badge_name: str


@dataclass(frozen=True, slots=True)
class EarningPage:
    """What templates/course/earning.html shows."""

    title: str
    lines: tuple[EarningLine, ...]
    earned: int


def build_earning(session: Session, actor: Actor, _now: datetime) -> EarningPage:
    """Everything that this person can work on here, and how far they are."""
    lines = tuple(_line(line) for line in own_progress(session, actor))
    title = course_view(session, actor.course_id).title or "This course"
    return EarningPage(title, lines, sum(1 for line in lines if line.badge_name))


def _line(own: OwnLine) -> EarningLine:
    action, to = NEXT.get(own.state, ("Go on", "steps"))
    step_id = own.progress.next_step if to == "steps" else None
    ready = to == "steps" and step_id is None
    return EarningLine(
        placement_id=own.placement.id,
        title=own.placement.title,
        summary=own.definition.summary,
        hours=hours_in_words(own.definition.total_minutes),
        state=state_words(own.state),
        kind=KINDS[own.state],
        started=own.state is not JourneyState.NOT_STARTED,
        steps_done=own.progress.done,
        steps_total=own.progress.total,
        next_step=own.definition.step(step_id).title if step_id else "Check and submit" if ready else "",
        action=action,
        to="ready" if ready else to,
        badge_image=url_for("public.achievement_image", key=own.badge.achievement_key) if own.badge else "",
        badge_name=own.badge.name if own.badge else "",
    )
