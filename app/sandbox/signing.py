"""The platform's own RSA keys, and the tokens signed with them."""

import functools
import itertools
import json
import secrets
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from app.sandbox.store import Store

KEY_BITS = 2048
POOL = 5
_turn = itertools.count()


def new_private_pem() -> str:
    private = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    kind, shape = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return private.private_bytes(kind, shape, serialization.NoEncryption()).decode()


@functools.cache
def _passing_pem(_place: int) -> str:
    """One of a few first keys for sandboxes in memory: making one takes a while, and tests start hundreds.

    They take turns, so that sandboxes that are alive together have different keys.
    """
    return new_private_pem()


class SigningKeys:
    """Makes, keeps and rotates keys; the newest signs, all of them are published until dropped."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def rotate(self, now: datetime, *, keep_old: bool = True) -> str:
        """A new key signs from now on; its kid."""
        if not keep_old:
            self._store.change("DELETE FROM signing_key")
        return self._keep(new_private_pem(), now)

    def ensure(self, now: datetime) -> None:
        """A first key, unless there is one."""
        if not self._store.one("SELECT kid FROM signing_key"):
            self._keep(_passing_pem(next(_turn) % POOL) if self._store.in_memory else new_private_pem(), now)

    def _keep(self, pem: str, now: datetime) -> str:
        kid = secrets.token_hex(10)
        sql = "INSERT INTO signing_key (kid, private_pem, created_at) VALUES (?, ?, ?)"
        self._store.add(sql, kid, pem, now.isoformat())
        return kid

    def jwks(self) -> dict[str, Any]:
        """The public halves as a JSON Web Key Set."""
        rows = self._store.all("SELECT * FROM signing_key ORDER BY rowid DESC")
        return {"keys": [_public_jwk(row["kid"], row["private_pem"]) for row in rows]}

    def sign(self, claims: dict[str, Any], header: dict[str, Any] | None = None) -> str:
        """A signed JWT; `header` replaces members of its header, and a None there leaves `kid` out."""
        row = self._store.one("SELECT * FROM signing_key ORDER BY rowid DESC")
        if row is None:
            raise LookupError("no signing key")
        wanted = {"kid": row["kid"], **(header or {})}
        wanted = {name: value for name, value in wanted.items() if value is not None}
        # Claims are signed as they are, also the wrong ones that a test asks for.
        return jwt.PyJWS().encode(_bytes(claims), _loaded(row["private_pem"]), algorithm="RS256", headers=wanted)

    def verify(self, token: str) -> dict[str, Any]:
        """Claims of a token of our own, whatever its times say. Raises jwt.InvalidTokenError."""
        kid = jwt.get_unverified_header(token).get("kid")
        row = self._store.one("SELECT private_pem FROM signing_key WHERE kid = ?", kid)
        if row is None:
            raise jwt.InvalidTokenError("unknown key")
        key = RSAAlgorithm.from_jwk(_public_jwk(str(kid), row["private_pem"]))
        unchecked = dict.fromkeys(("verify_exp", "verify_iat", "verify_nbf", "verify_aud", "verify_sub"), False)
        return jwt.decode(token, key, algorithms=["RS256"], options=unchecked)  # type: ignore[arg-type]


def _bytes(claims: dict[str, Any]) -> bytes:
    return json.dumps(claims, separators=(",", ":")).encode()


def _public_jwk(kid: str, pem: str) -> dict[str, Any]:
    document: dict[str, Any] = RSAAlgorithm.to_jwk(_loaded(pem).public_key(), as_dict=True)
    return {**document, "kid": kid, "alg": "RS256", "use": "sig"}


@functools.lru_cache(maxsize=32)
def _loaded(pem: str) -> rsa.RSAPrivateKey:
    """The key of a PEM text; loading checks its primes, which costs more than many signatures."""
    private = serialization.load_pem_private_key(pem.encode(), None)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise TypeError("the sandbox signs with RSA keys only")
    return private
