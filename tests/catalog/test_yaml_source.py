"""YAML as data only."""

import pytest

from app.catalog.errors import CatalogError
from app.catalog.yaml_source import MAX_BYTES, field_name, read_source
from tests.catalog.documents import problems_of


def refusals(text: str) -> list[tuple[int, str]]:
    with pytest.raises(CatalogError) as refused:
        read_source(text, "x.yaml")
    return [(problem.line, problem.words) for problem in refused.value.problems]


def test_values_come_with_their_lines() -> None:
    source = read_source("a: 1\nb:\n  - x\n  - y: true\n", "x.yaml")
    assert source.value == {"a": 1, "b": ["x", {"y": True}]}
    assert source.lines[("b", 1, "y")] == 4


def test_a_syntax_error_names_its_line_and_a_mend() -> None:
    ((line, words),) = refusals("title: Good\nsummary: one: two\n")
    assert line == 2
    assert "a text with a colon needs quotes" in words


def test_an_unclosed_bracket_is_a_syntax_error() -> None:
    assert "isn't YAML yet" in refusals("a: [1, 2\nb: 3\n")[0][1]


def test_a_key_that_stands_twice_is_named() -> None:
    ((line, words),) = refusals("title: One\nsummary: x\ntitle: Two\n")
    assert line == 1
    assert "“title” stands here twice (again in line 3)" in words


def test_all_double_keys_and_bad_names_are_named_at_once() -> None:
    assert len(refusals("a: 1\na: 2\nb: {c: 1, c: 2}\n? [x]\n: 1\n")) == 3


def test_an_alias_is_refused_before_it_unfolds() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(30))
    found = refusals(bomb)
    assert (2, "An alias (*a) isn't allowed; write the text out.") in found
    assert (1, "An anchor (&a) isn't allowed; take it away.") in found


def test_a_tag_that_would_make_an_object_is_refused() -> None:
    assert "tag" in refusals("a: !!python/object/apply:os.system ['true']\n")[0][1]
    assert "tag" in refusals("a: !!python/name:os.system x\n")[0][1]
    assert "tag" in refusals("a: !!set {x, y}\n")[0][1]


def test_deep_nesting_is_refused_without_recursion() -> None:
    assert "nested too deeply" in refusals("[" * 5000)[0][1]


def test_an_empty_file_says_so() -> None:
    assert refusals("# only a remark\n") == [(1, "The file is empty.")]


def test_a_file_that_is_too_large_is_refused() -> None:
    assert "larger than 512 KB" in refusals("a" * (MAX_BYTES + 1))[0][1]


def test_two_documents_in_a_file_are_refused() -> None:
    assert "isn't YAML yet" in refusals("a: 1\n---\nb: 2\n")[0][1]


def test_a_character_that_yaml_forbids_is_refused() -> None:
    assert "character that YAML doesn't allow" in refusals("a: \x07\n")[0][1]


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf", "1" * 5000, "0x" + "f" * 5000, "1.0e+40"])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    assert "not a number that can be used" in refusals(f"a: {number}\n")[0][1]


def test_a_date_stays_the_text_that_was_written() -> None:
    assert read_source("version: 2026-01-02\n", "x.yaml").value == {"version": "2026-01-02"}


def test_a_place_that_is_not_in_the_file_still_has_a_name() -> None:
    assert field_name({"a": []}, ("a", 3, "b")) == "a[#4].b"


def test_list_items_are_named_by_id_else_by_place() -> None:
    fields = [field for field, _ in problems_of(lambda doc: doc["steps"][1].update(minutes="soon"))]
    assert fields == ["steps[s2].minutes"]
    fields = [field for field, _ in problems_of(lambda doc: doc["steps"][1].pop("id"))]
    assert fields == ["steps[#2].id"]
