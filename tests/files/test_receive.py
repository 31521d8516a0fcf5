"""Uploads as an adversary would send them: what is stored, what is refused, and that nothing stays behind."""

import errno
import hashlib
import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import pytest
from PIL import Image

from app.errors import Invalid, NotFound, Unavailable
from app.files import LocalFileStore, ReceivingRules, StoredFile, receive, sweep_orphans
from tests.evidence.world import PDF, PNG, office
from tests.files.test_containers import photo

MB = 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument"
ANYTHING = ReceivingRules((), MB)


@pytest.fixture
def files(tmp_path: Path) -> LocalFileStore:
    return LocalFileStore(tmp_path / "files")


def put(files: LocalFileStore, content: bytes, name: str, *accept: str) -> StoredFile:
    return receive(files, io.BytesIO(content), name, ReceivingRules(accept, MB))


def left_on_disk(tmp_path: Path) -> list[Path]:
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_is_stored_with_the_checksum_of_its_bytes(files: LocalFileStore) -> None:
    stored = put(files, PDF, "plan.pdf", "pdf")
    with files.open(stored.key) as file:
        content = file.read()
    assert content == PDF
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (stored.size, stored.media_type, stored.name) == (len(PDF), "application/pdf", "plan.pdf")


class Endless(io.RawIOBase):
    """A stream that never ends and counts what was taken of it."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        self.taken += size
        return b"a" * size


def test_a_stream_without_end_is_cut_off_at_the_limit(files: LocalFileStore, tmp_path: Path) -> None:
    stream = Endless()
    with pytest.raises(Invalid) as refusal:
        receive(files, stream, "endless.txt", ANYTHING)  # type: ignore[arg-type]
    assert refusal.value.code == "file-too-large"
    assert "1 MB" in refusal.value.words
    assert stream.taken <= 2 * MB
    assert left_on_disk(tmp_path) == []


def test_a_file_of_exactly_the_limit_is_taken(files: LocalFileStore) -> None:
    assert put(files, b"a" * MB, "long.txt").size == MB


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "empty.pdf", "file-empty"),
        (PNG, "photo.pdf", "file-kind-mismatch"),
        (PDF, "plan.docx", "file-kind-mismatch"),
        (b"<html><script>alert(1)</script></html>", "page.html", "file-kind-mismatch"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "drawing.svg", "file-kind-mismatch"),
        (b"alert(1)", "code.js", "file-kind-mismatch"),
        (b"MZ\x90\0\3\0\0\0", "holiday.pdf", "file-kind-unknown"),
        (b"MZ\x90\0\3\0\0\0", "holiday.txt", "file-kind-unknown"),
        (b"GIF89a\x01\0\x01\0\0\0\0;", "moving.gif", "file-kind-unknown"),
        (b"\x1aE\xdf\xa3" + b"\0" * 8 + b"matroska", "film.webm", "file-kind-unknown"),
        (b"\0\0\0\x18ftypcrx \0\0\0\0", "raw.cr3", "file-kind-unknown"),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "photo.heic", "file-kind-unknown"),
        (b"RIFF\0\0\0\0AVI LIST", "film.wav", "file-kind-unknown"),
        (b"PK\x05\x06" + b"\0" * 18, "empty.zip", "file-kind-unknown"),
        (b"PK\x03\x04" + b"junk" * 20, "broken.docx", "file-kind-unknown"),
        (office("other/part.xml"), "strange.docx", "file-kind-unknown"),
        (office(vba=b"x", **{"word/vbaProject.bin": b"macro"}), "macro.docx", "file-kind-unknown"),
        (office("xl/workbook.xml"), "table.docx", "file-kind-mismatch"),
        (b"%!PS-Adobe\n\0\1\2", "drawing.pdf", "file-kind-unknown"),
        (PNG[:40], "cut.png", "picture-damaged"),
    ],
)
def test_what_is_not_allowed_or_lies_about_itself_is_refused(
    files: LocalFileStore, tmp_path: Path, content: bytes, name: str, code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        put(files, content, name)
    assert refusal.value.code == code
    assert refusal.value.way_out
    assert left_on_disk(tmp_path) == []


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (office("xl/workbook.xml"), "t.xlsx", f"{OFFICE}.spreadsheetml.sheet"),
        (office("ppt/presentation.xml"), "p.pptx", f"{OFFICE}.presentationml.presentation"),
        (b"name;points\nA;3\n", "survey.csv", "text/csv"),
        ("name,points\nZo\xeb,3\n".encode("cp1252"), "from-excel.csv", "text/csv"),
        ("Größe".encode("utf-16"), "notes.txt", "text/plain"),
        ("Привет, мир".encode(), "notes.md", "text/plain"),
        (photo(), "photo.heic", "image/heic"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "film.mov", "video/quicktime"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "film.mp4", "video/mp4"),
        (b"\0\0\0\x18ftypiso5\0\0\0\0iso5dash", "film.mp4", "video/mp4"),
        (b"\0\0\0\x1cftypM4A \0\0\0\0M4A mp42isom", "talk.m4a", "audio/mp4"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\xf7\x81\1B\xf2\x81\4B\xf3\x81\x08B\x82\x84webmB\x87", "f.webm", "video/webm"),
        (b"ID3\4\0\0\0\0\0#TSSE", "talk.mp3", "audio/mpeg"),
        (b"\xff\xfb\x90\x64" + b"\0" * 400, "talk.mp3", "audio/mpeg"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "talk.wav", "audio/wav"),
    ],
)  # fmt: skip
def test_every_allowed_kind_is_known_by_its_content(
    files: LocalFileStore, content: bytes, name: str, media_type: str
) -> None:
    assert put(files, content, name).media_type == media_type


def test_an_office_file_is_listed_and_never_unpacked(files: LocalFileStore) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * (300 * MB))
    assert len(packed.getvalue()) < MB
    began = time.process_time()
    assert put(files, packed.getvalue(), "bomb.docx", "docx").name == "bomb.docx"
    assert time.process_time() - began < 1


def test_an_office_file_with_an_endless_list_of_parts_is_refused(files: LocalFileStore) -> None:
    claims = office()[:-22] + b"PK\x05\x06" + b"\0" * 8 + (50 * MB).to_bytes(4, "little") + b"\0" * 6
    with pytest.raises(Invalid, match="file-kind-unknown"):
        put(files, claims, "parts.docx")


def test_a_kind_that_the_slot_does_not_accept_is_refused_in_words(files: LocalFileStore, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refusal:
        put(files, PNG, "wall.png", "pdf", "docx")
    assert refusal.value.code == "file-kind-not-accepted"
    assert "PDF or Word document" in refusal.value.words
    assert left_on_disk(tmp_path) == []


def test_the_catalogues_words_for_kinds_are_all_understood(files: LocalFileStore) -> None:
    assert put(files, b"words", "notes.txt", "plain").media_type == "text/plain"
    assert put(files, PNG, "a.png", "image").media_type == "image/png"


def test_a_phones_name_for_a_converted_photo_is_put_right(files: LocalFileStore) -> None:
    photo = io.BytesIO()
    Image.new("RGB", (4, 4)).save(photo, "JPEG")
    assert put(files, photo.getvalue(), "IMG_0001.HEIC", "image").name == "IMG_0001.jpg"
    assert put(files, PDF, "no ending", "pdf").name == "no ending.pdf"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_loses_place_time_and_device_but_stays_upright(files: LocalFileStore, form: str) -> None:
    photo = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SecretCamera"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 0.0)
    Image.new("RGB", (40, 20), "red").save(photo, form, exif=exif)
    sent = photo.getvalue()
    assert b"SecretCamera" in sent
    stored = put(files, sent, f"photo.{form.lower()}", "image")
    with files.open(stored.key) as file:
        content = file.read()
    assert b"SecretCamera" not in content and b"Exif" not in content
    assert stored.sha256 == hashlib.sha256(content).hexdigest() != hashlib.sha256(sent).hexdigest()
    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (20, 40)
        assert not image.getexif()


def test_words_hidden_in_a_picture_go_too(files: LocalFileStore) -> None:
    from PIL.PngImagePlugin import PngInfo

    notes, photo = PngInfo(), io.BytesIO()
    notes.add_text("Author", "Jane Student")
    Image.new("RGB", (4, 4)).save(photo, "PNG", pnginfo=notes)
    stored = put(files, photo.getvalue() + b"trailing secret", "a.png", "image")
    with files.open(stored.key) as file:
        content = file.read()
    assert b"Jane" not in content and b"trailing" not in content


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn(files: LocalFileStore, tmp_path: Path) -> None:
    photo = io.BytesIO()
    Image.new("1", (9000, 9000)).save(photo, "PNG")
    with pytest.raises(Invalid, match="picture-too-large"):
        put(files, photo.getvalue(), "huge.png", "image")
    assert left_on_disk(tmp_path) == []


class FullDisk:
    """What a file on a full disk does when it is written or flushed."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def write(self, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    def close(self) -> None:
        self.file.close()


