"""The badge image: an SVG drawn from an achievement's own words, in a colour of its own. Pure.

A cairn of stacked stones, the title below it and the issuer under that; `<title>` and `<desc>` say the same
to a screen reader. No script, no font file, nothing from elsewhere.
"""

import hashlib
import unicodedata
from xml.sax.saxutils import escape

LINE_WIDTH = 19
MAX_LINES = 4
HUES = (168, 205, 228, 262, 292, 330, 12, 32, 96, 140)
STONES = ((200, 196, 86, 25), (193, 152, 67, 21), (206, 115, 49, 17), (198, 85, 32, 13), (202, 62, 18, 9))

_TEMPLATE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img" aria-labelledby="t d">
<title id="t">{title}</title>
<desc id="d">{description}</desc>
<rect x="10" y="10" width="380" height="380" rx="84" fill="hsl({hue} 46% 24%)"/>
<rect x="20" y="20" width="360" height="360" rx="76" fill="none" stroke="hsl({hue} 42% 62%)" stroke-width="3"/>
<ellipse cx="200" cy="224" rx="128" ry="9" fill="hsl({hue} 50% 17%)"/>
{stones}
<g fill="#fff" text-anchor="middle" font-family="system-ui,'Segoe UI','Noto Sans',sans-serif">
{lines}
<text x="200" y="360" font-size="16" fill="hsl({hue} 45% 84%)">{issuer}</text>
</g>
</svg>
"""


def badge_svg(title: str, issuer: str, description: str) -> str:
    """The image of an achievement called `title`; the same words always give the same picture."""
    hue = hue_of(title)
    return _TEMPLATE.format(
        title=escape(title), description=escape(description), hue=hue, issuer=escape(_cut(issuer, 30)),
        stones=_stones(hue), lines=_text_lines(wrap(title)),
    )  # fmt: skip


def issuer_svg(name: str) -> str:
    """The mark of an issuer: the cairn alone."""
    hue = hue_of(name)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="90 36 220 200" role="img" aria-labelledby="t">'
        f'<title id="t">{escape(name)}</title>\n{_stones(hue)}\n</svg>\n'
    )


def hue_of(words: str) -> int:
    """A colour that stays with these words."""
    return HUES[hashlib.sha256(words.encode()).digest()[0] % len(HUES)]


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
        lines = [*lines[: MAX_LINES - 1], _cut(lines[MAX_LINES - 1] + "…", LINE_WIDTH)]
    return [_cut(line, LINE_WIDTH + 3) for line in lines]


def width(text: str) -> int:
    """Columns that a text takes: wide characters two, combining marks none."""
    return sum(0 if unicodedata.combining(char) else 2 if _is_wide(char) else 1 for char in text)


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


def _cut(text: str, columns: int) -> str:
    if width(text) <= columns:
        return text
    while width(text) > columns - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def _stones(hue: int) -> str:
    return "\n".join(
        f'<ellipse cx="{x}" cy="{y}" rx="{across}" ry="{up}" fill="hsl({hue} {30 + 4 * place}% {66 + 5 * place}%)"/>'
        for place, (x, y, across, up) in enumerate(STONES)
    )


def _text_lines(lines: list[str]) -> str:
    size = (34, 29, 25, 22)[len(lines) - 1]
    first = 286 - (len(lines) - 1) * size * 0.58 + size * 0.35
    return "\n".join(
        f'<text x="200" y="{first + place * size * 1.16:.0f}" font-size="{size}" font-weight="600">'
        f"{escape(line)}</text>"
        for place, line in enumerate(lines)
    )
