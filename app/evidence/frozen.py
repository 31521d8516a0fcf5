"""Reading what was handed in."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from app.catalog import SlotType
from app.errors import NotFound
from app.evidence import queries
from app.evidence.models import Attempt, AttemptItem
from app.evidence.queries import FileView
from app.evidence.states import AttemptItemView, AttemptState, AttemptView


def attempt_view(session: Session, attempt_id: int) -> AttemptView:
    """An attempt with its items. Raises NotFound."""
    row = session.get(Attempt, attempt_id)
    if row is None:
        raise NotFound("no-such-attempt", "This submission doesn't exist.", "Go back to the list and choose again.")
    return _views(session, [row])[0]


def attempts_of(session: Session, placement_id: int, person_id: int) -> tuple[AttemptView, ...]:
    """A person's attempts at a placement, first to last, with their items (two statements in all)."""
    return _views(session, queries.attempt_rows(session, placement_id, person_id))


def latest_attempt(session: Session, placement_id: int, person_id: int) -> AttemptView | None:
    """The attempt handed in last; None before the first."""
    rows = queries.attempt_rows(session, placement_id, person_id)
    return _views(session, rows[-1:])[0] if rows else None


def placement_attempts(session: Session, placement_ids: Iterable[int]) -> tuple[AttemptView, ...]:
    """All attempts at these placements without their items, by placement, person and number; one statement."""
    rows = queries.placement_attempt_rows(session, list(placement_ids))
    return tuple(_view(row, ()) for row in rows)


def attempt_file(session: Session, attempt_id: int, item_id: int) -> FileView:
    """The file of a handed-in item, to be served after the caller's access decision. Raises NotFound."""
    item = session.get(AttemptItem, item_id)
    attempt = session.get(Attempt, attempt_id)
    if item is None or attempt is None or item.attempt_id != attempt.id or not item.file_key:
        raise queries.no_item()
    return FileView(
        placement_id=attempt.placement_id,
        person_id=attempt.person_id,
        key=item.file_key,
        name=item.file_name,
        size=item.size,
        sha256=item.sha256,
        media_type=item.media_type,
    )


def _views(session: Session, rows: Sequence[Attempt]) -> tuple[AttemptView, ...]:
    items: dict[int, list[AttemptItemView]] = {row.id: [] for row in rows}
    for item in queries.attempt_item_rows(session, list(items)) if items else ():
        items[item.attempt_id].append(_item_view(item))
    return tuple(_view(row, tuple(items[row.id])) for row in rows)


def _view(row: Attempt, items: tuple[AttemptItemView, ...]) -> AttemptView:
    return AttemptView(
        id=row.id,
        placement_id=row.placement_id,
        person_id=row.person_id,
        version_id=row.version_id,
        number=row.number,
        state=AttemptState(row.state),
        submitted_at=row.submitted_at,
        state_at=row.state_at,
        supersedes_id=row.supersedes_id,
        change_note=row.change_note,
        attestations=dict(row.attestations),
        items=items,
    )


def _item_view(row: AttemptItem) -> AttemptItemView:
    return AttemptItemView(
        id=row.id,
        slot_id=row.slot_id,
        kind=SlotType(row.kind),
        text=row.text,
        url=row.url,
        file_key=row.file_key,
        file_name=row.file_name,
        size=row.size,
        sha256=row.sha256,
        media_type=row.media_type,
        caption=row.caption,
    )
