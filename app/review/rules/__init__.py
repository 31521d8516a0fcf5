"""How levels become a decision: pure, so that a stored decision can be computed again from what lies beside it."""

from app.review.rules.rubric import always_feedback, rating_of, rescored, rule_of, summarise
from app.review.rules.stored import inputs_to_json, ratings_from_json, recompute, rule_from_json, rule_to_json
from app.review.rules.verdict import (
    LEASE,
    Found,
    Gap,
    Outcome,
    Rating,
    ReviewState,
    Rule,
    Verdict,
    carried_forward,
    gaps,
    judge,
)

__all__ = [
    "LEASE",
    "Found",
    "Gap",
    "Outcome",
    "Rating",
    "ReviewState",
    "Rule",
    "Verdict",
    "always_feedback",
    "carried_forward",
    "gaps",
    "inputs_to_json",
    "judge",
    "rating_of",
    "ratings_from_json",
    "recompute",
    "rescored",
    "rule_from_json",
    "rule_of",
    "rule_to_json",
    "summarise",
]
