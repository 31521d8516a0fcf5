"""Where bytes live: one protocol, and the local folder that is the default."""

import contextlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Protocol

from app.errors import NotFound, Unavailable
from app.files.spool import Spool, disk_trouble

_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is safely on the disk. `key` opens it; `sha256` is the digest of what is stored."""

    key: str
    size: int
    sha256: str
    media_type: str
    name: str = ""


class FileStore(Protocol):
    """Keeps bytes under random keys. All of it raises Unavailable when the storage doesn't answer."""

    def spool(self, max_bytes: int) -> Spool:
        """A temporary file to write an upload into, at most `max_bytes` long."""

    def adopt(self, path: Path) -> str:
        """Take a finished temporary file over, all or nothing; the key it is stored under."""

    def put_stream(self, stream: IO[bytes], max_bytes: int) -> StoredFile:
        """Store a stream as it is. Raises Invalid above `max_bytes`, and then nothing is kept."""

    def open(self, key: str) -> IO[bytes]:
        """The bytes, seekable. Raises NotFound."""

    def delete(self, key: str) -> None:
        """Remove for good; a key that is gone already is fine."""

    def stored(self) -> Iterator[tuple[str, datetime]]:
        """Every stored key and when it was stored."""

    def sweep_spools(self, before: datetime) -> int:
        """Remove temporary files last written before that moment, left by a process that was killed."""

    def check(self) -> None:
        """Write and remove a byte. Raises Unavailable."""


class LocalFileStore:
    """Files in a folder: `ab/cd/abcd…`, written beside it first, flushed, then renamed into place."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"

    def spool(self, max_bytes: int) -> Spool:
        try:
            self._incoming.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise disk_trouble(error) from error
        return Spool(self._incoming, max_bytes)

    def adopt(self, path: Path) -> str:
        key = secrets.token_hex(16)
        target = self._path(key)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
            _flush_folder(target.parent)
        except OSError as error:
            with contextlib.suppress(OSError):
                target.unlink(missing_ok=True)
            raise disk_trouble(error) from error
        return key

    def put_stream(self, stream: IO[bytes], max_bytes: int) -> StoredFile:
        with self.spool(max_bytes) as spool:
            spool.copy_from(stream)
            key = self.adopt(spool.finish())
            return StoredFile(key, spool.size, spool.sha256, "application/octet-stream")

    def open(self, key: str) -> IO[bytes]:
        try:
            return self._path(key).open("rb")
        except FileNotFoundError as error:
            raise _no_file() from error
        except OSError as error:
            raise Unavailable("storage-failed", "The file can't be read just now.", "Try again in a moment.") from error

    def delete(self, key: str) -> None:
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as error:
            raise disk_trouble(error) from error

    def stored(self) -> Iterator[tuple[str, datetime]]:
        for path in sorted(self._root.glob("??/??/*")):
            if _KEY.fullmatch(path.name):
                yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def sweep_spools(self, before: datetime) -> int:
        stale = [path for path in self._incoming.glob("*.part") if path.stat().st_mtime < before.timestamp()]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)

    def check(self) -> None:
        with self.spool(1) as spool:
            spool.write(b"1")
            spool.finish()

    def _path(self, key: str) -> Path:
        """Keys are 32 hexadecimal digits of our own; anything else can't name a file here."""
        if not _KEY.fullmatch(key):
            raise _no_file()
        return self._root / key[:2] / key[2:4] / key


def _no_file() -> NotFound:
    return NotFound("no-such-file", "This file is not stored here any more.", "Go back and choose another one.")


def _flush_folder(folder: Path) -> None:
    """Make the rename itself survive a power cut; systems without folder handles keep their own promise."""
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
