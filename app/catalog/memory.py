"""Definitions that were read before. They never change, so nothing has to be forgotten but for room."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from app.catalog.reading import from_document
from app.catalog.stacks.documents import stack_from_document

MOST = 512
_T = TypeVar("_T")


class DefinitionMemory(Generic[_T]):
    """Definitions by content hash. Two threads may both read one; they make equal values."""

    def __init__(self, read: Callable[[Mapping[str, Any]], _T]) -> None:
        self._read = read
        self._known: dict[str, _T] = {}

    def get(self, digest: str) -> _T | None:
        """The definition with this hash, if it was kept."""
        return self._known.get(digest)

    def all_of(
        self, digests: Mapping[int, str], documents_of: Callable[[list[int]], Mapping[int, Mapping[str, Any]]]
    ) -> dict[int, _T]:
        """The definitions of these rows, by id as the hashes are; `documents_of` is asked once for what isn't known.

        What is known is taken first: keeping the others may start the memory anew.
        """
        known = {row_id: self.get(digest) for row_id, digest in digests.items()}
        missing = [row_id for row_id, definition in known.items() if definition is None]
        documents = documents_of(missing) if missing else {}
        return {
            row_id: definition or self.keep(digests[row_id], documents[row_id]) for row_id, definition in known.items()
        }

    def keep(self, digest: str, document: Mapping[str, Any]) -> _T:
        """Read a stored document and keep it; past `MOST`, start anew."""
        definition = self._read(document)
        if len(self._known) >= MOST:
            self._known = {}
        self._known[digest] = definition
        return definition


definitions = DefinitionMemory(from_document)
stack_definitions = DefinitionMemory(stack_from_document)
