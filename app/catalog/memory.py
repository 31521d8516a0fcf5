"""Definitions that were read before. They never change, so nothing has to be forgotten but for room."""

from typing import Any

from app.catalog.definition import Definition
from app.catalog.reading import from_document

MOST = 512


class DefinitionMemory:
    """Definitions by content hash. Two threads may both read one; they make equal values."""

    def __init__(self) -> None:
        self._known: dict[str, Definition] = {}

    def get(self, digest: str) -> Definition | None:
        """The definition with this hash, if it was kept."""
        return self._known.get(digest)

    def keep(self, digest: str, document: dict[str, Any]) -> Definition:
        """Read a stored document and keep it; past `MOST`, start anew."""
        definition = from_document(document)
        if len(self._known) >= MOST:
            self._known = {}
        self._known[digest] = definition
        return definition


definitions = DefinitionMemory()
