"""Login states: signed values that travel through the platform and come back, so that a login writes nothing.

A state carries the nonce, the registration, and the name and digest of a cookie that only the browser
of the login has. It is single-use: its digest is inserted where a second insert fails. Tickets, which
carry a launch into a new window, are made of the same stuff under another salt.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from itsdangerous import BadSignature, Signer
from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from app.lti import errors, queries
from app.lti.models import UsedState

STORAGE_TARGET = re.compile(r"[\w.:-]{1,64}", re.ASCII)
STATE_LIFE = timedelta(minutes=10)
TICKET_LIFE = timedelta(minutes=2)
LONGEST = 2000
LOGIN_COOKIE = "__Host-cairn-login-"


@dataclass(frozen=True, slots=True)
class LoginState:
    """What was decided at login and must still hold at launch."""

    nonce: str
    registration_id: int
    cookie_name: str
    cookie_digest: str
    expires_at: datetime
    digest: str
    """Name of this state in the list of the used ones."""
    storage_target: str
    """The frame in which the platform offered to keep what the cookie holds; empty where it didn't."""

    @property
    def storage_key(self) -> str:
        return storage_key(self.cookie_name)


@dataclass(frozen=True, slots=True)
class NewState:
    """A state to send through the platform, and the cookie that ties it to this browser."""

    text: str
    nonce: str
    cookie_name: str
    cookie_value: str

    @property
    def storage_key(self) -> str:
        return storage_key(self.cookie_name)


@dataclass(frozen=True, slots=True)
class Ticket:
    """Permission to open one launch, once: in a new window, or here with what the platform kept for this browser."""

    launch_id: str
    expires_at: datetime
    digest: str
    proof_digest: str
    """Digest of what the login gave the browser to keep; empty where only a new window will do."""


class States:
    """Makes and reads states and tickets, signed under the tool's secret key."""

    def __init__(self, secret_key: str) -> None:
        self._states = _signer(secret_key, "cairn-login-state")
        self._tickets = _signer(secret_key, "cairn-launch-ticket")

    def new_state(self, registration_id: int, now: datetime, storage_target: str = "") -> NewState:
        """`storage_target` is the frame that the platform offers to keep values in, as `usable_target` left it."""
        nonce, binding, tab = secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_hex(4)
        expires = int((now + STATE_LIFE).timestamp())
        text = _sealed(self._states, [nonce, registration_id, tab, digest_of(binding), expires, storage_target])
        return NewState(text, nonce, LOGIN_COOKIE + tab, binding)

    def read_state(self, text: str, now: datetime) -> LoginState:
        """Raises LaunchRefused if the state is not ours or too old."""
        nonce, registration_id, tab, binding, expires, storage = _opened(self._states, text)
        expires_at = datetime.fromtimestamp(expires, UTC)
        if expires_at <= now:
            raise errors.state_expired()
        # Named by its nonce, not by its text: base64 has spare bits, so one signature has several spellings.
        return LoginState(nonce, registration_id, LOGIN_COOKIE + tab, binding, expires_at, digest_of(nonce), storage)

    def new_ticket(self, launch_id: str, now: datetime, proof_digest: str = "") -> str:
        expires = int((now + TICKET_LIFE).timestamp())
        return _sealed(self._tickets, [launch_id, secrets.token_urlsafe(12), expires, proof_digest])

    def read_ticket(self, text: str, now: datetime) -> Ticket:
        """Raises LaunchRefused if the ticket is not ours or too old."""
        launch_id, number, expires, proof_digest = _opened(self._tickets, text)
        expires_at = datetime.fromtimestamp(expires, UTC)
        if expires_at <= now:
            raise errors.state_expired()
        return Ticket(launch_id, expires_at, digest_of(number), proof_digest)


def is_same_browser(state: LoginState, cookie: str | None) -> bool | None:
    """Whether the launch came back to the browser of the login; None if that browser shows no cookie at all."""
    if not cookie:
        return None
    return hmac.compare_digest(digest_of(cookie), state.cookie_digest)


def is_proof(ticket: Ticket, value: str) -> bool:
    """Whether `value` is what the login of a ticket's launch gave its browser to keep."""
    return bool(ticket.proof_digest) and hmac.compare_digest(digest_of(value), ticket.proof_digest)


def usable_target(name: str) -> str:
    """A frame's name as platforms give them, such as "_parent"; empty for anything that can't be one."""
    return name if STORAGE_TARGET.fullmatch(name) else ""


def storage_key(cookie_name: str) -> str:
    """What a login's value is called in the platform's storage."""
    return cookie_name.removeprefix("__Host-")


def use_once(session: Session, digest: str, expires_at: datetime) -> None:
    """Mark a state or ticket as used. Raises Conflict if it was used before, whoever came first."""
    connection = session.connection()
    use = connection.execute(_use(connection.dialect.name), {"digest": digest, "expires_at": expires_at})
    if use.first() is None:
        raise errors.state_used()


@cache
def _use(dialect: str) -> ReturningInsert[Any]:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(UsedState).on_conflict_do_nothing().returning(UsedState.digest)


def forget_used_states(session: Session, now: datetime) -> None:
    """Drop the digests of states that are too old to come back anyway."""
    session.execute(delete(UsedState).where(queries.used_before(now)))


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def _signer(secret_key: str, purpose: str) -> Signer:
    return Signer(secret_key, salt=purpose, key_derivation="hmac", digest_method=hashlib.sha256)


def _sealed(signer: Signer, values: list[str | int]) -> str:
    """Values as text that may stand in an address, readable by all and made by us."""
    payload = base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode())
    return signer.sign(payload).decode()


def _opened(signer: Signer, text: str) -> Any:
    if len(text) > LONGEST:
        raise errors.state_unknown()
    try:
        return json.loads(base64.urlsafe_b64decode(signer.unsign(text.encode(errors="replace"))))
    except BadSignature as error:
        raise errors.state_unknown() from error
