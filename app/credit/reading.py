"""From a rule's YAML (credit/1) to a Rule, or to everything that is wrong with it, line by line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.catalog import CatalogError, Finding, read_source
from app.credit.definition import Basis, Gives, Rule, Source, Unit
from app.credit.rules import LARGEST, thousandths

FORMAT = "credit/1"
DAY_OF_YEAR = re.compile("[0-9]{2}-[0-9]{2}")
TEXTS = ("id", "jurisdiction", "place", "authority")
OPTIONAL_TEXTS = ("category", "advice", "note")
KNOWN = {
    *TEXTS, *OPTIONAL_TEXTS, "format", "version", "unit", "gives", "valid_from", "valid_to", "sources", "needed",
    "cap", "cycle", "needs_approval",
}  # fmt: skip

Tree = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ParsedRule:
    """A rule with the plain document that says it, as it is stored."""

    rule: Rule
    document: dict[str, Any]


def parse_rule(text: str, file: str) -> ParsedRule:
    """One rule; `file` is its name in messages. Raises CatalogError with every fault."""
    source = read_source(text, file)
    findings = list(_findings(source.value))
    if findings:
        raise CatalogError(source.problem(finding) for finding in findings)
    document: Any = source.value
    return ParsedRule(from_document(document), document)


def from_document(tree: Tree) -> Rule:
    """The rule that a checked document describes."""
    cycle: Tree = tree.get("cycle") or {}
    begins = cycle.get("begins")
    valid_to = tree.get("valid_to")
    return Rule(
        key=tree["id"],
        version=tree["version"],
        jurisdiction=tree["jurisdiction"],
        place=tree["place"].strip(),
        authority=tree["authority"].strip(),
        unit=Unit(tree["unit"]["one"].strip(), tree["unit"]["many"].strip()),
        gives=_gives(tree["gives"]),
        valid_from=date.fromisoformat(tree["valid_from"]),
        valid_to=None if valid_to is None else date.fromisoformat(valid_to),
        sources=tuple(Source(each["text"].strip(), each.get("url", "")) for each in tree["sources"]),
        needed=_optional(tree.get("needed")),
        cap=_optional(tree.get("cap")),
        cycle_years=cycle.get("years"),
        cycle_begins=None if begins is None else (int(begins[:2]), int(begins[3:])),
        needs_approval=tree.get("needs_approval", True),
        **{name: tree.get(name, "").strip() for name in OPTIONAL_TEXTS},
    )


def _gives(tree: Tree) -> Gives:
    quantity = _exact(tree["quantity"])
    if "per_hours" in tree:
        return Gives(Basis.HOURS, quantity, _exact(tree["per_hours"]))
    return Gives(Basis.MICRO_CREDENTIAL, quantity)


def _exact(value: float) -> int:
    return thousandths(Decimal(str(value)))


def _optional(value: float | None) -> int | None:
    return None if value is None else _exact(value)


def _findings(tree: object) -> Iterator[Finding]:
    if not isinstance(tree, dict):
        yield Finding((), "A rule is a group of fields, such as “id: wy-ptsb”.")
        return
    for name in sorted(set(tree) - KNOWN):
        yield Finding((name,), f"This field isn't known. Known here: {', '.join(sorted(KNOWN))}.")
    if tree.get("format") != FORMAT:
        yield Finding(("format",), f"This has to be {FORMAT}.")
    yield from _texts(tree)
    if not isinstance(tree.get("version"), int) or isinstance(tree.get("version"), bool) or tree["version"] < 1:
        yield Finding(("version",), "This has to be a whole number from 1 on.")
    yield from _unit(tree.get("unit"))
    yield from _giving(tree.get("gives"))
    for name in ("needed", "cap"):
        if tree.get(name) is not None and not _is_quantity(tree[name]):
            yield Finding((name,), "This has to be a number above 0, or be left out.")
    if not isinstance(tree.get("needs_approval", True), bool):
        yield Finding(("needs_approval",), "This has to be true or false.")
    yield from _dates(tree)
    yield from _cycle(tree.get("cycle"))
    yield from _sources(tree.get("sources"))


def _texts(tree: Tree) -> Iterator[Finding]:
    for name in TEXTS:
        if not isinstance(tree.get(name), str) or not tree[name].strip():
            yield Finding((name,), "This has to be text.")
    for name in OPTIONAL_TEXTS:
        if not isinstance(tree.get(name, ""), str):
            yield Finding((name,), "This has to be text, or be left out.")
    for name in ("id", "jurisdiction"):
        value = tree.get(name)
        if isinstance(value, str) and (len(value) > 80 or not value.replace("-", "").isalnum() or not value.isascii()):
            yield Finding((name,), "This has to be letters, digits and hyphens, at most 80.")


def _unit(unit: object) -> Iterator[Finding]:
    if not isinstance(unit, dict) or not all(isinstance(unit.get(name), str) for name in ("one", "many")):
        yield Finding(("unit",), "Name the unit for one and for many, such as {one: credit, many: credits}.")


def _giving(gives: object) -> Iterator[Finding]:
    if not isinstance(gives, dict) or not _is_quantity(gives.get("quantity")) or not _has_one_basis(gives):
        words = "Say what counts, such as {quantity: 0.5, per: micro-credential} or {quantity: 20, per_hours: 15}."
        yield Finding(("gives",), words)


def _has_one_basis(gives: Tree) -> bool:
    if "per_hours" in gives:
        return "per" not in gives and _is_quantity(gives["per_hours"])
    return gives.get("per") == Basis.MICRO_CREDENTIAL


def _dates(tree: Tree) -> Iterator[Finding]:
    first, last = _day(tree.get("valid_from")), _day(tree.get("valid_to"))
    if first is None:
        yield Finding(("valid_from",), "This has to be a day, such as 2025-07-01.")
    if tree.get("valid_to") is not None and (last is None or (first is not None and last < first)):
        yield Finding(("valid_to",), "This has to be a day after valid_from, or be left out.")


def _cycle(cycle: object) -> Iterator[Finding]:
    if cycle is None:
        return
    years = cycle.get("years") if isinstance(cycle, dict) else None
    begins = cycle.get("begins") if isinstance(cycle, dict) else None
    if not isinstance(years, int) or isinstance(years, bool) or not 1 <= years <= 20:
        yield Finding(("cycle",), "Say how many years a cycle has, such as {years: 5}.")
    if begins is not None and not _is_day_of_year(begins):
        yield Finding(("cycle",), "A cycle begins on a month and day, such as “07-01”.")


def _is_day_of_year(value: object) -> bool:
    """Of every year, so not the 29th of February."""
    return isinstance(value, str) and bool(DAY_OF_YEAR.fullmatch(value)) and _day(f"2001-{value}") is not None


def _sources(sources: object) -> Iterator[Finding]:
    if not isinstance(sources, list) or not sources:
        yield Finding(("sources",), "Name at least one source, so that the rule can be checked.")
        return
    for place, each in enumerate(sources):
        if not isinstance(each, dict) or not isinstance(each.get("text"), str):
            yield Finding(("sources", place), "A source has a text, and a url where there is one.")


def _is_quantity(value: object) -> bool:
    """A number that the ledger can write: from one thousandth on."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value * 1000 <= LARGEST


def _day(value: object) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
