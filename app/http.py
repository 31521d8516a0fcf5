"""The one way to another server: time limits, a size cap, checked addresses, no wandering redirects.

Every call to a platform goes through `PlatformHttp`. Addresses that an LMS told us are not trusted:
https only (plain http on loopback), and the host name is looked up once per connection, all its
addresses are checked, and the connection goes to a checked one, so that a name which changes its
mind between check and use gains nothing. TLS still verifies the host name. Environment proxies and
netrc are ignored, cookies are not kept. `requests` is imported nowhere else.
"""

import ipaddress
import json
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

from app.config import Settings, is_loopback
from app.errors import Unavailable

VERSION = "0.1.0"
MEBIBYTE = 1024 * 1024
CHUNK = 64 * 1024
MOST_REDIRECTS = 3
MOST_ADDRESSES = 4
REDIRECTS = frozenset({301, 302, 303, 307, 308})
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class TransportError(Unavailable):
    """No usable answer came back.

    `retryable`: the same call later may work. `timed_out`: a time limit ended it. `uncertain`: the
    request had left, so the other side may have acted on it.
    """

    def __init__(
        self, code: str, words: str, *, retryable: bool, timed_out: bool = False, uncertain: bool = False
    ) -> None:
        super().__init__(
            code, words, "Try again later." if retryable else "Ask the administrator to check the address."
        )
        self.retryable = retryable
        self.timed_out = timed_out
        self.uncertain = uncertain


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, seconds between two bytes, seconds for a whole answer; bytes of its body."""

    connect: float = 5
    read: float = 15
    total: float = 30
    body: int = 8 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Response:
    """What came back, whatever its status; `headers` ignores case, `reason` is the status line's text."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    reason: str = ""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The body as UTF-8; what isn't UTF-8 is replaced, never an error."""
        return self.body.decode("utf-8", errors="replace")

    def json(self) -> Any:
        """The body as JSON, whatever the Content-Type says. Raises TransportError if it isn't JSON."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise TransportError(
                "answer-not-json", f"{host_of(self.url)} answered something that isn't JSON.", retryable=True
            ) from error


class PlatformHttp:
    """Calls to platforms. One per process; safe to use from many threads."""

    def __init__(self, settings: Settings, *, limits: Limits | None = None, authorities: Path | None = None) -> None:
        """`authorities` is a PEM file of certificate authorities to trust in place of the usual ones."""
        self._verify: bool | str = str(authorities) if authorities else True
        self._limits = limits or Limits()
        self._session = requests.Session()
        self._session.trust_env = False
        # Identity: nothing is ever unpacked, so the cap counts what really arrives.
        self._session.headers.update(
            {"User-Agent": f"Cairn/{VERSION} (+{settings.public_url})", "Accept-Encoding": "identity"}
        )
        self._adapter = _CheckedAdapter(allow_private=settings.allow_private_networks)

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Response:
        """GET; follows up to three redirects, within the same host only. Raises TransportError."""
        for _ in range(MOST_REDIRECTS):
            response = self._send("GET", url, headers, None)
            target = _redirect_within_host(response)
            if target is None:
                return response
            url = target
        raise TransportError("too-many-redirects", f"{host_of(url)} redirects in circles.", retryable=False)

    def post(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        form: Mapping[str, str] | None = None,
    ) -> Response:
        """POST of a JSON document or of form fields; redirects are answers. Raises TransportError.

        A Content-Type in `headers` replaces the usual one of the body.
        """
        return self._send("POST", url, headers, dict(form) if form is not None else _encoded(json))

    def put(self, url: str, *, headers: Mapping[str, str] | None = None, json: object = None) -> Response:
        """PUT of a JSON document. Raises TransportError."""
        return self._send("PUT", url, headers, _encoded(json))

    def delete(self, url: str, *, headers: Mapping[str, str] | None = None) -> Response:
        """DELETE. Raises TransportError."""
        return self._send("DELETE", url, headers, None)

    def _send(
        self, method: str, url: str, headers: Mapping[str, str] | None, data: dict[str, str] | bytes | None
    ) -> Response:
        require_secure(url)
        sent = dict(headers or {})
        if isinstance(data, bytes) and not any(name.lower() == "content-type" for name in sent):
            sent["Content-Type"] = "application/json"
        deadline = time.monotonic() + self._limits.total
        try:
            request = self._session.prepare_request(requests.Request(method, url, headers=sent, data=data))
            # Straight to the adapter: a session would read the body of a redirect whole, past our cap.
            times = (self._limits.connect, self._limits.read)
            with self._adapter.send(request, stream=True, timeout=times, verify=self._verify) as answer:
                body = self._read(answer, deadline)
                return Response(answer.status_code, answer.headers, body, url, answer.reason or "")
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise _explained(error, url) from error

    def _read(self, answer: requests.Response, deadline: float) -> bytes:
        """The body piece by piece, so that neither a flood nor a drip can hold us."""
        body = bytearray()
        while chunk := answer.raw.read1(CHUNK, decode_content=False):
            body += chunk
            if len(body) > self._limits.body:
                words = f"{host_of(answer.url)} answered more than {self._limits.body} bytes."
                raise TransportError("answer-too-large", words, retryable=False, uncertain=True)
            if time.monotonic() > deadline:
                raise _timed_out(answer.url, uncertain=True)
        return bytes(body)


