"""Read all results of a column back, page by page, and see what people changed: a delivery kind of the outbox."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.flows.column_talk import ColumnDelivery, ColumnTalk
from app.flows.outcomes import OUT_OF_TIME, outcome_of
from app.flows.publish_column import DONE, column_delivery
from app.gradebook import (
    Comparison,
    LmsGrade,
    SeenColumn,
    column_of_key,
    compare,
    compare_the_rest,
    note_column,
    note_compared,
    platform_of,
)
from app.lti import AgsClient, Result, ServiceRefused
from app.outbox import Sent
from app.placement import placement_view
from app.services import Services


@dataclass(frozen=True, slots=True)
class Reading:
    """One column that is to be read, `page_size` results at a time where the LMS takes a wish."""

    comparison: Comparison
    column: ColumnDelivery
    url: str
    page_size: int | None


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """The column as it is now; None where it wasn't read to its end."""

    seen: SeenColumn | None = None


class ResultsReader:
    """The outbox handler of kind "results". Holds one page at a time, and writes it before it asks for the next."""

    def __init__(
        self, services: Services, client: AgsClient, begin: Callable[[], AbstractContextManager[Session]]
    ) -> None:
        """`begin` opens a transaction of its own for each page."""
        self._services = services
        self._client = client
        self._begin = begin

    def prepare(self, session: Session, key: str) -> Reading | None:
        """None for a column whose address isn't known: then nothing was ever sent there either."""
        placement_id, criterion = column_of_key(key)
        placement = placement_view(session, placement_id)
        column = column_delivery(session, self._services, placement, criterion)
        if column is None or column.terms.url is None:
            return None
        now = self._services.clock.now()
        comparison = Comparison(column.terms, placement, column.registration_id, since=now)
        return Reading(comparison, column, column.terms.url, platform_of(session, placement).results_page)

    def send(self, message: Reading, may_start: Callable[[], bool]) -> Sent:
        """Read and compare. Never raises for what the LMS says or doesn't say."""
        try:
            seen = ColumnTalk(self._client, message.column, may_start).look(message.url)
            if not self._read(message, may_start):
                return Sent(OUT_OF_TIME, ReadingResult())
        except ServiceRefused as refused:
            return Sent(outcome_of(refused.reply), ReadingResult())
        return Sent(DONE, ReadingResult(seen))

    def note(self, session: Session, message: Reading, sent: Sent) -> None:
        """Keep what the LMS says of the column, and that it was read."""
        result: ReadingResult = sent.result
        if result.seen is None:
            return
        comparison = message.comparison
        note_column(session, self._services.clock, comparison.placement, comparison.terms.criterion, result.seen)
        note_compared(session, comparison)

    def _read(self, message: Reading, may_start: Callable[[], bool]) -> bool:
        """Whether the list was read to its end, so that who isn't in it has no grade there."""
        registration_id = message.comparison.registration_id
        for page in self._client.walk_results(registration_id, message.url, page_size=message.page_size):
            with self._begin() as session:
                compare(session, self._services.clock, message.comparison, _shown(page))
            if not may_start():
                return False
        after: int | None = 0
        while after is not None:
            with self._begin() as session:
                after = compare_the_rest(session, self._services.clock, message.comparison, after)
        return True


def _shown(page: list[Result]) -> dict[str, LmsGrade]:
    return {result.user_id: LmsGrade(result.score, result.maximum) for result in page}
