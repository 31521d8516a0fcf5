"""Tell an LMS's gradebook about one earner: a delivery kind of the outbox.

The worker calls `prepare` and `note` in transactions of their own, and `send` between them.
"""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.flows.publish_column import column_delivery
from app.flows.score_talk import ScoreDelivery, ScoreResult, ScoreTalk
from app.gradebook import (
    Delivered,
    Pending,
    is_same_column,
    line_item_url,
    note,
    note_column,
    owe_look,
    owe_rest,
    prepare,
)
from app.lti import AgsClient
from app.outbox import OutcomeKind, Sent
from app.people import subject_of
from app.placement import placement_view
from app.services import Services


class ScorePublisher:
    """The outbox handler of kind "score"."""

    def __init__(self, services: Services, client: AgsClient) -> None:
        self._services = services
        self._client = client

    def prepare(self, session: Session, key: str) -> ScoreDelivery | None:
        """Freeze the message and everything about its way."""
        pending = prepare(session, int(key))
        if pending is None:
            return None
        placement = placement_view(session, pending.placement_id)
        column = column_delivery(session, self._services, placement, pending.criterion)
        if column is None:
            return None
        return ScoreDelivery(
            pending=pending,
            placement=placement,
            subject=subject_of(session, pending.person_id, column.registration_id),
            column=column,
            review_url=_review_url(column.launch_url, pending),
        )

    def send(self, message: ScoreDelivery, may_start: Callable[[], bool]) -> Sent:
        """Look, ask the guard, send. Never raises for what the LMS says or doesn't say."""
        return ScoreTalk(self._client, message, may_start).deliver()

    def note(self, session: Session, message: ScoreDelivery, sent: Sent) -> None:
        """Keep what arrived, what the LMS shows and which column it was; owe what is left to tell."""
        result: ScoreResult = sent.result
        clock = self._services.clock
        if result.column is not None:
            note_column(session, clock, message.placement, message.pending.criterion, result.column)
        has_more = note(session, clock, message.pending, self._delivered(session, message, result))
        if result.lost:
            owe_look(session, clock, message.placement, message.pending.criterion)
        if has_more and sent.outcome.kind is OutcomeKind.DONE:
            owe_rest(session, clock, message.placement, message.pending.sync_id)

    def _delivered(self, session: Session, message: ScoreDelivery, result: ScoreResult) -> Delivered:
        """What came of it; nothing sure where a launch told of another column while this one was talked to."""
        placement = placement_view(session, message.pending.placement_id)
        known = line_item_url(session, placement, message.pending.criterion)
        told = result.column.url if result.column is not None else message.column.terms.url
        moved = told is not None and known is not None and not is_same_column(told, known)
        return Delivered(doubtful=True) if moved else result.delivered


def _review_url(launch_url: str, pending: Pending) -> str:
    """What SpeedGrader launches: this earner's attempt. Names nobody, and opens nothing without a launch."""
    return f"{launch_url}?score={pending.reference}&attempt={pending.intent.attempt_number}"
