"""The learners of a placement at a glance, and how it is set up."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.catalog import POLICY_WORDS, Definition, OnNotYet, definition_of, hours_in_words
from app.db import reading, transaction
from app.flows.allow_attempt import allow_attempt
from app.flows.sync_roster import ask_for_roster
from app.gradebook import line_item_url, makes_own_column
from app.journey import JourneyState
from app.lti import registration_view
from app.people import Actor, roster_view
from app.placement import PlacementView
from app.reports.course_progress import course_progress
from app.reports.grade_delivery import needs_a_person
from app.web.access import PLACE, REVIEW, TEACH, allowed, current_actor, current_services
from app.web.instructor.blueprint import blueprint
from app.web.instructor.learners import (
    WORKING,
    LearnerList,
    RosterLine,
    Wish,
    days_words,
    learner_list,
    read_wish,
    roster_line,
)
from app.web.numbers import row_number
from app.web.placed import current_placement

SAID = frozenset({"asked", "wait"})
"""What the button for a newer list led to."""


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The learners, and what needs somebody now.

    Test users and people who left are listed and not counted; their work waits for a review like any other.
    """

    placement: PlacementView
    learners: LearnerList
    roster: RosterLine
    said: str
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
    is_making_column: bool
    may_teach: bool


@blueprint.get("/")
@allowed(TEACH | PLACE)
def overview() -> ResponseReturnValue:
    """Where every learner stands. Who may only place sees the settings instead."""
    actor, placement = current_actor(), current_placement()
    if actor.role not in TEACH:
        return redirect(url_for("instructor.about"), 303)
    query = request.args
    wish = read_wish(query.get("show", ""), query.get("q", ""), row_number(query.get("page", "")))
    with reading() as session:
        page = build_overview(session, placement, actor, current_services().clock.now(), wish, query.get("said", ""))
    return render_template("instructor/overview.html", page=page)


@blueprint.post("/learners/refresh")
@allowed(TEACH)
def refresh_learners() -> ResponseReturnValue:
    """Ask the LMS for the list of participants, once a minute at most. It is read in the background."""
    placement = current_placement()
    with transaction() as session:
        asked = ask_for_roster(session, current_services(), placement.course_id, by_hand=True)
    return redirect(url_for("instructor.overview", said="asked" if asked else "wait"), 303)


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


def build_overview(
    session: Session, placement: PlacementView, actor: Actor, now: datetime, wish: Wish, said: str
) -> OverviewPage:
    """The page of one placement."""
    learners = course_progress(session, placement, now)
    states = Counter(learner.state for learner in learners if learner.active and not learner.is_test)
    product = registration_view(session, actor.registration_id).product_family
    waits = [learner.waiting_since for learner in learners if learner.waiting_since is not None]
    return OverviewPage(
        placement=placement,
        learners=learner_list(learners, wish, now),
        roster=roster_line(roster_view(session, placement.course_id), product, now),
        said=said if said in SAID else "",
        to_review=len(waits),
        working=sum(states[state] for state in WORKING),
        not_started=states[JourneyState.NOT_STARTED],
        earned=states[JourneyState.EARNED],
        scores_to_look_at=sum(1 for learner in learners if learner.sync is not None and needs_a_person(learner.sync)),
        may_review=actor.role in REVIEW,
        longest_wait=days_words(min(waits), now) if waits else "",
    )


def build_about(session: Session, placement: PlacementView, *, may_teach: bool) -> AboutPage:
    """The settings in words."""
    definition = definition_of(session, placement.version_id)
    title, hint = POLICY_WORDS[placement.grade_policy]
    has_column = line_item_url(session, placement) is not None
    return AboutPage(
        placement=placement,
        definition=definition,
        hours=hours_in_words(definition.total_minutes),
        policy=title,
        policy_hint=hint,
        sends_partial=placement.on_not_yet is OnNotYet.SEND_PARTIAL,
        has_column=has_column,
        is_making_column=not has_column and makes_own_column(session, placement),
        may_teach=may_teach,
    )
