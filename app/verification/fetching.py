"""The few documents that one verification may ask for, each once, all within a budget."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from app.config import Settings
from app.http import Limits, PlatformHttp, Response, TransportError, host_of
from app.verification.documents import Document, NotReadable, read_json

OwnDocuments = Callable[[str, Mapping[str, str]], Response | None]
"""Answers an address of this very server without a call to itself; None for an address of anybody else's."""

LIMITS = Limits(connect=3, read=4, total=6, body=4 * 1024 * 1024)
"""A person waits. A status list of the largest useful size, 16 million entries, stays below this body."""
MOST_CALLS = 10
MOST_SECONDS = 10.0
WEB_PORTS = frozenset({None, 80, 443})
LOWEST_FREE_PORT = 1024
"""Below it live mail, shells and directories; nobody is to knock at those through us."""
SLOW = "Asking took longer than this page may wait."

WORDS = {
    "address-private": "{host} lies inside a private network, which this page never calls.",
    "address-not-https": "{host} would have to be called without encryption, which this page never does.",
    "address-unusable": "It names an address that can't be called.",
    "platform-unknown-host": "No server is known as {host}.",
    "platform-timeout": "{host} didn't answer in time.",
    "platform-certificate": "The certificate of {host} can't be trusted.",
    "platform-unreachable": "{host} can't be reached.",
    "answer-too-large": "{host} answered far more than a badge needs.",
    "too-many-redirects": "{host} sends on in circles.",
}
ELSE = "{host} can't be asked."


class NotFetched(Exception):  # noqa: N818 - told to a person
    """No usable answer; `str()` is a sentence for people."""


@dataclass(slots=True)
class Fetcher:
    """The way to issuers during one verification. Not for sharing between threads."""

    http: PlatformHttp
    settings: Settings
    own: OwnDocuments | None = None
    _kept: dict[tuple[str, str], Response] = field(default_factory=dict)
    _calls: int = 0
    _until: float = field(default_factory=lambda: time.monotonic() + MOST_SECONDS)

    def get(self, url: str, accept: str = "application/json") -> Response:
        """The answer at an address, whatever its status but a redirect to elsewhere. Raises NotFetched."""
        key, seconds = (url, accept), self._until - time.monotonic()
        if seconds <= 0:
            raise NotFetched(SLOW)
        if key not in self._kept:
            self._kept[key] = self._called(url, {"Accept": accept}, seconds)
        return self._kept[key]

    def document(self, url: str, accept: str = "application/json") -> Document:
        """The JSON object at an address. Raises NotFetched for every other answer."""
        response = self.get(url, accept)
        if not response.ok:
            raise NotFetched(f"{host_of(url)} answered “{response.status}” when it was asked.")
        try:
            return read_json(response.body, LIMITS.body)
        except NotReadable as error:
            raise NotFetched(f"{host_of(url)} answered something else than was asked for.") from error

    def _called(self, url: str, headers: dict[str, str], seconds: float) -> Response:
        self._calls += 1
        if self._calls > MOST_CALLS:
            raise NotFetched(SLOW)
        _require_web_port(url)
        answer = self.own(url, headers) if self.own else None
        limits = replace(LIMITS, total=min(LIMITS.total, seconds))
        try:
            response = answer or self.http.for_strangers(limits).get(url, headers=headers)
        except TransportError as error:
            raise NotFetched(WORDS.get(error.code, ELSE).format(host=host_of(url))) from error
        if 300 <= response.status < 400:
            raise NotFetched(f"{host_of(url)} sends on to another address, which this page doesn't follow.")
        return response


def _require_web_port(url: str) -> None:
    """Raises NotFetched for a port that belongs to something else than websites."""
    try:
        port = urlsplit(url).port
    except ValueError:
        port = 0
    if port not in WEB_PORTS and (port or 0) < LOWEST_FREE_PORT:
        raise NotFetched(f"No website of {host_of(url)} answers there.")
