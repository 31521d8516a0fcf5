"""The pictures of badges: drawn or brought along, as SVG and PNG, the card for social pages, and QR codes."""

from app.badges.images.card import Card, card_png
from app.badges.images.drawing import COLOURS, badge_svg, issuer_svg
from app.badges.images.picture import Picture, picture_png, picture_svg
from app.badges.images.qr import qr_svg
from app.badges.images.upload import MOST_PICTURE_BYTES, prepared

__all__ = [
    "COLOURS",
    "MOST_PICTURE_BYTES",
    "Card",
    "Picture",
    "badge_svg",
    "card_png",
    "issuer_svg",
    "picture_png",
    "picture_svg",
    "prepared",
    "qr_svg",
]
