"""Counting requests per minute: in this process, or in Redis for all processes together.

Redis may fail: then each process counts for itself until Redis is back, and a line in the log says so. What
happens at a door must never hang on a counter.
"""

import time
from threading import Lock

import structlog
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

log = structlog.get_logger(__name__)

STORE_SECONDS = 0.25
"""How long a request waits for Redis to count it."""
PAUSE_SECONDS = 5.0
"""How long Redis isn't asked again after it failed."""
WINDOW_SECONDS = 60.0


class OwnCounts:
    """Counts of this process, each begun with its first request and over a minute later."""

    def __init__(self) -> None:
        self._counts: dict[str, tuple[int, float]] = {}
        self._swept_at = 0.0
        self._lock = Lock()

    def hit(self, key: str) -> tuple[int, float]:
        """Count one more; how many there were in this minute, and the seconds until it is over."""
        now = time.monotonic()
        with self._lock:
            if now - self._swept_at > WINDOW_SECONDS:
                self._swept_at = now
                self._counts = {name: kept for name, kept in self._counts.items() if kept[1] > now}
            count, end = self._counts.get(key, (0, 0.0))
            if end <= now:
                count, end = 0, now + WINDOW_SECONDS
            self._counts[key] = (count + 1, end)
            return count + 1, end - now


class SharedCounts:
    """Counts in Redis, the same for every process."""

    def __init__(self, redis_url: str) -> None:
        timeouts = {"socket_connect_timeout": STORE_SECONDS, "socket_timeout": STORE_SECONDS}
        storage = storage_from_string(redis_url, wrap_exceptions=True, **timeouts)
        self._strategy = FixedWindowRateLimiter(storage)

    def may_pass(self, key: str, a_minute: int) -> tuple[bool, float]:
        """As `Counter.may_pass`. Raises StorageError if Redis doesn't answer."""
        item = RateLimitItemPerMinute(a_minute, namespace="cairn")
        if self._strategy.hit(item, key):
            return True, 0.0
        return False, self._strategy.get_window_stats(item, key).reset_time - time.time()


class Counter:
    """Counts wherever that is possible just now."""

    def __init__(self, redis_url: str | None) -> None:
        self._shared = SharedCounts(redis_url) if redis_url else None
        self._own = OwnCounts()
        self._ask_again_at = 0.0

    def may_pass(self, key: str, a_minute: int) -> tuple[bool, float]:
        """Count a request under `key`; whether it is one of the first `a_minute`, else the seconds to wait."""
        if self._shared is not None and time.monotonic() >= self._ask_again_at:
            try:
                return self._shared.may_pass(key, a_minute)
            except StorageError as error:
                self._ask_again_at = time.monotonic() + PAUSE_SECONDS
                log.warning("rate_limit_store_down", error=type(error.storage_error).__name__)
        count, wait = self._own.hit(key)
        return count <= a_minute, wait
