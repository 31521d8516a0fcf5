"""A Comprehensive Learner Record (1EdTech CLR 2.0): signed badges in one envelope, signed by who issued them.

Each badge stands in it as it was signed and still verifies alone. The envelope's context is the library's pinned
copy; nothing is fetched. Like a badge, it names nobody: a salted hash of the e-mail address is all.
"""

import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3.clr import bundled_clr_contexts, sign_clr_credential
from openbadgeslib.ob3.did import pem_for_kid
from openbadgeslib.ob3.ldp import verify_data_integrity_proof
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.badges import queries
from app.badges.document import identity_document, issuer_document
from app.badges.errors import badge_not_signed
from app.badges.models import Achievement, Credential, Issuer, KeyAlgorithm
from app.badges.service.issuers import DEFAULT_ISSUER, profile, sealed_keys
from app.badges.signing import SealedKey, SigningError, serialized
from app.badges.stacked import EVIDENCE_GENRE
from app.badges.words import hashed_identity, stamp
from app.clock import Clock
from app.sealing import Sealer

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
)
"""In the order that CLR 2.0 demands; 1EdTech's validator refuses a record that names them in another one. The last
defines the type of the JSON Schema, which verifiers in JSON-LD's safe mode insist on."""
SCHEMA = {
    "id": "https://purl.imsglobal.org/spec/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}
ROOM = 200 * 1024
"""Bytes of badges in one record. What is signed in one piece may have 256 KB, with the envelope and its proof."""
MOST_BADGES = 40

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClrJob:
    """One record to sign, outside of any transaction."""

    document: Document
    key: SealedKey


def clr_parts(session: Session, uuids: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The badges that are signed, oldest first, in as few records as hold them all."""
    size = func.length(Credential.document)
    chosen = select(Credential.uuid, size).where(Credential.uuid.in_(uuids), Credential.document.is_not(None))
    parts: list[tuple[list[str], int]] = []
    for each, length in session.execute(chosen.order_by(Credential.id)):
        if not parts or parts[-1][1] + length > ROOM or len(parts[-1][0]) >= MOST_BADGES:
            parts.append(([], 0))
        badges, room = parts.pop()
        parts.append(([*badges, each], room + length))
    return tuple(tuple(badges) for badges, _ in parts)


def prepare_clr(
    session: Session, *, clock: Clock, public_url: str, uuids: Sequence[str], email: str, is_partial: bool
) -> ClrJob:
    """The record of these badges, not yet signed. `is_partial` says that there are others of the same person.

    Raises Unavailable where none of them is signed.
    """
    chosen = select(Credential.document, Achievement.issuer_id).join(
        Achievement, Achievement.id == Credential.achievement_id
    )
    rows = session.execute(
        chosen.where(Credential.uuid.in_(uuids), Credential.document.is_not(None)).order_by(Credential.id)
    ).all()
    if not rows:
        raise badge_not_signed()
    issuer = _publisher(session, [issuer_id for _, issuer_id in rows])
    now = clock.now().replace(microsecond=0)
    document = _document(
        issuer_document(profile(queries.issuer_view(issuer), public_url)),
        [json.loads(written) for written, _ in rows if written is not None],
        _identifiers(email),
        now,
    )
    if is_partial:
        document["partial"] = True
    return ClrJob(document, sealed_keys(session, issuer)[KeyAlgorithm.ED25519])


def sign_clr(job: ClrJob, sealer: Sealer) -> bytes:
    """The record with its eddsa-rdfc-2022 proof, checked as did.json publishes the key. Raises SigningError."""
    key = job.key.opened(sealer)
    try:
        signed = sign_clr_credential(job.document, key.private_pem, key.method)
        public_pem = pem_for_kid(key.did_document, key.did_document["id"], key.method)
        verify_data_integrity_proof(signed, public_pem, extra_contexts=bundled_clr_contexts())
    except LibOpenBadgesException as error:
        raise SigningError(str(error)) from error
    return serialized(signed)


def _publisher(session: Session, issuer_ids: Sequence[int]) -> Issuer:
    """Who issued all of them; where several did, the operator's own issuer, else the newest badge's."""
    ours = queries.issuer_by_slug(session, DEFAULT_ISSUER)
    if len(set(issuer_ids)) > 1 and ours is not None:
        return ours
    return session.get_one(Issuer, issuer_ids[-1])


def associations(badges: Sequence[Document]) -> list[Document]:
    """Which of these achievements is made of which others: one line for each part of a stack that is in the record too.

    CLR 2.0 relates achievements, not the credentials that were awarded for them. Pure.
    """
    earned = {badge["id"]: badge["credentialSubject"]["achievement"]["id"] for badge in badges}
    pairs = [
        (earned[badge["id"]], earned[line["id"]])
        for badge in badges
        for line in badge.get("evidence", ())
        if line.get("genre") == EVIDENCE_GENRE and line.get("id") in earned
    ]
    return [
        {"type": "Association", "associationType": "isParentOf", "sourceId": whole, "targetId": part}
        for whole, part in dict.fromkeys(pairs)
    ]


def _document(issuer: Document, badges: list[Document], identifiers: list[Document], now: datetime) -> Document:
    subject: Document = {"id": f"urn:uuid:{uuid.uuid4()}", "type": ["ClrSubject"]}
    optional = {"identifier": identifiers, "verifiableCredential": badges, "association": associations(badges)}
    return {
        "@context": list(CONTEXTS),
        "id": f"urn:uuid:{uuid.uuid4()}",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Comprehensive learner record",
        "issuer": {name: value for name, value in issuer.items() if name != "@context"},
        "validFrom": stamp(now),
        "credentialSubject": subject | {name: value for name, value in optional.items() if value},
        "credentialSchema": [dict(SCHEMA)],
    }


def _identifiers(email: str) -> list[Document]:
    if not email.strip():
        return []
    return [identity_document(hashed_identity(email, secrets.token_hex(16)))]
