"""The Open Badges 3.0 achievement and credential of a stack, as dicts. Pure.

A stack's badge names the badges that it rests on, each by its own address and by the digest of its signed file, so
that every part can still be checked by itself. The standard has no term for a stack: the meaning is in the criteria
and in the evidence, and `related` points to the parts' achievements besides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.badges.achievement import Document, IssuerProfile, image_caption, outcome_id
from app.badges.document import award_document, identity_document
from app.badges.status_bits import StatusPointer
from app.badges.words import HashedIdentity, counted, day_stamp, long_date, number
from app.catalog import CreditUnit, Definition, PartRef, StackDefinition, credit_in_words, requirement_narrative

EVIDENCE_GENRE = "OpenBadgeCredential"
CREDIT_WORDS = "The sum of what the counted badges carry; each badge of this stack says how much that is"


@dataclass(frozen=True, slots=True)
class CountedBadge:
    """A badge that counts as a part. `digest` is the SHA-256 of its signed file in hexadecimal."""

    url: str
    name: str
    achievement_url: str
    achievement_version: str
    awarded_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class CreditSum:
    """What the micro-credentials inside of a stack come to, and the unit in words."""

    amount: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class StackFacts:
    """Everything that one signed badge of a stack says."""

    url: str
    issuer: IssuerProfile
    achievement: Document
    subject: str
    identity: HashedIdentity | None
    awarded_at: datetime
    valid_until: datetime | None
    parts: tuple[CountedBadge, ...]
    credit: CreditSum
    status: StatusPointer


def stack_achievement_key(slug: str, version: str) -> str:
    """The last part of a stack's address; a micro-credential's has no dot before its slug."""
    return f"stack.{slug}-{version}"


def stack_achievement_document(
    definition: StackDefinition, titles: Mapping[PartRef, str], issuer: IssuerProfile, url: str
) -> Document:
    """The achievement at `url`; its criteria name the parts as they are called today."""
    name = definition.achievement.name
    narrative = f"{definition.summary}\n\n{requirement_narrative(definition.requirement, titles)}"
    return {
        "id": url,
        "type": ["Achievement"],
        "achievementType": definition.achievement.type,
        "name": name,
        "description": definition.summary,
        "version": definition.version,
        "inLanguage": definition.language,
        "criteria": {"id": f"{url}/criteria", "narrative": narrative},
        "creator": {"id": issuer.did, "type": ["Profile"], "name": issuer.name},
        "image": {"id": f"{url}/image.svg", "type": "Image", "caption": image_caption(name)},
        "alignment": [_credit(url, CREDIT_WORDS)],
        "resultDescription": [
            {"id": outcome_id(url), "type": ["ResultDescription"], "name": "Outcome", "resultType": "Status"}
        ],
    }


def credit_sum(definitions: Sequence[Definition]) -> CreditSum:
    """What these micro-credentials come to together, each counted once.

    Units of one and the same rule are added up; where rules differ, or one has none, only hours can be.
    """
    hours = sum((each.credit.hours for each in definitions), Decimal(0))
    hour_words = f"{counted(hours)} hours of work"
    units = [each.credit.units[0] if each.credit.units else None for each in definitions]
    rules = {unit.rule if unit else None for unit in units}
    if len(rules) != 1 or None in rules:
        return CreditSum(hours, hour_words)
    amount = sum((unit.value for unit in units if unit), Decimal(0))
    rule = next(unit.rule for unit in units if unit)
    return CreditSum(amount, f"suggested: {credit_in_words(CreditUnit(rule, amount))}; {hour_words}")


def stack_credential_document(facts: StackFacts) -> Document:
    """The unsigned credential of a stack."""
    return award_document(facts, _subject(facts), [_evidence(part) for part in facts.parts])


def _subject(facts: StackFacts) -> Document:
    document: Document = {"id": facts.subject, "type": ["AchievementSubject"]}
    if facts.identity:
        document["identifier"] = [identity_document(facts.identity)]
    days = [part.awarded_at for part in facts.parts]
    outcome = {"type": ["Result"], "resultDescription": outcome_id(facts.achievement["id"]), "status": "Completed"}
    return document | {
        "activityStartDate": day_stamp(min(days)),
        "activityEndDate": day_stamp(max(days)),
        "creditsEarned": number(facts.credit.amount),
        "narrative": f"{len(facts.parts)} badges together, each of which can be checked by itself. "
        f"Credit of all of them: {facts.credit.words}.",
        "result": [outcome],
        "achievement": facts.achievement | _counted(facts),
    }


def _counted(facts: StackFacts) -> Document:
    """What the achievement is in this one award: from which parts, and how much credit of what unit they come to."""
    words = f"{facts.credit.words[0].upper()}{facts.credit.words[1:]}; the sum of what its badges carry"
    return {
        "related": [_related(part) for part in facts.parts],
        "alignment": [_credit(facts.achievement["id"], words)],
    }


def _credit(url: str, words: str) -> Document:
    return {
        "type": ["Alignment"],
        "targetType": "ext:CreditUnit",
        "targetName": words,
        "targetUrl": f"{url}#credit",
    }


def _related(part: CountedBadge) -> Document:
    return {"id": part.achievement_url, "type": ["Related"], "version": part.achievement_version}


def _evidence(part: CountedBadge) -> Document:
    return {
        "id": part.url,
        "type": ["Evidence"],
        "name": part.name,
        "narrative": f"Awarded on {long_date(part.awarded_at.date())}. SHA-256 of its signed file: {part.digest}",
        "genre": EVIDENCE_GENRE,
    }
