"""An earner works on the evidence. Each verb is refused once the slot is closed."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import evidence, journey
from app.catalog import SlotType
from app.errors import Invalid
from app.evidence import ItemView
from app.files import ReceivingRules, StoredFile
from app.flows.open_work import OpenWork, open_work, require_open
from app.people import Actor
from app.placement import PlacementView
from app.services import Services

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is stored already and wants into a slot; `replaces` is an item's id."""

    stored: StoredFile
    caption: str = ""
    replaces: int | None = None


def upload_rules(
    session: Session, actor: Actor, placement: PlacementView, slot_id: str, replaces: int | None
) -> ReceivingRules:
    """What may be uploaded here, asked before the first byte is taken. Raises NotFound, Conflict, Invalid."""
    work = open_work(session, placement, actor.person_id)
    require_open(work, slot_id)
    slot = work.definition.slot(slot_id)
    if slot.type is not SlotType.FILE:
        raise Invalid("wrong-evidence-type", f"“{slot.label}” doesn't take files.", "Go back and use its own form.")
    evidence.require_room(session, placement.id, actor.person_id, slot, replaces)
    return ReceivingRules(tuple(kind.value for kind in slot.accept), slot.max_mb * MEBIBYTE)


def save_text(
    session: Session,
    services: Services,
    actor: Actor,
    placement: PlacementView,
    slot_id: str,
    *,
    text: str,
    base_version: int,
) -> ItemView:
    """Save a draft. Raises evidence.StaleText, which holds both texts, when a newer one was saved elsewhere."""
    work = _open(session, actor, placement, slot_id)
    item = evidence.save_text(
        session,
        services.clock,
        placement_id=placement.id,
        person_id=actor.person_id,
        slot=work.definition.slot(slot_id),
        text=text,
        base_version=base_version,
    )
    journey.note_work(session, services.clock, placement.id, actor.person_id)
    return item


def save_file(
    session: Session, services: Services, actor: Actor, placement: PlacementView, slot_id: str, upload: Upload
) -> tuple[ItemView, str]:
    """Put a stored file into its slot; also the key of the file it replaced, "" if none."""
    work = _open(session, actor, placement, slot_id)
    saved = evidence.add_file(
        session,
        services.clock,
        placement_id=placement.id,
        person_id=actor.person_id,
        slot=work.definition.slot(slot_id),
        new=evidence.NewFile(upload.stored, upload.caption, upload.replaces),
    )
    journey.note_work(session, services.clock, placement.id, actor.person_id)
    return saved


def save_link(
    session: Session,
    services: Services,
    actor: Actor,
    placement: PlacementView,
    slot_id: str,
    *,
    url: str,
    caption: str,
) -> ItemView:
    """Put a web address into its slot."""
    work = _open(session, actor, placement, slot_id)
    item = evidence.add_link(
        session,
        services.clock,
        placement_id=placement.id,
        person_id=actor.person_id,
        slot=work.definition.slot(slot_id),
        url=url,
        caption=caption,
    )
    journey.note_work(session, services.clock, placement.id, actor.person_id)
    return item


def save_caption(
    session: Session, services: Services, actor: Actor, placement: PlacementView, item_id: int, text: str
) -> str:
    """Say what an item shows; the slot it is in."""
    slot_id = _slot_of(session, actor, placement, item_id)
    _open(session, actor, placement, slot_id)
    evidence.save_caption(
        session, services.clock, placement_id=placement.id, person_id=actor.person_id, item_id=item_id, text=text
    )
    return slot_id


def remove_evidence(
    session: Session, services: Services, actor: Actor, placement: PlacementView, item_id: int
) -> tuple[str, str]:
    """Take an item out; its slot and the key of its file ("" if none), whose bytes the caller may discard."""
    slot_id = _slot_of(session, actor, placement, item_id)
    _open(session, actor, placement, slot_id)
    key = evidence.remove_item(session, placement_id=placement.id, person_id=actor.person_id, item_id=item_id)
    journey.note_work(session, services.clock, placement.id, actor.person_id)
    return slot_id, key


def tick_step(
    session: Session, services: Services, actor: Actor, placement: PlacementView, step_id: str, *, done: bool
) -> None:
    """Tick off a step that asks for no evidence, or take the tick back."""
    work = open_work(session, placement, actor.person_id)
    journey.mark_step(
        session,
        services.clock,
        placement_id=placement.id,
        person_id=actor.person_id,
        definition=work.definition,
        step_id=step_id,
        done=done,
    )


def discard_file(session: Session, services: Services, key: str) -> bool:
    """Delete the bytes unless a record still names them (an attempt keeps its copy); whether they went.

    To be called after the removal is committed: a crash in between leaves an orphan for the sweep, never a
    record without its file.
    """
    if not key or evidence.is_referenced(session, key):
        return False
    services.files.delete(key)
    return True


def _open(session: Session, actor: Actor, placement: PlacementView, slot_id: str) -> OpenWork:
    work = open_work(session, placement, actor.person_id)
    require_open(work, slot_id)
    return work


def _slot_of(session: Session, actor: Actor, placement: PlacementView, item_id: int) -> str:
    return evidence.own_slot(session, placement.id, actor.person_id, item_id)
