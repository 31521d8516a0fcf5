"""Platforms' public keys: fetched seldom, kept in the database, unpacked once per process.

Three steps, so that nothing is fetched inside a transaction: `known` asks this process, `load` the
database, `fetch` the platform; `store` keeps what was fetched. An unknown kid causes one fetch per
cool-down and platform, however many forged tokens come.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import InvalidKeyError
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Unavailable
from app.http import PlatformHttp, Response
from app.lti import errors, queries
from app.lti.models import KeySet

FRESH = timedelta(hours=6)
COOL_DOWN = timedelta(minutes=1)
LEAST_BITS = 2048
MOST_KEYS = 100
MEMBERS = ("kty", "kid", "use", "alg", "n", "e")


@dataclass(frozen=True, slots=True)
class UnpackedKeySet:
    """Verification keys by kid, and when the platform was asked for them."""

    keys: Mapping[str, RSAPublicKey]
    fetched_at: datetime


class KeySets:
    """What this process knows of platforms' keys. One per application; safe to use from many threads."""

    def __init__(self) -> None:
        self._kept: dict[int, UnpackedKeySet] = {}
        self._asked: dict[int, datetime] = {}
        self._lock = Lock()

    def known(self, registration_id: int, kid: str, now: datetime) -> RSAPublicKey | None:
        """The key, if this process has it from a set that is fresh enough to be believed without a look."""
        kept = self._kept.get(registration_id)
        if kept is None or now - kept.fetched_at > FRESH:
            return None
        return kept.keys.get(kid)

    def load(self, session: Session, registration_id: int, kid: str, now: datetime) -> RSAPublicKey | None:
        """As `known`, after reading the stored set, which another process may have renewed."""
        row = queries.key_set(session, registration_id)
        if row is not None:
            self._keep(registration_id, UnpackedKeySet(unpack(row.jwks), row.fetched_at))
        return self.known(registration_id, kid, now)

    def may_fetch(self, registration_id: int, now: datetime) -> bool:
        """Whether the platform may be asked now; saying yes starts the cool-down."""
        with self._lock:
            asked = self._asked.get(registration_id)
            if asked is not None and now - asked < COOL_DOWN:
                return False
            self._asked[registration_id] = now
            return True

    def end_cool_down(self, registration_id: int) -> None:
        """The fetch brought the key that was wanted, so it was no forgery; the next new key may be fetched at once."""
        with self._lock:
            self._asked.pop(registration_id, None)

    def store(self, session: Session, clock: Clock, registration_id: int, jwks: dict[str, Any]) -> None:
        """Keep a fetched set, here and in the database."""
        now = clock.now()
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        values = {"jwks": jwks, "fetched_at": now}
        statement = insert(KeySet).values(registration_id=registration_id, **values)
        session.execute(statement.on_conflict_do_update(index_elements=["registration_id"], set_=values))
        self._keep(registration_id, UnpackedKeySet(unpack(jwks), now))

    def last_resort(self, registration_id: int, kid: str) -> RSAPublicKey | None:
        """The key from a set that is no longer fresh: good while the platform's key page doesn't answer."""
        kept = self._kept.get(registration_id)
        return kept.keys.get(kid) if kept else None

    def _keep(self, registration_id: int, keys: UnpackedKeySet) -> None:
        with self._lock:
            self._kept[registration_id] = keys


def fetch_key_set(http: PlatformHttp, jwks_url: str) -> dict[str, Any]:
    """A platform's key set; call it outside any transaction.

    Raises LaunchRefused if the platform doesn't answer, or answers something else than keys: an
    error page must not replace the keys that we have.
    """
    try:
        return read_key_set(http.get(jwks_url, headers={"Accept": "application/json"}))
    except Unavailable as error:
        raise _unreachable() from error


def read_key_set(response: Response) -> dict[str, Any]:
    """The usable keys of a key page. Raises LaunchRefused if it has none: an error page, not JSON, no keys."""
    try:
        document = response.json() if response.ok else None
    except (Unavailable, RecursionError) as error:
        raise _unreachable() from error
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise _unreachable()
    jwks = {"keys": [_needed(key) for key in document["keys"][:MOST_KEYS] if isinstance(key, dict)]}
    if not unpack(jwks):
        raise _unreachable()
    return jwks


def unpack(jwks: Mapping[str, Any]) -> dict[str, RSAPublicKey]:
    """The usable keys by kid: RSA, 2048 bits at least, for signatures. Others are passed over."""
    found = {}
    for jwk in jwks["keys"]:
        kid = jwk.get("kid")
        key = _public_key(jwk)
        if isinstance(kid, str) and key is not None and key.key_size >= LEAST_BITS:
            found[kid] = key
    return found


def _needed(jwk: dict[str, Any]) -> dict[str, str]:
    """The public members alone: what else a platform publishes, a private key by mistake, isn't kept here."""
    return {name: jwk[name] for name in MEMBERS if isinstance(jwk.get(name), str) and jwk[name].isascii()}


def _public_key(jwk: Mapping[str, Any]) -> RSAPublicKey | None:
    if jwk.get("kty") != "RSA" or jwk.get("use", "sig") != "sig" or jwk.get("alg", "RS256") != "RS256":
        return None
    try:
        return cast(RSAPublicKey, RSAAlgorithm.from_jwk(dict(jwk)))
    except (InvalidKeyError, ValueError, TypeError, AttributeError):
        return None


def _unreachable() -> errors.LaunchRefused:
    return errors.LaunchRefused(
        "platform-keys",
        "Your learning platform's keys can't be read just now, so its launch can't be checked.",
        f"Wait a minute. {errors.OPEN_AGAIN} If it stays, tell the person who looks after your learning platform.",
    )
