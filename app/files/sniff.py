"""What a file really is, read from its content. Names and headers are hints that get no say."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import puremagic

from app.errors import Invalid
from app.files.kinds import KINDS, Kind
from app.files.names import split_name

HEAD = 4096
MOST_ZIP_BYTES_LISTED = 4 * 1024 * 1024
"""A larger table of contents is no Office document; it is never unpacked, only listed."""

_TEXT_CONTROL = bytes(set(range(32)) - {8, 9, 10, 12, 13, 27})
_OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_BRANDS = {
    "mov": (b"qt  ",),
    "m4a": (b"M4A ", b"M4B "),
    "heic": (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"),
    "mp4": (b"mp4", b"iso", b"avc1", b"M4V", b"dash", b"3gp", b"3g2", b"MSNV", b"cmfc", b"f4v"),
}
_HEADERS = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "pdf": b"%PDF-", "webp": b"RIFF", "wav": b"RIFF"}
_MAGIC = {
    ".pdf": "pdf", ".png": "png", ".jpg": "jpg", ".jpeg": "jpg", ".jfif": "jpg", ".jpe": "jpg", ".webp": "webp",
    ".mp3": "mp3", ".mpga": "mp3", ".wav": "wav",
}  # fmt: skip


def sniff(path: Path, name: str) -> Kind:
    """The kind of the file at `path`. `name` only tells a CSV table from other text.

    Raises Invalid for an empty file, for content that is none of the allowed kinds, and for a name
    whose ending promises another sort of file than the content is (`holiday.pdf` that is a program).
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
        if not head:
            raise Invalid("file-empty", "This file is empty: it has 0 bytes.", "Open it on your device, save it again.")
        kind = _by_signature(head, file) or _text(file, name)
    if kind is None:
        raise Invalid(
            "file-kind-unknown",
            f"Cairn can't take this file: its content is {_guess(head)}, not a kind that is allowed here.",
            "Export it as PDF, or choose another file.",
        )
    _check_ending(kind, name)
    return kind


def _by_signature(head: bytes, file: IO[bytes]) -> Kind | None:
    for test in _TESTS:
        key = test(head, file)
        if key:
            return KINDS[key]
    return None


def _media_container(head: bytes, _file: IO[bytes]) -> str | None:
    """MP4, QuickTime, M4A and HEIC share one container and differ by brand (ISO/IEC 14496-12, `ftyp`)."""
    if head[4:8] != b"ftyp":
        return None
    size = min(int.from_bytes(head[:4], "big"), 256)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, size, 4))]
    for brand in brands:
        for key, known in _BRANDS.items():
            if brand.startswith(known):
                return key
    return None


def _matroska(head: bytes, _file: IO[bytes]) -> str | None:
    return "webm" if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64] else None


def _office(head: bytes, file: IO[bytes]) -> str | None:
    """Word, Excel and PowerPoint files are ZIPs with known parts. Only the list of parts is read.

    The length of that list is checked first: a ZIP of a few kilobytes can claim gigabytes inside, and
    one of a million names would fill the memory before anything is unpacked.
    """
    if not head.startswith(b"PK\x03\x04") or _listed_bytes(file) > MOST_ZIP_BYTES_LISTED:
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((key for part, key in _OFFICE_PARTS.items() if part in names), None)


def _listed_bytes(file: IO[bytes]) -> int:
    """Length of a ZIP's table of contents as its last record tells (APPNOTE 4.3.16)."""
    file.seek(0, 2)
    file.seek(max(0, file.tell() - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else MOST_ZIP_BYTES_LISTED + 1


def _plain_signature(head: bytes, _file: IO[bytes]) -> str | None:
    """Pictures, PDF and sound by puremagic, held to the first bytes that the format demands."""
    for match in _matches(head):
        key = _MAGIC.get(match.extension)
        if key and head.startswith(_HEADERS.get(key, head[:1])) and _riff_is(key, head):
            return key
    return "mp3" if _is_mpeg_audio(head) else None


def _riff_is(key: str, head: bytes) -> bool:
    return {"webp": head[8:12] == b"WEBP", "wav": head[8:12] == b"WAVE", "mp3": _is_mpeg_audio(head)}.get(key, True)


def _is_mpeg_audio(head: bytes) -> bool:
    """An ID3 tag, or a frame header of MPEG audio layer III with a real bit rate and sampling rate."""
    if head.startswith(b"ID3"):
        return True
    return (
        len(head) > 3
        and head[0] == 0xFF
        and head[1] & 0xE6 == 0xE2
        and head[2] >> 4 not in {0, 15}
        and head[2] >> 2 & 3 != 3
    )


_TESTS: tuple[Callable[[bytes, IO[bytes]], str | None], ...] = (_media_container, _matroska, _office, _plain_signature)


def _text(file: IO[bytes], name: str) -> Kind | None:
    """Text has no signature: it is what holds no control characters, in UTF-8, UTF-16 with a mark or Windows-1252."""
    file.seek(0)
    first = file.read(2)
    wide = first in {b"\xff\xfe", b"\xfe\xff"}
    file.seek(0)
    while chunk := file.read(256 * 1024):
        if not wide and len(chunk.translate(None, _TEXT_CONTROL)) != len(chunk):
            return None
    if wide and not _decodes_wide(file):
        return None
    return KINDS["csv"] if split_name(name)[1] in KINDS["csv"].endings else KINDS["plain"]


def _decodes_wide(file: IO[bytes]) -> bool:
    file.seek(0)
    try:
        return "\0" not in file.read(8 * 1024 * 1024).decode("utf-16")
    except UnicodeDecodeError:
        return False


def _check_ending(kind: Kind, name: str) -> None:
    ending = split_name(name)[1]
    promised = next((other for other in KINDS.values() if ending in other.endings), None)
    if not ending or (promised and promised.group == kind.group and kind.group in {"image", "audio", "video"}):
        return
    if promised is not kind:
        raise Invalid(
            "file-kind-mismatch",
            f"This file's name ends in .{ending}, but its content is {_article(kind.words)}.",
            "Save or export it again in the form that its name says, then upload that.",
        )


def _article(words: str) -> str:
    if words.startswith(("plain", "PDF")):
        return words
    return f"an {words}" if words[0] in "AEIOM" and not words.startswith("Micro") else f"a {words}"


def _matches(head: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        return list(puremagic.magic_string(head))
    except (puremagic.PureError, ValueError):
        return []


def _guess(head: bytes) -> str:
    """What it seems to be, for the person who wonders why it was refused."""
    found = next((match for match in _matches(head) if match.extension), None)
    return f"of the sort usually named {found.extension}" if found else "of a sort that Cairn doesn't know"
