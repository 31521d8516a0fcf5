"""Rules of evidence: how words are counted, what fills a slot, what is still missing. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.catalog import Definition, Slot, SlotType
from app.errors import Invalid
from app.evidence.states import AttemptItemView, ItemView

LONGEST_TEXT = 100_000
LONGEST_CAPTION = 500
LONGEST_LINK = 2000
LONGEST_NOTE = 4000

# The page counts with the same two expressions (app/static/js/words.js); a test holds them together.
_SPACE = re.compile("[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+")
_IDEOGRAPH = re.compile("[\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\U00020000-\\U0003ffff]")

Item = ItemView | AttemptItemView


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that keeps a portfolio from being handed in, in words that say what to do."""

    slot_id: str
    words: str


@dataclass(frozen=True, slots=True)
class SlotState:
    """How far a slot is. `complete` also holds for an optional slot that was left empty."""

    slot_id: str
    used: bool
    missing: str

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def filled(self) -> bool:
        """Something is there and it is within the slot's limits."""
        return self.used and not self.missing


def count_words(text: str) -> int:
    """Words as a person would count them: runs between spaces with a letter or digit in them.

    Marks of Markdown standing alone (`-`, `#`, `***`) are none; each Chinese or Japanese character is one.
    """
    ideographs = len(_IDEOGRAPH.findall(text))
    runs = _SPACE.split(_IDEOGRAPH.sub(" ", text))
    return ideographs + sum(1 for run in runs if any(map(str.isalnum, run)))


def words_rule(words: tuple[int, int] | None) -> str:
    """A slot's limits in words: `300 to 700 words`."""
    return f"{words[0]} to {words[1]} words" if words else ""


def clean_text(text: str) -> str:
    """One kind of line end and no NUL, which PostgreSQL refuses. Raises Invalid above 100,000 characters."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if len(plain) > LONGEST_TEXT:
        raise Invalid(
            "text-too-long",
            f"This text has {len(plain):,} characters; at most {LONGEST_TEXT:,} can be kept.",
            "Copy your text somewhere safe, shorten it and save again.",
        )
    return plain


def clean_caption(text: str) -> str:
    """A caption of one line. Raises Invalid above 500 characters."""
    plain = " ".join(text.replace("\0", "").split())
    if len(plain) > LONGEST_CAPTION:
        raise Invalid("caption-too-long", f"A caption has at most {LONGEST_CAPTION} characters.", "Shorten it.")
    return plain


def check_link(raw: str) -> str:
    """The address, trimmed. Raises Invalid unless it is plain http or https without a name or password in it."""
    url = raw.strip()
    try:
        parts = urlsplit(url)
        usable = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise _bad_link() from None
    if not usable or re.search(r"[\x00-\x20\x7f\\<>\"]", url) or len(url) > LONGEST_LINK:
        raise _bad_link()
    if "@" in parts.netloc:
        raise Invalid(
            "link-with-password",
            "This address carries a user name or password, so it was not saved.",
            "Share the work by a link that needs none, and paste that.",
        )
    return url


def slot_states(definition: Definition, items: Sequence[Item]) -> dict[str, SlotState]:
    """The state of every slot, by slot id."""
    by_slot: dict[str, list[Item]] = {slot.id: [] for slot in definition.slots}
    for item in items:
        by_slot.setdefault(item.slot_id, []).append(item)
    return {slot.id: _slot_state(slot, by_slot[slot.id]) for slot in definition.slots}


def missing_pieces(definition: Definition, items: Sequence[Item]) -> tuple[Missing, ...]:
    """Everything that keeps the portfolio from being handed in, in the order of the steps."""
    states = slot_states(definition, items)
    ordered = [slot_id for step in definition.steps for slot_id in step.slots]
    pieces = [Missing(slot_id, states[slot_id].missing) for slot_id in ordered if states[slot_id].missing]
    return (*pieces, *_without_consent(definition, states))


def filled_slots(states: Mapping[str, SlotState]) -> frozenset[str]:
    """Slots that hold something within their limits."""
    return frozenset(slot_id for slot_id, state in states.items() if state.filled)


def _without_consent(definition: Definition, states: Mapping[str, SlotState]) -> list[Missing]:
    """A recording that was handed in needs its consent basis, even where that slot is optional otherwise."""
    return [
        Missing(slot.consent, f"Say on what consent “{slot.label}” rests: people can be seen or heard in it.")
        for slot in definition.slots
        if slot.consent and states[slot.id].used and not states[slot.consent].used and states[slot.consent].complete
    ]


def _slot_state(slot: Slot, items: Sequence[Item]) -> SlotState:
    used = any(item.text.strip() for item in items) if slot.type is SlotType.TEXT else bool(items)
    if not used:
        return SlotState(slot.id, False, _ask(slot) if slot.required else "")
    wrong = _wrong_length(slot, items) if slot.type is SlotType.TEXT else _wrong_count(slot, len(items))
    return SlotState(slot.id, True, wrong)


def _ask(slot: Slot) -> str:
    match slot.type:
        case SlotType.TEXT:
            return f"Write {words_rule(slot.words)}." if slot.words else "Write a few sentences."
        case SlotType.FILE:
            return f"Upload {_least(slot.count[0], 'file')}."
        case SlotType.LINK:
            return f"Add {_least(slot.count[0], 'link')}."


def _least(count: int, thing: str) -> str:
    return f"at least {count} {thing}s" if count > 1 else f"a {thing}"


def _wrong_length(slot: Slot, items: Sequence[Item]) -> str:
    least, most = slot.words or (0, LONGEST_TEXT)
    count = sum(count_words(item.text) for item in items)
    if count < least:
        return f"{_words(count)} so far; write at least {least}."
    if count > most:
        return f"{_words(count)}; shorten it to at most {most}."
    return ""


def _wrong_count(slot: Slot, count: int) -> str:
    least, most = slot.count
    thing = "file" if slot.type is SlotType.FILE else "link"
    if count < least:
        return f"{count} of at least {least} {thing}s are here; add {least - count} more."
    if count > most:
        return f"{count} {thing}s are here; at most {most} can be handed in."
    return ""


def _words(count: int) -> str:
    return f"{count} word" if count == 1 else f"{count} words"


def _bad_link() -> Invalid:
    return Invalid(
        "link-unusable",
        "This is not a web address that can be handed in.",
        "Paste the whole address as your browser shows it, beginning with https://",
    )


def next_position(positions: Iterable[int]) -> int:
    """Where the next item of a slot goes: behind all others."""
    return max(positions, default=-1) + 1
