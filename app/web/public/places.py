"""Places for work that makes a visitor wait: so many in all, and never all of them for one visitor."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class NoPlace(Exception):  # noqa: N818 - told to a person
    """All places are taken, or all that this visitor may have."""


class Places:
    """Counted in this process alone. Safe to use from many threads."""

    def __init__(self, all_in_all: int, for_one: int) -> None:
        self._all_in_all, self._for_one = all_in_all, for_one
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def one_for(self, visitor: str) -> Iterator[None]:
        """Hold a place for the block. Raises NoPlace at once instead of waiting for one."""
        with self._lock:
            if self._taken.total() >= self._all_in_all or self._taken[visitor] >= self._for_one:
                raise NoPlace
            self._taken[visitor] += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken[visitor] -= 1
                # Nobody's address is kept once they are gone.
                self._taken += Counter()
