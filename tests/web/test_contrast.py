"""Whether the colours of `tokens.css` keep their promises, light and dark, with ordinary and with more contrast."""

import re
from itertools import product
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "app" / "static" / "css" / "tokens.css"
BLOCK = re.compile(r"^([^{}/*\n][^{}\n]*) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
LIGHT, DARK = (":root",), (":root", '[data-bs-theme="dark"]')
MORE = '[data-contrast="more"]'
LOOKS = {
    "light": (LIGHT, 4.5),
    "dark": (DARK, 4.5),
    "light, more": ((*LIGHT, MORE), 7.0),
    "dark, more": ((*DARK, MORE, '[data-bs-theme="dark"]' + MORE), 7.0),
}
TEXT = ("ink", "ink-soft", "accent", "accent-strong", "good", "warn", "bad", "info")
SURFACES = ("surface", "surface-soft")
ON_ITS_OWN = (("good", "good-soft"), ("warn", "warn-soft"), ("bad", "bad-soft"), ("info", "info-soft"))
PAIRS = (*product(TEXT, SURFACES), *ON_ITS_OWN, ("on-accent", "accent"), ("on-accent", "accent-strong"))
PAIRS += (("ink", "surface-sunk"), ("ink", "accent-soft"), ("accent-strong", "accent-soft"))


def colours(selectors: tuple[str, ...]) -> dict[str, str]:
    """The colours by name, as the last of these selectors leaves them."""
    blocks = dict(BLOCK.findall(TOKENS.read_text()))
    return {name: colour for selector in selectors for name, colour in COLOUR.findall(blocks[selector])}


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio"."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("look", LOOKS)
def test_text_stands_out_from_what_it_is_written_on(look: str) -> None:
    selectors, least = LOOKS[look]
    shown = colours(selectors)
    weak = {pair: round(contrast(*(shown[name] for name in pair)), 2) for pair in PAIRS}
    assert not {pair: ratio for pair, ratio in weak.items() if ratio < least}


@pytest.mark.parametrize("look", ["light, more", "dark, more"])
def test_with_more_contrast_lines_stand_out_too(look: str) -> None:
    shown = colours(LOOKS[look][0])
    assert all(contrast(shown["line"], shown[surface]) >= 4.5 for surface in SURFACES)


def test_the_measure_knows_black_on_white() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
