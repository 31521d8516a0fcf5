"""Every SELECT of evidence."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, union
from sqlalchemy.orm import Session

from app.catalog import SlotType
from app.errors import NotFound
from app.evidence.models import Attempt, AttemptItem, EvidenceItem
from app.evidence.states import ItemView


@dataclass(frozen=True, slots=True)
class FileView:
    """What it takes to serve a file. `placement_id` and `person_id` say whose it is; the caller decides access."""

    placement_id: int
    person_id: int
    key: str
    name: str
    size: int
    sha256: str
    media_type: str


def items_of(session: Session, placement_id: int, person_id: int) -> tuple[ItemView, ...]:
    """The working portfolio of a person at a placement, slot by slot in the order of adding."""
    return tuple(item_view(row) for row in session.scalars(_items(placement_id, person_id)))


def items_at(session: Session, placement_ids: Collection[int], person_id: int) -> dict[int, tuple[ItemView, ...]]:
    """The same at many placements, by placement; one statement."""
    query = select(EvidenceItem).where(EvidenceItem.person_id == person_id)
    query = query.where(EvidenceItem.placement_id.in_(placement_ids))
    rows = session.scalars(query.order_by(EvidenceItem.slot_id, EvidenceItem.position)).all()
    found = {row.placement_id for row in rows}
    return {each: tuple(item_view(row) for row in rows if row.placement_id == each) for each in found}


def portfolio(session: Session, placement_id: int, person_id: int) -> dict[str, tuple[ItemView, ...]]:
    """The same, by slot id; slots with nothing in them are left out."""
    items = items_of(session, placement_id, person_id)
    return {slot: tuple(i for i in items if i.slot_id == slot) for slot in {item.slot_id for item in items}}


def item_rows(
    session: Session, placement_id: int, person_id: int, slot_id: str | None = None
) -> Sequence[EvidenceItem]:
    """Rows to copy or change, of one slot or of all."""
    query = _items(placement_id, person_id)
    return session.scalars(query.where(EvidenceItem.slot_id == slot_id) if slot_id else query).all()


def own_item(session: Session, placement_id: int, person_id: int, item_id: int) -> EvidenceItem:
    """An item of this person at this placement. Raises NotFound for anybody else's, as if it weren't there."""
    row = session.get(EvidenceItem, item_id)
    if row is None or (row.placement_id, row.person_id) != (placement_id, person_id):
        raise no_item()
    return row


def own_slot(session: Session, placement_id: int, person_id: int, item_id: int) -> str:
    """The slot that an own item is in. Raises NotFound."""
    return own_item(session, placement_id, person_id, item_id).slot_id


def item_file(session: Session, placement_id: int, person_id: int, item_id: int) -> FileView:
    """The file of an own item in the working portfolio. Raises NotFound."""
    row = own_item(session, placement_id, person_id, item_id)
    if not row.file_key:
        raise no_item()
    return FileView(placement_id, person_id, row.file_key, row.file_name, row.size, row.sha256, row.media_type)


def attempt_rows(session: Session, placement_id: int, person_id: int) -> Sequence[Attempt]:
    """A person's attempts at a placement, first to last."""
    where = (Attempt.placement_id == placement_id, Attempt.person_id == person_id)
    return session.scalars(select(Attempt).where(*where).order_by(Attempt.number)).all()


def placement_attempt_rows(session: Session, placement_ids: Sequence[int]) -> Sequence[Attempt]:
    """Every attempt at these placements, by placement, person and number."""
    query = select(Attempt).where(Attempt.placement_id.in_(placement_ids))
    return session.scalars(query.order_by(Attempt.placement_id, Attempt.person_id, Attempt.number)).all()


def attempt_item_rows(session: Session, attempt_ids: Sequence[int]) -> Sequence[AttemptItem]:
    """The frozen items of these attempts, in order."""
    query = select(AttemptItem).where(AttemptItem.attempt_id.in_(attempt_ids))
    return session.scalars(query.order_by(AttemptItem.attempt_id, AttemptItem.slot_id, AttemptItem.position)).all()


def all_file_keys(session: Session) -> frozenset[str]:
    """Keys of every stored file that a record names; whatever else is stored is an orphan."""
    keys = union(select(EvidenceItem.file_key), select(AttemptItem.file_key))
    return frozenset(key for key in session.scalars(keys) if key)


def is_referenced(session: Session, key: str) -> bool:
    """Whether any record names this file."""
    for table in (EvidenceItem, AttemptItem):
        if session.scalar(select(table.id).where(table.file_key == key).limit(1)):
            return True
    return False


def item_view(row: EvidenceItem) -> ItemView:
    return ItemView(
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
        version=row.version,
        saved_at=row.saved_at,
    )


def no_item() -> NotFound:
    return NotFound(
        "no-such-evidence",
        "This piece of evidence isn't here any more.",
        "Go back to the step; it shows what is there now.",
    )


def _items(placement_id: int, person_id: int) -> Select[Any]:
    where = (EvidenceItem.placement_id == placement_id, EvidenceItem.person_id == person_id)
    return select(EvidenceItem).where(*where).order_by(EvidenceItem.slot_id, EvidenceItem.position)
