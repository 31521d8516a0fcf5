"""Badges inside pictures: written into our own, and read out of anybody's. Pure: bytes in, bytes out.

A picture that came from outside is hostile until it is shown otherwise: nothing in it is drawn, run, fetched or
unpacked beyond a fixed size, and a picture that holds two badges of one kind is refused, because two readers could
take a different one for true. Source: Open Badges 3.0, section 5.3 (baking) and Open Badges 2.0, baking 1.1.
"""

from app.badges.baking.baked import MOST_BADGE_BYTES, Baked
from app.badges.baking.png import bake_png, read_png
from app.badges.baking.svg import bake_svg, read_svg

__all__ = ["MOST_BADGE_BYTES", "Baked", "bake_png", "bake_svg", "read_png", "read_svg"]
