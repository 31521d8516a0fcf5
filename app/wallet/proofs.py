"""A credential request and the proof in it that the wallet holds its key. The one module that knows openvc-core.

OpenID4VCI 1.0, section 8.2 and appendix F.1. A key is either in the proof's header (`jwk`) or named there by a DID
that holds the key itself (`did:key`, `did:jwk`): nothing is fetched for a wallet.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openvc.did.did_jwk import DidJwkResolver
from openvc.did.did_key import DidKeyResolver
from openvc.errors import OpenvcError
from openvc.openid4vci import (
    CredentialRequest,
    UnsupportedProofType,
    VerifiedProof,
    parse_credential_request,
    verify_credential_request_proofs,
)

from app.wallet import errors
from app.wallet.models import HOLDER_LENGTH

ALGORITHMS = ("EdDSA", "Ed25519", "ES256", "ES384")
RESOLVERS = (DidKeyResolver(), DidJwkResolver())
PUBLIC_MEMBERS = ("crv", "kty", "x", "y")
HOLDER = re.compile(r"did:(?:key:z[1-9A-HJ-NP-Za-km-z]+|jwk:[A-Za-z0-9_-]+)")
MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class AskedCredential:
    """A credential request whose proof is good. The nonce in it is still to be spent."""

    configuration_id: str
    holder: str
    nonce: str


def read_request(body: str, issuer: str, now: datetime) -> AskedCredential:
    """Read a credential request and check its key proof: form, key, signature, audience and age.

    `issuer` is our own identifier, which the proof must be made for. Raises Invalid with the error's name in the
    protocol.
    """
    try:
        request = parse_credential_request(body)
    except UnsupportedProofType as error:
        raise errors.invalid_proof(_words(error)) from error
    except OpenvcError as error:
        raise errors.malformed(_words(error)) from error
    if request.response_encryption is not None:
        raise errors.no_encryption()
    if request.credential_configuration_id is None:
        raise errors.unknown_identifier()
    proof = _verified(request, issuer, now)
    holder = _holder(proof)
    if len(holder) > HOLDER_LENGTH:
        raise errors.invalid_proof("its key is longer than any key is.")
    return AskedCredential(request.credential_configuration_id, holder, proof.nonce or "")


def _verified(request: CredentialRequest, issuer: str, now: datetime) -> VerifiedProof:
    try:
        (proof,) = verify_credential_request_proofs(
            request,
            credential_issuer=issuer,
            # It is spent together with what it is spent for, in the database (`service.take`).
            check_nonce=lambda _nonce: True,
            resolve_proof_key=_key_of,
            now=now,
        )
    except OpenvcError as error:
        raise errors.invalid_proof(_words(error)) from error
    return proof


def _key_of(kid: str) -> dict[str, Any]:
    """The key inside the DID that a proof names. Raises Invalid for any other name."""
    did, _, fragment = kid.partition("#")
    resolver = next((each for each in RESOLVERS if each.supports(did)), None)
    if resolver is None or len(did) > HOLDER_LENGTH or not HOLDER.fullmatch(did):
        raise errors.invalid_proof("its kid has to be a did:key or a did:jwk.")
    (method,) = resolver.resolve(did).verification_methods
    if fragment and kid != method.id:
        raise errors.invalid_proof("its kid names a key that its DID doesn't hold.")
    return dict(method.public_key_jwk or {})


def _holder(proof: VerifiedProof) -> str:
    """The DID of the key that was proven; one made of the key where the wallet named none."""
    if proof.key_source == "kid":
        return str(proof.header["kid"]).partition("#")[0]
    return did_of(proof.public_jwk)


def did_of(jwk: Mapping[str, Any]) -> str:
    """A did:jwk of the public members alone, the same for the same key."""
    public = {name: jwk[name] for name in PUBLIC_MEMBERS if name in jwk}
    written = json.dumps(public, sort_keys=True, separators=(",", ":")).encode()
    return "did:jwk:" + base64.urlsafe_b64encode(written).rstrip(b"=").decode()


def _words(error: OpenvcError) -> str:
    """What the library says, in the letters that RFC 6749 lets into an `error_description`."""
    plain = str(error).replace('"', "'").replace("\\", "/")
    return "".join(each if " " <= each <= "~" else "?" for each in plain)[:MOST_WORDS]
