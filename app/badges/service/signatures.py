"""Signing what was awarded: prepared and noted in transactions, signed between them.

An award owes its signature like anything else that is owed: a row of the outbox. Whoever is killed in between has
stored nothing, and the next worker signs the same words again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.badges import jwts, queries, signing
from app.badges.baking import read_png, read_svg
from app.badges.images import Picture
from app.badges.models import (
    BadgeEvent,
    BadgeEventKind,
    Credential,
    EditionReason,
    KeyAlgorithm,
    PastEdition,
)
from app.badges.service.issuers import complete_keys, sealed_keys
from app.badges.service.pictures import BakeableBadge, picture_of
from app.clock import Clock
from app.outbox import mark_all_due
from app.sealing import Sealer

BADGE = "badge"
"""The outbox kind of a signature that is owed; its key is the badge's uuid."""
GATES = 4
"""So many badges are signed at a time: signing is our own work, so no platform's pace holds it up."""


@dataclass(frozen=True, slots=True)
class SigningJob:
    """One badge to sign. `written` is there where the file was signed long ago and only the token is lacking."""

    uuid: str
    document: signing.Document
    written: bytes | None
    proof_key: signing.SealedKey
    jwt_key: signing.SealedKey
    picture: Picture
    created: datetime


@dataclass(frozen=True, slots=True)
class SignedBadge:
    """What came of it: the file with its embedded proof, and the token; both checked."""

    document: bytes
    jwt: str


def owe_signatures(session: Session, clock: Clock, uuids: Sequence[str]) -> None:
    """Have these badges signed as soon as may be."""
    gates: dict[str, list[str]] = {}
    for uuid in uuids:
        gates.setdefault(f"badges:{int(uuid[:8], 16) % GATES}", []).append(uuid)
    for gate, keys in gates.items():
        mark_all_due(session, clock, kind=BADGE, keys=keys, gate=gate)


def owe_missing_tokens(session: Session, clock: Clock) -> int:
    """Have badges of older days, which were signed as a file only, signed as a token too; how many."""
    missing = queries.without_token(session)
    owe_signatures(session, clock, missing)
    return len(missing)


def prepare_signature(session: Session, *, clock: Clock, sealer: Sealer, uuid: str) -> SigningJob | None:
    """What is to be signed of this badge as it stands now, with the keys in use; None if nothing is."""
    credential = queries.credential_row(session, uuid)
    if credential is None:
        return None
    document, written = _unsigned(credential)
    if document is None:
        return None
    issuer = queries.issuer_of_credential(session, credential)
    complete_keys(session, clock, sealer, issuer)
    keys = sealed_keys(session, issuer)
    return SigningJob(
        uuid=uuid,
        document=document,
        written=written,
        proof_key=keys[KeyAlgorithm.ED25519],
        jwt_key=keys[KeyAlgorithm.RSA],
        picture=picture_of(session, queries.achievement_key_of(session, credential)),
        created=clock.now().replace(microsecond=0),
    )


def sign(job: SigningJob, sealer: Sealer) -> SignedBadge:
    """Sign in both ways, each checked against did.json as it stands, and baked into the pictures and read back.

    Reads and writes nothing else. Raises SigningError if the result would not verify, or would say something else.
    """
    document = job.written or signing.secure(job.document, job.proof_key.opened(sealer), job.created)
    signed = SignedBadge(document=document, jwt=jwts.secure_jwt(job.document, job.jwt_key.opened(sealer)))
    files = BakeableBadge(job.picture, signed.document, signed.jwt)
    in_png, in_svg = read_png(files.png()), read_svg(files.svg().encode())
    if (in_png.credential, in_svg.credential) != (signed.document.decode(), signed.jwt):
        raise signing.SigningError("the pictures give something else back than what was put into them")
    return signed


def note_signed(session: Session, clock: Clock, job: SigningJob, signed: SignedBadge) -> bool:
    """Keep what was signed; what it replaces is kept as a past edition.

    False, and nothing kept, where the badge was to say something else by then or a key has fallen into other hands:
    it is owed again.
    """
    credential = queries.credential_row(session, job.uuid, locked=True)
    if credential is None or _unsigned(credential) != (job.document, job.written):
        return False
    if queries.is_one_compromised(session, (job.proof_key.id, job.jwt_key.id)):
        owe_signatures(session, clock, [job.uuid])
        return False
    now = clock.now()
    anew = _keep_past_edition(session, credential, now) if job.written is None else False
    credential.document, credential.jwt = signed.document, signed.jwt
    credential.signing_key_id = credential.signing_key_id if job.written else job.proof_key.id
    credential.jwt_key_id = job.jwt_key.id
    credential.unsigned, credential.signed_at = None, credential.signed_at or now
    kind = BadgeEventKind.SIGNED_ANEW if anew else BadgeEventKind.SIGNED
    words = f"{_fragment(job.proof_key)}, {_fragment(job.jwt_key)}"
    session.add(BadgeEvent(credential_id=credential.id, kind=kind, words=words, at=now))
    session.flush()
    return True


def _unsigned(credential: Credential) -> tuple[signing.Document | None, bytes | None]:
    """What is to be signed, and the file if that was signed before and stays as it is."""
    if credential.unsigned is not None:
        return credential.unsigned, None
    if credential.document is not None and credential.jwt is None:
        return signing.without_proof(credential.document), credential.document
    return None, None


def _keep_past_edition(session: Session, credential: Credential, now: datetime) -> bool:
    """Put away the file that is about to be replaced, if there is one."""
    if credential.document is None or credential.signing_key_id is None:
        return False
    edition = PastEdition(
        credential_id=credential.id,
        reason=EditionReason.KEY_COMPROMISED,
        document=credential.document,
        jwt=credential.jwt,
        signing_key_id=credential.signing_key_id,
        replaced_at=now,
    )
    session.add(edition)
    return True


def _fragment(key: signing.SealedKey) -> str:
    return key.method.rpartition("#")[2]
