"""One conversation with an LMS about one earner's score: look, ask the guard, send, understand the answer.

Runs between two transactions and touches no database of ours. What each answer means: `app/lti/replies.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.flows.column_talk import GONE, ColumnDelivery, ColumnTalk, NoColumn
from app.flows.outcomes import OUT_OF_TIME, outcome_of
from app.gradebook import (
    Action,
    Delivered,
    Hold,
    LmsGrade,
    MessageKind,
    Pending,
    SeenColumn,
    Temper,
    Verdict,
    at_another_column,
    is_same_column,
    judge,
    shows,
)
from app.lti import (
    ActivityProgress,
    AgsClient,
    CanvasSubmission,
    GradingProgress,
    Reply,
    ReplyKind,
    ScoreMessage,
    ServiceRefused,
)
from app.outbox import Outcome, OutcomeKind, Sent
from app.placement import PlacementView

DONE = Outcome(OutcomeKind.DONE)
NO_ACCOUNT = "This LMS doesn't know the learner any more. They have to open the activity there once."


@dataclass(frozen=True, slots=True)
class ScoreDelivery:
    """All that one delivery needs to know, so that it needs no database while it talks."""

    pending: Pending
    placement: PlacementView
    subject: str | None
    column: ColumnDelivery
    review_url: str

    @property
    def registration_id(self) -> int:
        """The LMS that is talked to."""
        return self.column.registration_id

    @property
    def temper(self) -> Temper:
        """Whose rules it follows."""
        return self.column.temper


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """What came of it; `column` only where another line item was found or made."""

    delivered: Delivered
    column: SeenColumn | None = None
    lost: bool = False
    """Whether the column is gone, and no other was found in its place."""


class ScoreTalk:
    """One conversation with one LMS about one earner."""

    def __init__(self, client: AgsClient, delivery: ScoreDelivery, may_start: Callable[[], bool]) -> None:
        self._client = client
        self._columns = ColumnTalk(client, delivery.column, may_start)
        self._delivery = delivery
        self._intent = delivery.pending.intent
        self._may_start = may_start

    def deliver(self) -> Sent:
        """Never raises for what the LMS says or doesn't say."""
        try:
            return self._deliver()
        except ServiceRefused as refused:
            sent = unsent(refused.reply)
            return replace(sent, result=replace(sent.result, lost=refused.reply.status in GONE))

    def _deliver(self) -> Sent:
        if self._intent.kind is MessageKind.NOTICE:
            verdict = judge(self._delivery.temper, self._intent, None)
            if verdict.action is Action.SKIP:
                return done(Delivered(arrived=True))
        if self._delivery.subject is None:
            return stopped(NO_ACCOUNT)
        url = self._delivery.column.terms.url
        return self._at_another_column() if url is None else self._at_the_known_column(url)

    def _at_the_known_column(self, url: str) -> Sent:
        try:
            return self._through_the_guard(url)
        except ServiceRefused as refused:
            if refused.reply.status not in GONE:
                raise
            return self._noting(self._columns.in_place_of(url, refused))

    def _at_another_column(self) -> Sent:
        """Find the column, or make one where that does no harm, and go on there."""
        try:
            column = self._columns.found_or_made()
        except NoColumn as error:
            return Sent(error.outcome, ScoreResult(Delivered()))
        return self._noting(column)

    def _noting(self, column: SeenColumn) -> Sent:
        if not is_same_column(column.url, self._delivery.column.terms.replaces):
            self._intent = at_another_column(self._intent)
        try:
            sent = self._through_the_guard(column.url)
        except ServiceRefused as refused:
            sent = unsent(refused.reply)
        return replace(sent, result=replace(sent.result, column=column))

    def _through_the_guard(self, column: str) -> Sent:
        shown = self._shown(column) if self._intent.kind is MessageKind.GRADE else None
        verdict = judge(self._delivery.temper, self._intent, shown)
        if verdict.action is Action.HOLD:
            return done(Delivered(hold=verdict.hold, shown=shown))
        if verdict.action is Action.SKIP:
            return done(Delivered(arrived=True, shown=shown))
        if not self._may_start():
            return Sent(OUT_OF_TIME, ScoreResult(Delivered(shown=shown)))
        # Canvas keeps what a person did there without a word, also where they emptied the cell.
        looks = shown is not None and (shown.score is not None or verdict.canvas is not None)
        sent = self._answered(column, self._reply(column, verdict), looks=looks)
        counted = sent.result.delivered.arrived and verdict.canvas is not None and verdict.canvas.new_submission
        return _counting(sent) if counted else sent

    def _reply(self, column: str, verdict: Verdict) -> Reply:
        """The answer to the message; where Canvas allows no further attempt, a grade goes without counting one."""
        reply = self._client.send_score(self._delivery.registration_id, self._score(column, verdict))
        counts = verdict.canvas is not None and verdict.canvas.new_submission
        if reply.code != "attempts-used-up" or not counts or self._intent.kind is not MessageKind.GRADE:
            return reply
        if verdict.canvas is None or not self._may_start():
            return reply
        quiet = replace(
            verdict, canvas=replace(verdict.canvas, new_submission=False, shows_review=False, shows_badge=False)
        )
        return self._client.send_score(self._delivery.registration_id, self._score(column, quiet))

    def _answered(self, column: str, reply: Reply, *, looks: bool) -> Sent:
        if reply.status in GONE:
            raise ServiceRefused(reply)
        if reply.kind is ReplyKind.DONE:
            return self._arrived(column, looks=looks or self._intent.insists)
        if reply.kind is ReplyKind.CONFLICT:
            return self._refused_as_older(column)
        # A 5xx may come after the LMS had stored the score.
        return unsent(reply, doubtful=reply.uncertain or (reply.status or 0) >= 500)

    def _arrived(self, column: str, *, looks: bool) -> Sent:
        """Accepted. Where the LMS may have kept a person's work silently, look what is shown."""
        shown, outcome = self._glimpse(column) if looks else (None, DONE)
        overridden = shown is not None and not self._is_shown(shown)
        delivered = Delivered(arrived=True, hold=Hold.OVERRIDDEN if overridden else None, shown=shown)
        return Sent(outcome, ScoreResult(delivered))

    def _glimpse(self, column: str) -> tuple[LmsGrade | None, Outcome]:
        """What is shown, if it can be seen at once. The score is there already, so trouble here costs the platform's
        next delivery some patience and nothing else."""
        try:
            return self._shown(column), DONE
        except ServiceRefused as refused:
            return None, replace(outcome_of(refused.reply), kind=OutcomeKind.DONE, words="", detail="")

    def _refused_as_older(self, column: str) -> Sent:
        """The LMS holds something at least as new: ours from a try whose answer was lost, or somebody's change."""
        shown = self._shown(column)
        if shown is not None and self._is_shown(shown):
            return done(Delivered(arrived=True, shown=shown))
        return done(Delivered(hold=Hold.CONFLICT, shown=shown))

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
            canvas=_canvas(verdict, self._delivery.review_url, self._intent.badge_page),
        )


def _canvas(verdict: Verdict, review_url: str, badge_page: str) -> CanvasSubmission | None:
    terms = verdict.canvas
    if terms is None:
        return None
    kind, data = None, None
    if terms.shows_badge:
        kind, data = "online_url", badge_page
    elif terms.shows_review:
        kind, data = "basic_lti_launch", review_url
    return CanvasSubmission(
        new_submission=terms.new_submission,
        preserve_score=terms.preserve_score,
        prioritize_non_tool_grade=terms.prioritize_non_tool_grade,
        submission_type=kind,
        submission_data=data,
    )


def _counting(sent: Sent) -> Sent:
    return replace(sent, result=replace(sent.result, delivered=replace(sent.result.delivered, counted=True)))


def done(delivered: Delivered) -> Sent:
    """Nothing more to do about this message."""
    return Sent(DONE, ScoreResult(delivered))


def stopped(words: str) -> Sent:
    """A person must act first."""
    return Sent(Outcome(OutcomeKind.STOP, words), ScoreResult(Delivered()))


def unsent(reply: Reply, *, doubtful: bool = False) -> Sent:
    """A refusal of this message."""
    return Sent(outcome_of(reply), ScoreResult(Delivered(doubtful=doubtful)))
