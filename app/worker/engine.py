"""What wakes the worker: Huey, on SQLite beside the database or on Redis.

Nothing depends on it. A wake-up that is lost costs at most a minute, until the next sweep; one that
comes twice finds nothing to do. What is owed stands in the outbox.
"""

import logging
import os
import socket
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from huey import RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from sqlalchemy import Engine, Pool, event
from sqlalchemy.orm import Session

from app.config import Settings
from app.db import CairnSession
from app.outbox import MARKED

logger = logging.getLogger(__name__)

THREADS = 4
LONGEST_POLL_SECONDS = 0.5
STOP_SECONDS = 10
NAME = f"{socket.gethostname()}:{os.getpid()}"

_wake_ups: WeakKeyDictionary[Pool, Callable[[], None]] = WeakKeyDictionary()


class WakeUps:
    """One process's line to the workers: ask for a delivery now or later; run what asks."""

    def __init__(
        self, settings: Settings, deliver: Callable[[], None], sweep: Callable[[], None], tidy: Callable[[], None]
    ) -> None:
        """`deliver` pays what is due; `sweep` does so every minute, with a sign of life; `tidy` runs each hour."""
        self.huey = _huey(settings)
        self._deliver = self.huey.task(name="deliver")(deliver)
        self._sweep = self.huey.periodic_task(crontab(minute="*"), name="sweep")(sweep)
        self._tidy = self.huey.periodic_task(crontab(minute="17"), name="tidy")(tidy)

    def now(self) -> None:
        """Wake a worker. Never raises: the fact is committed, and the sweep will find it."""
        try:
            self._deliver()
        except Exception:
            logger.exception("waking the worker failed")

    def sweep_now(self) -> None:
        """Have the first sweep done at once. Never raises."""
        try:
            self._sweep()
        except Exception:
            logger.exception("asking for a sweep failed")

    def later(self, seconds: float) -> None:
        """Wake a worker after that time. Never raises."""
        try:
            self._deliver.schedule(delay=max(seconds, 0))
        except Exception:
            logger.exception("scheduling a wake-up failed")

    def consumer(self) -> Consumer:
        """The threads that run what was asked for, as a process of their own that ends on SIGTERM and Ctrl-C."""
        return Consumer(self.huey, **_CONSUMER)

    def threads(self) -> "ThreadsInProcess":
        """The same threads inside a process that minds its own signals."""
        return ThreadsInProcess(self.huey, **_CONSUMER)


class ThreadsInProcess(Consumer):  # type: ignore[misc]
    """Huey's consumer without its signal handlers, which belong to the web server here."""

    def _set_signal_handlers(self) -> None:
        """Leave the signals alone."""


_CONSUMER: dict[str, Any] = {
    "workers": THREADS,
    "periodic": True,
    "initial_delay": 0.05,
    "max_delay": LONGEST_POLL_SECONDS,
    "shutdown_timeout": STOP_SECONDS,
    "graceful_signal": "TERM",
}


def _huey(settings: Settings) -> Any:
    if settings.redis_url:
        return RedisHuey("cairn", url=settings.redis_url, results=False)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("cairn", filename=str(settings.data_dir / "wake-ups.sqlite3"), results=False, fsync=False)


def wake_after_commit(engine: Engine, wake: Callable[[], None]) -> None:
    """Call `wake` after each commit on `engine` that owed something to the outside."""
    _wake_ups[engine.pool] = wake
    if not event.contains(CairnSession, "after_commit", _after_commit):
        event.listen(CairnSession, "after_commit", _after_commit)


def _after_commit(session: Session) -> None:
    if session.info.pop(MARKED, False) and (wake := _wake_ups.get(_pool_of(session))):
        wake()


def _pool_of(session: Session) -> Pool:
    """What the engines of one database have in common, whatever options each has."""
    bind = session.get_bind()
    return bind.engine.pool
