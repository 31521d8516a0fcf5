"""A file on its way in: bytes go straight to the disk that they will stay on, counted and hashed as they come."""

import contextlib
import errno
import hashlib
import os
import tempfile
import weakref
from io import RawIOBase
from pathlib import Path
from typing import IO, Any

from app.errors import Invalid, Unavailable

CHUNK = 256 * 1024
MEBIBYTE = 1024 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def too_large(max_bytes: int) -> Invalid:
    limit = f"{max_bytes / MEBIBYTE:.0f} MB" if max_bytes >= MEBIBYTE else f"{max_bytes / 1024:.0f} KB"
    return Invalid(
        "file-too-large",
        f"This file is larger than the {limit} allowed here. Nothing of it was kept.",
        "Choose a smaller file: export it at a lower quality, or split it in two.",
    )


def disk_trouble(error: OSError) -> Unavailable:
    """What to tell a person when the disk refuses; the server's own log has the rest."""
    words = (
        "There is no room left to store files just now." if error.errno in _FULL else "The file could not be stored."
    )
    return Unavailable(
        "storage-full" if error.errno in _FULL else "storage-failed",
        f"{words} Nothing of this upload was kept; everything saved before is safe.",
        "Keep your file and try again later. If it goes on, tell the people who run this site.",
    )


class Spool(RawIOBase):
    """A temporary file beside the stored ones, with a limit. Gone when closed or forgotten, unless taken over.

    It is what the web server's form parser writes into, so that an upload is written once, and what a
    raw request body is copied into. Raises Invalid above `max_bytes` and Unavailable if the disk is full,
    both while bytes arrive.
    """

    def __init__(self, folder: Path, max_bytes: int) -> None:
        super().__init__()
        self.max_bytes = max_bytes
        self.size = 0
        self._hash = hashlib.sha256()
        try:
            handle, name = tempfile.mkstemp(suffix=".part", dir=folder)
        except OSError as error:
            raise disk_trouble(error) from error
        self.path = Path(name)
        self._file: IO[bytes] = os.fdopen(handle, "w+b", buffering=CHUNK)
        self._forget = weakref.finalize(self, _remove, self._file, self.path)

    @property
    def sha256(self) -> str:
        """Hexadecimal digest of all that was written."""
        return self._hash.hexdigest()

    def write(self, chunk: Any) -> int:
        data = bytes(chunk)
        if self.size + len(data) > self.max_bytes:
            self.close()
            raise too_large(self.max_bytes)
        try:
            self._file.write(data)
        except OSError as error:
            self.close()
            raise disk_trouble(error) from error
        self._hash.update(data)
        self.size += len(data)
        return len(data)

    def copy_from(self, stream: IO[bytes]) -> None:
        """Everything that is left of `stream`, a quarter of a mebibyte at a time."""
        while chunk := stream.read(CHUNK):
            self.write(chunk)

    def finish(self) -> Path:
        """Flush to the disk itself; the path holds every byte when this returns."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            self.close()
            raise disk_trouble(error) from error
        return self.path

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        """Remove the temporary file; harmless if it was taken over or closed before."""
        self._forget()
        super().close()


def _remove(file: IO[bytes], path: Path) -> None:
    with contextlib.suppress(OSError):
        file.close()
    path.unlink(missing_ok=True)
