"""Rules as files: the shipped ones, what is wrong with a file, and versions that never change."""

from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from app.catalog import CatalogError
from app.credit import current_rules, load_rules, parse_rule
from app.db import reading, transaction
from app.services import Services
from tests.credit.world import SHIPPED

WYOMING = (SHIPPED / "wyoming.yaml").read_text()


def problems_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(CatalogError) as refused:
        parse_rule(text, "rule.yaml")
    return [(problem.line, problem.field) for problem in refused.value.problems]


def test_every_shipped_rule_names_its_source_and_asks_to_check() -> None:
    for path in SHIPPED.iterdir():
        rule = parse_rule(path.read_text(), path.name).rule
        assert all(source.text for source in rule.sources)
        assert "Check with your authority" in rule.advice or rule.jurisdiction == "demo"


def test_the_shipped_numbers_are_those_of_their_sources(database: Flask, services: Services) -> None:
    with transaction() as session:
        load_rules(session, services.clock, [SHIPPED])
        rules = {rule.key: rule for rule in current_rules(session, date(2026, 11, 15))}
    found = {key: (rule.gives.quantity, rule.gives.hours, rule.needed) for key, rule in rules.items()}
    assert found == {
        "wy-ptsb": (500, 1000, 1000),
        "ut-usbe": (500, 1000, None),
        "tn-pdp": (6000, 1000, 60_000),
        "sc-renewal": (20_000, 15_000, 120_000),
        "ar-pd": (1000, 1000, 36_000),
        "demo-half-credit": (500, 1000, 1000),
    }


def test_loading_twice_changes_nothing(database: Flask, services: Services) -> None:
    with transaction() as session:
        first = load_rules(session, services.clock, [SHIPPED])
        again = load_rules(session, services.clock, [SHIPPED])
    assert all(each.is_new for each in first) and not any(each.is_new for each in again)


def test_a_version_that_says_something_else_now_is_refused_and_nothing_is_loaded(
    database: Flask, services: Services, tmp_path: Path
) -> None:
    with transaction() as session:
        load_rules(session, services.clock, [SHIPPED / "wyoming.yaml"])
    changed = tmp_path / "changed.yaml"
    changed.write_text(WYOMING.replace("quantity: 0.5", "quantity: 1"))
    with pytest.raises(CatalogError, match="never changes"), transaction() as session:
        load_rules(session, services.clock, [SHIPPED / "utah.yaml", changed])
    with reading() as session:
        assert [rule.key for rule in current_rules(session, date(2026, 1, 1))] == ["wy-ptsb"]


def test_a_later_version_holds_from_its_day_on(database: Flask, services: Services, tmp_path: Path) -> None:
    newer = WYOMING.replace("version: 1", "version: 2").replace("2020-07-01", "2027-07-01").replace("0.5", "0.25")
    (tmp_path / "wyoming-2.yaml").write_text(newer)
    with transaction() as session:
        load_rules(session, services.clock, [SHIPPED / "wyoming.yaml", tmp_path])
        before, after = (current_rules(session, date(2027, 6 + month, 30)) for month in (0, 1))
    assert [(rule.version, rule.gives.quantity) for rule in (*before, *after)] == [(1, 500), (2, 250)]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("format: credit/1", "format: credit/9", "format"),
        ("id: wy-ptsb", "id: 'wy ptsb!'", "id"),
        ("version: 1", "version: yes", "version"),
        ("place: Wyoming", "place: 7", "place"),
        ("unit: {one: credit, many: credits}", "unit: credits", "unit"),
        ("{quantity: 0.5, per: micro-credential}", "{quantity: -1, per: micro-credential}", "gives"),
        ("{quantity: 0.5, per: micro-credential}", "{quantity: 0.5}", "gives"),
        ("{quantity: 0.5, per: micro-credential}", "{quantity: 1, per: micro-credential, per_hours: 2}", "gives"),
        ("{quantity: 0.5, per: micro-credential}", "{quantity: 1, per_hours: 0}", "gives"),
        ("needed: 1", "needed: none", "needed"),
        ("needed: 1", "needed: 1\ncap: .inf", "cap"),
        ("2020-07-01", "July 2020", "valid_from"),
        ("2020-07-01", "2020-07-01\nvalid_to: 2019-01-01", "valid_to"),
        ("cycle: {years: 1, begins: '07-01'}", "cycle: {years: 0}", "cycle"),
        ("needs_approval: true", "needs_approval: maybe", "needs_approval"),
        ("category: Licence renewal", "category: [a]", "category"),
        ("note:", "remark:", "remark"),
    ],
)
def test_what_is_wrong_with_a_file_is_named_by_line_and_field(old: str, new: str, field: str) -> None:
    text = WYOMING.replace('"07-01"', "'07-01'")
    assert old in text
    found = problems_of(text.replace(old, new, 1))
    assert field in {name.partition("[")[0] for _, name in found}, found
    assert all(line >= 1 for line, _ in found)


def test_a_file_without_sources_or_that_is_no_rule_is_refused() -> None:
    assert problems_of(WYOMING.partition("sources:")[0])[0][1] == "sources"
    assert problems_of("- 1\n- 2\n")
    assert problems_of("sources: [5]\n")


def test_a_file_cannot_unfold_itself() -> None:
    assert problems_of("a: &a [1]\nb: [*a, *a]\n")


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("gives: {quantity: 0.5, per: micro-credential}", "gives: {quantity: 0.5, per_hours: 0.0004}", "gives"),
        ('begins: "07-01"', 'begins: "W27-1"', "cycle"),
        ("years: 1", "years: true", "cycle"),
    ],
)
def test_a_number_or_a_day_that_only_looks_like_one_is_a_problem_of_the_file(old: str, new: str, where: str) -> None:
    """Less than a thousandth is nothing in the ledger, and would be divided by; a week is a date to Python alone."""
    assert old in WYOMING
    assert [field for _, field in problems_of(WYOMING.replace(old, new))] == [where]
