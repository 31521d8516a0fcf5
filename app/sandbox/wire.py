"""Between the network and the services: faults on demand, and the record of what tools said."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from werkzeug.wrappers import Request, Response

from app.sandbox.calls import Calls, shortened
from app.sandbox.faults import Fault, FaultKind, Faults, family_of
from app.sandbox.platform import Platform
from app.sandbox.records import ServiceCall

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]
NOTE = "sandbox.note"
LARGEST = 1024 * 1024


@dataclass(slots=True)
class _Answer:
    """What the application answered, caught on its way out."""

    status: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def start(self, status: str, headers: list[tuple[str, str]], *_: object) -> Callable[[bytes], None]:
        self.status, self.headers = status, headers
        return lambda _written: None


class Wire:
    """WSGI middleware around the sandbox: only service calls pass through its hands."""

    def __init__(self, inner: WsgiApp, platform: Platform) -> None:
        self._inner = inner
        self._platform = platform
        self._faults = Faults(platform.store)
        self._calls = Calls(platform.store)
        self._under_way = 0
        self._settled = threading.Condition()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        family = family_of(environ.get("PATH_INFO", ""))
        if family is None:
            return self._inner(environ, start_response)
        with self._counted():
            return self._served(environ, start_response, family)

    def settle(self, seconds: float) -> None:
        """Waits until no call is under way, so that the store can be closed."""
        with self._settled:
            self._settled.wait_for(lambda: self._under_way == 0, seconds)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._settled:
            self._under_way += 1
        try:
            yield
        finally:
            with self._settled:
                self._under_way -= 1
                self._settled.notify_all()

    def _served(self, environ: Environ, start_response: StartResponse, family: str) -> Iterable[bytes]:
        sent = environ["wsgi.input"].read(min(int(environ.get("CONTENT_LENGTH") or 0), LARGEST))
        environ["wsgi.input"] = BytesIO(sent)
        fault = self._faults.next_for(family)
        answer = self._answered(environ, fault)
        self._note(environ, sent, answer, fault)
        if fault and fault.kind in {FaultKind.RESET, FaultKind.LOST_ANSWER}:
            reset(environ)
        start_response(answer.status, answer.headers)
        return [answer.body]

    def _answered(self, environ: Environ, fault: Fault | None) -> _Answer:
        if fault and fault.kind is FaultKind.SLOW:
            time.sleep(fault.seconds)
        if fault and fault.kind not in {FaultKind.SLOW, FaultKind.LOST_ANSWER}:
            environ[NOTE] = f"fault: {fault.kind.value}"
            return _from_response(faulty_response(fault), environ)
        answer = _Answer()
        chunks = self._inner(environ, answer.start)
        answer.body = b"".join(chunks)
        close = getattr(chunks, "close", None)
        if close:
            close()
        return answer

    def _note(self, environ: Environ, sent: bytes, answer: _Answer, fault: Fault | None) -> None:
        request = Request(environ, populate_request=False)
        query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
        lost = f" (fault: {fault.kind.value})" if fault and NOTE in environ and "fault" not in environ[NOTE] else ""
        call = ServiceCall(
            id=0,
            at=self._platform.now(),
            method=request.method,
            path=f"{request.path}{query}",
            status=int(answer.status[:3]),
            who=request.headers.get("User-Agent", ""),
            sent=shortened(sent, request.content_type or ""),
            answered=shortened(answer.body, dict(answer.headers).get("Content-Type", "")),
            note=environ.get(NOTE, "") + lost,
        )
        self._calls.note(call)


def faulty_response(fault: Fault) -> Response:
    """The answer of a platform that has the trouble."""
    retry = {"Retry-After": str(max(1, round(fault.seconds)))}
    rate = {"X-Rate-Limit-Remaining": "0.0", "X-Request-Cost": "1.0"}
    made = {
        FaultKind.SERVER_ERROR: Response("<html><body>Internal error</body></html>", 500, content_type="text/html"),
        FaultKind.DOWN: Response("Down for maintenance", 503, headers=retry, content_type="text/plain"),
        FaultKind.TOO_MANY: Response('{"errors":["Too many requests"]}', 429, retry, content_type="application/json"),
        FaultKind.THROTTLED: Response("403 Forbidden (Rate Limit Exceeded)", 403, rate, content_type="text/plain"),
        FaultKind.EXPIRED_TOKEN: Response('{"error":"invalid_token"}', 401, content_type="application/json"),
        FaultKind.GONE: Response('{"errors":["gone"]}', 404, content_type="application/json"),
        FaultKind.GARBAGE: Response("<b>Notice</b>: something odd", 200, content_type="text/html"),
        FaultKind.RESET: Response("", 500),
    }
    return made[fault.kind]


def reset(environ: Environ) -> None:
    """Breaks the connection off; without a socket (a test client) the error itself comes out."""
    connection = environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        # At once, both ways: else the server would go on to wait for a next request on it.
        connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionResetError("the platform broke the connection off")


def _from_response(response: Response, environ: Environ) -> _Answer:
    answer = _Answer()
    answer.body = b"".join(response(environ, answer.start))
    return answer
