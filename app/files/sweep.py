"""What a crash may leave behind, and its removal."""

from collections.abc import Container
from datetime import datetime, timedelta

from app.files.store import FileStore

GRACE = timedelta(hours=24)


def sweep_orphans(store: FileStore, known: Container[str], now: datetime) -> int:
    """Remove bytes that no record names and temporary files of dead processes; how many.

    Only what is older than a day goes: a younger file may belong to a request that has stored its bytes
    and not yet committed its record.
    """
    before = now - GRACE
    orphans = [key for key, stored_at in store.stored() if stored_at < before and key not in known]
    for key in orphans:
        store.delete(key)
    return len(orphans) + store.sweep_spools(before)
