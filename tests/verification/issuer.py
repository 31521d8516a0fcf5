"""An issuer that is nobody of ours: its own keys, its own server, its signatures made by other libraries.

JSON proofs by openvc-core, tokens by jwcrypto; both are other people's code than what checks them.
"""

import base64
import copy
import gzip
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS
from openbadgeslib.ob3.contexts import bundled_contexts
from openvc.keys import Ed25519SigningKey
from openvc.multibase import encode_multibase
from openvc.proof.data_integrity import DataIntegrityProofSuite

from tests.loopback import Heard, Loopback, loopback_server, reply

Document = dict[str, Any]
NOW = datetime(2026, 11, 15, 9, 30, tzinfo=UTC)
CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
]
EMAIL, SALT = "rosa@example.edu", "b1946ac92492d2347c6235b4d2611184"
BITS = 131_072


@dataclass
class Issuer:
    """Serves `pages` by path: a document, or (status, body, headers). Keys are made anew for every test."""

    server: Loopback
    pages: dict[str, Any]
    ed: Ed25519SigningKey = field(default_factory=lambda: Ed25519SigningKey.generate("ed"))
    rsa: JWK = field(default_factory=lambda: JWK.generate(kty="RSA", size=2048, kid="rs"))
    revoked: set[int] = field(default_factory=set)

    @property
    def host(self) -> str:
        return self.server.url.removeprefix("http://")

    @property
    def did(self) -> str:
        return f"did:web:{self.host.replace(':', '%3A')}:college"

    def publish(self) -> None:
        """Put keys and status list in their places, as they are now."""
        self.pages["/college/did.json"] = self.did_document()
        self.pages["/status/1"] = self.status_list()

    def did_document(self) -> Document:
        multibase = multikey(self.ed)
        methods = [
            {"id": f"{self.did}#ed", "type": "Multikey", "controller": self.did, "publicKeyMultibase": multibase},
            {
                "id": f"{self.did}#rs",
                "type": "JsonWebKey",
                "controller": self.did,
                "publicKeyJwk": self.rsa.export_public(as_dict=True),
            },
        ]
        signing = [each["id"] for each in methods]
        return {"id": self.did, "verificationMethod": methods, "assertionMethod": signing}

    def credential(self, **changes: Any) -> Document:
        """A small, complete badge; `changes` replace members of the top level."""
        base = self.server.url
        found: Document = {
            "@context": list(CONTEXTS),
            "id": f"{base}/badges/1",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": "Wait time",
            "issuer": {"id": self.did, "type": ["Profile"], "name": "College of Bühl"},
            "validFrom": "2026-01-02T03:04:05Z",
            "validUntil": "2031-01-02T03:04:05Z",
            "credentialSubject": {
                "id": "urn:uuid:6f0a7a52-2a10-4f6b-9f6e-0d7f6a1b2c3d",
                "type": ["AchievementSubject"],
                "identifier": [identity()],
                "achievement": {
                    "id": f"{base}/achievements/wait",
                    "type": ["Achievement"],
                    "name": "Wait time",
                    "description": "Waits three seconds after a question.",
                    "criteria": {"narrative": "Wait."},
                },
            },
            "credentialStatus": self.entry(94_567),
        }
        return {name: value for name, value in (found | changes).items() if value is not None}

    def entry(self, position: int, url: str = "") -> Document:
        listed = url or f"{self.server.url}/status/1"
        return {
            "id": f"{listed}#{position}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(position),
            "statusListCredential": listed,
        }

    def status_list(self, **changes: Any) -> Document:
        bits = bytearray(BITS // 8)
        for position in self.revoked:
            bits[position // 8] |= 0x80 >> (position % 8)
        url = f"{self.server.url}/status/1"
        document = {
            "@context": CONTEXTS[:1],
            "id": url,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self.did,
            "validFrom": "2026-11-14T00:00:00Z",
            "validUntil": "2026-11-20T00:00:00Z",
            "credentialSubject": {
                "id": f"{url}#list",
                "type": "BitstringStatusList",
                "statusPurpose": "revocation",
                "encodedList": "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits))).decode().rstrip("="),
            },
        }
        return self.signed(document | changes)

    def signed(self, document: Document, method: str = "") -> Document:
        """`document` with an eddsa-rdfc-2022 proof."""
        return DataIntegrityProofSuite().add_proof(
            copy.deepcopy(document),
            signing_key=self.ed,
            verification_method=method or f"{self.did}#ed",
            created=NOW,
            extra_contexts=bundled_contexts(),
        )

    def token(self, document: Document, **claims: Any) -> str:
        """`document` as a compact RS256 token; `claims` replace the registered ones."""
        payload = document | {
            "iss": self.did,
            "jti": document["id"],
            "sub": document["credentialSubject"]["id"],
            "nbf": int(datetime.fromisoformat(document["validFrom"]).timestamp()),
            "exp": int(datetime.fromisoformat(document["validUntil"]).timestamp()),
        }
        return self.jws(payload | claims, {"alg": "RS256", "typ": "JWT", "kid": f"{self.did}#rs"})

    def jws(self, payload: Document, header: Document, key: JWK | None = None) -> str:
        jws = JWS(json.dumps(payload))
        jws.add_signature(key or self.rsa, None, json.dumps(header), None)
        return str(jws.serialize(compact=True))


def identity(email: str = EMAIL) -> Document:
    digest = hashlib.sha256((email + SALT).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityType": "emailAddress",
        "salt": SALT,
        "identityHash": f"sha256${digest}",
    }


def self_made(issuer: Issuer) -> str:
    """The did:key of the issuer's key."""
    return f"did:key:{multikey(issuer.ed)}"


def multikey(key: Ed25519SigningKey) -> str:
    """The public half as Multikey text: 0xed 0x01 stands for Ed25519."""
    return str(encode_multibase(b"\xed\x01" + key.public_key_raw()))


@contextmanager
def an_issuer() -> Iterator[Issuer]:
    """An issuer whose server answers."""
    pages: dict[str, Any] = {}

    def answer(handler: BaseHTTPRequestHandler, heard: Heard) -> None:
        found = pages.get(heard.path, (404, b"", {}))
        if isinstance(found, dict):
            found = (200, json.dumps(found).encode(), {"Content-Type": "application/json"})
        reply(handler, found[0], found[1], found[2])

    with loopback_server(answer) as server:
        issuer = Issuer(server, pages)
        issuer.publish()
        yield issuer
