"""Numbers from addresses and forms."""

import pytest

from app.web.numbers import LARGEST, row_number


@pytest.mark.parametrize(("raw", "number"), [("0", 0), ("17", 17), (str(LARGEST), LARGEST), ("٣", 3)])
def test_a_number_that_a_row_can_have_is_taken(raw: str, number: int) -> None:
    assert row_number(raw) == number


@pytest.mark.parametrize("raw", ["", "-1", "1.5", "²", "x", " 1", str(LARGEST + 1), "9" * 5000])
def test_anything_else_is_no_number(raw: str) -> None:
    assert row_number(raw) is None
