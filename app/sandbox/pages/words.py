"""How values are written on pages."""

import re
from datetime import datetime

from markupsafe import Markup, escape

ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


def linked(text: str) -> Markup:
    """A text with its addresses clickable and its lines kept; everything else is escaped."""
    parts: list[Markup] = []
    position = 0
    for found in ADDRESS.finditer(text):
        parts.append(escape(text[position : found.start()]))
        address = escape(found.group())
        parts.append(Markup('<a href="{0}" target="_blank" rel="noopener">{0}</a>').format(address))
        position = found.end()
    parts.append(escape(text[position:]))
    return Markup("").join(parts).replace("\n", Markup("<br>"))


def moment(value: datetime | None) -> str:
    """A moment to the second, in UTC."""
    return value.strftime("%-d %b %Y, %H:%M:%S UTC") if value else "\u2013"


def number(value: float | None) -> str:
    """A score without needless zeros."""
    return "\u2013" if value is None else f"{value:.5f}".rstrip("0").rstrip(".")