def test_a_full_disk_is_said_in_words_and_nothing_stays(
    files: LocalFileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fdopen
    monkeypatch.setattr("app.files.spool.os.fdopen", lambda *a, **k: FullDisk(real(*a, **k)))
    with pytest.raises(Unavailable) as refusal:
        put(files, PDF, "plan.pdf")
    assert refusal.value.code == "storage-full"
    assert "everything saved before is safe" in refusal.value.words
    assert left_on_disk(tmp_path) == []


def test_a_disk_that_fills_up_at_the_last_moment_leaves_nothing(
    files: LocalFileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_self: Path, _target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", no_room)
    with pytest.raises(Unavailable, match="storage-full"):
        put(files, PDF, "plan.pdf")
    assert left_on_disk(tmp_path) == []


def test_a_disk_that_fills_up_while_a_photo_is_cleaned_leaves_nothing(
    files: LocalFileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", no_room)
    with pytest.raises(Unavailable, match="storage-full"):
        put(files, PNG, "wall.png")
    assert left_on_disk(tmp_path) == []


KILLED = """
import io, sys, time
from pathlib import Path
from app.files import LocalFileStore, ReceivingRules, receive
class Slow(io.RawIOBase):
    def read(self, size=-1):
        print("reading", flush=True); time.sleep(30); return b"x"
class Once(Slow):
    first = True
    def read(self, size=-1):
        if self.first:
            self.first = False
            return b"%PDF-1.7" * 100_000
        return super().read(size)
receive(LocalFileStore(Path(sys.argv[1])), Once(), "plan.pdf", ReceivingRules((), 10**9))
"""


def test_a_process_killed_in_the_middle_leaves_no_stored_file_and_the_sweep_clears_the_rest(tmp_path: Path) -> None:
    root = tmp_path / "files"
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(root)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    files = LocalFileStore(root)
    assert list(files.stored()) == []
    assert len(left_on_disk(root)) == 1
    now = datetime.now(UTC)
    assert sweep_orphans(files, (), now) == 0, "it may still be in use"
    assert sweep_orphans(files, (), now + timedelta(hours=25)) == 1
    assert left_on_disk(root) == []


def test_the_sweep_spares_what_is_known_and_what_is_young(files: LocalFileStore) -> None:
    known, orphan = put(files, PDF, "a.pdf").key, put(files, PDF, "b.pdf").key
    now = datetime.now(UTC)
    assert sweep_orphans(files, {known}, now) == 0
    assert sweep_orphans(files, {known}, now + timedelta(days=2)) == 1
    assert [key for key, _ in files.stored()] == [known]
    with pytest.raises(NotFound):
        files.open(orphan)


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "a" * 31, "A" * 32, "/etc/passwd", f"{'0' * 30}/."])
def test_a_key_that_is_not_ours_opens_nothing(files: LocalFileStore, key: str) -> None:
    with pytest.raises(NotFound):
        files.open(key)


def test_the_store_says_when_it_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")
    with pytest.raises(Unavailable):
        LocalFileStore(tmp_path / "files").check()
