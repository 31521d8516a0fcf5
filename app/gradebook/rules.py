"""What a gradebook should show, and when. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from app.catalog import GradePolicyKind, OnNotYet
from app.gradebook.models import Fact, Hold
from app.outbox import OutboxState

STEP = timedelta(seconds=1)
"""Moodle compares timestamps by whole seconds and refuses equal ones."""


@dataclass(frozen=True, slots=True)
class CriterionOutcome:
    """What a review found on one criterion: the points of its level of those possible, in hundredths, and words."""

    criterion: str
    points: int
    out_of: int
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """What a review found: rubric points reached of those possible, criteria met of all, and each criterion."""

    points: int
    out_of: int
    criteria_met: int
    criteria_total: int
    criteria: tuple[CriterionOutcome, ...] = ()


class Temper(StrEnum):
    """Whose rules an LMS follows."""

    MOODLE = "moodle"
    CANVAS = "canvas"
    OTHER = "other"


class MessageKind(StrEnum):
    """What may have to be told to an LMS."""

    GRADE = "grade"
    NOTICE = "notice"
    """Evidence was handed in and waits for a reviewer; carries no score."""


class SyncState(StrEnum):
    """How one earner's score stands, for a page."""

    NOTHING = "nothing"
    WAITING = "waiting"
    RETRYING = "retrying"
    DELIVERED = "delivered"
    HELD = "held"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class GradeTerms:
    """How a placement grades: points in hundredths and the two policies."""

    points: int
    policy: GradePolicyKind
    on_not_yet: OnNotYet


def wanted_points(terms: GradeTerms, fact: Fact, outcome: ReviewOutcome | None) -> int | None:
    """The score for a decision in hundredths, rounded half up; None where the policy posts nothing.

    Nothing is posted before "earned" unless the placement says `send_partial`. Source: domain study,
    grade policies.
    """
    if outcome is None or terms.policy is GradePolicyKind.NONE:
        return None
    if fact is Fact.NOT_YET:
        posts = terms.on_not_yet is OnNotYet.SEND_PARTIAL and terms.policy is not GradePolicyKind.EARNED_ONLY
    else:
        posts = fact is Fact.EARNED
    return _share(terms, outcome) if posts else None


def _share(terms: GradeTerms, outcome: ReviewOutcome) -> int:
    if terms.policy is GradePolicyKind.EARNED_ONLY:
        return terms.points
    if terms.policy is GradePolicyKind.CRITERIA_MET_FRACTION:
        return part_of(terms.points, outcome.criteria_met, outcome.criteria_total)
    return part_of(terms.points, outcome.points, outcome.out_of)


def part_of(whole: int, part: int, parts: int) -> int:
    """`part`/`parts` of `whole`, kept within it, rounded half up; 0 when there are no parts."""
    if parts <= 0:
        return 0
    return (2 * whole * min(max(part, 0), parts) + parts) // (2 * parts)


def next_timestamp(now: datetime, last: datetime | None) -> datetime:
    """max(now, last + 1 s) in whole milliseconds: each message of a row is later than the one before."""
    moment = now if last is None else max(now, last + STEP)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def makes_column(temper: Temper, policy: GradePolicyKind, *, on_dashboard: bool) -> bool:
    """Whether a placement without a column is given one of its own.

    On Canvas a module item never has one, so it gets one; elsewhere an activity without a column is one whose grading
    a teacher switched off, and stays so. What was placed on the dashboard has no activity in any LMS that could have
    brought a column. Source: decision 10.
    """
    return policy is not GradePolicyKind.NONE and (on_dashboard or temper is Temper.CANVAS)


def is_same_column(one: str | None, other: str | None) -> bool:
    """Whether two addresses name one column: a host may have several names, of which a launch tells one or another."""
    if one is None or other is None:
        return one is other
    mine, theirs = urlsplit(one), urlsplit(other)
    return (mine.path, mine.query) == (theirs.path, theirs.query)


def column_key(placement_id: int, criterion: str = "") -> str:
    """The outbox key of a column: "12:" for the whole score, "12:planning" for a criterion."""
    return f"{placement_id}:{criterion}"


def column_of_key(key: str) -> tuple[int, str]:
    """Placement id and criterion of such a key."""
    placement_id, _, criterion = key.partition(":")
    return int(placement_id), criterion


def digest(comment: str) -> str:
    """A short fingerprint that tells whether a comment changed."""
    return hashlib.sha256(comment.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Standing:
    """The part of a row that says what is still to be told."""

    fact: Fact
    points: int | None
    comment_digest: str
    delivered_points: int | None
    delivered_digest: str | None
    insists: bool
    rechecks: bool
    hold: Hold | None
    attempt_number: int
    told_attempt: int


def next_message(standing: Standing) -> MessageKind | None:
    """What to tell next: an undelivered grade first, then that a newer attempt waits for review."""
    if standing.points is not None and _grade_is_owed(standing):
        return MessageKind.GRADE
    if standing.fact is Fact.SUBMITTED and standing.told_attempt < standing.attempt_number:
        return MessageKind.NOTICE
    return None


def _grade_is_owed(standing: Standing) -> bool:
    arrived = (standing.delivered_points, standing.delivered_digest) == (standing.points, standing.comment_digest)
    return standing.insists or standing.rechecks or (standing.hold is None and not arrived)


def sync_state(standing: Standing, owed: OutboxState | None, attempts: int) -> SyncState:
    """How the row stands. `owed` and `attempts` are the outbox's; a hold outlives its delivery."""
    if owed is OutboxState.STOPPED:
        return SyncState.STOPPED
    if owed is OutboxState.DUE:
        return SyncState.RETRYING if attempts else SyncState.WAITING
    if standing.hold is not None:
        return SyncState.HELD
    if standing.delivered_points is not None:
        return SyncState.DELIVERED
    return SyncState.NOTHING
