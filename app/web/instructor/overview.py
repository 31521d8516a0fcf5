"""The learners of a placement at a glance, and how it is set up."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.catalog import POLICY_WORDS, Definition, OnNotYet, definition_of, hours_in_words
from app.db import reading, transaction
from app.flows.allow_attempt import allow_attempt
from app.journey import JourneyState, state_words
from app.placement import PlacementView
from app.reports.course_progress import LearnerProgress, course_progress
from app.reports.grade_delivery import needs_a_person
from app.web.access import PLACE, REVIEW, TEACH, allowed, current_actor, current_services
from app.web.instructor.blueprint import blueprint
from app.web.placed import current_placement

KINDS = {
    JourneyState.NOT_STARTED: "neutral",
    JourneyState.SUBMITTED: "warn",
    JourneyState.RETURNED: "info",
    JourneyState.NOT_YET: "info",
    JourneyState.EARNED: "good",
    JourneyState.WITHDRAWN: "neutral",
}
WORKING = {
    JourneyState.STARTED,
    JourneyState.IN_PROGRESS,
    JourneyState.RESUBMITTING,
    JourneyState.RETURNED,
    JourneyState.NOT_YET,
    JourneyState.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """One learner, in words."""

    progress: LearnerProgress
    state: str
    kind: str
    waiting: str


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """All learners, and what needs somebody now."""

    placement: PlacementView
    rows: tuple[LearnerRow, ...]
    to_review: int
    working: int
    not_started: int
    earned: int
    scores_to_look_at: int
    may_review: bool
    longest_wait: str


@dataclass(frozen=True, slots=True)
class AboutPage:
    """How the placement is set up."""

    placement: PlacementView
    definition: Definition
    hours: str
    policy: str
    policy_hint: str
    sends_partial: bool
    has_column: bool
    may_teach: bool


@blueprint.get("/")
@allowed(TEACH | PLACE)
def overview() -> ResponseReturnValue:
    """Where every learner stands. Who may only place sees the settings instead."""
    actor, placement = current_actor(), current_placement()
    if actor.role not in TEACH:
        return redirect(url_for("instructor.about"), 303)
    with reading() as session:
        page = build_overview(session, placement, current_services().clock.now(), may_review=actor.role in REVIEW)
    return render_template("instructor/overview.html", page=page)


@blueprint.post("/learners/<int:person_id>/attempt")
@allowed(TEACH)
def add_attempt(person_id: int) -> ResponseReturnValue:
    """One more submission for an earner who has used all of them."""
    placement = current_placement()
    with transaction() as session:
        allow_attempt(session, placement, person_id)
    return redirect(url_for("instructor.overview"), 303)


@blueprint.get("/about")
@allowed(TEACH | PLACE)
def about() -> ResponseReturnValue:
    """What was placed here, and how it is graded."""
    actor, placement = current_actor(), current_placement()
    with reading() as session:
        page = build_about(session, placement, may_teach=actor.role in TEACH)
    return render_template("instructor/about.html", page=page)


def build_overview(session: Session, placement: PlacementView, now: datetime, *, may_review: bool) -> OverviewPage:
    """The page of one placement."""
    learners = course_progress(session, placement, now)
    states = Counter(learner.state for learner in learners)
    waits = [learner.waiting_since for learner in learners if learner.waiting_since is not None]
    return OverviewPage(
        placement=placement,
        rows=tuple(_row(learner, now) for learner in learners),
        to_review=len(waits),
        working=sum(states[state] for state in WORKING),
        not_started=states[JourneyState.NOT_STARTED],
        earned=states[JourneyState.EARNED],
        scores_to_look_at=sum(1 for learner in learners if learner.sync is not None and needs_a_person(learner.sync)),
        may_review=may_review,
        longest_wait=days_words(min(waits), now) if waits else "",
    )


def build_about(session: Session, placement: PlacementView, *, may_teach: bool) -> AboutPage:
    """The settings in words."""
    definition = definition_of(session, placement.version_id)
    title, hint = POLICY_WORDS[placement.grade_policy]
    return AboutPage(
        placement=placement,
        definition=definition,
        hours=hours_in_words(definition.total_minutes),
        policy=title,
        policy_hint=hint,
        sends_partial=placement.on_not_yet is OnNotYet.SEND_PARTIAL,
        has_column=placement.lineitem_url is not None,
        may_teach=may_teach,
    )


def _row(learner: LearnerProgress, now: datetime) -> LearnerRow:
    return LearnerRow(
        progress=learner,
        state=state_words(learner.state),
        kind=KINDS.get(learner.state, "info"),
        waiting=days_words(learner.waiting_since, now) if learner.waiting_since else "",
    )


def days_words(since: datetime, now: datetime) -> str:
    """How long something has waited, in whole days: "since today", "1 day", "12 days"."""
    days = max((now - since).days, 0)
    return "since today" if days == 0 else "1 day" if days == 1 else f"{days} days"
