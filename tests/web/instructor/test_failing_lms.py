"""An LMS that hangs or is down is the worker's business: no page waits for it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from flask import Flask

from app.db import transaction
from app.gradebook import Fact
from app.http import TransportError
from app.lti import ensure_keys
from app.services import Services
from app.worker import Deliverer, handlers
from tests.web.instructor.conftest import Desk

AT_ONCE_SECONDS = 10.0
PAGES = ("", "about", "gradebook")


@dataclass
class HangingLms:
    """Stands in for `PlatformHttp`: every call is taken and never answered, until it is let go."""

    called: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    def post(self, url: str, **_more: Any) -> Any:
        return self._hang(url)

    def get(self, url: str, **_more: Any) -> Any:
        return self._hang(url)

    def _hang(self, _url: str) -> Any:
        self.called.set()
        self.over.wait(30)
        raise TransportError("platform-timeout", "lms.example did not answer in time.", retryable=True)


@contextmanager
def delivering(app: Flask, lms: HangingLms) -> Iterator[None]:
    """A worker that is in the middle of a call to this LMS."""
    services: Services = app.extensions["cairn"]

    def work() -> None:
        with app.app_context():
            Deliverer(services.clock, handlers(replace(services, http=lms))).deliver_one()  # type: ignore[arg-type]

    worker = threading.Thread(target=work)
    worker.start()
    assert lms.called.wait(10)
    try:
        yield
    finally:
        lms.over.set()
        worker.join()


@pytest.fixture
def lms(database: Flask, services: Services) -> HangingLms:
    with transaction() as session:
        ensure_keys(session, services.clock, services.sealer)
    return HangingLms()


def test_pages_answer_at_once_while_the_lms_hangs(tess: Desk, app: Flask, lms: HangingLms) -> None:
    tess.record("ada", Fact.EARNED, 10)
    tess.text("gradebook")
    with delivering(app, lms):
        for path in PAGES:
            begun = time.monotonic()
            tess.text(path)
            assert time.monotonic() - begun < AT_ONCE_SECONDS
        assert "Being sent" in tess.text("gradebook")
    assert "lms.example did not answer in time." in tess.text("gradebook")


def test_what_people_do_is_written_at_once_while_the_lms_hangs(tess: Desk, app: Flask, lms: HangingLms) -> None:
    tess.record("ada", Fact.EARNED, 10)
    with delivering(app, lms):
        begun = time.monotonic()
        tess.record("ben", Fact.EARNED, 12)
        assert tess.post("gradebook/retry-all").status_code == 303
        assert time.monotonic() - begun < AT_ONCE_SECONDS
