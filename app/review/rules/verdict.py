"""How levels become a decision, and what carries forward when it is "not yet"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.catalog import PassRuleType

LEASE = timedelta(hours=8)


class ReviewState(StrEnum):
    """A draft is its reviewer's own and may change; a submitted review is history."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class Outcome(StrEnum):
    """What an earner is told. `incomplete` hands the work back unjudged and uses up no attempt."""

    EARNED = "earned"
    NOT_YET = "not_yet"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Rule:
    """A pass rule with its level resolved to a rank, as stored with each decision.

    `line` is the rank (0 = lowest level) from which a criterion counts as met. `total` is in weighted rubric
    points. `required` and `some` belong to `required_and_some`: each of `required` and so many of the rest.
    """

    type: PassRuleType
    line: int
    total: int = 0
    required: tuple[str, ...] = ()
    some: int = 0


@dataclass(frozen=True, slots=True)
class Rating:
    """One criterion's level with what it counts. `points` and `best` (those of the highest level) are unweighted.

    `carried_from` is the number of the earlier attempt in which the criterion was met; None when judged now.
    """

    criterion_id: str
    level_key: str
    rank: int
    points: int
    best: int
    weight: int = 1
    carried_from: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rule makes of the ratings. `points` and `out_of` are weighted rubric points."""

    outcome: Outcome
    points: int
    out_of: int
    met: frozenset[str]
    total: int

    @property
    def criteria_met(self) -> int:
        return len(self.met)


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that keeps a review from being released; `criterion_id` is empty when it is about the whole."""

    criterion_id: str
    words: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a reviewer put down for one criterion so far; `rank` is None while no level is chosen."""

    criterion_id: str
    rank: int | None
    feedback: str


def judge(rule: Rule, ratings: Sequence[Rating]) -> Verdict:
    """Apply the pass rule to the final ratings of all criteria.

    Better levels can only help: raising one never turns earned into not yet (level points never fall with rank,
    which the catalogue checks when it publishes).
    """
    met = frozenset(rating.criterion_id for rating in ratings if rating.rank >= rule.line)
    points = sum(rating.points * rating.weight for rating in ratings)
    out_of = sum(rating.best * rating.weight for rating in ratings)
    outcome = Outcome.EARNED if _passes(rule, ratings, met, points) else Outcome.NOT_YET
    return Verdict(outcome, points, out_of, met, len(ratings))


def _passes(rule: Rule, ratings: Sequence[Rating], met: frozenset[str], points: int) -> bool:
    everything = {rating.criterion_id for rating in ratings}
    if not everything:
        return False
    match rule.type:
        case PassRuleType.ALL_AT_LEAST:
            return met == everything
        case PassRuleType.ALL_AT_LEAST_AND_TOTAL:
            return met == everything and points >= rule.total
        case PassRuleType.TOTAL_AT_LEAST:
            return points >= rule.total
        case PassRuleType.REQUIRED_AND_SOME:
            required = frozenset(rule.required)
            return required <= met and len(met - required) >= rule.some


def gaps(line: int, found: Iterable[Found], feedback_everywhere: frozenset[str] = frozenset()) -> tuple[Gap, ...]:
    """What is missing before a judged review can be released, in the order of the criteria.

    Each open criterion needs a level; below the line, and for `feedback_everywhere`, it needs words as well: an
    earner who must try again has to know what to change.
    """
    missing: list[Gap] = []
    for entry in found:
        if entry.rank is None:
            missing.append(Gap(entry.criterion_id, "Choose a level."))
        elif not entry.feedback.strip() and (entry.rank < line or entry.criterion_id in feedback_everywhere):
            missing.append(Gap(entry.criterion_id, "Write feedback that says what would reach the level."))
    return tuple(missing)


def carried_forward(rule: Rule, ratings: Sequence[Rating], rescore_always: frozenset[str]) -> tuple[Rating, ...]:
    """Those ratings of a "not yet" that stand in the next attempt, so that only the rest is open again.

    A criterion carries forward when it was met, unless its author wants it judged every time. Where the rule also
    asks for a total that could then no longer be reached, only the highest level carries forward: an earner must
    always have something left that can make the difference.
    """
    met = tuple(r for r in ratings if r.rank >= rule.line and r.criterion_id not in rescore_always)
    reachable = sum(r.weight * (r.points if r in met else r.best) for r in ratings)
    return met if reachable >= rule.total else tuple(r for r in met if r.points == r.best)
