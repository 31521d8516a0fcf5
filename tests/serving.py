"""A WSGI application on a real loopback port, in a thread of the test's own process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ssl import SSLContext
from typing import Any

from werkzeug.serving import make_server


@contextmanager
def served(app: Any, port: int, host: str = "127.0.0.1", tls: SSLContext | None = None) -> Iterator[None]:
    """Answer requests to `app` on `host`:`port`, one thread each, until the block is left; over HTTPS with `tls`."""
    server = make_server(host, port, app, threaded=True, ssl_context=tls)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
