"""The Open Badges 3.0 credential of one award, as a dict. Pure.

Our own builder, because no library's model carries rubric levels, versions and credit units. Nothing in it
names the earner: the subject is a urn:uuid of this award alone, and a salted hash of the e-mail address where
one is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from app.badges.achievement import IssuerProfile, credits_of, level_id, outcome_id, result_id
from app.badges.status_bits import VC_CONTEXT, StatusPointer, status_entry
from app.badges.words import HashedIdentity, day_stamp, stamp
from app.catalog import Definition

CONTEXTS = (
    VC_CONTEXT,
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
)
SCHEMA = {
    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One line of evidence as the badge names it: what it is, never where it is.

    `slot_id` is the evidence slot that it stands for; `id` the address of our own page about it, which shows as much
    as the earner has released, and is given when the badge is awarded.
    """

    name: str
    genre: str = ""
    narrative: str = "Reviewed in the LMS; shown here only where the earner has released it."
    slot_id: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class CredentialFacts:
    """Everything that one signed badge says."""

    url: str
    issuer: IssuerProfile
    definition: Definition
    achievement: Document
    subject: str
    identity: HashedIdentity | None
    awarded_at: datetime
    valid_until: datetime | None
    activity_start: datetime
    activity_end: datetime
    levels: Mapping[str, str]
    reviewed_by: str
    evidence: tuple[EvidenceLine, ...]
    status: StatusPointer


class AwardFacts(Protocol):
    """What every badge says, whatever it is for."""

    @property
    def url(self) -> str: ...
    @property
    def issuer(self) -> IssuerProfile: ...
    @property
    def achievement(self) -> Document: ...
    @property
    def awarded_at(self) -> datetime: ...
    @property
    def valid_until(self) -> datetime | None: ...
    @property
    def status(self) -> StatusPointer: ...


def credential_document(facts: CredentialFacts) -> Document:
    """The unsigned credential. Raises KeyError if a level is missing or isn't one of the rubric's."""
    return award_document(facts, _subject(facts), [_evidence(line) for line in facts.evidence])


def award_document(facts: AwardFacts, subject: Document, evidence: list[Document]) -> Document:
    """The unsigned credential around a subject and its evidence."""
    document: Document = {
        "@context": list(CONTEXTS),
        "id": facts.url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.achievement["name"],
        "issuer": _issuer(facts.issuer),
        "validFrom": stamp(facts.awarded_at),
        "awardedDate": stamp(facts.awarded_at),
    }
    if facts.valid_until:
        document["validUntil"] = stamp(facts.valid_until)
    document["credentialSubject"] = subject
    if evidence:
        document["evidence"] = evidence
    document["credentialSchema"] = [dict(SCHEMA)]
    document["credentialStatus"] = status_entry(facts.status)
    return document


def issuer_document(issuer: IssuerProfile) -> Document:
    """The issuer's profile standing alone, as its own page answers it."""
    return {"@context": list(CONTEXTS), **_issuer(issuer)}


def _issuer(issuer: IssuerProfile) -> Document:
    contact = {"url": issuer.url, "email": issuer.email}
    return {
        "id": issuer.did,
        "type": ["Profile"],
        "name": issuer.name,
        **{name: value for name, value in contact.items() if value},
        "image": {"id": issuer.image_url, "type": "Image", "caption": f"Mark of {issuer.name}"},
    }


def _subject(facts: CredentialFacts) -> Document:
    document: Document = {"id": facts.subject, "type": ["AchievementSubject"]}
    if facts.identity:
        document["identifier"] = [identity_document(facts.identity)]
    document |= {
        "activityStartDate": day_stamp(facts.activity_start),
        "activityEndDate": day_stamp(facts.activity_end),
        "creditsEarned": credits_of(facts.definition),
        "narrative": f"Reviewed against the published rubric by {facts.reviewed_by}.",
        "result": _results(facts),
        "achievement": facts.achievement,
    }
    return document


def identity_document(identity: HashedIdentity) -> Document:
    """Who it was awarded to, for those who know the address already."""
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityType": "emailAddress",
        "salt": identity.salt,
        "identityHash": identity.hash,
    }


def _results(facts: CredentialFacts) -> list[Document]:
    """One level per criterion, each an id of that criterion's own description, and the outcome."""
    url, rubric = facts.achievement["id"], facts.definition.rubric
    results: list[Document] = [
        {
            "type": ["Result"],
            "resultDescription": result_id(url, criterion.id),
            "achievedLevel": level_id(url, criterion.id, rubric.level(facts.levels[criterion.id]).key),
            "value": rubric.level(facts.levels[criterion.id]).title,
        }
        for criterion in rubric.criteria
    ]
    results.append({"type": ["Result"], "resultDescription": outcome_id(url), "status": "Completed"})
    return results


def _evidence(line: EvidenceLine) -> Document:
    document: Document = {"id": line.id} if line.id else {}
    document |= {"type": ["Evidence"], "name": line.name, "narrative": line.narrative}
    return document | ({"genre": line.genre} if line.genre else {})
