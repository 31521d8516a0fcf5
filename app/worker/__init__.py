"""The worker: delivers what the outbox owes, inside the web process or as `python -m app.worker`.

`attach` ties a tool to its wake-ups; `start_in_process` starts the threads beside the web server;
`main` is a process of its own, as many as wanted on as many hosts. All of them may run at once.
"""

import atexit
import logging
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from app.badges import BADGE, REVOCATION, owe_missing_tokens, sign_status_list, stale_status_lists
from app.db import db, reading, transaction
from app.flows.hear_of_copies import NOTICE_HANDLER, NoticeSubscriber
from app.flows.publish_column import ColumnPublisher
from app.flows.publish_score import ScorePublisher
from app.flows.read_results import ResultsReader
from app.flows.revoke_badge import RevocationCarrier
from app.flows.sign_badge import BadgeSigner
from app.flows.sweep_files import sweep_files
from app.flows.sync_roster import ROSTER, RosterReader, ask_for_due_rosters
from app.flows.tidy import forget_what_is_over, keep_keys
from app.gradebook import COLUMN, RESULTS, SCORE
from app.lti import AccessTokens, AgsClient, NoticeClient, NrpsClient
from app.outbox import Handler
from app.services import Services
from app.worker.delivering import Deliverer
from app.worker.engine import NAME, ThreadsInProcess, WakeUps, wake_after_commit

logger = logging.getLogger(__name__)

EXTENSION = "cairn_worker"

__all__ = ["EXTENSION", "Deliverer", "Worker", "attach", "handlers", "start_in_process"]


def handlers(services: Services) -> dict[str, Handler]:
    """Every kind of delivery with its handler. A new kind is one line here."""
    tokens = AccessTokens(services.http, services.clock, services.sealer)
    ags = AgsClient(services.http, tokens, services.clock)
    nrps = NrpsClient(services.http, tokens, services.clock)
    notices = NoticeClient(services.http, tokens, services.clock)
    return {
        SCORE: ScorePublisher(services, ags),
        COLUMN: ColumnPublisher(services, ags),
        RESULTS: ResultsReader(services, ags, transaction),
        ROSTER: RosterReader(services, nrps, _in_passing),
        NOTICE_HANDLER: NoticeSubscriber(services, notices),
        BADGE: BadgeSigner(services),
        REVOCATION: RevocationCarrier(services),
    }


def _in_passing() -> AbstractContextManager[Session]:
    """A short transaction for what the next reading would bring again."""
    return transaction(durable=False)


class Worker:
    """One tool's deliveries and what wakes them."""

    def __init__(self, app: Flask) -> None:
        services: Services = app.extensions["cairn"]
        self._app = app
        self._services = services
        self._deliverer = Deliverer(services.clock, handlers(services))
        self._scheduled: datetime | None = None
        self.wake_ups = WakeUps(services.settings, self.deliver, self.sweep, self.tidy)

    def deliver(self) -> None:
        """Pay what is due, then ask to be woken for what will be due next, or at once if there is more."""
        with self._app.app_context():
            if self._deliverer.drain():
                return self.wake_ups.now()
            due = self._deliverer.next_due()
        if due is not None and due != self._scheduled:
            self._scheduled = due
            self.wake_ups.later((due - self._services.clock.now()).total_seconds())
        return None

    def sweep(self) -> None:
        """Show a sign of life, and pay what a lost wake-up or a dead worker left."""
        with self._app.app_context():
            self._deliverer.show_alive(NAME)
        self.deliver()

    def tidy(self) -> None:
        """Forget what is over, change keys and ask for rosters that are due, sign status lists anew, remove files
        that nobody names.

        A fault in one of these keeps none of the others from being done.
        """
        with self._app.app_context():
            for chore in self._chores():
                try:
                    chore()
                except Exception:
                    logger.exception("tidying up: %s failed", chore.__name__)

    def _chores(self) -> Iterable[Callable[[], None]]:
        return (
            self._forget, self._keep_keys, self._ask_for_rosters, self._owe_tokens, self._refresh_status_lists,
            self._sweep_files,
        )  # fmt: skip

    def _forget(self) -> None:
        with transaction(durable=False) as session:
            forget_what_is_over(session, self._services)

    def _keep_keys(self) -> None:
        with transaction() as session:
            keep_keys(session, self._services)

    def _ask_for_rosters(self) -> None:
        more = True
        while more:
            with transaction(durable=False) as session:
                more = ask_for_due_rosters(session, self._services)

    def _owe_tokens(self) -> None:
        with transaction() as session:
            owe_missing_tokens(session, self._services.clock)

    def _sweep_files(self) -> None:
        with reading() as session:
            sweep_files(session, self._services)

    def _refresh_status_lists(self) -> None:
        """One transaction for each list, so that no award waits longer than for one signature."""
        clock, sealer = self._services.clock, self._services.sealer
        with reading() as session:
            stale = stale_status_lists(session, clock.now())
        for slug, number in stale:
            with transaction() as session:
                sign_status_list(session, clock=clock, sealer=sealer, slug=slug, number=number)


def attach(app: Flask) -> Worker:
    """Let every commit of `app` that owes something wake a worker, wherever one runs."""
    worker = Worker(app)
    app.extensions[EXTENSION] = worker
    with app.app_context():
        wake_after_commit(db.engine, worker.wake_ups.now)
    return worker


def start_in_process(app: Flask) -> ThreadsInProcess | None:
    """Start the delivery threads in this process; None where the settings say that they run elsewhere."""
    services: Services = app.extensions["cairn"]
    if not services.settings.worker_in_process:
        return None
    worker: Worker = app.extensions[EXTENSION]
    threads = worker.wake_ups.threads()
    threads.start()
    worker.wake_ups.sweep_now()
    atexit.register(threads.stop, graceful=True)
    return threads
