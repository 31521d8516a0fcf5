"""Whether an id_token is true: the checks of the LTI security framework, in its order, against our own clock.

`peek` reads what names the platform, `verify` believes the rest only after the signature. pylti1p3
does not require exp or iat, knows no leeway, looks at the first audience alone and doesn't tie the
nonce to the login; so these checks are ours, and its message validators run on what has passed them.
"""

import hmac
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from jwt.utils import base64url_decode

from app.lti import errors
from app.lti.registrations import RegistrationView
from app.lti.state import LoginState

LEEWAY = timedelta(seconds=60)
OLDEST = timedelta(minutes=10)
LONGEST = 100_000
ALGORITHM = "RS256"
COMPACT = re.compile(r"([\w-]+)\.([\w-]+)\.([\w-]*)", re.ASCII)
_rs256 = RSAAlgorithm(RSAAlgorithm.SHA256)


@dataclass(frozen=True, slots=True)
class UnverifiedToken:
    """An id_token as it came. Only `kid` and who it names may be used, and only to find the key."""

    signed: bytes
    signature: bytes
    kid: str
    claims: Mapping[str, Any]


def peek(text: str, registration: RegistrationView) -> UnverifiedToken:
    """The token taken apart, unbelieved. Raises LaunchRefused if it is no RS256 token of this registration."""
    match = COMPACT.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        raise errors.token_refused("token-malformed")
    header, claims = _object(match[1]), _object(match[2])
    # RFC 7515 4.1.11: whoever doesn't know a header that is called critical must refuse; we know none.
    if header.get("alg") != ALGORITHM or "crit" in header:
        raise errors.token_refused("token-algorithm")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise errors.token_refused("token-without-key-id")
    audience = _audience(claims)
    if claims.get("iss") != registration.issuer or registration.client_id not in audience:
        raise errors.token_refused("token-other-platform", "This launch came from another platform than it began with.")
    signed = text.rpartition(".")[0].encode()
    return UnverifiedToken(signed, _bytes(match[3]), kid, claims)


def verify(
    token: UnverifiedToken, key: RSAPublicKey | None, registration: RegistrationView, state: LoginState, now: datetime
) -> Mapping[str, Any]:
    """The token's claims, now to be believed. Raises LaunchRefused with a code for the first check that fails."""
    verify_signed(token, key, registration, now)
    nonce = token.claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(errors="replace"), state.nonce.encode()):
        raise errors.token_refused("token-nonce", "This launch answers another sign-in than the one that was begun.")
    return token.claims


def verify_signed(
    token: UnverifiedToken, key: RSAPublicKey | None, registration: RegistrationView, now: datetime
) -> Mapping[str, Any]:
    """The claims of what a platform signed for us, whether or not we had asked for it.

    Raises LaunchRefused with a code for the first check that fails.
    """
    if key is None:
        raise errors.token_refused("token-key-unknown")
    if not _rs256.verify(token.signed, key, token.signature):
        raise errors.token_refused("token-signature")
    _check_parties(token.claims, registration)
    _check_times(token.claims, now)
    return token.claims


def named_in(text: str) -> tuple[str, tuple[str, ...]]:
    """Issuer and audience that a token names, unbelieved: only to find the registration that must then be right.

    Raises LaunchRefused for what is no token.
    """
    match = COMPACT.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        raise errors.token_refused("token-malformed")
    claims = _object(match[2])
    issuer = claims.get("iss")
    return issuer if isinstance(issuer, str) and issuer.isprintable() else "", _audience(claims)


def _object(segment: str) -> Mapping[str, Any]:
    """The JSON object of one segment. PyJWT would check each letter in Python, which costs more than the signature."""
    try:
        found = json.loads(_bytes(segment))
    except (ValueError, RecursionError) as error:
        raise errors.token_refused("token-malformed") from error
    if not isinstance(found, dict):
        raise errors.token_refused("token-malformed")
    return found


def _bytes(segment: str) -> bytes:
    try:
        return base64url_decode(segment)
    except ValueError as error:
        raise errors.token_refused("token-malformed") from error


def _audience(claims: Mapping[str, Any]) -> tuple[str, ...]:
    audience = claims.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    return tuple(item for item in listed if isinstance(item, str))


def _check_parties(claims: Mapping[str, Any], registration: RegistrationView) -> None:
    """The token is for us alone, and whoever asked for it was us."""
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if any(item != registration.client_id for item in audience):
        raise errors.token_refused("token-audience")
    if claims.get("azp", registration.client_id) != registration.client_id:
        raise errors.token_refused("token-authorized-party")


def _check_times(claims: Mapping[str, Any], now: datetime) -> None:
    expires, issued = _seconds(claims, "exp"), _seconds(claims, "iat")
    present, leeway = now.timestamp(), LEEWAY.total_seconds()
    if expires is None or issued is None:
        raise errors.token_refused("token-without-times")
    if expires + leeway <= present:
        raise errors.token_refused("token-expired", "This launch took too long, so it is no longer valid.")
    if issued - leeway > present:
        raise errors.token_refused("token-from-the-future", "The clock of your learning platform is ahead of ours.")
    if present - issued > OLDEST.total_seconds() + leeway:
        raise errors.token_refused("token-too-old", "This launch took too long, so it is no longer valid.")
    if "nbf" in claims:
        _check_not_before(_seconds(claims, "nbf"), present + leeway)


def _check_not_before(not_before: float | None, latest: float) -> None:
    if not_before is None or not_before > latest:
        raise errors.token_refused("token-not-yet-valid")


def _seconds(claims: Mapping[str, Any], name: str) -> float | None:
    """A NumericDate, or None for anything that is not a finite number."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        seconds = float(value)
    except OverflowError:
        return None
    return seconds if math.isfinite(seconds) else None
