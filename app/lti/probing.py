"""A look at a platform as it answers just now: its keys, its clock, its token, a list of columns, a roster.

Each look is one call with short limits, made outside any transaction and kept nowhere. Tokens are asked for anew,
because a kept one says nothing about today.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from app.clock import Clock
from app.http import Limits, PlatformHttp, Response, TransportError
from app.lti import quirks, scopes
from app.lti.errors import LaunchRefused
from app.lti.key_sets import read_key_set
from app.lti.keys import SigningKey
from app.lti.paging import mapping_of, with_query
from app.lti.registrations import RegistrationView
from app.lti.replies import ReplyKind, reply_to, reply_to_failure
from app.lti.tokens import token_form, token_of

SHORT = Limits(connect=3, read=6, total=8)


@dataclass(frozen=True, slots=True)
class Look:
    """What came of one call: `code` is "ok", or why not; `words` for a person; `count` of what was listed."""

    code: str
    words: str = ""
    count: int = 0

    @property
    def ok(self) -> bool:
        return self.code == "ok"


@dataclass(frozen=True, slots=True)
class KeysLook(Look):
    """`ahead` is how far the platform's clock is ahead of ours, as far as its Date header tells, to the second."""

    ahead: timedelta | None = None


@dataclass(frozen=True, slots=True)
class TokenLook(Look):
    """`granted` are the scopes that the token is good for; `token` is for the next look only."""

    granted: tuple[str, ...] = ()
    token: str = ""


class PlatformProbe:
    """Looks at one platform. Made for one examination, by one person who waits for it."""

    def __init__(self, http: PlatformHttp, registration: RegistrationView, clock: Clock) -> None:
        self._http = http.hurried(SHORT)
        self._registration = registration
        self._clock = clock

    def keys(self) -> KeysLook:
        """The platform's key page, which every launch is checked against."""
        asked = self._clock.now()
        try:
            response = self._http.get(self._registration.jwks_url, headers={"Accept": "application/json"})
            count = len(read_key_set(response)["keys"])
        except TransportError as error:
            return KeysLook(error.code, error.words)
        except LaunchRefused as refusal:
            return KeysLook(refusal.code, refusal.words)
        return KeysLook("ok", count=count, ahead=_ahead(response, asked, self._clock.now()))

    def token(self, key: SigningKey, wanted: tuple[str, ...]) -> TokenLook:
        """A token for these scopes. That one comes proves that the platform could read our key page."""
        form = token_form(self._registration, key, wanted, self._clock.now())
        try:
            response = self._http.post(self._registration.token_url, form=form, headers={"Accept": "application/json"})
        except TransportError as error:
            return TokenLook(error.code, error.words)
        document = mapping_of(response)
        token = token_of(document)
        if not response.ok or not token:
            return TokenLook(f"token-{quirks.token_error(response.text) or response.status}")
        # RFC 6749, 5.1: a platform that grants just what was asked may leave `scope` out.
        granted = str(document.get("scope") or form["scope"]).split()
        return TokenLook("ok", granted=tuple(sorted(set(granted))), token=token)

    def line_items(self, url: str, token: str) -> Look:
        """The columns of a course."""
        return self._listed(url, token, scopes.LINE_ITEMS_TYPE, lambda document: document)

    def line_item(self, url: str, token: str) -> Look:
        """One column."""
        return self._listed(url, token, scopes.LINE_ITEM_TYPE, lambda document: [document] if document else None)

    def roster(self, url: str, token: str) -> Look:
        """The first page of a course's participants; only their number is looked at."""
        return self._listed(with_query(url, limit=10), token, scopes.MEMBERS_TYPE, _members)

    def _listed(self, url: str, token: str, media_type: str, entries: Any) -> Look:
        headers = {"Accept": media_type, "Authorization": f"Bearer {token}"}
        try:
            response = self._http.get(url, headers=headers)
            found = entries(response.json()) if response.ok else None
        except TransportError as error:
            reply = reply_to_failure(error)
            return Look(reply.code, reply.words)
        if not response.ok:
            reply = reply_to(response, now=self._clock.now())
            # What a refusal means elsewhere is told of scores; here it is one of several things that were asked for.
            return Look(reply.code, reply.words if reply.kind is ReplyKind.RETRY else "The LMS refused it.")
        return Look("ok", count=len(found)) if isinstance(found, list) else Look("answer-unreadable")


def _ahead(response: Response, asked: datetime, answered: datetime) -> timedelta | None:
    """The platform's clock against the middle of the call; the header counts whole seconds."""
    try:
        said = parsedate_to_datetime(response.headers.get("Date") or "")
    except ValueError:
        return None
    if said.tzinfo is None:
        return None
    return timedelta(seconds=round((said - (asked + (answered - asked) / 2)).total_seconds()))


def _members(document: Any) -> Any:
    return document.get("members") if isinstance(document, Mapping) else None
