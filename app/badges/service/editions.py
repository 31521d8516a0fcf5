"""Signing a badge again under its own id: `validFrom` moves on, which is its version, `awardedDate` stays.

Open Badges 3.0: of two credentials with the same issuer and id the one with the later `validFrom` counts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.badges import jwts, queries, signing
from app.badges.errors import badge_not_signed, issuer_unknown, key_unknown
from app.badges.models import BadgeEventKind, EditionReason, KeyAlgorithm, PastEdition
from app.badges.service.issuers import sealed_keys
from app.badges.service.signatures import owe_signatures
from app.badges.service.standing import note_event, required_row
from app.badges.words import stamp
from app.clock import Clock
from app.errors import Conflict
from app.sealing import Sealer


class HolderForm(StrEnum):
    """In which form a wallet takes a badge, by the names of OpenID4VCI 1.0."""

    FILE = "ldp_vc"
    JWT = "jwt_vc_json"


@dataclass(frozen=True, slots=True)
class HolderJob:
    """A badge on its way to a wallet: what it says, and the sealed key of this form."""

    uuid: str
    form: HolderForm
    document: signing.Document
    key: signing.SealedKey
    created: datetime


@dataclass(frozen=True, slots=True)
class HolderEdition:
    """The badge signed for one holder's key: `text` is JSON or a compact JWT, as the form says."""

    uuid: str
    form: HolderForm
    key_id: int
    text: str


def reissue(session: Session, clock: Clock, *, slug: str, fragment: str) -> int:
    """Have every badge that a compromised key signed signed anew; how many they are.

    Raises NotFound for an issuer or a key that isn't there, Conflict while the key is published: what it signed is
    good, and new files would only make earners' saved ones look outdated.
    """
    issuer = queries.issuer_by_slug(session, slug)
    if issuer is None:
        raise issuer_unknown(slug)
    key = next((each for each in queries.keys_of(session, issuer.id) if each.fragment == fragment), None)
    if key is None:
        raise key_unknown(slug, fragment)
    if key.compromised_at is None:
        raise Conflict(
            "key-not-compromised",
            f"The key {fragment} is still published, so the badges that it signed verify as they are.",
            f"If it is in other hands, first run: flask badges compromise-key --slug {slug} --key {fragment}",
        )
    signed = queries.signed_by(session, key.id)
    for credential in signed:
        if credential.document is not None:
            credential.unsigned = _later(signing.without_proof(credential.document), clock.now())
    owe_signatures(session, clock, [credential.uuid for credential in signed])
    return len(signed)


def prepare_for_holder(session: Session, clock: Clock, uuid: str, form: HolderForm) -> HolderJob:
    """What a wallet will get of this badge. Raises NotFound, Unavailable before it is signed, Conflict if revoked."""
    credential = required_row(session, uuid)
    if credential.revoked_at is not None:
        raise Conflict("badge-revoked", "This badge was revoked, so no wallet can take it.", "Ask who awarded it.")
    if credential.document is None or credential.jwt is None:
        raise badge_not_signed()
    issuer = queries.issuer_of_credential(session, credential)
    algorithm = KeyAlgorithm.RSA if form is HolderForm.JWT else KeyAlgorithm.ED25519
    return HolderJob(
        uuid=uuid,
        form=form,
        document=_later(signing.without_proof(credential.document), clock.now()),
        key=sealed_keys(session, issuer)[algorithm],
        created=clock.now().replace(microsecond=0),
    )


def sign_for_holder(job: HolderJob, sealer: Sealer, holder: str) -> HolderEdition:
    """Sign the badge for whoever holds the key behind the DID `holder`; pure, outside of any transaction.

    `credentialSubject.id` becomes the holder; id, status entry and award date stay. Raises SigningError.
    """
    document = {**job.document, "credentialSubject": {**job.document["credentialSubject"], "id": holder}}
    key = job.key.opened(sealer)
    if job.form is HolderForm.JWT:
        text = jwts.secure_jwt(document, key)
    else:
        text = signing.secure(document, key, job.created).decode()
    return HolderEdition(uuid=job.uuid, form=job.form, key_id=job.key.id, text=text)


def note_claimed(session: Session, clock: Clock, edition: HolderEdition) -> None:
    """Keep what a wallet was given, beside the badge's own file. Raises NotFound."""
    credential = required_row(session, edition.uuid)
    is_token = edition.form is HolderForm.JWT
    session.add(
        PastEdition(
            credential_id=credential.id,
            reason=EditionReason.HOLDER,
            document=None if is_token else edition.text.encode(),
            jwt=edition.text if is_token else None,
            signing_key_id=edition.key_id,
            replaced_at=clock.now(),
        )
    )
    note_event(session, credential, BadgeEventKind.CLAIMED, edition.form.value, clock.now())


def _later(document: signing.Document, now: datetime) -> signing.Document:
    """The same with `validFrom` moved to now, and in any case by a second."""
    before = datetime.fromisoformat(document["validFrom"])
    return {**document, "validFrom": stamp(max(now, before + timedelta(seconds=1)))}
