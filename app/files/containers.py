"""Place, time and device taken out of HEIC photos and of MP4, M4A and QuickTime recordings, in place.

These are boxes in boxes (ISO/IEC 14496-12; HEIF is 23008-12). What they tell beside picture and sound is
overwritten with nothing of the same length, so that every other offset in the file stays true and nothing has
to be decoded.
"""

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.errors import Invalid
from app.files.kinds import Kind

_PHOTOS, _RECORDINGS = {"heic"}, {"mp4", "mov", "m4a"}
_TELLING = {b"Exif", b"mime"}
"""Types of HEIF items that describe the photo: Exif, and XMP as `mime`."""
_NEEDED = {b"ftyp", b"moov", b"moof", b"mdat"}
_MOST_ITEMS = 10_000


@dataclass(frozen=True, slots=True)
class _Box:
    """One box: where it begins, where its content does, where it ends."""

    type: bytes
    start: int
    content: int
    end: int


def is_scrubbed(kind: Kind) -> bool:
    """Whether `scrub` knows how to clean this kind."""
    return kind.key in _PHOTOS | _RECORDINGS


def scrub(path: Path, kind: Kind) -> None:
    """Overwrite what the device noted. Raises Invalid for a file whose boxes can't be followed."""
    try:
        with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as data:
            _scrub_photo(data) if kind.key in _PHOTOS else _scrub_recording(data)
            data.flush()
    except (ValueError, IndexError) as error:
        raise Invalid(
            "media-damaged",
            f"This {kind.words} is damaged: it can't be read to the end.",
            "Open it on your device, save or export it again, then upload that.",
        ) from error


def _scrub_recording(data: mmap.mmap) -> None:
    """User data and metadata of the film and of each of its tracks become free space."""
    movies = [box for box in _boxes(data, 0, len(data), trailer=True) if box.type == b"moov"]
    for movie in movies:
        inside = list(_boxes(data, movie.content, movie.end))
        for track in (box for box in inside if box.type == b"trak"):
            inside.extend(_boxes(data, track.content, track.end))
        for box in inside:
            if box.type in {b"udta", b"meta"}:
                data[box.start + 4 : box.start + 8] = b"free"
                _blank(data, box.content, box.end)


def _scrub_photo(data: mmap.mmap) -> None:
    """The items that describe the photo become zeros; the list of items stays as it is."""
    meta = _child(data, 0, len(data), b"meta")
    inner = meta.content + 4
    telling = _telling_items(data, _child(data, inner, meta.end, b"iinf"))
    if not telling:
        return
    stores = [box.content for box in _boxes(data, inner, meta.end) if box.type == b"idat"]
    for item, begin, length in _extents(data, _child(data, inner, meta.end, b"iloc"), stores[0] if stores else 0):
        if item in telling:
            _blank(data, begin, begin + length)


def _boxes(data: mmap.mmap, start: int, end: int, *, trailer: bool = False) -> Iterator[_Box]:
    """The boxes between two offsets. Raises ValueError where one is longer than what holds it.

    Some phones append notes of their own behind the last box; with `trailer` they end the list.
    """
    while start + 8 <= end:
        size, content = int.from_bytes(data[start : start + 4], "big"), start + 8
        if size == 1:
            size, content = int.from_bytes(data[start + 8 : start + 16], "big"), start + 16
        stop = end if size == 0 else start + size
        if stop > end or stop < content:
            if trailer and data[start + 4 : start + 8] not in _NEEDED:
                return
            raise ValueError("a box ends outside of what holds it")
        yield _Box(data[start + 4 : start + 8], start, content, stop)
        start = stop


def _child(data: mmap.mmap, start: int, end: int, wanted: bytes) -> _Box:
    for box in _boxes(data, start, end):
        if box.type == wanted:
            return box
    raise ValueError("a needed box is missing")


def _telling_items(data: mmap.mmap, info: _Box) -> set[int]:
    """Ids of the items that describe (ItemInfoBox, 14496-12 section 8.11.6)."""
    wide = data[info.content] > 0
    telling = set()
    for entry in _boxes(data, info.content + (8 if wide else 6), info.end):
        id_length = 4 if data[entry.content] >= 3 else 2
        at = entry.content + 4
        kind = data[at + id_length + 2 : at + id_length + 6]
        if kind in _TELLING:
            telling.add(int.from_bytes(data[at : at + id_length], "big"))
    return telling


class _Reader:
    """Big-endian numbers, one after the other."""

    def __init__(self, data: mmap.mmap, at: int) -> None:
        self._data, self._at = data, at

    def number(self, length: int) -> int:
        if self._at + length > len(self._data):
            raise ValueError("the file ends too early")
        self._at += length
        return int.from_bytes(self._data[self._at - length : self._at], "big")


def _extents(data: mmap.mmap, locations: _Box, inline_store: int) -> Iterator[tuple[int, int, int]]:
    """Item id, offset in the file and length of every stretch (ItemLocationBox, 14496-12 section 8.11.3)."""
    read = _Reader(data, locations.content)
    version = read.number(4) >> 24
    sizes = read.number(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    for _ in range(min(read.number(4 if version == 2 else 2), _MOST_ITEMS)):
        item = read.number(4 if version == 2 else 2)
        inline = bool(version) and read.number(2) & 15 == 1
        read.number(2)
        base = read.number(base_size) + (inline_store if inline else 0)
        for _ in range(min(read.number(2), _MOST_ITEMS)):
            read.number(index_size)
            offset = read.number(offset_size)
            yield item, base + offset, read.number(length_size)


def _blank(data: mmap.mmap, start: int, end: int) -> None:
    if end > len(data):
        raise ValueError("an item lies outside of the file")
    step = 1024 * 1024
    for at in range(start, end, step):
        data[at : min(end, at + step)] = bytes(min(end, at + step) - at)
