"""The picture that goes along when a badge's address is posted somewhere: 1200 by 630, as Open Graph readers want it.

It says what the badge's closed page says and nothing more. Those who post keep copies for years, so the earner's name
is never on it.
"""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from app.badges.images.drawing import FONTS, hue_of
from app.badges.images.lettering import cut, wrap
from app.badges.images.picture import Picture, picture_svg
from app.badges.images.pixels import png_of

WIDTH, HEIGHT = 1200, 630
LINE_HEIGHT = 58

_TEMPLATE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630">
<rect width="1200" height="630" fill="hsl({hue}, 30%, 96%)"/>
<rect y="610" width="1200" height="20" fill="hsl({hue}, 46%, 24%)"/>
{badge}
<g fill="hsl({hue}, 50%, 14%)" font-family="{fonts}">
{lines}
<text x="600" y="{below}" font-size="32">{issuer}</text>
<text x="600" y="{below}" dy="52" font-size="28">{awarded}</text>
<text x="600" y="{below}" dy="98" font-size="28" font-weight="600" fill="{colour}">{standing}</text>
</g>
</svg>
"""


@dataclass(frozen=True, slots=True)
class Card:
    """What is on it: `awarded` and `standing` are words; `counts` says whether the badge still does."""

    picture: Picture
    awarded: str
    standing: str
    counts: bool


def card_png(card: Card) -> bytes:
    """The card as PNG. Drawn once while the process lives."""
    return png_of(card_svg(card), WIDTH, HEIGHT)


def card_svg(card: Card) -> str:
    """The card as it is drawn: the badge on the left, the words on the right, as high as the badge's middle."""
    hue = hue_of(card.picture.title) if card.picture.hue is None else card.picture.hue
    lines = wrap(card.picture.title)
    first = 275 - LINE_HEIGHT * len(lines) // 2
    return _TEMPLATE.format(
        hue=hue, fonts=FONTS, badge=_placed(picture_svg(card.picture)), lines=_title(lines, first),
        below=first + LINE_HEIGHT * len(lines) + 18, issuer=escape(cut(card.picture.issuer, 34)),
        awarded=escape(card.awarded), standing=escape(cut(card.standing, 40)),
        colour=f"hsl({hue}, 60%, 24%)" if card.counts else "#9b1c1c",
    )  # fmt: skip


def _placed(svg: str) -> str:
    """The badge on the left half of the card."""
    return svg.replace("<svg ", '<svg x="80" y="85" width="440" height="440" ', 1)


def _title(lines: list[str], first: int) -> str:
    return "\n".join(
        f'<text x="600" y="{first + LINE_HEIGHT * place}" font-size="46" font-weight="600">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )
