"""One conversation with an LMS about one earner's score: look, ask the guard, send, understand the answer.

Runs between two transactions and touches no database of ours. What each answer means: `app/lti/replies.py`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.gradebook import (
    Action,
    Delivered,
    Hold,
    LineItemSource,
    LmsGrade,
    MessageKind,
    Pending,
    Temper,
    Verdict,
    judge,
    shows,
)
from app.lti import (
    ActivityProgress,
    AgsClient,
    CanvasSubmission,
    GradingProgress,
    NewLineItem,
    Reply,
    ReplyKind,
    ScoreMessage,
    ServiceRefused,
)
from app.outbox import Outcome, OutcomeKind, Sent
from app.placement import PlacementView

GONE = frozenset({404, 410})
TAG = "mc-total"
NO_ACCOUNT = "This LMS doesn't know the learner any more. They have to open the activity there once."
NO_COLUMN = (
    "The LMS has no grade column for this activity. Let the activity accept grades there, open it once, then try again."
)
OUT_OF_TIME = "The LMS took too long to answer. Cairn will try again."


@dataclass(frozen=True, slots=True)
class ScoreDelivery:
    """All that one delivery needs to know, so that it needs no database while it talks."""

    pending: Pending
    placement: PlacementView
    registration_id: int
    temper: Temper
    subject: str | None
    column: str | None
    """Address of the line item, where it is known."""
    columns: str | None
    """Address of the course's line items."""
    review_url: str


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """What came of it; `column` only where another line item was found or made."""

    delivered: Delivered
    column: str | None = None
    source: LineItemSource = LineItemSource.FOUND


