"""Runs a sandbox on a thread, for tests and for the command line."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ssl import SSLContext

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from app.sandbox.factory import require_loopback
from app.sandbox.platform import Platform
from app.sandbox.wire import Wire

PATIENCE_SECONDS = 10


class _Silent(WSGIRequestHandler):
    """Says nothing on the terminal: the page "What the tool said" is the log."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Silence."""


def listen(app: Flask, host: str = "127.0.0.1", port: int = 0, tls: SSLContext | None = None) -> BaseWSGIServer:
    """A bound server, not yet serving; the platform's base address follows the port. Raises ValueError, OSError."""
    require_loopback(f"http://{host}")
    # A socket of our own: given only a port, the server ends the whole program when it is taken.
    with socket.create_server((host, port)) as bound:
        server = make_server(
            host, port, app, threaded=True, request_handler=_Silent, fd=bound.fileno(), ssl_context=tls
        )
    server.daemon_threads = True  # type: ignore[attr-defined]
    platform: Platform = app.extensions["sandbox"]
    if port == 0:
        platform.base_url = f"{'https' if tls else 'http'}://{host}:{server.port}"
    return server


@contextmanager
def serving(app: Flask, host: str = "127.0.0.1", port: int = 0, tls: SSLContext | None = None) -> Iterator[str]:
    """Serves on a thread while the block runs, over HTTPS with `tls`; yields the base address."""
    server = listen(app, host, port, tls)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        platform: Platform = app.extensions["sandbox"]
        yield platform.base_url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        wire: Wire = app.wsgi_app  # type: ignore[assignment]
        wire.settle(PATIENCE_SECONDS)
