"""Access tokens of platforms (client credentials with a signed assertion), kept until shortly before they end.

`AccessTokens` opens its own short transactions before and after the call to the platform, so it must
be used outside of one; `app/db.py` refuses the other case. A token belongs to one registration and one
set of scopes: two schools on one cloud never share one.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import jwt
from sqlalchemy.orm import Session

from app.clock import Clock
from app.db import reading, transaction
from app.http import PlatformHttp, Response, TransportError
from app.lti import outbound_queries, quirks
from app.lti.claims import identifier
from app.lti.keys import SigningKey, signing_key
from app.lti.models import Standing
from app.lti.outbound_models import AccessToken
from app.lti.paging import mapping_of
from app.lti.registrations import RegistrationView, registration_view
from app.lti.replies import Reply, ReplyKind, ServiceRefused, reply_to_failure, retry_after, scrubbed
from app.sealing import Sealer

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LIFE = timedelta(minutes=5)
KEYS_UNREADABLE = (
    "The LMS could not check who Cairn is. Ask the LMS administrator whether the tool is still set up and active, "
    "and whether the LMS can reach Cairn's key address."
)


class AccessTokens:
    """Hands out tokens. One per process: threads that need the same token wait for one request."""

    def __init__(self, http: PlatformHttp, clock: Clock, sealer: Sealer) -> None:
        self._http = http
        self._clock = clock
        self._sealer = sealer
        self._locks: dict[tuple[int, str], Lock] = {}

    def token_for(self, registration_id: int, scopes: tuple[str, ...]) -> str:
        """A token that is good for these scopes now. Raises ServiceRefused with the reply to act on."""
        wanted = _joined(scopes)
        with self._locks.setdefault((registration_id, wanted), Lock()):
            kept = self._kept(registration_id, wanted)
            return kept if kept is not None else self._fetched(registration_id, wanted)

    def drop(self, registration_id: int, scopes: tuple[str, ...], token: str) -> None:
        """Forget a token that the platform no longer takes; a newer one that is kept already stays."""
        wanted = _joined(scopes)
        with transaction() as session:
            row = outbound_queries.access_token(session, registration_id, wanted)
            if row is not None and self._opened(row) == token:
                session.delete(row)

    def _kept(self, registration_id: int, scopes: str) -> str | None:
        with reading() as session:
            row = outbound_queries.access_token(session, registration_id, scopes)
            if row is None or row.usable_until <= self._clock.now():
                return None
            return self._opened(row)

    def _opened(self, row: AccessToken) -> str:
        return self._sealer.unseal(row.token_sealed).decode()

    def _fetched(self, registration_id: int, scopes: str) -> str:
        with reading() as session:
            registration = _active(session, registration_id)
            key = signing_key(session, self._sealer)
        document = self._asked(registration, key, scopes)
        token = token_of(document)
        usable_until = self._clock.now() + timedelta(seconds=quirks.usable_seconds(document.get("expires_in")))
        with transaction() as session:
            row = outbound_queries.access_token(session, registration_id, scopes)
            if row is None:
                row = AccessToken(registration_id=registration_id, scopes=scopes)
                session.add(row)
            row.token_sealed, row.usable_until = self._sealer.seal(token.encode()), usable_until
        return token

    def _asked(self, registration: RegistrationView, key: SigningKey, scopes: str) -> Mapping[str, Any]:
        form = token_form(registration, key, scopes.split(), self._clock.now())
        try:
            response = self._http.post(registration.token_url, form=form, headers={"Accept": "application/json"})
        except TransportError as error:
            raise ServiceRefused(_for_all(reply_to_failure(error))) from error
        # The body is read whatever its Content-Type: Moodle calls its JSON text/html.
        document = mapping_of(response)
        if not response.ok or not token_of(document):
            raise ServiceRefused(_refusal(response, self._clock.now()))
        return document


def token_form(registration: RegistrationView, key: SigningKey, scopes: Iterable[str], now: datetime) -> dict[str, str]:
    """What a platform is asked for a token with (1EdTech Security Framework 1.0, 4.1)."""
    return {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": client_assertion(registration, key, now),
        "scope": _joined(scopes),
    }


def token_of(document: Mapping[str, Any]) -> str:
    """The token of an answer; empty where there is none that can be sent."""
    return identifier(document.get("access_token"))


def client_assertion(registration: RegistrationView, key: SigningKey, now: datetime) -> str:
    """The signed statement that we are this client (1EdTech Security Framework 1.0, 4.1.1; RFC 7523)."""
    claims = {
        "iss": registration.client_id,
        "sub": registration.client_id,
        "aud": registration.token_audience or registration.token_url,
        "iat": int(now.timestamp()),
        "exp": int((now + ASSERTION_LIFE).timestamp()),
        "jti": str(uuid.uuid4()),
    }
    return jwt.encode(claims, key.private_key, algorithm="RS256", headers={"kid": key.kid})


def with_token(
    tokens: AccessTokens, registration_id: int, scopes: tuple[str, ...], call: Callable[[str], Response]
) -> Response:
    """The answer of `call(token)`; after a 401 the token is dropped and the call made once more with a new one.

    Raises ServiceRefused if there is no token or no answer.
    """
    try:
        token = tokens.token_for(registration_id, scopes)
        response = call(token)
        if response.status != 401:
            return response
        tokens.drop(registration_id, scopes, token)
        return call(tokens.token_for(registration_id, scopes))
    except TransportError as error:
        raise ServiceRefused(reply_to_failure(error)) from error


def _joined(scopes: Iterable[str]) -> str:
    return " ".join(sorted(set(scopes)))


def _active(session: Session, registration_id: int) -> RegistrationView:
    registration = registration_view(session, registration_id)
    if registration.status is not Standing.ACTIVE:
        words = "The connection with this LMS is switched off in Cairn. Ask the administrator of Cairn."
        raise ServiceRefused(Reply(ReplyKind.STOP, "platform-inactive", words))
    return registration


def _for_all(reply: Reply) -> Reply:
    """Without a token nothing can be sent to this platform, so a pause holds for all of it."""
    if reply.kind is not ReplyKind.RETRY:
        return reply
    return Reply(reply.kind, reply.code, reply.words, retry_after=reply.retry_after, gates_platform=True)


def _refusal(response: Response, now: datetime) -> Reply:
    error = quirks.token_error(response.text)
    detail = scrubbed(f"{error} {response.reason}")
    if error == "invalid_scope":
        words = "The LMS doesn't let Cairn use its grades or its roster. Ask the LMS administrator to allow it."
        return Reply(ReplyKind.STOP, "scope-refused", words, status=response.status, detail=detail)
    return Reply(
        ReplyKind.RETRY,
        "token-refused",
        KEYS_UNREADABLE,
        status=response.status,
        retry_after=retry_after(response, now),
        gates_platform=True,
        detail=detail,
    )
