"""A picture that an issuer brings along: what comes out is small, square, and nothing but pixels."""

import random
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from app.badges.images import Picture, picture_png, picture_svg, prepared
from app.badges.images.upload import MOST_PICTURE_BYTES, MOST_PNG_BYTES, size_of
from app.errors import Invalid


def a_file(image: Image.Image, kind: str, **options: object) -> bytes:
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def refused(file: bytes) -> str:
    with pytest.raises(Invalid) as found:
        prepared(file)
    assert found.value.code == "picture-unusable" and found.value.way_out
    return found.value.words


def opened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_the_usual_kinds_become_a_square_png(kind: str) -> None:
    png = prepared(a_file(Image.new("RGB", (900, 300), "#8a2be2"), kind))
    image = opened(png).convert("RGBA")
    assert image.size == (600, 600) and size_of(png) == 600
    assert image.getpixel((10, 10)) == (0, 0, 0, 0)
    middle = image.getpixel((300, 300))
    assert isinstance(middle, tuple) and middle[3] == 255 and middle[2] > 200


def test_the_noisiest_picture_still_fits_beside_its_badges() -> None:
    noise = Image.frombytes("RGB", (700, 700), random.Random(4).randbytes(700 * 700 * 3))
    png = prepared(a_file(noise, "PNG"))
    assert len(png) <= MOST_PNG_BYTES and size_of(png) >= 240


def test_camera_data_and_hidden_parts_are_gone() -> None:
    image = Image.new("RGB", (300, 300), "green")
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    file = a_file(image, "JPEG", exif=exif, comment=b"my secret") + b"hidden behind"
    png = prepared(file)
    assert all(word not in png for word in (b"where I live", b"my secret", b"hidden", b"eXIf"))


def test_a_picture_that_was_taken_sideways_is_turned() -> None:
    image = Image.new("RGB", (400, 200), "white")
    image.paste("red", (0, 0, 200, 200))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = opened(prepared(a_file(image, "PNG", exif=exif))).convert("RGBA")
    top, bottom = turned.getpixel((300, 60)), turned.getpixel((300, 540))
    assert top != bottom and isinstance(bottom, tuple) and bottom[:3] == (255, 255, 255)


def a_bomb() -> bytes:
    """60,000 by 60,000 pixels in a few bytes."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_what_cant_be_a_badge_is_refused_in_words() -> None:
    assert "64 megapixels" in refused(a_bomb()) or "opened to the end" in refused(a_bomb())
    assert "fewer than 128" in refused(a_file(Image.new("RGB", (100, 100)), "PNG"))
    assert "more than 10 MB" in refused(bytes(MOST_PICTURE_BYTES + 1))
    assert "no PNG, JPEG or WebP" in refused(b"")
    assert "no PNG, JPEG or WebP" in refused(a_file(Image.new("RGB", (300, 300)), "PNG")[:200])


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_kinds_are_refused(kind: str) -> None:
    refused(a_file(Image.new("RGB", (300, 300)), kind))


def test_a_drawing_of_somebody_elses_is_refused_because_it_can_act() -> None:
    refused(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')


def test_a_brought_picture_is_shown_as_it_is_with_its_words_in_the_drawing() -> None:
    png = prepared(a_file(Image.new("RGB", (300, 300), "teal"), "PNG"))
    picture = Picture("Questioner", "College", "A teal <square>", uploaded=png)
    assert picture_png(picture) == png
    svg = picture_svg(picture)
    assert "A teal &lt;square&gt;" in svg and "data:image/png;base64," in svg
    assert len(svg) < 160 * 1024
