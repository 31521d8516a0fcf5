"""Photos and recordings of phones without what the phone noted."""

import io
from pathlib import Path

import pytest

from app.errors import Invalid
from app.files import LocalFileStore, ReceivingRules, receive

GPS = b"+52.5163+013.3777/"


def box(kind: bytes, *content: bytes) -> bytes:
    inside = b"".join(content)
    return (8 + len(inside)).to_bytes(4, "big") + kind + inside


def full(kind: bytes, version: int, *content: bytes) -> bytes:
    return box(kind, bytes([version, 0, 0, 0]), *content)


def number(value: int, length: int = 2) -> bytes:
    return value.to_bytes(length, "big")


FTYP = box(b"ftyp", b"heic\0\0\0\0mif1heic")
PIXELS = b"the picture itself"


def photo(*, inline: bool = False) -> bytes:
    """A HEIC photo of two items: its picture, and Exif with a place; version 1 of the list of places."""
    exif = b"\0\0\0\6Exif\0\0MM\0*" + GPS
    entries = (full(b"infe", 2, number(1), b"\0\0hvc1\0"), full(b"infe", 2, number(2), b"\0\0Exif\0"))
    info = full(b"iinf", 0, number(2), *entries)
    store = box(b"idat", exif)

    def meta(picture_at: int, exif_at: int) -> bytes:
        one = number(1) + number(0) + number(0) + number(1) + number(picture_at, 4) + number(len(PIXELS), 4)
        method, place = (1, 0) if inline else (0, exif_at)
        two = number(2) + number(method) + number(0) + number(1) + number(place, 4) + number(len(exif), 4)
        places = full(b"iloc", 1, b"\x44\x00", number(2), one, two)
        return full(b"meta", 0, info, places, store if inline else b"")

    data_at = len(FTYP) + len(meta(0, 0)) + 8
    tail = PIXELS if inline else PIXELS + exif
    return FTYP + meta(data_at, data_at + len(PIXELS)) + box(b"mdat", tail)


def film(brand: bytes = b"qt  ") -> bytes:
    place = box(b"udta", box(b"\xa9xyz", GPS))
    keys = box(b"meta", b"com.apple.quicktime.location.ISO6709", GPS)
    track = box(b"trak", box(b"tkhd", b"track"), box(b"udta", GPS))
    return box(b"ftyp", brand, b"\0\0\0\0", brand) + box(b"mdat", PIXELS) + box(b"moov", track, place, keys)


@pytest.fixture
def files(tmp_path: Path) -> LocalFileStore:
    return LocalFileStore(tmp_path / "files")


def stored(files: LocalFileStore, content: bytes, name: str) -> bytes:
    kept = receive(files, io.BytesIO(content), name, ReceivingRules((), 1024 * 1024))
    with files.open(kept.key) as file:
        return file.read()


@pytest.mark.parametrize("inline", [False, True])
def test_a_heic_photo_loses_its_place_and_keeps_its_picture(files: LocalFileStore, inline: bool) -> None:
    sent = photo(inline=inline)
    assert GPS in sent
    kept = stored(files, sent, "IMG_1.heic")
    assert GPS not in kept and PIXELS in kept
    assert len(kept) == len(sent)


@pytest.mark.parametrize(("brand", "name"), [(b"qt  ", "IMG_2.mov"), (b"isom", "clip.mp4"), (b"M4A ", "talk.m4a")])
def test_a_recording_loses_its_place_and_keeps_picture_and_sound(
    files: LocalFileStore, brand: bytes, name: str
) -> None:
    kept = stored(files, film(brand), name)
    assert GPS not in kept and b"udta" not in kept and PIXELS in kept and b"tkhd" in kept
    assert kept.count(b"free") == 3


def test_a_box_may_tell_its_length_in_eight_bytes(files: LocalFileStore) -> None:
    long = number(1, 4) + b"mdat" + number(16 + len(PIXELS), 8) + PIXELS
    assert GPS not in stored(files, film()[:20] + long + box(b"moov", box(b"udta", GPS)), "long.mov")


def test_a_phones_own_notes_behind_the_film_do_no_harm(files: LocalFileStore) -> None:
    kept = stored(files, film() + b"\xff\xff\xff\xffSEFT notes", "phone.mp4")
    assert GPS not in kept


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (FTYP, "nothing-but-a-head.heic"),
        (photo()[:-30], "cut.heic"),
        (photo().replace(b"iloc", b"skip"), "no-places.heic"),
        (film()[:-4], "cut.mov"),
        (box(b"ftyp", b"qt  \0\0\0\0qt  ") + b"\xff\xff\xff\xffmoov", "huge-claim.mov"),
        (box(b"ftyp", b"qt  \0\0\0\0qt  ") + b"\0\0\0\4moov", "tiny-claim.mov"),
    ],
)
def test_a_file_whose_boxes_can_not_be_followed_is_refused(
    files: LocalFileStore, tmp_path: Path, content: bytes, name: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        stored(files, content, name)
    assert refusal.value.code == "media-damaged"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
