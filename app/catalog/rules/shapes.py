"""Reading a document whose shape may be wrong: what doesn't fit is passed over, for the schema has named it."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from app.catalog.errors import Finding, Path
from app.catalog.words import did_you_mean

Tree = Mapping[str, Any]
Findings = Iterator[Finding]


def group(tree: Tree, key: str) -> Tree:
    """The fields under this key, or none."""
    value = tree.get(key)
    return value if isinstance(value, dict) else {}


def items(tree: Tree, key: str) -> list[Any]:
    """The list under this key, or an empty one."""
    value = tree.get(key)
    return value if isinstance(value, list) else []


def rows(tree: Tree, key: str) -> list[tuple[int, Tree]]:
    """The mappings in a list, each with its place."""
    return [(place, row) for place, row in enumerate(items(tree, key)) if isinstance(row, dict)]


def names(tree: Tree, key: str, name: str = "id") -> list[str]:
    """The ids (or keys) that stand in a list of groups."""
    return [row[name] for _, row in rows(tree, key) if isinstance(row.get(name), str)]


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether this is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def known_only(row: Tree, key: str, known: list[str], path: Path, kind: str) -> Findings:
    """A finding for each reference under `key` that leads nowhere."""
    for place, name in enumerate(items(row, key)):
        if isinstance(name, str) and name not in known:
            yield Finding((*path, key, place), f"There is no {kind} “{name}”.{did_you_mean(name, known)}")
