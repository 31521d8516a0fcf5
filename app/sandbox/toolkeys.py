"""The tools' public keys, and the verification of what they signed."""

import threading
from datetime import datetime, timedelta
from typing import Any

import jwt

from app.clock import Clock
from app.http import PlatformHttp, TransportError
from app.sandbox.records import Tool

CACHED_FOR = timedelta(minutes=10)


class ToolTokenError(Exception):
    """A token of a tool that can't be trusted; the text says why. `unreachable`: its keys couldn't be fetched."""

    def __init__(self, why: str, *, unreachable: bool = False) -> None:
        super().__init__(why)
        self.unreachable = unreachable


class ToolKeys:
    """Fetches key sets, keeps them for a while, asks again once for a key it doesn't know."""

    def __init__(self, http: PlatformHttp, clock: Clock) -> None:
        self._http = http
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[datetime, jwt.PyJWKSet]] = {}

    def claims(self, tool: Tool, token: str) -> dict[str, Any]:
        """Claims of a token that carries the tool's signature; times and audience are the caller's to judge.

        Raises ToolTokenError.
        """
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            if not kid:
                raise ToolTokenError('"kid" empty, unable to lookup correct key')
            key = self._key(tool, str(kid))
            unchecked = {f"verify_{name}": False for name in ("exp", "iat", "nbf", "aud", "iss", "sub", "jti")}
            return jwt.decode(token, key.key, algorithms=["RS256"], options=unchecked)  # type: ignore[arg-type]
        except jwt.PyJWTError as error:
            raise ToolTokenError(f"the token can't be verified ({type(error).__name__})") from error

    def _key(self, tool: Tool, kid: str) -> jwt.PyJWK:
        for fresh in (False, True):
            for key in self._key_set(tool, fresh=fresh).keys:
                if key.key_id == kid:
                    return key
        raise ToolTokenError('"kid" invalid, unable to lookup correct key')

    def _key_set(self, tool: Tool, *, fresh: bool) -> jwt.PyJWKSet:
        if tool.jwks:
            return jwt.PyJWKSet.from_dict(dict(tool.jwks))
        with self._lock:
            kept = self._kept.get(tool.jwks_url)
        if kept and not fresh and self._clock.now() - kept[0] < CACHED_FOR:
            return kept[1]
        key_set = self._fetched(tool.jwks_url)
        with self._lock:
            self._kept[tool.jwks_url] = (self._clock.now(), key_set)
        return key_set

    def _fetched(self, url: str) -> jwt.PyJWKSet:
        try:
            return jwt.PyJWKSet.from_dict(self._http.get(url).json())
        except (TransportError, jwt.PyJWKSetError, TypeError, AttributeError) as error:
            raise ToolTokenError(f"the tool's key set can't be fetched from {url}", unreachable=True) from error
