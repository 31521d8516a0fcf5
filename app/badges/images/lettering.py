"""Words in pictures: how wide they are, and where a line may break. Pure."""

import unicodedata

LINE_WIDTH = 19
MAX_LINES = 4


def wrap(title: str) -> list[str]:
    """At most four lines of about 19 narrow characters; wide scripts break between characters, the rest is cut."""
    lines = [""]
    for word in _pieces(title):
        joined = f"{lines[-1]} {word}".strip() if not _is_wide(word[0]) else lines[-1] + word
        if width(joined) <= LINE_WIDTH or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > MAX_LINES:
        lines = [*lines[: MAX_LINES - 1], cut(lines[MAX_LINES - 1] + "…", LINE_WIDTH)]
    return [cut(line, LINE_WIDTH + 3) for line in lines]


def width(text: str) -> int:
    """Columns that a text takes: wide characters two, combining marks none."""
    return sum(0 if unicodedata.combining(char) else 2 if _is_wide(char) else 1 for char in text)


def cut(text: str, columns: int) -> str:
    """The text in at most so many columns, with dots where something is missing."""
    if width(text) <= columns:
        return text
    while width(text) > columns - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def _pieces(title: str) -> list[str]:
    """Words; runs of wide characters fall apart, since a line may break between any two of them."""
    pieces: list[str] = []
    for word in title.split():
        if _is_wide(word[0]):
            pieces.extend(word)
        else:
            pieces.append(word)
    return pieces or [title]


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in {"W", "F"}
