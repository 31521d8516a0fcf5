"""The guard: before anything is sent, what would this LMS do with it? Pure.

Rules and where they come from:
- Moodle sets the grade to nothing for every gradingProgress but FullyGraded, and for FullyGraded without a
  score; it replaces the feedback with whatever comment is sent, also with none (mod/lti gradebookservices,
  `scores.php`). So it hears of finished grades only, each with its comment.
- Canvas clears the grade for everything outside FullyGraded and PendingManual and for a missing score, unless
  `preserve_score`; counts each post as a new attempt unless `new_submission` is false; overwrites a
  teacher's grade unless `prioritize_non_tool_grade`; keeps every comment (`scores_controller.rb`).
- So the first message about an attempt counts it, be it the notice that it was handed in or, where a review was
  faster, its grade; no other message does. A message that may have arrived has counted it.
- Canvas keeps what was handed in only with a new attempt. So the page of a badge, which a teacher may want handed in,
  costs an attempt, once; where none is left the grade goes without it.
- An LMS that we don't know is treated as the stricter of the two.
- A person's change in the gradebook wins; a lower or missing score never replaces one by itself.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from app.gradebook.models import Hold
from app.gradebook.rules import MessageKind, Temper, digest

ROUNDING = Fraction(51, 100)
"""In hundredths: LMSs round what they store, at worst to two decimals of their own scale."""


class Action(StrEnum):
    """What the guard decides."""

    SEND = "send"
    HOLD = "hold"
    SKIP = "skip"
    """Nothing to send: it is there already, or this LMS would do harm with it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A score that left us, with the fingerprint of its comment."""

    points: int
    comment_digest: str


@dataclass(frozen=True, slots=True)
class Intent:
    """What we would like to tell, and what we told before. Points in hundredths."""

    kind: MessageKind
    points: int | None
    out_of: int
    comment: str
    timestamp: datetime
    submitted_at: datetime | None
    attempt_number: int
    insists: bool = False
    delivered: Offer | None = None
    in_doubt: tuple[Offer, ...] = ()
    """Earlier offers whose answer never came."""
    offered_attempt: int = 0
    told_attempt: int = 0
    badge_page: str = ""
    """The page of a badge that Canvas is to show as the earner's hand-in, and wasn't told yet."""

    @property
    def told(self) -> tuple[Offer, ...]:
        """All that the LMS may have of us."""
        return self.in_doubt + ((self.delivered,) if self.delivered else ())


@dataclass(frozen=True, slots=True)
class LmsGrade:
    """What the LMS shows, in hundredths of its own scale; no score means that it shows none."""

    score: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class CanvasTerms:
    """The Canvas extension of one message; None leaves a member out."""

    new_submission: bool
    preserve_score: bool | None = None
    prioritize_non_tool_grade: bool | None = None
    shows_review: bool = False
    """Whether SpeedGrader is given the address of the review."""
    shows_badge: bool = False
    """Whether the badge's page is handed in, as an attempt of its own."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, and for a send, with what."""

    action: Action
    hold: Hold | None = None
    comment: str | None = None
    canvas: CanvasTerms | None = None


SKIP = Verdict(Action.SKIP)


def temper_of(product_family: str | None) -> Temper:
    """Whose rules an LMS follows, from the product family that it announced."""
    family = (product_family or "").lower()
    return next((temper for temper in (Temper.MOODLE, Temper.CANVAS) if temper in family), Temper.OTHER)


def judge(temper: Temper, intent: Intent, shown: LmsGrade | None) -> Verdict:
    """Send, hold back, or let be. `shown` is None when the LMS doesn't let us read its results."""
    if intent.kind is MessageKind.NOTICE:
        return _judge_notice(temper, intent)
    if intent.points is None:
        return SKIP
    if intent.out_of <= 0:
        return _held(Hold.NO_POINTS)
    if intent.insists:
        return _send(temper, intent, arrived=intent.told)
    return _judge_unseen(temper, intent) if shown is None else _judge_seen(temper, intent, shown)


def _judge_notice(temper: Temper, intent: Intent) -> Verdict:
    """A notice is harmless on Canvas alone, and there it must not count an attempt twice."""
    if temper is not Temper.CANVAS or intent.told_attempt >= intent.attempt_number:
        return SKIP
    terms = CanvasTerms(new_submission=_counts(intent), preserve_score=True, shows_review=True)
    return Verdict(Action.SEND, canvas=terms)


def _counts(intent: Intent) -> bool:
    """Whether no message about this attempt has left us yet."""
    return max(intent.offered_attempt, intent.told_attempt) < intent.attempt_number


def _judge_unseen(temper: Temper, intent: Intent) -> Verdict:
    """Without a look at the gradebook, what we know of our own sending has to do."""
    if any(_points(intent) < offer.points for offer in intent.told):
        return _held(Hold.LOWER)
    return _send(temper, intent, arrived=intent.told)


def _judge_seen(temper: Temper, intent: Intent, shown: LmsGrade) -> Verdict:
    delivered = (intent.delivered,) if intent.delivered else ()
    if shown.score is None:
        # Moodle leaves a grade of exactly 0 out of its results.
        cleared = any(offer.points > 0 for offer in delivered)
        return _held(Hold.CHANGED_BY_HAND) if cleared else _send(temper, intent, arrived=delivered)
    arrived = tuple(offer for offer in intent.told if shows(shown, offer.points, intent.out_of))
    if shows(shown, _points(intent), intent.out_of):
        is_there = Offer(_points(intent), digest(intent.comment)) in arrived
        return SKIP if is_there else _send(temper, intent, arrived=arrived)
    if not arrived:
        return _held(Hold.CHANGED_BY_HAND)
    if _points(intent) < max(offer.points for offer in arrived):
        return _held(Hold.LOWER)
    return _send(temper, intent, arrived=arrived + delivered)


def _points(intent: Intent) -> int:
    return intent.points or 0


def at_another_column(intent: Intent) -> Intent:
    """The same at another column than before: whether what had arrived is in that one is in doubt."""
    return replace(intent, delivered=None, in_doubt=intent.told)


def _held(hold: Hold) -> Verdict:
    return Verdict(Action.HOLD, hold=hold)


def _send(temper: Temper, intent: Intent, *, arrived: tuple[Offer, ...]) -> Verdict:
    """`arrived` are the offers that the LMS has, as far as can be known; Canvas would show their comments twice."""
    if temper is not Temper.CANVAS:
        return Verdict(Action.SEND, comment=intent.comment or None)
    told = digest(intent.comment) in {offer.comment_digest for offer in arrived}
    counts = _counts(intent)
    shows_badge = bool(intent.badge_page)
    terms = CanvasTerms(
        new_submission=counts or shows_badge,
        prioritize_non_tool_grade=not intent.insists,
        shows_review=counts and not shows_badge,
        shows_badge=shows_badge,
    )
    return Verdict(Action.SEND, comment=None if told else intent.comment or None, canvas=terms)


def shows(shown: LmsGrade, points: int, out_of: int) -> bool:
    """Whether what the LMS shows is our score, in its scale and with its rounding."""
    if shown.score is None:
        return points == 0
    if shown.maximum is None or out_of <= 0:
        return shown.score == points
    return abs(shown.score - Fraction(points * shown.maximum, out_of)) <= ROUNDING
