"""The columns of a placement: which there should be, where they are, and what the LMS says of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import NotFound
from app.gradebook import queries
from app.gradebook.models import TOTAL, LineItem, LineItemSource
from app.gradebook.platform import platform_of
from app.gradebook.queries import COLUMN, SCORE
from app.gradebook.rules import column_key, is_same_column, makes_column
from app.lti import CRITERION_TAG, TOTAL_TAG
from app.outbox import mark_all_due, mark_due
from app.placement import PlacementView, placements_of_course

LABEL_LENGTH = 255


@dataclass(frozen=True, slots=True)
class ColumnTerms:
    """All that it takes to find or make one column, frozen for a delivery; `maximum` in hundredths."""

    placement_id: int
    criterion: str
    url: str | None
    label: str
    maximum: int
    resource_id: str
    tag: str
    link_id: str | None
    """The activity of the LMS whose own column this is; None for one that stands alone."""
    opens: str | None
    """The link that the column leads back to, where the LMS can open the tool from it."""
    may_create: bool
    leaving: bool = False
    taken: frozenset[str] = frozenset()
    """Columns of the course that are another's, though they may look like this one."""
    replaces: str | None = None
    """Where it was, as far as that is known, when it has to be found again."""
    item: str | None = None
    """The deep-linked item that it is of: the same in each copy of the course, unlike `opens`."""


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column as the LMS described it; `maximum` in hundredths."""

    url: str
    label: str
    maximum: int
    source: LineItemSource | None = None
    """How it was come by; None when only a known one was looked at."""


def line_item_url(session: Session, placement: PlacementView, criterion: str = TOTAL) -> str | None:
    """The address of a column as far as it is known.

    What the newest launch told comes first, unless the LMS no longer knew that address and another one was found.
    """
    return address_of(queries.line_item(session, placement.id, criterion), placement, criterion)


def column_terms(session: Session, placement: PlacementView, criterion: str = TOTAL) -> ColumnTerms | None:
    """What a delivery has to know of a column; None for a criterion that has none."""
    row = queries.line_item(session, placement.id, criterion)
    url = address_of(row, placement, criterion)
    taken = frozenset() if url else _taken(session, placement, criterion)
    if criterion == TOTAL:
        return _total(session, placement, row, url, taken)
    if row is None:
        return None
    return ColumnTerms(
        placement_id=placement.id,
        criterion=criterion,
        url=url,
        label=row.label,
        maximum=row.maximum,
        resource_id=row.resource_id,
        tag=CRITERION_TAG,
        link_id=None,
        opens=None,
        may_create=not row.leaving,
        leaving=row.leaving,
        taken=taken,
        replaces=row.replaces,
    )


def owe_column(session: Session, clock: Clock, placement: PlacementView) -> None:
    """Owe the LMS a column of its own for this placement, if it is to have one that isn't known yet.

    For every new placement, however often: a debt that is there already stays as it is.
    """
    if placement.lineitem_url is not None or not _makes(session, placement):
        return
    key = column_key(placement.id)
    if line_item_url(session, placement) is None and not queries.is_owed(session, COLUMN, key, clock.now()):
        mark_due(session, clock, kind=COLUMN, key=key, gate=platform_of(session, placement).gate)


def owe_columns(session: Session, clock: Clock, placements: Sequence[PlacementView]) -> None:
    """The same for many new placements of one deployment, in as many statements as for one."""
    new = [each for each in placements if each.lineitem_url is None and not each.waits_for_link and each.points > 0]
    if not new:
        return
    platform = platform_of(session, new[0])
    wanted = [each for each in new if makes_column(platform.temper, each.grade_policy, on_dashboard=each.on_dashboard)]
    keys = [column_key(each.id) for each in wanted]
    mark_all_due(session, clock, kind=COLUMN, keys=keys, gate=platform.gate)


def look_anew(session: Session, clock: Clock, placement: PlacementView, criterion: str = TOTAL) -> None:
    """Forget where a column was, because the LMS lost it, and have it found again or made anew. Raises NotFound."""
    row = queries.line_item(session, placement.id, criterion)
    if row is None and criterion != TOTAL:
        raise NotFound("column-unknown", "There is no such column.", "Go back to the gradebook page.")
    row = row or _new_row(session, clock, placement.id, criterion)
    launched = placement.lineitem_url if criterion == TOTAL else None
    row.replaces, row.url, row.resolved_at = launched or row.url or row.replaces, None, clock.now()
    session.flush()
    owe_look(session, clock, placement, criterion, by_hand=True)


def owe_look(
    session: Session, clock: Clock, placement: PlacementView, criterion: str = TOTAL, *, by_hand: bool = False
) -> None:
    """Owe the LMS a look at a column, as when a score could not be delivered because it is gone."""
    gate = platform_of(session, placement).gate
    key = column_key(placement.id, criterion)
    mark_due(session, clock, kind=COLUMN, key=key, gate=gate, by_hand=by_hand)


def note_column(session: Session, clock: Clock, placement: PlacementView, criterion: str, seen: SeenColumn) -> None:
    """Keep where a column is and what the LMS calls it.

    A column that was made in place of a lost one is empty: what had arrived in the old one is owed to it again. Another
    one that was found may be empty too, as when the answer to its making was lost, so that what had arrived elsewhere
    is in doubt and the guard looks. What had stopped for want of a column is tried again.
    """
    row = queries.line_item(session, placement.id, criterion) or _new_row(session, clock, placement.id, criterion)
    before = address_of(row, placement, criterion) or row.replaces
    if seen.source is not None:
        row.source, row.resolved_at = seen.source, clock.now()
        row.replaces = placement.lineitem_url if criterion == TOTAL else None
    row.url, row.seen_label, row.seen_maximum = seen.url, seen.label[:LABEL_LENGTH], seen.maximum
    row.seen_at = clock.now()
    session.flush()
    if seen.source is LineItemSource.CREATED:
        _empty(session, placement.id, criterion)
    elif seen.source is not None and not is_same_column(before, seen.url):
        _doubt(session, placement.id, criterion)
    if seen.source is not None:
        _owe_again(session, clock, placement, criterion)


def column_moved(session: Session, clock: Clock, before: PlacementView, now: PlacementView) -> None:
    """A launch told another address for the column of the whole score: another column, as when a teacher of Moodle
    switches grading off and on. What had arrived in the one before is in doubt and owed again."""
    if is_same_column(line_item_url(session, before), line_item_url(session, now)):
        return
    _doubt(session, now.id, TOTAL)
    _owe_again(session, clock, now, TOTAL)


def note_sought(session: Session, clock: Clock, placement: PlacementView, criterion: str) -> None:
    """Have a row for a column that was asked for and did not come, so that it can be said what became of it."""
    if queries.line_item(session, placement.id, criterion) is None:
        _new_row(session, clock, placement.id, criterion)
        session.flush()


def keep_known(session: Session, clock: Clock, placement: PlacementView) -> None:
    """Have a row for the column of the whole score, if its address is known, so that it can be said how it stands."""
    if placement.lineitem_url is not None and queries.line_item(session, placement.id) is None:
        _new_row(session, clock, placement.id, TOTAL).url = placement.lineitem_url
        session.flush()


def note_taken_away(session: Session, placement_id: int, criterion: str) -> None:
    """Forget a column that is gone from the LMS, with what it had been told."""
    queries.forget_column(session, placement_id, criterion)


def makes_own_column(session: Session, placement: PlacementView) -> bool:
    """Whether Cairn makes this placement a column of its own, or has made it."""
    return placement.lineitem_url is None and _makes(session, placement)


def _empty(session: Session, placement_id: int, criterion: str) -> None:
    """Nothing of what was told to another column is in this one."""
    for row in queries.delivered_rows(session, placement_id, criterion):
        row.delivered_points = row.delivered_comment = row.delivered_at = row.hold = None
        row.offers, row.told_attempt = [], 0
        row.offered_attempt = 0 if criterion == TOTAL else row.attempt_number
    session.flush()


def _doubt(session: Session, placement_id: int, criterion: str) -> None:
    """What was told to another column may be in this one or not, and what held it back there may hold no more."""
    for row in queries.delivered_rows(session, placement_id, criterion):
        if row.delivered_points is not None:
            row.offers = [*row.offers, [row.delivered_points, row.delivered_comment or ""]]
            row.delivered_points = row.delivered_comment = row.delivered_at = row.hold = None
    session.flush()


def _owe_again(session: Session, clock: Clock, placement: PlacementView, criterion: str) -> None:
    keys = [str(row.id) for row in queries.rows_to_owe(session, placement.id, criterion, clock.now())]
    mark_all_due(session, clock, kind=SCORE, keys=keys, gate=platform_of(session, placement).gate)


def _total(
    session: Session, placement: PlacementView, row: LineItem | None, url: str | None, taken: frozenset[str]
) -> ColumnTerms:
    has_link = not (placement.on_dashboard or placement.waits_for_link)
    return ColumnTerms(
        placement_id=placement.id,
        criterion=TOTAL,
        url=url,
        label=placement.title,
        maximum=placement.points,
        resource_id=f"cairn:{placement.template_id or placement.resource_link_id}",
        tag=TOTAL_TAG,
        link_id=placement.resource_link_id if has_link else None,
        opens=placement.resource_link_id,
        may_create=url is None and _makes(session, placement),
        taken=taken,
        replaces=row.replaces if row is not None else None,
        item=placement.template_id,
    )


def _makes(session: Session, placement: PlacementView) -> bool:
    if placement.waits_for_link or placement.points <= 0:
        return False
    temper = platform_of(session, placement).temper
    return makes_column(temper, placement.grade_policy, on_dashboard=placement.on_dashboard)


def address_of(row: LineItem | None, placement: PlacementView, criterion: str) -> str | None:
    """Where a column is, as far as its row and the newest launch tell."""
    if criterion != TOTAL:
        return row.url if row is not None else None
    if row is not None and placement.lineitem_url in (None, row.replaces):
        return row.url
    return placement.lineitem_url


def _taken(session: Session, placement: PlacementView, criterion: str) -> frozenset[str]:
    others = placements_of_course(session, placement.course_id)
    launched = {other.lineitem_url for other in others if other.id != placement.id}
    known = queries.column_urls(session, [other.id for other in others], but=(placement.id, criterion))
    return frozenset(url for url in launched | known if url)


def _new_row(session: Session, clock: Clock, placement_id: int, criterion: str) -> LineItem:
    row = LineItem(placement_id=placement_id, criterion=criterion, source=LineItemSource.FOUND)
    row.resolved_at = clock.now()
    row.label, row.maximum, row.resource_id, row.leaving = "", 0, "", False
    session.add(row)
    return row
