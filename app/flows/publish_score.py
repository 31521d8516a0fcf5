"""Tell an LMS's gradebook about one earner: a delivery kind of the outbox.

The worker calls `prepare` and `note` in transactions of their own, and `send` between them.
"""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.flows.score_talk import ScoreDelivery, ScoreResult, ScoreTalk
from app.gradebook import Pending, line_item_url, note, note_line_item, owe_rest, platform_of, prepare
from app.lti import AgsClient
from app.outbox import OutcomeKind, Sent
from app.people import course_view, subject_of
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
        platform = platform_of(session, placement)
        return ScoreDelivery(
            pending=pending,
            placement=placement,
            registration_id=platform.registration_id,
            temper=platform.temper,
            subject=subject_of(session, pending.person_id, platform.registration_id),
            column=line_item_url(session, placement),
            columns=course_view(session, placement.course_id).lineitems_url,
            review_url=_review_url(self._services.settings.public_url, pending),
        )

    def send(self, message: ScoreDelivery, may_start: Callable[[], bool]) -> Sent:
        """Look, ask the guard, send. Never raises for what the LMS says or doesn't say."""
        return ScoreTalk(self._client, message, may_start).deliver()

    def note(self, session: Session, message: ScoreDelivery, sent: Sent) -> None:
        """Keep what arrived, what the LMS shows and which column it was; owe what is left to tell."""
        result: ScoreResult = sent.result
        clock = self._services.clock
        if result.column is not None:
            note_line_item(session, clock, message.placement, result.column, result.source)
        note(session, clock, message.pending, result.delivered)
        if sent.outcome.kind is OutcomeKind.DONE:
            owe_rest(session, clock, message.placement, message.pending.sync_id)


def _review_url(public_url: str, pending: Pending) -> str:
    """What SpeedGrader launches: this earner's attempt. Says nothing without a launch of the same course."""
    return f"{public_url}/lti/launch?score={pending.sync_id}&attempt={pending.intent.attempt_number}"
