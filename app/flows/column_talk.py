"""One conversation with an LMS about a gradebook column: find it, make it, read it, take it away.

Runs between two transactions and touches no database of ours.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from app.flows.outcomes import OUT_OF_TIME
from app.gradebook import ColumnTerms, LineItemSource, SeenColumn, Temper
from app.lti import (
    OLDER_TOTAL_TAGS,
    TOTAL_TAG,
    AgsClient,
    LineItem,
    NewLineItem,
    ServiceRefused,
    SubmissionType,
)
from app.outbox import Outcome, OutcomeKind

GONE = frozenset({404, 410})
NO_COLUMN = Outcome(
    OutcomeKind.STOP,
    "The LMS has no grade column for this activity. Let the activity accept grades there, open it once, then try "
    "again.",
)
NO_SERVICE = Outcome(
    OutcomeKind.STOP,
    "The LMS doesn't let Cairn see this course's grade columns. Ask its administrator to let the tool use grades, and "
    "open Cairn in the course once more.",
)
NO_ADDRESS = Outcome(OutcomeKind.RETRY, "The LMS made a grade column and didn't say where. Cairn will look for it.")
HOLDS_RESULTS = Outcome(
    OutcomeKind.STOP, "This column holds grades, so Cairn leaves it. Delete it in the LMS if they aren't needed."
)


class NoColumn(Exception):  # noqa: N818
    """There is no column to go on with; `outcome` says why, and what a teacher can do."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.words)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class ColumnDelivery:
    """Which column of which LMS; `lineitems_url` is the address of the course's columns, where it is known."""

    terms: ColumnTerms
    registration_id: int
    temper: Temper
    lineitems_url: str | None
    launch_url: str
    """Where an LMS launches the tool."""


class ColumnTalk:
    """One conversation with one LMS about one column."""

    def __init__(self, client: AgsClient, delivery: ColumnDelivery, may_start: Callable[[], bool]) -> None:
        self._client = client
        self._delivery = delivery
        self._terms = delivery.terms
        self._may_start = may_start

    def look(self, url: str) -> SeenColumn:
        """The column at a known address. Raises ServiceRefused."""
        item = self._client.get_line_item(self._delivery.registration_id, url)
        return SeenColumn(url, item.label, item.score_maximum)

    def found_or_made(self) -> SeenColumn:
        """The column, found if there is one already, else made if that does no harm.

        Looking first is also what a lost answer needs: what was made before it is found. Raises NoColumn,
        ServiceRefused.
        """
        lineitems_url = self._lineitems_url()
        found = self._of_link(lineitems_url) or self._of_resource(lineitems_url)
        if found is not None:
            return _seen(found, LineItemSource.FOUND)
        if not self._terms.may_create:
            raise NoColumn(NO_COLUMN)
        if not self._may_start():
            raise NoColumn(OUT_OF_TIME)
        made = self._client.create_line_item(self._delivery.registration_id, lineitems_url, self._new())
        if not made.url:
            raise NoColumn(NO_ADDRESS)
        return _seen(made, LineItemSource.CREATED)

    def in_place_of(self, url: str, refused: ServiceRefused) -> SeenColumn:
        """Another column of the same activity, where the known one is gone; raises `refused` if there is none.

        None is made by itself: whoever deleted it may have meant it.
        """
        found = self._of_link(self._delivery.lineitems_url) if self._delivery.lineitems_url else None
        if found is None or found.url == url:
            raise refused
        return _seen(found, LineItemSource.FOUND)

    def take_away(self, url: str) -> None:
        """Delete a column of our own that holds no result.

        Raises NoColumn if it holds one, or if there is no time left to look and delete; ServiceRefused.
        """
        for page in self._client.walk_results(self._delivery.registration_id, url):
            if any(result.score is not None for result in page):
                raise NoColumn(HOLDS_RESULTS)
            if not self._may_start():
                raise NoColumn(OUT_OF_TIME)
        self._client.delete_line_item(self._delivery.registration_id, url)

    def _lineitems_url(self) -> str:
        if self._delivery.lineitems_url is None:
            raise NoColumn(NO_COLUMN if self._terms.link_id else NO_SERVICE)
        return self._delivery.lineitems_url

    def _of_link(self, lineitems_url: str) -> LineItem | None:
        """The column of the activity itself, ours before others that may be bound to it."""
        if self._terms.link_id is None:
            return None
        items = self._client.find_line_items(
            self._delivery.registration_id, lineitems_url, resource_link_id=self._terms.link_id
        )
        return self._first(item for item in items if self._is_tagged(item)) or self._first(items)

    def _of_resource(self, lineitems_url: str) -> LineItem | None:
        """A column that we made before, told by its resourceId and tag; another placement's is not ours."""
        items = self._client.find_line_items(
            self._delivery.registration_id, lineitems_url, resource_id=self._terms.resource_id
        )
        return self._first(item for item in items if self._is_tagged(item))

    def _first(self, items: Iterable[LineItem]) -> LineItem | None:
        return next((item for item in items if item.url not in self._terms.taken), None)

    def _is_tagged(self, item: LineItem) -> bool:
        return item.tag == self._terms.tag or (self._terms.tag == TOTAL_TAG and item.tag in OLDER_TOTAL_TAGS)

    def _new(self) -> NewLineItem:
        return NewLineItem(
            label=self._terms.label,
            score_maximum=self._terms.maximum,
            resource_id=self._terms.resource_id,
            tag=self._terms.tag,
            submission_type=self._submission_type(),
            launch_url=self._launch_url(),
        )

    def _launch_url(self) -> str | None:
        """What leads back to the activity (`open_column`); the item's id leads there in a copied course too."""
        if self._terms.opens is None:
            return None
        item = {"item": self._terms.item} if self._terms.item else {}
        return f"{self._delivery.launch_url}?{urlencode({'link': self._terms.opens, **item})}"

    def _submission_type(self) -> SubmissionType | None:
        """Canvas shows evidence in SpeedGrader, and leads back to us, only from an assignment that opens the tool."""
        if self._delivery.temper is not Temper.CANVAS:
            return None
        return SubmissionType.NONE if self._terms.opens is None else SubmissionType.EXTERNAL_TOOL


def _seen(item: LineItem, source: LineItemSource) -> SeenColumn:
    return SeenColumn(item.url, item.label, item.score_maximum, source)