class ScoreTalk:
    """One conversation with one LMS about one earner."""

    def __init__(self, client: AgsClient, delivery: ScoreDelivery, may_start: Callable[[], bool]) -> None:
        self._client = client
        self._delivery = delivery
        self._intent = delivery.pending.intent
        self._may_start = may_start

    def deliver(self) -> Sent:
        """Never raises for what the LMS says or doesn't say."""
        try:
            return self._deliver()
        except ServiceRefused as refused:
            return _unsent(refused.reply)

    def _deliver(self) -> Sent:
        if self._intent.kind is MessageKind.NOTICE:
            verdict = judge(self._delivery.temper, self._intent, None)
            if verdict.action is Action.SKIP:
                return _done(Delivered(arrived=True))
        if self._delivery.subject is None:
            return _stopped(NO_ACCOUNT)
        return self._at_the_known_column() if self._delivery.column else self._at_another_column()

    def _at_the_known_column(self) -> Sent:
        try:
            return self._through_the_guard(self._delivery.column or "")
        except ServiceRefused as refused:
            if refused.reply.status not in GONE or self._delivery.columns is None:
                raise
            return self._at_another_column(refused)

    def _at_another_column(self, gone: ServiceRefused | None = None) -> Sent:
        """Find the column anew, or make one where that does no harm, and go on there."""
        found = self._found_column()
        if found is not None and found != self._delivery.column:
            return self._noting(found, LineItemSource.FOUND)
        if gone is not None:
            raise gone
        if self._delivery.temper is not Temper.CANVAS or self._delivery.columns is None:
            return _stopped(NO_COLUMN)
        return self._noting(self._made_column(self._delivery.columns), LineItemSource.CREATED)

    def _noting(self, column: str, source: LineItemSource) -> Sent:
        sent = self._through_the_guard(column)
        return replace(sent, result=replace(sent.result, column=column, source=source))

    def _found_column(self) -> str | None:
        """The line item of the link itself; else the one that we made for it, found by its resourceId and tag."""
        if self._delivery.columns is None:
            return None
        link = self._delivery.placement.resource_link_id
        of_link = self._client.find_line_items(
            self._delivery.registration_id, self._delivery.columns, resource_link_id=link
        )
        ours = [item for item in of_link if item.tag == TAG] or of_link
        if not ours:
            ours = self._client.find_line_items(
                self._delivery.registration_id, self._delivery.columns, resource_id=self._resource_id(), tag=TAG
            )
        return ours[0].url if ours else None

    def _made_column(self, columns: str) -> str:
        """A column of its own for a link without one (a Canvas module item); found again by resourceId and tag."""
        placement = self._delivery.placement
        item = NewLineItem(placement.title, placement.points, resource_id=self._resource_id(), tag=TAG)
        return self._client.create_line_item(self._delivery.registration_id, columns, item).url

    def _resource_id(self) -> str:
        return f"cairn:{self._delivery.placement.resource_link_id}"

    def _through_the_guard(self, column: str) -> Sent:
        shown = self._shown(column) if self._intent.kind is MessageKind.GRADE else None
        verdict = judge(self._delivery.temper, self._intent, shown)
        if verdict.action is Action.HOLD:
            return _done(Delivered(hold=verdict.hold, shown=shown))
        if verdict.action is Action.SKIP:
            return _done(Delivered(arrived=True, shown=shown))
        if not self._may_start():
            return Sent(Outcome(OutcomeKind.RETRY, OUT_OF_TIME), ScoreResult(Delivered(shown=shown)))
        reply = self._client.send_score(self._delivery.registration_id, self._score(column, verdict))
        return self._answered(column, reply, replaces=shown is not None and shown.score is not None)

    def _answered(self, column: str, reply: Reply, *, replaces: bool) -> Sent:
        if reply.status in GONE:
            raise ServiceRefused(reply)
        if reply.kind is ReplyKind.DONE:
            return self._arrived(column, looks=replaces or self._intent.insists)
        if reply.kind is ReplyKind.CONFLICT:
            return self._refused_as_older(column)
        # A 5xx may come after the LMS had stored the score.
        return _unsent(reply, doubtful=reply.uncertain or (reply.status or 0) >= 500)

    def _arrived(self, column: str, *, looks: bool) -> Sent:
        """Accepted. Where a grade was there before, look what is shown: both LMSs may keep a person's silently."""
        shown = self._glimpse(column) if looks else None
        overridden = shown is not None and not self._is_shown(shown)
        return _done(Delivered(arrived=True, hold=Hold.OVERRIDDEN if overridden else None, shown=shown))

    def _glimpse(self, column: str) -> LmsGrade | None:
        """What is shown, if it can be seen at once; the score is there already, so trouble here is no trouble."""
        try:
            return self._shown(column)
        except ServiceRefused:
            return None

    def _refused_as_older(self, column: str) -> Sent:
        """The LMS holds something at least as new: ours from a try whose answer was lost, or somebody's change."""
        shown = self._shown(column)
        if shown is not None and self._is_shown(shown):
            return _done(Delivered(arrived=True, shown=shown))
        return _done(Delivered(hold=Hold.CONFLICT, shown=shown))

    def _is_shown(self, shown: LmsGrade) -> bool:
        return self._intent.points is not None and shows(shown, self._intent.points, self._intent.out_of)

    def _shown(self, column: str) -> LmsGrade | None:
        """What the gradebook shows for the earner; None if the LMS doesn't let us look."""
        try:
            results = self._client.get_results(
                self._delivery.registration_id, column, user_id=self._delivery.subject or ""
            )
        except ServiceRefused as refused:
            if refused.reply.kind is ReplyKind.RETRY or refused.reply.status in GONE:
                raise
            return None
        return LmsGrade(results[0].score, results[0].maximum) if results else LmsGrade()

    def _score(self, column: str, verdict: Verdict) -> ScoreMessage:
        is_grade = self._intent.kind is MessageKind.GRADE
        return ScoreMessage(
            lineitem_url=column,
            user_id=self._delivery.subject or "",
            score_given=self._intent.points,
            score_maximum=self._intent.out_of if is_grade else None,
            activity_progress=ActivityProgress.COMPLETED if is_grade else ActivityProgress.SUBMITTED,
            grading_progress=GradingProgress.FULLY_GRADED if is_grade else GradingProgress.PENDING_MANUAL,
            timestamp=self._intent.timestamp,
            comment=verdict.comment,
            submitted_at=self._intent.submitted_at,
            canvas=_canvas(verdict, self._delivery.review_url),
        )


def _canvas(verdict: Verdict, review_url: str) -> CanvasSubmission | None:
    terms = verdict.canvas
    if terms is None:
        return None
    return CanvasSubmission(
        new_submission=terms.new_submission,
        preserve_score=terms.preserve_score,
        prioritize_non_tool_grade=terms.prioritize_non_tool_grade,
        submission_type="basic_lti_launch" if terms.shows_review else None,
        submission_data=review_url if terms.shows_review else None,
    )


def _done(delivered: Delivered) -> Sent:
    return Sent(Outcome(OutcomeKind.DONE), ScoreResult(delivered))


def _stopped(words: str) -> Sent:
    return Sent(Outcome(OutcomeKind.STOP, words), ScoreResult(Delivered()))


def _unsent(reply: Reply, *, doubtful: bool = False) -> Sent:
    """What a refusal means to the outbox."""
    kind = OutcomeKind.RETRY if reply.kind is ReplyKind.RETRY else OutcomeKind.STOP
    outcome = Outcome(
        kind=kind,
        words=reply.words,
        detail=f"{reply.code} {reply.status or ''} {reply.detail}",
        retry_after=None if reply.retry_after is None else math.ceil(reply.retry_after),
        closes_gate=kind is OutcomeKind.RETRY and (reply.gates_platform or reply.status is None),
    )
    return Sent(outcome, ScoreResult(Delivered(doubtful=doubtful)))
