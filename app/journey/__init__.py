"""The earner's way through one placement: started or not, how far, and where it stands.

Owns `enrollment` (who started what, pinned to a version) and `step_progress` (steps without evidence that
the earner ticked off). What fills a slot is `evidence`'s to say and what was decided is `review`'s; both
are handed in as plain values, so this package knows neither.
"""

from app.journey.queries import (
    EnrollmentView,
    enrollments_at,
    enrollments_of,
    find_enrollment,
    marked_steps,
    marked_steps_of,
    require_enrollment,
    states_at,
)
from app.journey.rules import JourneyState, Progress, StepStanding, progress_of, state_words
from app.journey.service import (
    add_attempt,
    mark_step,
    note_earned,
    note_not_yet,
    note_returned,
    note_submitted,
    note_withdrawn,
    note_work,
    require_ready,
    start,
)

__all__ = [
    "EnrollmentView",
    "JourneyState",
    "Progress",
    "StepStanding",
    "add_attempt",
    "enrollments_at",
    "enrollments_of",
    "find_enrollment",
    "mark_step",
    "marked_steps",
    "marked_steps_of",
    "note_earned",
    "note_not_yet",
    "note_returned",
    "note_submitted",
    "note_withdrawn",
    "note_work",
    "progress_of",
    "require_enrollment",
    "require_ready",
    "start",
    "state_words",
    "states_at",
]
