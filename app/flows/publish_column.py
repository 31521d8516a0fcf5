"""Find, make, read or take away a gradebook column: a delivery kind of the outbox."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.flows.column_talk import GONE, ColumnDelivery, ColumnTalk, NoColumn
from app.flows.outcomes import outcome_of
from app.gradebook import (
    TOTAL,
    SeenColumn,
    column_of_key,
    column_terms,
    note_column,
    note_sought,
    note_taken_away,
    platform_of,
)
from app.lti import AgsClient, ServiceRefused
from app.outbox import Outcome, OutcomeKind, Sent
from app.people import course_view
from app.placement import PlacementView, placement_view
from app.services import Services

DONE = Outcome(OutcomeKind.DONE)


@dataclass(frozen=True, slots=True)
class ColumnResult:
    """What came of it: a column as it is now, or that it is gone."""

    seen: SeenColumn | None = None
    taken_away: bool = False


def column_delivery(
    session: Session, services: Services, placement: PlacementView, criterion: str = TOTAL
) -> ColumnDelivery | None:
    """All that a delivery needs to know of a column; None for a criterion that has none any more."""
    terms = column_terms(session, placement, criterion)
    if terms is None:
        return None
    platform = platform_of(session, placement)
    return ColumnDelivery(
        terms=terms,
        registration_id=platform.registration_id,
        temper=platform.temper,
        lineitems_url=course_view(session, placement.course_id).lineitems_url,
        launch_url=f"{services.settings.public_url}/lti/launch",
    )


class ColumnPublisher:
    """The outbox handler of kind "column"."""

    def __init__(self, services: Services, client: AgsClient) -> None:
        self._services = services
        self._client = client

    def prepare(self, session: Session, key: str) -> ColumnDelivery | None:
        """What the LMS is to be asked, as it is wanted now."""
        placement_id, criterion = column_of_key(key)
        return column_delivery(session, self._services, placement_view(session, placement_id), criterion)

    def send(self, message: ColumnDelivery, may_start: Callable[[], bool]) -> Sent:
        """Never raises for what the LMS says or doesn't say."""
        talk = ColumnTalk(self._client, message, may_start)
        try:
            result = _taken_away(talk, message) if message.terms.leaving else ColumnResult(_known(talk, message))
        except NoColumn as error:
            return Sent(error.outcome, ColumnResult())
        except ServiceRefused as refused:
            return Sent(outcome_of(refused.reply), ColumnResult())
        return Sent(DONE, result)

    def note(self, session: Session, message: ColumnDelivery, sent: Sent) -> None:
        """Keep where the column is, or that it was sought in vain, or forget it."""
        result: ColumnResult = sent.result
        terms = message.terms
        if result.taken_away:
            note_taken_away(session, terms.placement_id, terms.criterion)
            return
        placement = placement_view(session, terms.placement_id)
        if result.seen is not None:
            note_column(session, self._services.clock, placement, terms.criterion, result.seen)
        else:
            note_sought(session, self._services.clock, placement, terms.criterion)


def _known(talk: ColumnTalk, message: ColumnDelivery) -> SeenColumn:
    url = message.terms.url
    if url is None:
        return talk.found_or_made()
    try:
        return talk.look(url)
    except ServiceRefused as refused:
        if refused.reply.status not in GONE:
            raise
        return talk.in_place_of(url, refused)


def _taken_away(talk: ColumnTalk, message: ColumnDelivery) -> ColumnResult:
    """A column that was never made, or that is gone already, needs no call to be gone."""
    if message.terms.url is not None:
        try:
            talk.take_away(message.terms.url)
        except ServiceRefused as refused:
            if refused.reply.status not in GONE:
                raise
    return ColumnResult(taken_away=True)
