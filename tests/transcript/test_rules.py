"""Codes as they are printed and typed, and cells that nobody's spreadsheet runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.transcript.rules import LETTERS, new_code, plain_cell, printable, read_code, shown_code


def test_codes_are_long_and_never_the_same() -> None:
    made = {new_code() for _ in range(200)}
    assert len(made) == 200 and all(len(code) == 20 for code in made)
    assert len(LETTERS) == len(set(LETTERS)) == 30 and not set("01ILOU") & set(LETTERS)


def test_a_code_is_printed_in_groups_and_read_however_it_is_typed() -> None:
    code = new_code()
    shown = shown_code(code)
    assert [len(group) for group in shown.split("-")] == [4, 4, 4, 4, 4]
    for typed in (shown, code, code.lower(), f"  {shown.replace('-', ' ')} ", shown.lower()):
        assert read_code(typed) == code


@given(st.text(max_size=200))
def test_whatever_is_typed_is_a_code_or_none(typed: str) -> None:
    found = read_code(typed)
    assert found is None or (len(found) == 20 and set(found) <= set(LETTERS))


@pytest.mark.parametrize("typed", ["", "ABCD", "0" * 20, "A" * 21, "Ä" * 20, "A" * 10_000, "ABCD/EFGH/JKMN/PQRS/TVW"])
def test_what_is_no_code_is_not_looked_up(typed: str) -> None:
    assert read_code(typed) is None


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_would_be_a_formula_is_text(cell: str) -> None:
    assert plain_cell(cell) == f"'{cell}"
    assert plain_cell(f"x{cell}") == f"x{cell}" and plain_cell("") == ""


def test_what_has_no_shape_is_not_printed() -> None:
    assert printable(" Ben\x00\n 本\ud800 \u200b O\t ") == "Ben 本 \u200b O"
