"""The whole way of one upload: spool, limit, sniff, clean, keep."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.errors import Invalid
from app.files.containers import is_scrubbed, scrub
from app.files.kinds import Kind, accepts, words_for
from app.files.metadata import is_redrawn, redraw
from app.files.names import clean_name, split_name
from app.files.sniff import sniff
from app.files.spool import CHUNK, Spool, disk_trouble, too_large
from app.files.store import FileStore, StoredFile


@dataclass(frozen=True, slots=True)
class ReceivingRules:
    """What a place for a file takes: keys or groups of kinds (empty: all), and bytes at most."""

    accept: tuple[str, ...]
    max_bytes: int


def receive(store: FileStore, stream: IO[bytes], name: str, rules: ReceivingRules) -> StoredFile:
    """Store what `stream` brings under a clean name. Raises Invalid or Unavailable, and then nothing is kept."""
    with store.spool(rules.max_bytes) as spool:
        spool.copy_from(stream)
        return receive_spooled(store, spool, name, rules)


def receive_spooled(store: FileStore, spool: Spool, name: str, rules: ReceivingRules) -> StoredFile:
    """The same for bytes that the form parser has written already. Closes the spool in any case."""
    with spool:
        if spool.size > rules.max_bytes:
            raise too_large(rules.max_bytes)
        path = spool.finish()
        shown = clean_name(name)
        kind = sniff(path, shown)
        if not accepts(rules.accept, kind):
            raise _wrong_kind(kind, rules)
        shown = _with_ending(shown, kind)
        if is_redrawn(kind):
            return _keep_redrawn(store, path, shown, kind)
        if is_scrubbed(kind):
            scrub(path, kind)
            size, digest = _measure(path)
            return StoredFile(store.adopt(path), size, digest, kind.media_type, shown)
        return StoredFile(store.adopt(path), spool.size, spool.sha256, kind.media_type, shown)


def _keep_redrawn(store: FileStore, path: Path, name: str, kind: Kind) -> StoredFile:
    clean = path.with_suffix(".clean.part")
    try:
        redraw(path, clean, kind)
        size, digest = _measure(clean)
        return StoredFile(store.adopt(clean), size, digest, kind.media_type, name)
    except OSError as error:
        raise disk_trouble(error) from error
    finally:
        clean.unlink(missing_ok=True)


def _measure(path: Path) -> tuple[int, str]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
        os.fsync(file.fileno())
        return file.tell(), digest.hexdigest()


def _with_ending(name: str, kind: Kind) -> str:
    """A name that says what it is: a phone's `IMG_1.HEIC` that holds a JPEG becomes `IMG_1.jpg`."""
    stem, ending = split_name(name)
    return name if ending in kind.endings else clean_name(f"{stem}.{kind.endings[0]}")


def _wrong_kind(kind: Kind, rules: ReceivingRules) -> Invalid:
    return Invalid(
        "file-kind-not-accepted",
        f"This is a file of the kind “{kind.words}”. Here you can hand in: {words_for(rules.accept)}.",
        "Export your work in one of these forms and upload that.",
    )
