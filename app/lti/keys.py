"""The tool's own keys: made here, sealed at rest, published before they sign and after they have signed."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Conflict, Unavailable
from app.lti import queries
from app.lti.models import KeyStatus, ToolKey
from app.sealing import Sealer

KEY_BITS = 2048
PUBLISHED_AHEAD = timedelta(hours=24)
KEPT_AFTER = timedelta(days=14)
KEY_LOCK = 0x6C74696B
"""PostgreSQL's advisory lock for whoever changes keys."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key that signs now."""

    kid: str
    private_key: rsa.RSAPrivateKey


def ensure_keys(session: Session, clock: Clock, sealer: Sealer) -> None:
    """Make the first pair of keys, one that signs and one that will, unless there are keys already."""
    if queries.tool_key(session, KeyStatus.ACTIVE) is not None:
        return
    change_keys_alone(session)
    if queries.tool_key(session, KeyStatus.ACTIVE) is None:
        now = clock.now()
        first = _new_key(KeyStatus.ACTIVE, now, sealer)
        first.activated_at = now
        session.add_all([first, _new_key(KeyStatus.NEXT, now, sealer)])
        session.flush()


def rotate_keys(session: Session, clock: Clock, sealer: Sealer, *, force: bool = False) -> str:
    """Let the next key sign, retire the one that did, publish a new next one; returns the kid that signs now.

    Platforms keep our key set for a while, so a key signs a day after it was published at the
    earliest, and retired keys stay published for 14 days. `force` is for a key that got out: that day
    isn't waited for, and no key that has signed so far stays published, since whoever has it could
    go on signing. Raises Conflict where the day isn't over.
    """
    change_keys_alone(session)
    ensure_keys(session, clock, sealer)
    now = clock.now()
    following = queries.tool_key(session, KeyStatus.NEXT)
    if following is None:  # pragma: no cover - the two are made together
        raise RuntimeError("there is no next key")
    if now - following.created_at < PUBLISHED_AHEAD and not force:
        raise Conflict(
            "key-too-new",
            "The next key was published less than a day ago, so platforms may not know it yet.",
            "Rotate again later, or force it if a key got out.",
        )
    for key in queries.tool_keys(session):
        _move_on(session, key, now, got_out=force)
    add_next_key(session, clock, sealer)
    return following.kid


def add_next_key(session: Session, clock: Clock, sealer: Sealer) -> str:
    """Publish a key that will sign later; returns its kid."""
    key = _new_key(KeyStatus.NEXT, clock.now(), sealer)
    session.add(key)
    session.flush()
    return key.kid


def change_keys_alone(session: Session) -> None:
    """Wait until nobody else changes keys, to the end of the transaction. SQLite lets one writer in anyway."""
    if session.connection().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": KEY_LOCK})


def is_forgotten(key: ToolKey, now: datetime) -> bool:
    """Whether what a retired key has signed is long gone, so that it need not be published any more."""
    return key.status == KeyStatus.RETIRED and key.retired_at is not None and now - key.retired_at > KEPT_AFTER


def signing_key(session: Session, sealer: Sealer) -> SigningKey:
    """The key to sign with. Raises Unavailable before the first keys were made."""
    key = queries.tool_key(session, KeyStatus.ACTIVE)
    if key is None:
        raise Unavailable("no-tool-key", "Cairn has no key of its own yet.", "Run `flask lti rotate-keys` once.")
    private_key = serialization.load_der_private_key(sealer.unseal(key.private_sealed), password=None)
    return SigningKey(key.kid, cast(rsa.RSAPrivateKey, private_key))


def signing_since(session: Session) -> datetime | None:
    """When the key that signs now was made, and so first published; None before the first keys."""
    key = queries.tool_key(session, KeyStatus.ACTIVE)
    return None if key is None else key.created_at


def public_key_set(session: Session) -> dict[str, Any]:
    """Our JWKS: next, active and retired keys. Has no keys before `ensure_keys`."""
    return {"keys": [key.public_jwk for key in queries.tool_keys(session)]}


def _move_on(session: Session, key: ToolKey, now: datetime, *, got_out: bool) -> None:
    if key.status == KeyStatus.NEXT:
        key.status, key.activated_at = KeyStatus.ACTIVE, now
    elif got_out:
        session.delete(key)
    elif key.status == KeyStatus.ACTIVE:
        key.status, key.retired_at = KeyStatus.RETIRED, now
    elif is_forgotten(key, now):
        session.delete(key)


def _new_key(status: KeyStatus, now: datetime, sealer: Sealer) -> ToolKey:
    private_key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    kid = secrets.token_urlsafe(16)
    clear = private_key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return ToolKey(
        kid=kid,
        private_sealed=sealer.seal(clear),
        public_jwk=_public_jwk(private_key.public_key(), kid),
        status=status,
        created_at=now,
    )


def _public_jwk(public_key: rsa.RSAPublicKey, kid: str) -> dict[str, Any]:
    jwk = RSAAlgorithm.to_jwk(public_key, as_dict=True)
    return {"kty": "RSA", "n": jwk["n"], "e": jwk["e"], "kid": kid, "alg": "RS256", "use": "sig"}
