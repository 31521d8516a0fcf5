"""Ways to a platform on which something happens once a call has arrived there."""

from collections.abc import Callable
from typing import Any

from app.http import PlatformHttp, Response, TransportError


class LostAnswers:
    """Columns are made, but the answer doesn't come back; `times` is how many answers are still to be lost."""

    def __init__(self, http: PlatformHttp, times: int = 1) -> None:
        self._http = http
        self.times = times

    def post(self, url: str, **more: Any) -> Response:
        response = self._http.post(url, **more)
        if self.times and url.split("?")[0].endswith(("/lineitems", "/line_items")):
            self.times -= 1
            raise TransportError("platform-timeout", "No answer.", retryable=True, timed_out=True, uncertain=True)
        return response

    def __getattr__(self, name: str) -> Any:
        return getattr(self._http, name)


class Meanwhile:
    """As soon as a score has arrived, `act` happens, once."""

    def __init__(self, http: PlatformHttp, act: Callable[[], None]) -> None:
        self._http = http
        self._acts = [act]

    def post(self, url: str, **more: Any) -> Response:
        response = self._http.post(url, **more)
        if self._acts and url.split("?")[0].endswith("/scores"):
            self._acts.pop()()
        return response

    def __getattr__(self, name: str) -> Any:
        return getattr(self._http, name)
