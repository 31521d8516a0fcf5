"""Verbs on the working portfolio. Whether a slot is open just now is the caller's to check first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.catalog import Slot, SlotType
from app.clock import Clock
from app.errors import Conflict, Invalid
from app.evidence import queries
from app.evidence.models import EvidenceItem
from app.evidence.rules import check_link, clean_caption, clean_text, next_position
from app.evidence.states import ItemView
from app.files import StoredFile


class StaleText(Conflict):
    """Somebody saved a newer text since this page was opened. Carries both, so that neither is lost."""

    def __init__(self, mine: str, stored: str, version: int, saved_at: datetime) -> None:
        super().__init__(
            "text-changed-elsewhere",
            "This text was changed in another window or on another device since you opened this page.",
            "Both versions are shown. Keep one, or put them together, then save.",
        )
        self.mine = mine
        self.stored = stored
        self.version = version
        self.saved_at = saved_at


@dataclass(frozen=True, slots=True)
class NewFile:
    """A stored file that wants to become evidence; `replaces` is the id of the item whose place it takes."""

    stored: StoredFile
    caption: str = ""
    replaces: int | None = None


def save_text(
    session: Session, clock: Clock, *, placement_id: int, person_id: int, slot: Slot, text: str, base_version: int
) -> ItemView:
    """Save a draft, whatever its length in words; limits are for handing in.

    `base_version` is the version that the page started from, 0 for an empty slot. Saving the very same
    text again is no conflict, so that a lost answer can be asked for once more. Raises StaleText, Invalid.
    """
    _require_type(slot, SlotType.TEXT)
    plain = clean_text(text)
    rows = queries.item_rows(session, placement_id, person_id, slot.id)
    row = rows[0] if rows else _new(session, clock, placement_id, person_id, slot, position=0)
    if not rows:
        base_version = row.version = 0
    if row.version != base_version and row.text != plain:
        raise StaleText(plain, row.text, row.version, row.saved_at)
    if not rows or row.text != plain:
        row.text, row.version, row.saved_at = plain, row.version + 1, clock.now()
    _flush(session)
    return queries.item_view(row)


def require_room(session: Session, placement_id: int, person_id: int, slot: Slot, replaces: int | None) -> None:
    """Refuse before any byte is stored: raises Conflict when the slot holds as many items as it may."""
    if replaces is not None:
        queries.own_item(session, placement_id, person_id, replaces)
        return
    held = len(queries.item_rows(session, placement_id, person_id, slot.id))
    if held >= slot.count[1]:
        thing = "file" if slot.type is SlotType.FILE else "link"
        most = f"{slot.count[1]} {thing}s" if slot.count[1] > 1 else f"one {thing}"
        raise Conflict("slot-full", f"There is room for {most} here, and it is taken.", "Replace or remove one first.")


def add_file(
    session: Session, clock: Clock, *, placement_id: int, person_id: int, slot: Slot, new: NewFile
) -> tuple[ItemView, str]:
    """Put a stored file into its slot; the item, and the key of the file it replaced ("" if none)."""
    _require_type(slot, SlotType.FILE)
    caption = clean_caption(new.caption)
    require_room(session, placement_id, person_id, slot, new.replaces)
    row = _target(session, clock, placement_id, person_id, slot, new.replaces)
    old_key, row.file_key = row.file_key or "", new.stored.key
    row.file_name, row.size = new.stored.name, new.stored.size
    row.sha256, row.media_type = new.stored.sha256, new.stored.media_type
    row.caption = caption or row.caption or ""
    row.saved_at = clock.now()
    _flush(session)
    return queries.item_view(row), old_key


def add_link(
    session: Session, clock: Clock, *, placement_id: int, person_id: int, slot: Slot, url: str, caption: str = ""
) -> ItemView:
    """Put a web address into its slot. Nothing is fetched. Raises Invalid, Conflict."""
    _require_type(slot, SlotType.LINK)
    address, words = check_link(url), clean_caption(caption)
    require_room(session, placement_id, person_id, slot, None)
    row = _target(session, clock, placement_id, person_id, slot, None)
    row.url, row.caption, row.saved_at = address, words, clock.now()
    _flush(session)
    return queries.item_view(row)


def save_caption(session: Session, clock: Clock, *, placement_id: int, person_id: int, item_id: int, text: str) -> None:
    """Say what an item shows. Raises NotFound, Invalid."""
    row = queries.own_item(session, placement_id, person_id, item_id)
    row.caption, row.saved_at = clean_caption(text), clock.now()
    row.version += 1


def remove_item(session: Session, *, placement_id: int, person_id: int, item_id: int) -> str:
    """Take an item out of the working portfolio; the key of its file ("" if it had none). Raises NotFound.

    Attempts that were handed in keep their copy. Bytes are the caller's to delete once this is committed.
    """
    row = queries.own_item(session, placement_id, person_id, item_id)
    key = row.file_key
    session.delete(row)
    session.flush()
    return key


def _target(
    session: Session, clock: Clock, placement_id: int, person_id: int, slot: Slot, replaces: int | None
) -> EvidenceItem:
    if replaces is not None:
        row = queries.own_item(session, placement_id, person_id, replaces)
        if row.slot_id != slot.id:
            raise queries.no_item()
        row.version += 1
        return row
    rows = queries.item_rows(session, placement_id, person_id, slot.id)
    place = next_position(row.position for row in rows)
    return _new(session, clock, placement_id, person_id, slot, position=place)


def _new(
    session: Session, clock: Clock, placement_id: int, person_id: int, slot: Slot, *, position: int
) -> EvidenceItem:
    row = EvidenceItem(
        placement_id=placement_id,
        person_id=person_id,
        slot_id=slot.id,
        position=position,
        kind=slot.type.value,
        text="",
        version=1,
        saved_at=clock.now(),
    )
    session.add(row)
    return row


def _require_type(slot: Slot, wanted: SlotType) -> None:
    if slot.type is not wanted:
        raise Invalid("wrong-evidence-type", f"“{slot.label}” asks for a {slot.type}.", "Go back and use its own form.")


def _flush(session: Session) -> None:
    """Write now; a unique key says when another window was quicker (two windows adding to one slot at once)."""
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(
            "saved-elsewhere",
            "Another window saved something here at the same moment.",
            "Reload the page to see it, then save again.",
        ) from error
