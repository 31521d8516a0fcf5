"""Texts and numbers wherever they stand."""

import re
import unicodedata
from decimal import Decimal

from app.catalog.errors import Finding, Path
from app.catalog.rules.shapes import Findings, Tree, group, is_number

_IMAGE_WITHOUT_WORDS = re.compile(r"!\[\s*\]\(")


def points_have_two_decimals(tree: Tree) -> Findings:
    most = group(tree, "grade").get("max")
    # Beyond the schema's own limits there is nothing to add, and Decimal has limits too.
    if is_number(most) and abs(most) <= 10_000 and (Decimal(str(most)) * 100) % 1:
        yield Finding(("grade", "max"), "At most two decimals are possible here.")


def texts(value: object, path: Path) -> Findings:
    """Every text: images need words for those who can't see them, and no invisible characters may hide in it."""
    if isinstance(value, dict):
        for key, own in value.items():
            yield from texts(own, (*path, key))
    elif isinstance(value, list):
        for place, own in enumerate(value):
            yield from texts(own, (*path, place))
    elif isinstance(value, str):
        if _IMAGE_WITHOUT_WORDS.search(value):
            yield Finding(path, "An image has no alternative text; write what it shows: ![what it shows](address).")
        if any(map(_is_hidden, value)):
            yield Finding(path, "There is a control character in this text; type it anew.")


def _is_hidden(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
