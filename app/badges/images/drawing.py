"""The badge image: an SVG drawn from an achievement's own words, in a colour of its own. Pure.

A cairn of stacked stones, the title below it, the level and the issuer under that; `<title>` and `<desc>` say the
same to a screen reader. No script, no font file, nothing from elsewhere.
"""

import hashlib
from base64 import b64encode
from xml.sax.saxutils import escape

from app.badges.images.lettering import cut, wrap

COLOURS = {
    "teal": 168, "sky": 205, "blue": 228, "violet": 262, "purple": 292,
    "pink": 330, "red": 12, "amber": 32, "leaf": 96, "green": 140,
}  # fmt: skip
"""Angles on the colour wheel, in degrees. All are drawn so dark that white words on them have a contrast above 7."""
HUES = tuple(COLOURS.values())
STONES = ((200, 196, 86, 25), (193, 152, 67, 21), (206, 115, 49, 17), (198, 85, 32, 13), (202, 62, 18, 9))
FONTS = "system-ui,'Segoe UI','Noto Sans',sans-serif"

_TEMPLATE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img" aria-labelledby="t d">
<title id="t">{title}</title>
<desc id="d">{description}</desc>
<rect x="10" y="10" width="380" height="380" rx="84" fill="hsl({hue}, 46%, 24%)"/>
<rect x="20" y="20" width="360" height="360" rx="76" fill="none" stroke="hsl({hue}, 42%, 62%)" stroke-width="3"/>
<g transform="translate(0 -12)">
<ellipse cx="200" cy="224" rx="128" ry="9" fill="hsl({hue}, 50%, 17%)"/>
{stones}
</g>
<g fill="#fff" text-anchor="middle" font-family="{fonts}">
{lines}
<text x="200" y="338" font-size="13" letter-spacing="1.5" fill="hsl({hue}, 55%, 90%)">{level}</text>
<text x="200" y="362" font-size="16" fill="hsl({hue}, 45%, 84%)">{issuer}</text>
</g>
</svg>
"""
_FRAMED = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" aria-labelledby="t d">
<title id="t">{title}</title>
<desc id="d">{description}</desc>
<image width="{size}" height="{size}" href="data:image/png;base64,{pixels}"/>
</svg>
"""


def badge_svg(title: str, issuer: str, description: str, level: str = "", hue: int | None = None) -> str:
    """The image of an achievement called `title`; the same words always give the same picture.

    `hue` is an angle on the colour wheel in degrees; without one, the title has its own.
    """
    hue = hue_of(title) if hue is None else hue % 360
    return _TEMPLATE.format(
        title=escape(title), description=escape(description), hue=hue, fonts=FONTS, stones=stones(hue),
        lines=_text_lines(wrap(title)), level=escape(cut(level.upper(), 26)), issuer=escape(cut(issuer, 30)),
    )  # fmt: skip


def framed_svg(png: bytes, size: int, title: str, description: str) -> str:
    """A square PNG of `size` pixels as an SVG, with the same words beside it that a drawn one has."""
    pixels = b64encode(png).decode()
    return _FRAMED.format(size=size, title=escape(title), description=escape(description), pixels=pixels)


def issuer_svg(name: str) -> str:
    """The mark of an issuer: the cairn alone."""
    hue = hue_of(name)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="90 36 220 200" role="img" aria-labelledby="t">'
        f'<title id="t">{escape(name)}</title>\n{stones(hue)}\n</svg>\n'
    )


def hue_of(words: str) -> int:
    """A colour that stays with these words."""
    return HUES[hashlib.sha256(words.encode()).digest()[0] % len(HUES)]


def stones(hue: int) -> str:
    """The cairn itself, in a square of 400."""
    return "\n".join(
        f'<ellipse cx="{x}" cy="{y}" rx="{across}" ry="{up}" fill="hsl({hue}, {30 + 4 * place}%, {66 + 5 * place}%)"/>'
        for place, (x, y, across, up) in enumerate(STONES)
    )


def _text_lines(lines: list[str]) -> str:
    size = (34, 29, 25, 20)[len(lines) - 1]
    first = 272 - (len(lines) - 1) * size * 0.58 + size * 0.35
    return "\n".join(
        f'<text x="200" y="{first + place * size * 1.16:.0f}" font-size="{size}" font-weight="600">'
        f"{escape(line)}</text>"
        for place, line in enumerate(lines)
    )
