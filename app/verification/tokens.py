"""Badges as compact tokens (VC-JWT; Open Badges 3.0, section 8.2). The key decides the algorithm, never the token."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from jwt.exceptions import InvalidKeyError, PyJWTError

from app.verification.claims import moment, stated, valid_from, valid_until
from app.verification.documents import (
    MOST_JSON_BYTES,
    Document,
    NotReadable,
    id_of,
    object_of,
    read_json,
    text_of,
)
from app.verification.fetching import Fetcher
from app.verification.issuer_keys import issuer_key
from app.verification.report import Check, Stopped, failed, passed, unknown

LEAST_RSA_BITS = 2048
APART = timedelta(seconds=1)
"""A claim has whole seconds; the badge may have parts of one."""
UNREADABLE = "It looks like a signed token, but can't be read as one."


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it was read, believed by nobody yet. `credential` is what it carries."""

    text: str
    header: Document
    payload: Document

    @property
    def credential(self) -> Document:
        """The payload itself in version 2.0 of the data model; its `vc` in version 1.1.

        Dates that stand in the token's frame alone, as version 1.1 allows, are the badge's own.
        """
        inner = self.payload.get("vc")
        found = inner if isinstance(inner, dict) else self.payload
        start = {} if valid_from(found) else {"validFrom": self.payload.get("nbf")}
        end = {} if valid_until(found) else {"validUntil": self.payload.get("exp")}
        return found | start | end


def read_token(text: str) -> Token:
    """Raises NotReadable."""
    parts = text.split(".")
    if len(parts) != 3 or len(text) > MOST_JSON_BYTES * 2:
        raise NotReadable(UNREADABLE)
    header, payload = (read_json(_decoded(part)) for part in parts[:2])
    return Token(text, header, payload)


def check_token(token: Token, fetcher: Fetcher) -> list[Check]:
    """Key, signature, and that the token's own claims agree with the badge in it. Raises Stopped."""
    issuer = id_of(token.credential.get("issuer")) or text_of(token.payload.get("iss"))
    key = issuer_key(issuer, _method(token, issuer), fetcher)
    checks = [key.check]
    try:
        check_signature(token, key.public)
    except Stopped as stopped:
        raise Stopped(stopped.check, tuple(checks)) from stopped
    words = "It was made with the issuer's key, and nothing in the token was changed since."
    return [*checks, passed("signature", words), _check_claims(token, issuer)]


def check_signature(token: Token, key: PublicKeyTypes) -> None:
    """Raises Stopped unless the token was signed with `key`, by an algorithm of that key."""
    algorithms = _algorithms(key)
    if token.header.get("alg") not in algorithms or token.header.get("crit"):
        words = "The token names a way of signing that doesn't belong to the issuer's key."
        raise Stopped(failed("signature", words) if algorithms else unknown("signature", words))
    nothing_else = {f"verify_{name}": False for name in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}
    try:
        jwt.decode(token.text, key, algorithms=algorithms, options=nothing_else)  # type: ignore[arg-type]
    except (PyJWTError, ValueError) as error:
        words = "The signature doesn't fit. The token was changed, or was never signed by this issuer."
        raise Stopped(failed("signature", words)) from error


def _method(token: Token, issuer: str) -> str:
    """The full name of the key: a token may name it by its fragment alone; a did:key has only one."""
    kid = text_of(token.header.get("kid"))
    if not kid and issuer.startswith("did:key:"):
        return f"{issuer}#{issuer.removeprefix('did:key:')}"
    return issuer + kid if kid.startswith("#") else kid


def _algorithms(key: PublicKeyTypes) -> list[str]:
    """What a key of this kind signs with; nothing for kinds and sizes that are not good enough."""
    if isinstance(key, RSAPublicKey):
        return ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] if key.key_size >= LEAST_RSA_BITS else []
    if isinstance(key, Ed25519PublicKey):
        return ["EdDSA"]
    if isinstance(key, EllipticCurvePublicKey):
        return {SECP256R1: ["ES256"], SECP384R1: ["ES384"]}.get(type(key.curve), [])
    return []


def _check_claims(token: Token, issuer: str) -> Check:
    """Section 8.2.4: who, what, for whom and until when stand twice in a token, and have to be the same twice."""
    credential, payload = token.credential, token.payload
    subject = id_of(object_of(credential.get("credentialSubject")))
    same = (
        payload.get("iss") == issuer,
        payload.get("jti", credential.get("id")) == credential.get("id", payload.get("jti")),
        payload.get("sub", subject) == (subject or payload.get("sub", subject)),
        _agree(payload.get("nbf"), moment(valid_from(credential))),
        _agree(payload.get("exp"), moment(valid_until(credential))),
    )
    if not all(same):
        return failed("token", "The token says one thing in its frame and another in the badge it carries.")
    return passed("token", "Issuer, badge, earner and dates are the same in the token's frame and in the badge.")


def _agree(seconds: Any, told: datetime | None) -> bool:
    """Whether a claim in seconds since 1970 is the moment in the badge; one of them may be absent."""
    if seconds is None or told is None:
        return True
    claimed = None if isinstance(seconds, str) else moment(stated(seconds))
    return claimed is not None and abs(claimed - told) <= APART


def _decoded(part: str) -> bytes:
    try:
        return bytes(jwt.utils.base64url_decode(part.encode("ascii")))
    except (ValueError, InvalidKeyError) as error:
        raise NotReadable(UNREADABLE) from error
