"""Every SELECT of the review."""

from app.review.queries.decisions import (
    current_decision_id,
    decision_for,
    decisions_of,
    judges_of,
    latest_decision,
    outcomes_of,
)
from app.review.queries.leases import is_open, lease_of, leases_of
from app.review.queries.reviews import draft_of, draft_row, results_of, review_rounds
from app.review.queries.standing import met_before, met_criteria, open_criteria
from app.review.queries.views import CriterionResult, DecisionView, Draft, Lease

__all__ = [
    "CriterionResult",
    "DecisionView",
    "Draft",
    "Lease",
    "current_decision_id",
    "decision_for",
    "decisions_of",
    "draft_of",
    "draft_row",
    "is_open",
    "judges_of",
    "latest_decision",
    "lease_of",
    "leases_of",
    "met_before",
    "met_criteria",
    "open_criteria",
    "outcomes_of",
    "results_of",
    "review_rounds",
]
