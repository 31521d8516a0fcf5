"""A platform that answers as each test says: its token endpoint works, the rest is a table of paths."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from app.clock import Clock
from app.db import transaction
from app.lti import AccessTokens, AgsClient, NrpsClient, PlatformEntry, add_platform, ensure_keys
from app.services import Services
from tests.loopback import Heard, Loopback, loopback_server, reply


@dataclass
class Answer:
    """One answer of the platform."""

    status: int = 200
    document: object = None
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    reason: str | None = None

    def bytes(self) -> bytes:
        if self.body is not None:
            return self.body
        return b"" if self.document is None else json.dumps(self.document).encode()


@dataclass
class Platform:
    """The server, and what it is to say. A list of answers is used up one by one; its last one stays."""

    server: Loopback
    answers: dict[tuple[str, str], Answer | list[Answer] | Callable[[Heard], Answer]]
    tokens: list[str]
    expires_in: object = 3600

    @property
    def url(self) -> str:
        return self.server.url

    def on(self, method: str, path: str, *answers: Answer | Callable[[Heard], Answer]) -> None:
        self.answers[method, path] = answers[0] if callable(answers[0]) else list(answers)  # type: ignore[arg-type]

    def heard(self, method: str, path: str) -> list[Heard]:
        return [one for one in self.server.heard if one.method == method and urlsplit(one.path).path == path]

    def said(self, method: str, path: str) -> object:
        """The JSON of the last such request."""
        return json.loads(self.heard(method, path)[-1].body)

    def assertions(self) -> list[str]:
        return [parse_qs(one.body.decode())["client_assertion"][0] for one in self.heard("POST", "/token")]


@contextmanager
def running_platform() -> Iterator[Platform]:
    def answer(handler: BaseHTTPRequestHandler, heard: Heard) -> None:
        found = platform.answers.get((heard.method, urlsplit(heard.path).path))
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        if found is None and heard.path == "/token":
            platform.tokens.append(f"token-{len(platform.tokens) + 1}")
            found = Answer(document={"access_token": platform.tokens[-1], "expires_in": platform.expires_in})
        given = found(heard) if callable(found) else found or Answer(404, body=b"nothing here")
        reply(handler, given.status, given.bytes(), given.headers, given.reason)

    with loopback_server(answer) as server:
        platform = Platform(server, {}, [])
        yield platform


def known(platform: Platform, services: Services, client_id: str = "client-1", **changes: str) -> int:
    """Register the platform with Cairn by hand; returns the registration's id."""
    entry = {
        "label": "Test LMS",
        "issuer": platform.url,
        "client_id": client_id,
        "auth_url": f"{platform.url}/auth",
        "token_url": f"{platform.url}/token",
        "jwks_url": f"{platform.url}/jwks",
        **changes,
    }
    with transaction() as session:
        ensure_keys(session, services.clock, services.sealer)
        return add_platform(session, services.clock, PlatformEntry(**entry, deployment_ids=("1",)))  # type: ignore[arg-type]


def tokens_of(services: Services) -> AccessTokens:
    return AccessTokens(services.http, services.clock, services.sealer)


def ags_of(services: Services) -> AgsClient:
    return AgsClient(services.http, tokens_of(services), services.clock)


def nrps_of(services: Services) -> NrpsClient:
    return NrpsClient(services.http, tokens_of(services), services.clock)


def second(clock: Clock) -> datetime:
    return clock.now().replace(microsecond=0)
