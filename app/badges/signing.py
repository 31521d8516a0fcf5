"""Ed25519 keys and embedded `eddsa-rdfc-2022` proofs (W3C VC Data Integrity EdDSA 1.0).

One of the two modules that know openbadgeslib (the other is `jwts`). Its JSON-LD contexts are pinned files inside
the package: nothing is fetched while a badge is signed or checked. A key from a KMS would slot in behind `secure`.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import OB3LdpSigner, OpenBadgeCredential
from openbadgeslib.ob3.did import multikey_from_pem, pem_for_kid
from openbadgeslib.ob3.ldp import verify_data_integrity_proof

from app.sealing import Sealer

Document = dict[str, Any]


class SigningError(Exception):
    """What was to be signed would not verify, or would verify as something else. Nothing may be stored of it."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A fresh key: the private half as PEM, to be sealed at once, and the public half as Multikey text."""

    private_pem: bytes
    multibase: str


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key in use, with the document that publishes it."""

    method: str
    private_pem: bytes
    did_document: Document


@dataclass(frozen=True, slots=True)
class SealedKey:
    """A key on its way to whoever signs: the private half still sealed."""

    id: int
    method: str
    private_sealed: bytes
    did_document: Document

    def opened(self, sealer: Sealer) -> SigningKey:
        return SigningKey(self.method, sealer.unseal(self.private_sealed), self.did_document)


def new_key_pair() -> KeyPair:
    private = Ed25519PrivateKey.generate()
    public_pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    private_pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return KeyPair(private_pem=private_pem, multibase=multikey_from_pem(public_pem))


def secure(document: Document, key: SigningKey, created: datetime) -> bytes:
    """`document` with its proof, as the UTF-8 bytes that are served from now on.

    Checked before it is returned, against the key as did.json publishes it: the proof verifies, and the
    JSON says nothing that the proof doesn't cover (a term that no context defines would be left unsigned).
    Raises SigningError otherwise.
    """
    try:
        signed = OB3LdpSigner(key.private_pem, key.method).sign(_as_credential(document), created=created)
        written = serialized(signed)
        check_proof(written, key.did_document, key.method)
    except LibOpenBadgesException as error:
        raise SigningError(str(error)) from error
    return written


def check_proof(written: bytes, did_document: Document, method: str) -> None:
    """Raises if the bytes don't carry a good proof by `method` as `did_document` publishes it.

    The library's own OB3LdpVerifier also compares the validity dates with the machine's clock. Here time is
    handed in and the dates are the caller's, so the proof is checked by itself.
    """
    document = json.loads(written)
    if document["proof"]["verificationMethod"] != method:
        raise SigningError("the proof names another key")
    public_pem = pem_for_kid(did_document, did_document["id"], method)
    verify_data_integrity_proof(document, public_pem)


def without_proof(written: bytes) -> Document:
    """What a signed document says, as it stood before it was signed."""
    document: Document = json.loads(written)
    del document["proof"]
    return document


def serialized(document: Document) -> bytes:
    """Compact UTF-8 JSON in the order it was built in."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class _Whole:
    """A finished document in the place of the library's credential model, which lacks rubric levels and more.

    The signer asks its credential for nothing but `to_vc`, and checks what it gets: unlike the lower
    `add_data_integrity_proof`, it refuses members that the proof would not cover.
    """

    document: Document

    def to_vc(self) -> Document:
        return self.document


def _as_credential(document: Document) -> OpenBadgeCredential:
    return cast(OpenBadgeCredential, _Whole(document))
