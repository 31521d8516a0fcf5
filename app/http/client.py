"""`PlatformHttp`: the verbs, their limits, and failures in our own words."""

import json
import time
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from app.config import Settings
from app.http.addresses import host_of, require_secure, split
from app.http.connections import CheckedAdapter, Watch, require_time
from app.http.errors import TransportError

VERSION = "0.1.0"
MEBIBYTE = 1024 * 1024
CHUNK = 64 * 1024
MOST_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})


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
        except (ValueError, RecursionError) as error:
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
        self._adapter = CheckedAdapter(allow_private=settings.allow_private_networks)
        # Connections of its own too: one that is kept open to an inner platform is nothing for strangers.
        self._for_strangers = CheckedAdapter(allow_private=settings.allow_private_networks and settings.on_loopback)

    def hurried(self, limits: Limits) -> "PlatformHttp":
        """The same way to the outside with other limits, for when a person waits for the answer."""
        other = copy(self)
        other._limits = limits
        return other

    def for_strangers(self, limits: Limits) -> "PlatformHttp":
        """The way to addresses that anybody may have written: never inward, even where an LMS is inside.

        A tool that is itself on this machine alone, as in development, still calls it.
        """
        other = self.hurried(limits)
        other._adapter = self._for_strangers
        return other

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Response:
        """GET; follows up to three redirects, within the same host only and the same time. Raises TransportError."""
        until = time.monotonic() + self._limits.total
        for _ in range(MOST_REDIRECTS):
            response = self._send("GET", url, headers, None, until - time.monotonic())
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
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        data: dict[str, str] | bytes | None,
        seconds: float | None = None,
    ) -> Response:
        """One request in at most `seconds`, or the time of the limits."""
        require_secure(url)
        sent = dict(headers or {})
        if isinstance(data, bytes) and not any(name.lower() == "content-type" for name in sent):
            sent["Content-Type"] = "application/json"
        with Watch(self._limits.total if seconds is None else max(seconds, 0)) as watch:
            try:
                return self._answered(requests.Request(method, url, headers=sent, data=data))
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
                raise (_timed_out(url, uncertain=True) if watch.over else _explained(error, url)) from error

    def _answered(self, asked: requests.Request) -> Response:
        request = self._session.prepare_request(asked)
        times = (self._limits.connect, self._limits.read)
        # Straight to the adapter: a session would read the body of a redirect whole, past our cap.
        with self._adapter.send(request, stream=True, timeout=times, verify=self._verify) as answer:
            body = self._body(answer)
            return Response(answer.status_code, answer.headers, body, str(asked.url), answer.reason or "")

    def _body(self, answer: requests.Response) -> bytes:
        """The body piece by piece, so that no flood can fill us."""
        body = bytearray()
        while chunk := answer.raw.read1(CHUNK, decode_content=False):
            body += chunk
            if len(body) > self._limits.body:
                words = f"{host_of(answer.url)} answered more than {self._limits.body} bytes."
                raise TransportError("answer-too-large", words, retryable=False, uncertain=True)
        require_time()
        return bytes(body)


def _encoded(document: object) -> bytes:
    return b"" if document is None else json.dumps(document, ensure_ascii=False).encode()


def _redirect_within_host(response: Response) -> str | None:
    """Where a redirect leads if that is the same host and no less safe; None for every other answer."""
    location = response.headers.get("Location")
    if response.status not in REDIRECTS or not location:
        return None
    target = urljoin(response.url, location)
    here, there = urlsplit(response.url), split(target)
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
