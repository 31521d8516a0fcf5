"""Real servers on loopback for tests of what leaves the house. One thread each, ended with the block."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Heard:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Loopback:
    """A server that remembers what it heard and answers as it is told."""

    url: str
    heard: list[Heard] = field(default_factory=list)


Answerer = Callable[[BaseHTTPRequestHandler, Heard], None]


def reply(
    handler: BaseHTTPRequestHandler,
    status: int = 200,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
    reason: str | None = None,
) -> None:
    """A complete, honest answer."""
    handler.send_response(status, reason)
    for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def loopback_server(
    answer: Answerer, *, host: str = "127.0.0.1", certificate: Path | None = None
) -> Iterator[Loopback]:
    """A server at an unused port; `answer(handler, heard)` writes each answer."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            heard = Heard(self.command, self.path, dict(self.headers.items()), self.rfile.read(length))
            served.heard.append(heard)
            answer(self, heard)

        def __getattr__(self, name: str) -> Callable[[], None]:
            if name.startswith("do_"):
                return self.handle_any
            raise AttributeError(name)

        def log_message(self, format: str, *args: object) -> None:
            """Silence: what was heard is in `heard`."""

    server = ThreadingHTTPServer((host, 0), Handler)
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    served = Loopback(f"{scheme}://{host}:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
