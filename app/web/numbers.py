"""Row numbers as people's browsers send them: nothing larger than what a row can have."""

from typing import Any

from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1
"""What an integer column holds on PostgreSQL; beyond it a database refuses to compare at all."""


class RowNumber(IntegerConverter):
    """`<int:…>` in a route. An address with a larger number is not found, like that of any row that isn't there."""

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **{"max": LARGEST, **kwargs})


def row_number(raw: str) -> int | None:
    """The number that a field or query parameter holds; None where there is none that a row could have."""
    if not raw.isdecimal() or len(raw) > len(str(LARGEST)):
        return None
    return int(raw) if int(raw) <= LARGEST else None
