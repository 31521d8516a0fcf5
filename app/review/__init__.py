"""The review: who holds an attempt, what reviewers found in it, and what was decided.

Owns leases, reviews, criterion scores and decisions. It promises that two reviewers never write the same review,
that what a reviewer typed is never lost, that released reviews and decisions are only ever superseded, and that
each decision can be computed again from the rule and the inputs stored with it. It knows no gradebook and no
badge: the flow `release_decision` tells them.
"""

from app.review.models import CriterionScore, Decision, Review, ReviewLease
from app.review.queries import (
    CriterionResult,
    DecisionView,
    Draft,
    Lease,
    decision_for,
    decisions_of,
    draft_of,
    judges_of,
    latest_decision,
    lease_of,
    leases_of,
    met_before,
    met_criteria,
    open_criteria,
    outcomes_of,
)
from app.review.rules import Gap, Outcome, ReviewState, Verdict, recompute, rule_of
from app.review.service import (
    Note,
    Preview,
    SavedDraft,
    claim,
    decide,
    open_for_review,
    preview,
    release,
    reopen,
    save_draft,
)

__all__ = [
    "CriterionResult",
    "CriterionScore",
    "Decision",
    "DecisionView",
    "Draft",
    "Gap",
    "Lease",
    "Note",
    "Outcome",
    "Preview",
    "Review",
    "ReviewLease",
    "ReviewState",
    "SavedDraft",
    "Verdict",
    "claim",
    "decide",
    "decision_for",
    "decisions_of",
    "draft_of",
    "judges_of",
    "latest_decision",
    "lease_of",
    "leases_of",
    "met_before",
    "met_criteria",
    "open_criteria",
    "open_for_review",
    "outcomes_of",
    "preview",
    "recompute",
    "release",
    "reopen",
    "rule_of",
    "save_draft",
]
