"""The overview: what it is, what it asks, what it is worth, before and after the start."""

from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from app import evidence, journey
from app.catalog import Definition, definition_of
from app.placement import PlacementView
from app.web.earner.about import about
from app.web.earner.words import KINDS


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """What templates/earner/overview.html shows."""

    definition: Definition
    started: bool
    state: str
    state_kind: str
    about: Markup
    steps_done: int
    next_title: str
    next_url: str
    changed_version: bool


def build_overview(session: Session, placement: PlacementView, person_id: int) -> OverviewPage:
    """Read everything for one person; the version shown is the one they are pinned to."""
    enrollment = journey.find_enrollment(session, placement.id, person_id)
    definition = definition_of(session, enrollment.version_id if enrollment else placement.version_id)
    progress = _progress(session, placement.id, person_id, definition, enrollment)
    state = enrollment.state if enrollment else journey.JourneyState.NOT_STARTED
    title, url = _go_on(definition, state, progress.next_step)
    return OverviewPage(
        definition=definition,
        started=enrollment is not None,
        state=journey.state_words(state),
        state_kind=KINDS[state],
        about=about(definition, placement.attempts_limit),
        steps_done=progress.done,
        next_title=title,
        next_url=url,
        changed_version=enrollment is not None and enrollment.version_id != placement.version_id,
    )


def _progress(
    session: Session,
    placement_id: int,
    person_id: int,
    definition: Definition,
    enrollment: journey.EnrollmentView | None,
) -> journey.Progress:
    if enrollment is None:
        return journey.progress_of(definition, (), ())
    items = evidence.items_of(session, placement_id, person_id)
    filled = evidence.filled_slots(evidence.slot_states(definition, items))
    return journey.progress_of(definition, filled, journey.marked_steps(session, enrollment.id))


def _go_on(definition: Definition, state: journey.JourneyState, next_step: str | None) -> tuple[str, str]:
    """Where to go on: the words of the button and its address."""
    match state:
        case journey.JourneyState.SUBMITTED:
            return "See where your submission stands", url_for("earner.status")
        case journey.JourneyState.EARNED:
            return "See your result and badge", url_for("earner.status")
        case journey.JourneyState.NOT_YET | journey.JourneyState.RETURNED:
            return "Read the feedback", url_for("earner.status")
    if next_step is None:
        return "Check and submit", url_for("earner.ready")
    return f"Go on with “{definition.step(next_step).title}”", url_for("earner.step", step_id=next_step)
