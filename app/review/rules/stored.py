"""Rule and inputs as they are stored with a decision, and the decision computed again from them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from app.catalog import PassRuleType
from app.review.rules.verdict import Outcome, Rating, Rule, Verdict, judge


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """The stored form of a rule."""
    return {**asdict(rule), "type": str(rule.type), "required": list(rule.required)}


def inputs_to_json(ratings: Sequence[Rating], *, incomplete: bool) -> dict[str, Any]:
    """The stored form of what a decision was made from."""
    return {"incomplete": incomplete, "ratings": [asdict(rating) for rating in ratings]}


def rule_from_json(stored: Mapping[str, Any]) -> Rule:
    """The rule as it was applied; the inverse of `rule_to_json`."""
    return Rule(**{**stored, "type": PassRuleType(stored["type"]), "required": tuple(stored["required"])})


def ratings_from_json(stored: Mapping[str, Any]) -> tuple[Rating, ...]:
    """The ratings as they were; the inverse of `inputs_to_json`."""
    return tuple(Rating(**rating) for rating in stored["ratings"])


def recompute(rule: Mapping[str, Any], inputs: Mapping[str, Any]) -> Verdict:
    """The verdict that stored `rule` and `inputs` give, for audit; equals the stored outcome or something is wrong."""
    ratings = ratings_from_json(inputs)
    verdict = judge(rule_from_json(rule), ratings)
    if inputs["incomplete"]:
        return Verdict(Outcome.INCOMPLETE, verdict.points, verdict.out_of, verdict.met, verdict.total)
    return verdict
