"""Badges in PNG: one `iTXt` chunk each, found by its keyword. Source: PNG, third edition, sections 5 and 11.3.3.3."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from app.badges.baking.baked import MOST_BADGE_BYTES, Baked, as_text, damaged, too_large, twofold

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CREDENTIAL, ASSERTION = b"openbadgecredential", b"openbadges"
MOST_FILE_BYTES = 10 * 1024 * 1024
MOST_CHUNKS = 5_000
"""An encoder that writes 8 KB at a time needs 1,280 for the largest file that is read."""
_FRAME = 12
"""Bytes around a chunk's data: its length, its type, its checksum."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """One chunk; `raw` is all of it, as it stands in the file."""

    kind: bytes
    data: memoryview
    raw: memoryview

    @property
    def is_sound(self) -> bool:
        return zlib.crc32(self.data, zlib.crc32(self.kind)) == int.from_bytes(self.raw[-4:], "big")


def bake_png(png: bytes, credential: bytes | str, assertion: bytes | str | None = None) -> bytes:
    """The picture with the Open Badges 3.0 credential in it and, where there is one, the 2.0 assertion.

    Badges that were in it before are replaced, and so is everything behind the picture's end. Both are written
    uncompressed, directly behind the header, where the simplest reader finds them. Raises Invalid for no PNG.
    """
    header, *rest = list(_chunks(png))
    added = _text_chunk(CREDENTIAL, _bytes(credential))
    if assertion is not None:
        added += _text_chunk(ASSERTION, _bytes(assertion))
    return SIGNATURE + bytes(header.raw) + added + b"".join(each.raw for each in rest if _badge_keyword(each) is None)


def read_png(png: bytes) -> Baked:
    """The badges in a picture, whoever made it. Its pixels are never unpacked.

    Raises Invalid for what is no PNG or is cut off, for a damaged chunk with a badge, for two badges of one kind,
    for a badge that unpacks to more than a megabyte, and for files above 10 MB.
    """
    found: dict[bytes, str] = {}
    for chunk in _chunks(png):
        keyword = _badge_keyword(chunk)
        if keyword is None:
            continue
        if keyword in found:
            raise twofold()
        if not chunk.is_sound:
            raise damaged("the part that holds the badge was changed or cut")
        found[keyword] = as_text(_text_of(chunk, keyword))
    return Baked(credential=found.get(CREDENTIAL), assertion=found.get(ASSERTION))


def _chunks(png: bytes) -> Iterator[_Chunk]:
    """Every chunk from IHDR to IEND; what comes behind IEND belongs to no picture."""
    if len(png) > MOST_FILE_BYTES:
        raise too_large("it has more than 10 MB")
    if not png.startswith(SIGNATURE):
        raise damaged("it is not a PNG file")
    view, at = memoryview(png), len(SIGNATURE)
    for place in range(MOST_CHUNKS):
        chunk = _chunk_at(view, at)
        if place == 0 and chunk.kind != b"IHDR":
            raise damaged("it doesn't begin as a PNG file does")
        yield chunk
        if chunk.kind == b"IEND":
            return
        at += len(chunk.raw)
    raise too_large(f"it has more than {MOST_CHUNKS} parts")


def _chunk_at(view: memoryview, at: int) -> _Chunk:
    """The chunk that begins at `at`; its length is believed only as far as the file goes."""
    end = at + _FRAME + int.from_bytes(view[at : at + 4], "big")
    if len(view) < at + _FRAME or end > len(view):
        raise damaged("it is cut off")
    return _Chunk(bytes(view[at + 4 : at + 8]), view[at + 8 : end - 4], view[at:end])


def _badge_keyword(chunk: _Chunk) -> bytes | None:
    """Which badge a chunk holds. `tEXt` and `zTXt` count too: early bakers wrote them, and a badge mustn't hide."""
    if chunk.kind not in {b"iTXt", b"tEXt", b"zTXt"}:
        return None
    keyword = bytes(chunk.data[: len(CREDENTIAL) + 1]).partition(b"\0")[0]
    return keyword if keyword in {CREDENTIAL, ASSERTION} else None


def _text_of(chunk: _Chunk, keyword: bytes) -> bytes:
    rest = bytes(chunk.data[len(keyword) + 1 :])
    if chunk.kind == b"tEXt":
        return _bounded(rest)
    if chunk.kind == b"zTXt":
        return _inflated(rest[1:])
    compressed, text = rest[:1] == b"\1", rest[2:]
    for _ in ("language", "translated keyword"):
        _, end, text = text.partition(b"\0")
        if not end:
            raise damaged("the part that holds the badge is not written as PNG says")
    return _inflated(text) if compressed else _bounded(text)


def _bounded(text: bytes) -> bytes:
    if len(text) > MOST_BADGE_BYTES:
        raise too_large("the badge in it has more than 1 MB")
    return text


def _inflated(packed: bytes) -> bytes:
    """At most a megabyte is ever unpacked, however much the chunk claims to hold."""
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(packed, MOST_BADGE_BYTES + 1)
    except zlib.error as error:
        raise damaged("the badge in it can't be unpacked") from error
    if len(text) <= MOST_BADGE_BYTES and not inflater.eof:
        raise damaged("the badge in it is cut off")
    return _bounded(text)


def _text_chunk(keyword: bytes, text: bytes) -> bytes:
    """`iTXt`: keyword, no compression, no language, no translation, UTF-8 text."""
    body = b"iTXt" + keyword + b"\0" + b"\0\0" + b"\0" + b"\0" + text
    return (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")


def _bytes(text: bytes | str) -> bytes:
    return text.encode() if isinstance(text, str) else text
