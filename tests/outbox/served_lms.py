"""The fake LMS behind a real HTTP server on loopback, with random bad days, and an eye on who comes too early."""

import json
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from app.http import Response, TransportError
from tests.gradebook.fake_lms import FakeLms, Fault

BAD_DAYS: tuple[tuple[Fault, float], ...] = (
    (Fault.LOST, 0.06),
    (Fault.ERROR, 0.05),
    (Fault.ERROR_AFTER, 0.04),
    (Fault.REFUSED, 0.02),
    (Fault.THROTTLED, 0.02),
)


class ServedLms(FakeLms):
    """A `FakeLms` that decides by itself when it has a bad moment.

    `before_score` and `after_score` are told of each score as it comes and as its answer is about to leave.
    """

    def __init__(self, *, canvas: bool, seed: int) -> None:
        super().__init__(canvas=canvas, retry_after=1)
        self._random = random.Random(seed)
        self._throttled_until = 0.0
        self._scores = 0
        self._entry = Lock()
        self.too_early = 0
        self.calm = False
        self.before_score: Callable[[int], None] = lambda count: None
        self.after_score: Callable[[int], None] = lambda count: None

    def answer(self, method: str, path: str, body: Any) -> Response | None:
        """One call; None where the connection just ends."""
        if path.startswith("/token"):
            return self._answer(path, 200, {"access_token": "token", "expires_in": 3600})
        if method == "POST":
            self._scores += 1
            self.before_score(self._scores)
        with self._entry:
            if time.monotonic() < self._throttled_until:
                self.too_early += 1
            fault = self._bad_moment()
            if fault is Fault.THROTTLED:
                self._throttled_until = time.monotonic() + self.retry_after
            self.faults.append(fault)
            try:
                response = self.post(path, json=body) if method == "POST" else self.get(path)
            except TransportError:
                response = None
        if method == "POST":
            self.after_score(self._scores)
        return response

    def _bad_moment(self) -> Fault | None:
        if self.calm:
            return None
        dice = self._random.random()
        for fault, share in BAD_DAYS:
            if dice < share:
                return fault
            dice -= share
        return None


@contextmanager
def serving(lms: ServedLms) -> Iterator[str]:
    """Serve `lms` until the block is left; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(None)

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._reply(json.loads(raw) if "json" in (self.headers.get("Content-Type") or "") else {})

        def _reply(self, body: Any) -> None:
            response = lms.answer(self.command, self.path, body)
            self.close_connection = True
            if response is None:
                return
            try:
                self.send_response(response.status)
                for name, value in response.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(response.body)))
                self.end_headers()
                self.wfile.write(response.body)
            except OSError:
                # The worker was killed while it waited for this.
                return

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
