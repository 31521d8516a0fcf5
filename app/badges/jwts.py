"""The same credential as a compact VC-JWT, RS256 (Open Badges 3.0, section 8.2; VC-JOSE-COSE). Pure.

The payload is the credential itself with the registered claims beside it, not inside a `vc` claim. RS256 because
1EdTech's validator takes RS256 and ES256 and refuses EdDSA; the key is named by a `kid` that did.json answers.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import RSAAlgorithm
from jwt.types import Options
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3.did import pem_for_kid

from app.badges.signing import Document, SigningError, SigningKey

ALGORITHM = "RS256"
KEY_BITS = 2048
_NO_DATES: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}
"""The dates are the badge's own business: an expired badge's signature is still good."""


@dataclass(frozen=True, slots=True)
class RsaPair:
    """A fresh key: the private half as PEM, to be sealed at once, and the public half as a JWK."""

    private_pem: bytes
    public_jwk: Document


def new_rsa_pair() -> RsaPair:
    private = generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    public_jwk: Document = RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    return RsaPair(
        private_pem=private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        public_jwk={name: public_jwk[name] for name in ("kty", "n", "e")} | {"alg": ALGORITHM},
    )


def secure_jwt(document: Document, key: SigningKey) -> str:
    """`document` as a compact JWT, checked against the key that did.json publishes before it is returned.

    Raises SigningError if it would not verify, or would say something else.
    """
    claims = claims_of(document)
    token = jwt.encode(claims, _private(key.private_pem), algorithm=ALGORITHM, headers={"kid": key.method})
    if check_jwt(token, key.did_document, key.method) != claims:
        raise SigningError("the token says something else than the credential")
    return token


def check_jwt(token: str, did_document: Document, method: str) -> Document:
    """The payload of a token that `method` signed, as `did_document` publishes it. Raises SigningError."""
    try:
        if jwt.get_unverified_header(token).get("kid") != method:
            raise SigningError("the token names another key")
        public_pem = pem_for_kid(did_document, did_document["id"], method)
        payload: Document = jwt.decode(token, public_pem, algorithms=[ALGORITHM], options=_NO_DATES)
    except (jwt.InvalidTokenError, LibOpenBadgesException) as error:
        raise SigningError(str(error)) from error
    return payload


def claims_of(document: Document) -> Document:
    """The credential with `iss`, `jti`, `sub`, `nbf` and `exp`, each equal to what the credential says itself."""
    registered: dict[str, Any] = {
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "sub": document["credentialSubject"]["id"],
        "nbf": _seconds(document["validFrom"]),
    }
    if "validUntil" in document:
        registered["exp"] = _seconds(document["validUntil"])
    return {**document, **registered}


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())


def _private(pem: bytes) -> RSAPrivateKey:
    """Made here and sealed with authentication, so the 25 ms that checking its primes takes are spared."""
    private = load_pem_private_key(pem, None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(private, RSAPrivateKey):
        raise SigningError("not an RSA key")
    return private
