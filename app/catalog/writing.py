"""A definition as an mc/1 document: what an export shows, what is stored, and what the content hash covers.

Fields at their default are left out. So a later release can add an optional field without changing the hash
of anything that was published before it.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from typing import Any

import yaml

from app.catalog.definition import Attempts, Definition, GradePolicy

FORMAT = "mc/1"
Document = dict[str, Any]


def to_document(definition: Definition) -> Document:
    """The sparse document of a definition; `from_document` reads it back to an equal definition."""
    plain = _plain(definition)
    rubric = {**plain.pop("rubric"), "pass_rule": plain.pop("pass_rule")}
    head = {"format": FORMAT, "id": plain.pop("slug"), "version": plain.pop("version"), "title": plain.pop("title")}
    tail = {_RENAMED[key]: plain.pop(key) for key in ("alignments", "credit") if key in plain}
    return {**head, **plain, "rubric": rubric, **tail}


def content_hash(document: Document) -> str:
    """SHA-256 of the canonical JSON (sorted keys, no spaces, UTF-8), in hexadecimal."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def to_yaml(definition: Definition) -> str:
    """The document as YAML that loads again to the same content hash."""
    return yaml.dump(to_document(definition), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


_RENAMED = {"alignments": "alignment", "credit": "credit_suggestion"}


def _plain(value: Any) -> Any:
    if isinstance(value, GradePolicy):
        return _grade(value)
    if isinstance(value, Attempts):
        return {"limit": value.limit}
    if dataclasses.is_dataclass(value):
        return {
            field.name: _plain(own)
            for field in dataclasses.fields(value)
            if not _is_default(field, own := getattr(value, field.name))
        }
    for kind, convert in _CONVERTERS:
        if isinstance(value, kind):
            return convert(value)
    return value


def _grade(grade: GradePolicy) -> Document:
    points = _number(Decimal(grade.max_points) / 100)
    return {"max": points, "policy": grade.policy.value, "on_not_yet": grade.on_not_yet.value}


def _is_default(field: dataclasses.Field[Any], value: object) -> bool:
    if field.default_factory is not dataclasses.MISSING:
        return bool(value == field.default_factory())
    return field.default is not dataclasses.MISSING and bool(value == field.default)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


_CONVERTERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (Enum, lambda value: value.value),
    (Decimal, _number),
    (tuple, lambda value: [_plain(item) for item in value]),
)


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, which people can read and edit."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def _text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)
