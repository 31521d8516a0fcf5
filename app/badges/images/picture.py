"""The picture of one achievement: drawn from its words, or the one that its issuer brought along."""

from dataclasses import dataclass

from app.badges.images.drawing import badge_svg, framed_svg
from app.badges.images.pixels import png_of
from app.badges.images.upload import size_of

PIXELS = 600


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture is made of. `hue` is in degrees, None for the title's own colour; `uploaded` is a square PNG."""

    title: str
    issuer: str
    alternative: str
    level: str = ""
    hue: int | None = None
    uploaded: bytes | None = None


def picture_svg(picture: Picture) -> str:
    """As SVG, with title and alternative text inside."""
    if picture.uploaded is not None:
        return framed_svg(picture.uploaded, size_of(picture.uploaded), picture.title, picture.alternative)
    return badge_svg(picture.title, picture.issuer, picture.alternative, picture.level, picture.hue)


def picture_png(picture: Picture) -> bytes:
    """As PNG, square, at most 600 pixels and about 96 KB. Drawn once while the process lives."""
    return picture.uploaded or png_of(picture_svg(picture), PIXELS, PIXELS)
