"""A picture that an issuer brings along, redrawn small: its pixels and nothing else."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from app.errors import Invalid

SIZES = (600, 480, 360, 240)
"""Width and height in pixels, the first that fits."""
MOST_PNG_BYTES = 96 * 1024
"""So that the picture with two badges in it stays below 256 KB, also as text inside an SVG."""
LEAST_PIXELS = 128
MOST_PIXELS = 64_000_000
MOST_PICTURE_BYTES = 10 * 1024 * 1024


def prepared(file: bytes) -> bytes:
    """A square PNG of at most 600 pixels and 96 KB, the picture whole in its middle on nothing.

    Camera data, second pages and whatever hid behind the picture are gone. Raises Invalid for what is no PNG, JPEG or
    WebP, is damaged, or is too small or too large to be shown.
    """
    if len(file) > MOST_PICTURE_BYTES:
        raise _unusable("it has more than 10 MB")
    try:
        with Image.open(BytesIO(file), formats=["PNG", "JPEG", "WEBP"]) as image:
            _check_size(image)
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _unusable("it is no PNG, JPEG or WebP picture that can be opened to the end") from error
    return _small(upright)


def size_of(png: bytes) -> int:
    """Width in pixels of a prepared picture."""
    return int.from_bytes(png[16:20], "big")


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _unusable("it has more than 64 megapixels")
    if max(image.width, image.height) < LEAST_PIXELS:
        raise _unusable(f"it has fewer than {LEAST_PIXELS} pixels across")


def _small(image: Image.Image) -> bytes:
    """A palette of 256 colours is the last resort before fewer pixels; the smallest size always fits."""
    for size in SIZES:
        square = ImageOps.pad(image, (size, size), color=(0, 0, 0, 0))
        for shown in (square, square.quantize(256, method=Image.Quantize.FASTOCTREE)):
            written = BytesIO()
            shown.save(written, "PNG", optimize=True)
            if written.tell() <= MOST_PNG_BYTES:
                return written.getvalue()
    raise _unusable("it can't be made small enough")


def _unusable(why: str) -> Invalid:
    return Invalid(
        "picture-unusable", f"This picture can't stand on a badge: {why}.", "Save it as a square PNG of 600 pixels."
    )
