"""Slots: limits that can be met, and consent for every recording."""

from collections.abc import Mapping

from app.catalog.errors import Finding, Path
from app.catalog.rules.shapes import Findings, Tree, group, is_number, items, rows
from app.catalog.words import did_you_mean

_RECORDINGS = {"audio", "video"}
_ONLY_FOR = {"words": {"text"}, "accept": {"file"}, "max_mb": {"file"}, "consent": {"file"}, "count": {"file", "link"}}


def slot_limits(tree: Tree) -> Findings:
    for place, slot in rows(tree, "slots"):
        path: Path = ("slots", place)
        for key, types in _ONLY_FOR.items():
            if key in slot and _is_another(slot, types):
                yield Finding(
                    (*path, key), f"This is only for slots of type {' or '.join(sorted(types))}; take it away."
                )
        yield from _right_way_up(slot, "words", path)
        yield from _right_way_up(slot, "count", path)
        if slot.get("purpose") == "ai_use" and _is_another(slot, {"text"}):
            yield Finding((*path, "type"), "A statement on the use of AI has to be a text.")


def _is_another(slot: Tree, types: set[str]) -> bool:
    """Whether the slot is of a known type, but of none of these."""
    kind = slot.get("type")
    return isinstance(kind, str) and kind in {"text", "file", "link"} - types


def _right_way_up(slot: Tree, key: str, path: Path) -> Findings:
    pair = items(slot, key)
    if len(pair) != 2 or not all(map(is_number, pair)):
        return
    least, most = pair
    if least > most:
        yield Finding((*path, key), f"The least ({least}) is more than the most ({most}); turn them round.")
    elif most < 1:
        yield Finding((*path, key), "The most has to be at least 1.")
    elif key == "count" and least < 1:
        yield Finding((*path, key), "The least has to be at least 1; say required: false if it may be left out.")


def recordings_name_their_consent(tree: Tree) -> Findings:
    """Every recording names its consent basis before it can be submitted."""
    by_id = {slot["id"]: slot for _, slot in rows(tree, "slots") if isinstance(slot.get("id"), str)}
    privacy = group(tree, "privacy")
    recorded = any(privacy.get(key, False) not in (False, "never") for key in ("records_minors", "records_adults"))
    for place, slot in rows(tree, "slots"):
        path: Path = ("slots", place, "consent")
        records = any(kind in _RECORDINGS for kind in items(slot, "accept") if isinstance(kind, str))
        if records and not recorded:
            words = "Recordings are accepted here, but privacy says that nobody is recorded; say who may be."
            yield Finding(("slots", place, "accept"), words)
        if records and "consent" not in slot:
            yield Finding(path, "Recordings need a slot that asks for their consent basis; name it here.")
        yield from _consent_slot_is_one(slot, by_id, path)


def _consent_slot_is_one(slot: Tree, by_id: Mapping[str, Tree], path: Path) -> Findings:
    name = slot.get("consent")
    if not isinstance(name, str):
        return
    named = by_id.get(name)
    if named is None:
        yield Finding(path, f"There is no slot “{name}”.{did_you_mean(name, list(by_id))}")
    elif named.get("purpose") != "consent":
        yield Finding(path, f"The slot “{name}” isn't for consent; give it purpose: consent.")
    elif slot.get("required", True) and not named.get("required", True):
        yield Finding(path, f"The slot “{name}” has to be required, as this one is.")
