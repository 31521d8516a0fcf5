"""Photos without what the camera noted: place, time, device, owner."""

import threading
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from app.errors import Invalid
from app.files.kinds import Kind

MOST_PIXELS = 64_000_000
_FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
_one_at_a_time = threading.BoundedSemaphore(2)
"""A picture of 64 megapixels takes 200 MB while it is redrawn; two at once are enough for one process."""


def is_redrawn(kind: Kind) -> bool:
    """Whether `redraw` knows how to clean this kind."""
    return kind.key in _FORMATS


def redraw(source: Path, target: Path, kind: Kind) -> None:
    """Write the picture at `source` to `target` with its pixels, colour profile and nothing else.

    Redrawing removes what a list of known tags would miss (a second photo behind the first, a film
    behind a photo, maker notes). The turning that EXIF asked for is done to the pixels. Raises Invalid
    for a picture that can't be read or has more than 64 megapixels. Source: DESIGN section 3, children.
    """
    try:
        with _one_at_a_time, Image.open(source, formats=[_FORMATS[kind.key]]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Invalid("picture-too-large", "This picture has more than 64 megapixels.", "Save a smaller copy.")
            _save(image, target, kind)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise Invalid(
            "picture-damaged",
            f"This {kind.words} is damaged: it can't be opened to the end.",
            "Open it on your device, save it again, then upload that.",
        ) from error


def _save(image: Image.Image, target: Path, kind: Kind) -> None:
    profile = image.info.get("icc_profile")
    upright = ImageOps.exif_transpose(image)
    upright.info = {}
    upright.getexif().clear()
    options: dict[str, int | bool] = {"jpg": {"quality": 92, "optimize": True}, "webp": {"quality": 92}}.get(
        kind.key, {}
    )
    if kind.key == "jpg" and upright.mode not in {"RGB", "L", "CMYK"}:
        upright = upright.convert("RGB")
    upright.save(target, _FORMATS[kind.key], icc_profile=profile, **options)
