"""A small right document, and ways to spoil it."""

import copy
from collections.abc import Callable
from typing import Any

import yaml

from app.catalog.errors import CatalogError
from app.catalog.parsing import parse

Document = dict[str, Any]

RIGHT: Document = {
    "format": "mc/1",
    "id": "asking-well",
    "version": "1.0.0",
    "title": "Asking well",
    "competency": "Asks questions that make students think.",
    "key_method": {"name": "Plan and ask", "components": ["plan", "ask"]},
    "privacy": {"records_minors": True},
    "resources": [{"id": "r1", "label": "A page on questions"}],
    "steps": [
        {"id": "s1", "title": "Plan", "kind": "collect", "minutes": 60, "action": "Plan.", "slots": ["e1", "c1"]},
        {
            "id": "s2",
            "title": "Teach",
            "kind": "practise",
            "minutes": 90,
            "action": "Teach.",
            "slots": ["e2"],
            "resources": ["r1"],
        },
    ],
    "slots": [
        {"id": "e1", "label": "Plan", "type": "text", "words": [10, 300]},
        {"id": "c1", "label": "Consent", "type": "text", "purpose": "consent"},
        {"id": "e2", "label": "Video", "type": "file", "accept": ["video"], "count": [1, 2], "consent": "c1"},
    ],
    "rubric": {
        "levels": [{"key": "not_yet", "points": 0}, {"key": "proficient", "points": 2}],
        "criteria": [
            {"id": "k1", "title": "Design", "slots": ["e1"], "descriptors": ["weak", "good"]},
            {"id": "k2", "title": "Use", "slots": ["e2"], "descriptors": ["weak", "good"], "weight": 2},
        ],
        "pass_rule": {"type": "all_at_least", "level": "proficient"},
    },
    "alignment": [{"framework": "InTASC", "code": "8"}],
    "credit_suggestion": {"hours": 2.5},
}


def right() -> Document:
    """A copy that may be changed."""
    return copy.deepcopy(RIGHT)


def written(document: Document) -> str:
    """The document as an author's file."""
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True)


def problems_of(change: Callable[[Document], object] | str) -> list[tuple[str, str]]:
    """(field, words) of everything that is wrong after a change to the right document, or with a text."""
    if isinstance(change, str):
        text = change
    else:
        document = right()
        change(document)
        text = written(document)
    try:
        parse(text, "x.yaml")
    except CatalogError as error:
        return [(problem.field, problem.words) for problem in error.problems]
    return []
