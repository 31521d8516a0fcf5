"""An eddsa-rdfc-2022 proof checked step by step as W3C's recommendation tells it, with pyld and cryptography alone.

openvc-core refuses every learner record, whoever made it: it wants a document in compacted form, and the published
context of CLR 2.0 gives `identifier`, `verifiableCredential` and `association` a type that no object compacts to.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyld import jsonld

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519 = b"\xed\x01"


def check_proof(
    document: Mapping[str, Any], did_document: Mapping[str, Any], loader: Callable[..., Mapping[str, Any]]
) -> None:
    """Raises InvalidSignature if the key of did.json didn't sign this, StopIteration if it isn't there."""
    unsecured, proof = {**document}, {**document["proof"]}
    del unsecured["proof"]
    signature = base58(proof.pop("proofValue")[1:])
    methods = did_document["verificationMethod"]
    named = next(each for each in methods if each["id"] == proof["verificationMethod"])
    key = base58(named["publicKeyMultibase"][1:]).removeprefix(ED25519)
    digests = [_digest(each, loader) for each in ({**proof, "@context": document["@context"]}, unsecured)]
    Ed25519PublicKey.from_public_bytes(key).verify(signature, b"".join(digests))


def base58(written: str) -> bytes:
    number = 0
    for letter in written:
        number = number * 58 + BASE58.index(letter)
    zeros = len(written) - len(written.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _digest(document: Mapping[str, Any], loader: Callable[..., Mapping[str, Any]]) -> bytes:
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": loader}
    return hashlib.sha256(jsonld.normalize(document, options).encode()).digest()
