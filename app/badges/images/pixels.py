"""Drawings as pixels. Pure but for the fonts that it reads from the disk.

The fonts are Noto Sans, which comes with the package, and what the machine has for scripts that it lacks. Words that no
font can write are left out of a picture instead of being drawn as empty boxes: alternative text and page say them.
"""

import re
from functools import lru_cache
from html import unescape
from pathlib import Path

import fontpkg_noto_sans
import typst

POINTS_PER_INCH = 72
_PICTURE = """#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""
_TRIAL = b'#set document(title: "-")\n#set text(lang: "en", font: "Noto Sans")\n#sys.inputs.words'
_TEXT = re.compile(r"<text\b[^>]*>([^<]*)</text>\n?")


@lru_cache(maxsize=64)
def png_of(svg: str, width: int, height: int) -> bytes:
    """The drawing in so many pixels, on nothing. The same drawing is drawn once; 64 of them are kept, about 2 MB."""
    source = _PICTURE.format(width=width, height=height).encode()
    return typst.compile(
        source, format="png", ppi=POINTS_PER_INCH, font_paths=_fonts(), sys_inputs={"svg": _writable(svg)}
    )


@lru_cache(maxsize=512)
def can_write(words: str) -> bool:
    """Whether there is a letter for every character. PDF/UA-1 forbids empty boxes, so its exporter knows."""
    try:
        typst.compile(_TRIAL, format="pdf", pdf_standards="ua-1", font_paths=_fonts(), sys_inputs={"words": words})
    except typst.TypstError:
        return False
    return True


def _writable(svg: str) -> str:
    return _TEXT.sub(lambda found: found.group() if can_write(unescape(found.group(1))) else "", svg)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Reading the machine's fonts takes a tenth of a second, once."""
    return typst.Fonts(font_paths=[Path(fontpkg_noto_sans.ROOT)])
