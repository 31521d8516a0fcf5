"""Connections that go to checked addresses only, and that end when a call has taken too long.

The library limits the wait for each byte, not for a whole answer: a server that drips could hold a
thread for hours. So each call is watched, and its socket is shut when its time is over.
"""

import contextlib
import socket
import threading
from collections.abc import Callable
from contextvars import ContextVar
from types import TracebackType
from typing import Any

import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

from app.http.addresses import is_public
from app.http.errors import TransportError

MOST_ADDRESSES = 4
POOL_SIZE = 32

_watching: ContextVar["Watch | None"] = ContextVar("cairn_http_watch", default=None)


class Watch:
    """Ends the calls of its block after so many seconds; `over` says that it did."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._socket: socket.socket | None = None
        self._copy: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> "Watch":
        self._mark = _watching.set(self)
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        _watching.reset(self._mark)
        if self._copy is not None:
            self._copy.close()

    def dialled(self, fresh: socket.socket) -> None:
        """Watch a new connection, through a copy: TLS takes the socket itself away before its handshake."""
        self._copy = self._socket = fresh.dup()

    def reusing(self, kept: socket.socket | None) -> None:
        """Watch a connection of an earlier call, unless this call dialled its own."""
        self._socket = self._socket or kept

    def _end(self) -> None:
        self.over = True
        if self._socket is not None:
            # Of the plain socket, also under TLS: the reader then meets the end of the stream.
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def require_time() -> None:
    """Raises TimeoutError if the present call was ended by its watch: what came may then be cut short."""
    watch = _watching.get()
    if watch is not None and watch.over:
        raise TimeoutError


class CheckedAdapter(HTTPAdapter):
    """A requests adapter whose connections go to checked addresses only."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        super().__init__(pool_connections=POOL_SIZE, pool_maxsize=POOL_SIZE)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = _checked_pools(self._connect)

    def _connect(self, connection: HTTPConnection) -> socket.socket:
        """A socket to the first checked address that answers."""
        failure: urllib3.exceptions.HTTPError = urllib3.exceptions.NewConnectionError(connection, "no address")
        for address in self._checked(connection.host, connection.port):
            require_time()
            try:
                return urllib3.util.connection.create_connection(
                    (address, connection.port), connection.timeout, socket_options=connection.socket_options
                )
            except TimeoutError:
                failure = urllib3.exceptions.ConnectTimeoutError(connection, "timed out")
            except OSError:
                failure = urllib3.exceptions.NewConnectionError(connection, "refused")
        raise failure

    def _checked(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise TransportError("platform-unknown-host", f"No server is known as {host}.", retryable=True) from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._allow_private and not all(is_public(address) for address in addresses):
            words = f"{host} is on a private network, which Cairn is not allowed to call."
            raise TransportError("address-private", words, retryable=False)
        return addresses[:MOST_ADDRESSES]


def _checked_pools(connect: Callable[[HTTPConnection], socket.socket]) -> dict[str, type[urllib3.HTTPConnectionPool]]:
    """Pool classes that open their sockets through `connect`; urllib3 offers no narrower place to ask."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _watched(connect(self))

        def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override]
            _watch_again(self.sock)
            return super().getresponse()

    class Tls(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _watched(connect(self))

        def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override]
            _watch_again(self.sock)
            return super().getresponse()

    class PlainPool(urllib3.HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Tls

    return {"http": PlainPool, "https": TlsPool}


def _watched(fresh: socket.socket) -> socket.socket:
    watch = _watching.get()
    if watch is not None:
        watch.dialled(fresh)
    return fresh


def _watch_again(kept: socket.socket | None) -> None:
    watch = _watching.get()
    if watch is not None:
        watch.reusing(kept)
    require_time()