def require_secure(url: str) -> SplitResult:
    """The parts of an address that may be called. Raises TransportError for anything but https, or http on loopback."""
    parts = _split(url)
    if parts is None or not parts.hostname or parts.username or parts.password:
        raise TransportError("address-unusable", "The platform's address is not a web address.", retryable=False)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(url)):
        raise TransportError(
            "address-not-https",
            f"{parts.hostname} must be called by https; plain http is for localhost.",
            retryable=False,
        )
    return parts


def host_of(url: str) -> str:
    """The host name, for words to people; never the path or the query, which may hold secrets."""
    parts = _split(url)
    return (parts.hostname if parts else None) or "the platform"


def is_public(address: str) -> bool:
    """Whether an IP address is on the open internet, seen through IPv6 wrappings of IPv4 too."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else None)
        ip = inner or ip
    return ip.is_global and not ip.is_multicast


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _encoded(document: object) -> bytes:
    return b"" if document is None else json.dumps(document, ensure_ascii=False).encode()


def _redirect_within_host(response: Response) -> str | None:
    """Where a redirect leads if that is the same host and no less safe; None for every other answer."""
    location = response.headers.get("Location")
    if response.status not in REDIRECTS or not location:
        return None
    target = urljoin(response.url, location)
    here, there = urlsplit(response.url), _split(target)
    if there is None or there.hostname != here.hostname:
        return None
    same = (there.scheme, there.port) == (here.scheme, here.port)
    return target if same or (here.scheme, there.scheme) == ("http", "https") else None


def _timed_out(url: str, *, uncertain: bool) -> TransportError:
    words = f"{host_of(url)} did not answer in time."
    return TransportError("platform-timeout", words, retryable=True, timed_out=True, uncertain=uncertain)


def _explained(error: Exception, url: str) -> TransportError:
    """A transport failure in our own words; the library's text holds addresses and stays out."""
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return _timed_out(url, uncertain=False)
    if isinstance(error, requests.exceptions.ReadTimeout | urllib3.exceptions.ReadTimeoutError | TimeoutError):
        return _timed_out(url, uncertain=True)
    host = host_of(url)
    if isinstance(error, requests.exceptions.SSLError | urllib3.exceptions.SSLError):
        return TransportError("platform-certificate", f"The certificate of {host} can't be trusted.", retryable=True)
    if isinstance(error, ValueError):
        return TransportError("address-unusable", "The platform's address can't be called.", retryable=False)
    unreachable = isinstance(_reason(error), urllib3.exceptions.NewConnectionError)
    words = f"{host} can't be reached." if unreachable else f"{host} broke the connection off."
    return TransportError("platform-unreachable", words, retryable=True, uncertain=not unreachable)


def _reason(error: Exception) -> object:
    inner = error.args[0] if error.args else None
    return getattr(inner, "reason", inner)


class _CheckedAdapter(HTTPAdapter):
    """A requests adapter whose connections go to checked addresses only."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        super().__init__(pool_connections=32, pool_maxsize=32)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = _checked_pools(self._connect)

    def _connect(self, connection: HTTPConnection) -> socket.socket:
        """A socket to the first checked address that answers."""
        failure: urllib3.exceptions.HTTPError = urllib3.exceptions.NewConnectionError(connection, "no address")
        for address in self._checked(connection.host, connection.port):
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
            return connect(self)

    class Tls(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self)

    class PlainPool(urllib3.HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Tls

    return {"http": PlainPool, "https": TlsPool}
