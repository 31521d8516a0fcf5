"""Reading JSON that a stranger wrote. Pure."""

import json
import math
from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]

MOST_JSON_BYTES = 256 * 1024
"""What the signing library admits as a credential too; a real badge has a few kilobytes."""
DEEPEST = 36
MOST_NODES = 8_000


class NotReadable(Exception):  # noqa: N818 - told to a person
    """The text is no JSON object that can be a badge; `str()` is a sentence for people."""


def read_json(data: bytes, most: int = MOST_JSON_BYTES) -> Document:
    """The object that `data` holds.

    Raises NotReadable for what is no JSON, too large, too deep, has a name twice, or a number or character that
    JSON doesn't know: two readers could understand such a file differently.
    """
    if len(data) > most:
        raise NotReadable("It is far larger than a badge can be.")
    try:
        found = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError as error:
        raise NotReadable("It is nested deeper than a badge can be.") from error
    except ValueError as error:
        raise NotReadable("It isn't proper JSON.") from error
    if not isinstance(found, dict):
        raise NotReadable("It is JSON, but not one badge.")
    _require_moderate(found)
    return found


def as_list(value: Any) -> list[Any]:
    """JSON-LD lets one value stand for a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def words_of(value: Any) -> set[str]:
    """The strings of a value or list, such as the types of a node."""
    return {each for each in as_list(value) if isinstance(each, str)}


def id_of(value: Any) -> str:
    """The id of a node that is given whole or by its id alone; empty where there is none."""
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else ""


def object_of(value: Any) -> Document:
    """The first object of a value or list; an empty one where there is none."""
    return next((each for each in as_list(value) if isinstance(each, dict)), {})


def text_of(value: Any) -> str:
    return value if isinstance(value, str) else ""


def count_nodes(document: Document) -> int:
    """How many objects it holds, itself among them."""
    return sum(isinstance(part, dict) for part, _ in _parts(document))


def _require_moderate(found: Document) -> None:
    nodes = 0
    for part, depth in _parts(found):
        nodes += isinstance(part, dict)
        if depth > DEEPEST or nodes > MOST_NODES:
            raise NotReadable("It is more tangled than a badge can be.")
        if isinstance(part, str) and not part.isascii():
            _require_text(part)
        if isinstance(part, float) and not math.isfinite(part):
            raise NotReadable("It holds a number that is too large to be one.")


def _parts(found: Document) -> Iterator[tuple[Any, int]]:
    """Every value and name inside, with its depth; without recursion, since the depth is the stranger's choice."""
    waiting: list[tuple[Any, int]] = [(found, 1)]
    while waiting:
        part, depth = waiting.pop()
        yield part, depth
        if isinstance(part, dict):
            waiting.extend((each, depth + 1) for pair in part.items() for each in pair)
        elif isinstance(part, list):
            waiting.extend((each, depth + 1) for each in part)


def _require_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotReadable("It holds half of a character.") from error


def _once(pairs: list[tuple[str, Any]]) -> Document:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)
