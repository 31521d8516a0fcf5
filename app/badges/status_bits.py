"""The bits of a W3C Bitstring Status List 1.0 and the credential that carries them. Pure."""

import base64
import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.badges.words import stamp

BITS = 131_072
"""Entries of one list: the least that the recommendation allows, so that one badge hides among many."""
VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"


@dataclass(frozen=True, slots=True)
class StatusPointer:
    """Where the revocation bit of one credential stands."""

    list_url: str
    position: int


def encoded_list(revoked: Iterable[int]) -> str:
    """The list's bits, most significant first, gzipped, multibase base64url. The same bits give the same text."""
    bits = bytearray(BITS // 8)
    for position in revoked:
        bits[position // 8] |= 0x80 >> (position % 8)
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def status_entry(pointer: StatusPointer) -> dict[str, Any]:
    """The `credentialStatus` of a credential: one object, because an array fails the 1EdTech schema."""
    return {
        "id": f"{pointer.list_url}#{pointer.position}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(pointer.position),
        "statusListCredential": pointer.list_url,
    }


def status_list_document(
    *, list_url: str, issuer_did: str, revoked: Iterable[int], valid_from: datetime, valid_until: datetime
) -> dict[str, Any]:
    """The unsigned list credential. `issuer` equals the badges' issuer, which verifiers compare."""
    return {
        "@context": [VC_CONTEXT],
        "id": list_url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_did,
        "validFrom": stamp(valid_from),
        "validUntil": stamp(valid_until),
        "credentialSubject": {
            "id": f"{list_url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded_list(revoked),
        },
    }
