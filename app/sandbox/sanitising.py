"""HTML from outside, as an editor lets it in: a few plain elements, no scripts, styles or handlers."""

from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from markupsafe import Markup

ELEMENTS: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "target", "rel", "title"}),
    "br": frozenset(),
    "div": frozenset(),
    "em": frozenset(),
    "h2": frozenset(),
    "h3": frozenset(),
    "img": frozenset({"src", "alt", "width", "height"}),
    "li": frozenset(),
    "p": frozenset(),
    "span": frozenset(),
    "strong": frozenset(),
    "ul": frozenset(),
}
EMPTY = frozenset({"br", "img"})
SILENT = frozenset({"script", "style", "iframe", "object", "template"})
ADDRESSES = frozenset({"href", "src"})


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._open: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silent += 1
        if tag not in ELEMENTS or self._silent:
            return
        kept = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs if _allowed(tag, name, value or ""))
        self.parts.append(f"<{tag}{kept}>")
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(self._silent - 1, 0)
        if tag in self._open:
            while (last := self._open.pop()) != tag:
                self.parts.append(f"</{last}>")
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(escape(data))

    def text(self) -> str:
        return "".join(self.parts) + "".join(f"</{tag}>" for tag in reversed(self._open))


def sanitised(fragment: str) -> Markup:
    """The fragment with nothing in it that could act, ready for a page."""
    cleaner = _Cleaner()
    cleaner.feed(fragment)
    cleaner.close()
    return Markup(cleaner.text())  # noqa: S704


def _allowed(tag: str, name: str, value: str) -> bool:
    if name not in ELEMENTS[tag]:
        return False
    return name not in ADDRESSES or urlsplit(value.strip()).scheme in {"http", "https"}
