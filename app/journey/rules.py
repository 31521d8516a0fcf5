"""Where an earner stands, and how far each step is. Pure."""

from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum

from app.catalog import Definition, Step


class JourneyState(StrEnum):
    """Where an earner stands at a placement, as people are told."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    NOT_YET = "not_yet"
    RESUBMITTING = "resubmitting"
    EARNED = "earned"
    WITHDRAWN = "withdrawn"


_WORDS = {
    JourneyState.NOT_STARTED: "Not started",
    JourneyState.STARTED: "Started",
    JourneyState.IN_PROGRESS: "In progress",
    JourneyState.SUBMITTED: "Submitted",
    JourneyState.RETURNED: "Returned (incomplete)",
    JourneyState.NOT_YET: "Not yet earned",
    JourneyState.RESUBMITTING: "Resubmitting",
    JourneyState.EARNED: "Earned",
    JourneyState.WITHDRAWN: "Withdrawn",
}
_ON_WORK = {
    JourneyState.STARTED: JourneyState.IN_PROGRESS,
    JourneyState.NOT_YET: JourneyState.RESUBMITTING,
    JourneyState.RETURNED: JourneyState.RESUBMITTING,
    JourneyState.WITHDRAWN: JourneyState.IN_PROGRESS,
}


def state_words(state: JourneyState) -> str:
    """What people are told."""
    return _WORDS[state]


def after_work(state: JourneyState) -> JourneyState:
    """The state once the earner has saved something."""
    return _ON_WORK.get(state, state)


@dataclass(frozen=True, slots=True)
class StepStanding:
    """How far a step is. `may_mark` says that the earner ticks it off; else its required slots decide."""

    step_id: str
    done: bool
    may_mark: bool
    slots_done: int
    slots_total: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the whole is, counted in steps."""

    steps: tuple[StepStanding, ...]

    @property
    def done(self) -> int:
        return sum(1 for step in self.steps if step.done)

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def next_step(self) -> str | None:
        """The first step that isn't done; None when all are."""
        return next((step.step_id for step in self.steps if not step.done), None)

    def step(self, step_id: str) -> StepStanding:
        """The standing of one step; KeyError when there is none."""
        return {step.step_id: step for step in self.steps}[step_id]


def progress_of(definition: Definition, filled: Container[str], marked: Container[str]) -> Progress:
    """Progress by what is there, never by pages looked at.

    A step is done when all of its required slots are filled; one that requires none, when the earner ticked it
    off. `filled` holds slot ids, `marked` step ids.
    """
    return Progress(tuple(_standing(definition, step, filled, marked) for step in definition.steps))


def requires_evidence(definition: Definition, step: Step) -> bool:
    """Whether the step is done by evidence and not by a tick."""
    return any(definition.slot(slot_id).required for slot_id in step.slots)


def _standing(definition: Definition, step: Step, filled: Container[str], marked: Container[str]) -> StepStanding:
    required = [slot_id for slot_id in step.slots if definition.slot(slot_id).required]
    there = [slot_id for slot_id in step.slots if slot_id in filled]
    done = all(slot_id in filled for slot_id in required) if required else step.id in marked
    return StepStanding(step.id, done, not required, len(there), len(step.slots))
