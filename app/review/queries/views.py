"""What the review shows of itself to the parts above: frozen values, no rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.review.rules import Outcome


@dataclass(frozen=True, slots=True)
class Lease:
    """Who may write the review of an attempt, and until when if nothing is saved in between."""

    attempt_id: int
    reviewer_id: int
    reviewer_name: str
    claimed_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion as found. In a draft `level_key` may be empty; `carried_from` is an earlier attempt's number."""

    criterion_id: str
    level_key: str
    feedback: str
    carried_from: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A reviewer's unfinished review; `reason` is filled when it changes an earlier decision."""

    review_id: int
    attempt_id: int
    reviewer_id: int
    round: int
    note: str
    reason: str
    saved_at: datetime
    results: Mapping[str, CriterionResult]


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What was released to an earner. `points` and `out_of` are weighted rubric points.

    `reason` says why it replaced the decision `supersedes_id`; `superseded` says that a later one replaced it.
    `results` holds every criterion that was judged or carried forward, with the reviewer's words to the earner.
    """

    id: int
    attempt_id: int
    review_id: int
    outcome: Outcome
    summary: str
    note: str
    reason: str
    results: Mapping[str, CriterionResult]
    met: frozenset[str]
    points: int
    out_of: int
    criteria_total: int
    decided_at: datetime
    decided_by: int
    decided_by_name: str
    supersedes_id: int | None
    superseded: bool

    @property
    def criteria_met(self) -> int:
        return len(self.met)
