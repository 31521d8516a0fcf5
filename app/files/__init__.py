"""Bytes: what people hand in, kept as files outside the database.

Owns the way from an upload's stream to a stored file (`receive`): a limit that is enforced while the
bytes arrive, a kind that is read from the content and never believed from a name or a header, photos
without their camera data, a checksum of exactly what was stored. Knows nothing of people or evidence;
whoever stores a key decides who may open it.
"""

from app.files.kinds import KINDS, Kind, accepts, browser_accept, kind_named, kind_of_media_type, words_for
from app.files.names import clean_name
from app.files.receive import ReceivingRules, receive, receive_spooled
from app.files.spool import Spool
from app.files.store import FileStore, LocalFileStore, StoredFile
from app.files.sweep import sweep_orphans

__all__ = [
    "KINDS",
    "FileStore",
    "Kind",
    "LocalFileStore",
    "ReceivingRules",
    "Spool",
    "StoredFile",
    "accepts",
    "browser_accept",
    "clean_name",
    "kind_named",
    "kind_of_media_type",
    "receive",
    "receive_spooled",
    "sweep_orphans",
    "words_for",
]
