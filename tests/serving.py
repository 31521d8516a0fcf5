"""A WSGI application on a real loopback port, in a thread of the test's own process."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ssl import SSLContext
from typing import Any

from werkzeug.serving import make_server


def reserved() -> socket.socket:
    """A port of 127.0.0.1 that nobody else can take any more; who asks there waits until it is served."""
    return socket.create_server(("127.0.0.1", 0))


def port_of(bound: socket.socket) -> int:
    port: int = bound.getsockname()[1]
    return port


def free_port() -> int:
    """For a program that can't be handed a socket: until it binds the port, others may take it."""
    with reserved() as probe:
        return port_of(probe)


@contextmanager
def served(app: Any, bound: socket.socket, tls: SSLContext | None = None) -> Iterator[None]:
    """Answer requests to `app` at the reserved port, one thread each, until the block is left; over HTTPS with `tls`.

    The port is given back with the end of the block.
    """
    with bound:
        host, port = bound.getsockname()
        server = make_server(host, port, app, threaded=True, fd=bound.fileno(), ssl_context=tls)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
