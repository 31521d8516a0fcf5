"""What a signed badge says, as typed values for a page. Pure: reads the document and nothing else.

Pages are built from the signed document and not from the catalogue, so that a page can't say anything
that the badge doesn't.
"""

import json
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One level of a criterion, lowest first in its criterion."""

    id: str
    name: str
    points: str
    description: str


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion; `required` and `achieved` are levels of it, None where there is none to say.

    `key` is its short id, as in the micro-credential's rubric.
    """

    id: str
    key: str
    name: str
    levels: tuple[LevelLine, ...]
    required: LevelLine | None
    achieved: LevelLine | None


@dataclass(frozen=True, slots=True)
class AlignmentLine:
    """A link to an outside standard. `url` is None where it would only lead back to the page itself."""

    name: str
    framework: str
    code: str
    url: str | None


@dataclass(frozen=True, slots=True)
class EvidenceText:
    """What was reviewed, as the badge names it; `id` is the address of our page about it, or of a stack's part."""

    id: str
    name: str
    genre: str
    narrative: str


@dataclass(frozen=True, slots=True)
class AchievementContents:
    """What was to be done."""

    id: str
    name: str
    description: str
    version: str
    language: str
    criteria: str
    image_url: str
    image_caption: str
    alignments: tuple[AlignmentLine, ...]
    credit: str
    rubric: tuple[CriterionLine, ...]


@dataclass(frozen=True, slots=True)
class BadgeContents:
    """What was done; `achievement.rubric` has the levels that were reached."""

    achievement: AchievementContents
    narrative: str
    activity_start: str
    activity_end: str
    evidence: tuple[EvidenceText, ...]
    has_email: bool
    signing_key: str
    status_list_url: str


def read_badge(document: bytes) -> BadgeContents:
    """The contents of a badge of ours."""
    badge: Document = json.loads(document)
    subject = badge["credentialSubject"]
    reached = {line["resultDescription"]: line.get("achievedLevel") for line in subject["result"]}
    return BadgeContents(
        achievement=read_achievement(subject["achievement"], reached),
        narrative=subject["narrative"],
        activity_start=subject["activityStartDate"],
        activity_end=subject["activityEndDate"],
        evidence=tuple(
            EvidenceText(each.get("id", ""), each["name"], each.get("genre", ""), each["narrative"])
            for each in badge.get("evidence", [])
        ),
        has_email=bool(subject.get("identifier")),
        signing_key=badge["proof"]["verificationMethod"],
        status_list_url=badge["credentialStatus"]["statusListCredential"],
    )


def read_achievement(document: Document, reached: dict[str, str | None] | None = None) -> AchievementContents:
    """The contents of an achievement; `reached` maps a result description's id to the level that was reached."""
    alignments = document["alignment"]
    return AchievementContents(
        id=document["id"],
        name=document["name"],
        description=document["description"],
        version=document["version"],
        language=document["inLanguage"],
        criteria=document["criteria"]["narrative"],
        image_url=document["image"]["id"],
        image_caption=document["image"]["caption"],
        alignments=tuple(_alignment(each, document["id"]) for each in alignments if not _is_credit(each)),
        credit=next((each["targetName"] for each in alignments if _is_credit(each)), ""),
        rubric=tuple(
            _criterion(each, (reached or {}).get(each["id"]))
            for each in document["resultDescription"]
            if each["resultType"] == "RubricCriterionLevel"
        ),
    )


def part_of(document: Document, wanted: str) -> Document | None:
    """The part of an achievement whose id is `wanted`: its criteria, a result description, or a level of one."""
    parts = [document["criteria"], *document["resultDescription"]]
    for description in document["resultDescription"]:
        parts.extend(description.get("rubricCriterionLevel", []))
    return next((part for part in parts if part["id"] == wanted), None)


def _is_credit(alignment: Document) -> bool:
    return bool(alignment["targetType"] == "ext:CreditUnit")


def _alignment(alignment: Document, own_url: str) -> AlignmentLine:
    url = alignment["targetUrl"]
    return AlignmentLine(
        name=alignment["targetName"],
        framework=alignment.get("targetFramework", ""),
        code=alignment.get("targetCode", ""),
        url=None if url.startswith(f"{own_url}#") else url,
    )


def _criterion(description: Document, achieved: str | None) -> CriterionLine:
    levels = tuple(
        LevelLine(each["id"], each["name"], each["points"], each["description"])
        for each in description["rubricCriterionLevel"]
    )
    by_id = {level.id: level for level in levels}
    return CriterionLine(
        id=description["id"],
        key=description["id"].rpartition("/")[2],
        name=description["name"],
        levels=levels,
        required=by_id.get(description.get("requiredLevel", "")),
        achieved=by_id.get(achieved or ""),
    )
