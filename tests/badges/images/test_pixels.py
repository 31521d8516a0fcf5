"""Drawings as pixels: the right size, on nothing, small, drawn once, and without boxes for letters that no font has."""

from io import BytesIO

import pytest
from PIL import Image

from app.badges.images import COLOURS, Card, Picture, badge_svg, card_png, picture_png, picture_svg
from app.badges.images.card import card_svg
from app.badges.images.drawing import hue_of
from app.badges.images.pixels import can_write, png_of

PICTURE = Picture("Questioning for Student Reasoning", "Example College", "A cairn", "Level 2")
UNWRITABLE = "\U0001f9ff\U000e0100\uf8ff"
"""Among them a private character, which no font that a machine may have can mean."""


def opened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    image.load()
    return image


def test_a_badge_is_600_pixels_square_and_its_corners_are_nothing() -> None:
    image = opened(picture_png(PICTURE))
    assert image.size == (600, 600) and image.mode == "RGBA"
    assert image.getpixel((0, 0)) == (0, 0, 0, 0)


def test_the_same_drawing_is_drawn_once() -> None:
    assert picture_png(PICTURE) is picture_png(Picture(*(getattr(PICTURE, each) for each in PICTURE.__slots__)))


@pytest.mark.parametrize("title", ["Q", PICTURE.title, "W" * 120, "Über Ελληνικά и кириллица", "<&>\"'"])
def test_a_badge_leaves_room_for_two_badges_inside(title: str) -> None:
    assert len(picture_png(Picture(title, "I" * 200, "d", "L" * 40))) < 96 * 1024


def test_the_colour_and_the_level_are_drawn() -> None:
    plain, level = Picture("A", "B", "C"), Picture("A", "B", "C", level="Level 2")
    red = Picture("A", "B", "C", hue=COLOURS["red"])
    assert len({picture_png(each) for each in (plain, level, red)}) == 3
    assert "LEVEL 2" in picture_svg(level)
    pixel = opened(picture_png(red)).getpixel((60, 300))
    assert isinstance(pixel, tuple) and pixel[0] > 2 * pixel[1]


@pytest.mark.parametrize("hue", COLOURS.values())
def test_white_words_stand_out_on_every_colour(hue: int) -> None:
    """WCAG 2.2, 1.4.6: a contrast of 7 at least."""
    pixel = opened(picture_png(Picture("A", "B", "C", hue=hue))).getpixel((60, 300))
    assert isinstance(pixel, tuple)
    linear = [(c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4) for c in pixel[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) > 7


def test_words_that_no_font_can_write_are_left_out_instead_of_drawn_as_boxes() -> None:
    assert can_write("Ünïcode Ελληνικά кириллица") and not can_write(UNWRITABLE)
    bare = badge_svg("Title", "", "d")
    assert png_of(badge_svg("Title", UNWRITABLE, "d"), 300, 300) == png_of(bare, 300, 300)
    assert UNWRITABLE in badge_svg("Title", UNWRITABLE, "d")


def test_a_card_is_as_large_as_social_pages_want_it_and_says_its_words() -> None:
    card = Card(PICTURE, "Awarded 5 November 2026", "Revoked on 6 November 2026", counts=False)
    image = opened(card_png(card))
    assert image.size == (1200, 630)
    assert len(card_png(card)) < 256 * 1024
    assert all(each in card_svg(card) for each in ("Example College", "Awarded 5 November 2026", "Revoked on"))
    assert card_svg(card) != card_svg(Card(PICTURE, card.awarded, card.standing, counts=True))


def test_a_card_escapes_what_it_says() -> None:
    odd = Card(Picture("A & <b>", "<i>", "</svg>"), "<script>", "&", counts=True)
    assert "<script>" not in card_svg(odd) and "<b>" not in card_svg(odd)
    assert opened(card_png(odd)).size == (1200, 630)


def test_a_colour_stays_with_its_words() -> None:
    assert hue_of("Questioner") == hue_of("Questioner") and hue_of("x") in COLOURS.values()
