"""The evidence column of a review: what was handed in, slot by slot, without a name in it."""

from dataclasses import dataclass

from app.catalog import Definition, Slot, SlotPurpose, SlotType, slot_in_words
from app.evidence import AttemptItemView, AttemptView, count_words
from app.files import kind_of_media_type


@dataclass(frozen=True, slots=True)
class EvidencePiece:
    """One thing that was handed in. `player` says how a browser shows it: image, audio, video, or nothing."""

    item_id: int
    is_text: bool
    text: str
    words: int
    url: str
    name: str
    what: str
    size: int
    player: str
    caption: str


@dataclass(frozen=True, slots=True)
class EvidenceSlot:
    """One slot with its pieces, and the criteria that are judged by it."""

    slot_id: str
    label: str
    asked: str
    criteria: tuple[tuple[str, str], ...]
    protects: bool
    pieces: tuple[EvidencePiece, ...]


def evidence_slots(definition: Definition, attempt: AttemptView) -> tuple[EvidenceSlot, ...]:
    """All slots in the author's order, empty ones too: that something is missing has to be seen."""
    return tuple(_slot(definition, slot, attempt) for slot in definition.slots)


def neutral_name(slot: Slot, place: int, media_type: str) -> str:
    """A file name without the earner's own words in it: people write their names there (NEA asks the same)."""
    kind = kind_of_media_type(media_type)
    ending = f".{kind.endings[0]}" if kind else ""
    return f"{slot.label} {place}{ending}"


def neutral_item_name(definition: Definition, attempt: AttemptView, item_id: int) -> str:
    """The neutral name of one item's file; KeyError when the item isn't in this attempt."""
    for slot in definition.slots:
        for place, item in enumerate(attempt.items_in(slot.id), 1):
            if item.id == item_id:
                return neutral_name(slot, place, item.media_type)
    raise KeyError(item_id)


def _slot(definition: Definition, slot: Slot, attempt: AttemptView) -> EvidenceSlot:
    criteria = tuple((c.id, c.title) for c in definition.rubric.criteria if slot.id in c.slots)
    items = attempt.items_in(slot.id)
    return EvidenceSlot(
        slot_id=slot.id,
        label=slot.label,
        asked=slot_in_words(slot),
        criteria=criteria,
        protects=slot.purpose is not SlotPurpose.EVIDENCE,
        pieces=tuple(_piece(slot, place, item) for place, item in enumerate(items, 1)),
    )


def _piece(slot: Slot, place: int, item: AttemptItemView) -> EvidencePiece:
    kind = kind_of_media_type(item.media_type)
    is_text = item.kind is SlotType.TEXT
    return EvidencePiece(
        item_id=item.id,
        is_text=is_text,
        text=item.text,
        words=count_words(item.text) if is_text else 0,
        url=item.url,
        name=neutral_name(slot, place, item.media_type) if item.file_key else "",
        what=kind.words if kind else "",
        size=item.size,
        player=kind.group if kind and kind.shown_in_page else "",
        caption=item.caption,
    )
