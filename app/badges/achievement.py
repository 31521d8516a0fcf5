"""The Open Badges 3.0 Achievement of one micro-credential version, as a dict. Pure.

Every id is an address below the achievement's own, and answers. The rubric stands in it with all levels, so
that a badge still shows what was asked when the rubric has long been revised.
"""

import re
from dataclasses import dataclass
from typing import Any

from app.badges.criteria import credit_words, narrative, required_level
from app.badges.words import number
from app.catalog import Alignment, Criterion, Definition

Document = dict[str, Any]

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
CASE_ITEM = re.compile(rf"https://[^\s?#]+/(?:uri|(?:ims/case/v1p[01]/)?CFItems)/{_UUID}", re.IGNORECASE)
"""The address of one item of a competency framework: IMS CASE 1.0 and 1.1, by its URI or its endpoint."""


@dataclass(frozen=True, slots=True)
class IssuerProfile:
    """Who stands behind a badge, as signed data names it."""

    slug: str
    did: str
    name: str
    url: str
    email: str
    image_url: str


def achievement_key(slug: str, version: str) -> str:
    """The last part of an achievement's address."""
    return f"{slug}-{version}"


def achievement_document(definition: Definition, issuer: IssuerProfile, url: str) -> Document:
    """The achievement at `url`: criteria, image, alignments, credits, and one result description per criterion."""
    document: Document = {
        "id": url,
        "type": ["Achievement"],
        "achievementType": definition.achievement.type,
        "name": definition.achievement.name,
        "description": definition.summary.strip() or definition.competency.strip(),
        "version": definition.version,
        "inLanguage": definition.language,
        "criteria": {"id": f"{url}/criteria", "narrative": narrative(definition)},
        "creator": {"id": issuer.did, "type": ["Profile"], "name": issuer.name},
        "image": {"id": f"{url}/image.svg", "type": "Image", "caption": image_caption(definition.achievement.name)},
        "creditsAvailable": credits_of(definition),
    }
    document["alignment"] = [
        *(_alignment(each, place, url) for place, each in enumerate(definition.alignments, start=1)),
        _credit_alignment(definition, url),
    ]
    document["resultDescription"] = [
        *(_result_description(definition, criterion, url) for criterion in definition.rubric.criteria),
        {"id": outcome_id(url), "type": ["ResultDescription"], "name": "Outcome", "resultType": "Status"},
    ]
    return document


def credits_of(definition: Definition) -> int | float:
    """The first suggested credit, else the nominal hours; `credit_words` says which it is."""
    units = definition.credit.units
    return number(units[0].value if units else definition.credit.hours)


def result_id(url: str, criterion_id: str) -> str:
    return f"{url}/results/{criterion_id}"


def level_id(url: str, criterion_id: str, level_key: str) -> str:
    return f"{result_id(url, criterion_id)}/levels/{level_key}"


def outcome_id(url: str) -> str:
    return f"{url}/outcome"


def image_caption(name: str) -> str:
    """Alternative text of the badge image."""
    return f"Badge: {name}, over a cairn of stacked stones"


def _alignment(alignment: Alignment, place: int, url: str) -> Document:
    """The schema demands a name and an address; without the author's address it is the line on our own page."""
    document: Document = {
        "type": ["Alignment"],
        "targetType": "CFItem" if CASE_ITEM.fullmatch(alignment.url or "") else "ext:EducatorStandard",
        "targetName": alignment.name or f"{alignment.framework} {alignment.code}",
        "targetFramework": alignment.framework,
        "targetUrl": alignment.url or f"{url}#alignment-{place}",
    }
    return document | ({"targetCode": alignment.code} if alignment.code else {})


def _credit_alignment(definition: Definition, url: str) -> Document:
    return {
        "type": ["Alignment"],
        "targetType": "ext:CreditUnit",
        "targetName": credit_words(definition),
        "targetUrl": f"{url}#credit",
    }


def _result_description(definition: Definition, criterion: Criterion, url: str) -> Document:
    document: Document = {
        "id": result_id(url, criterion.id),
        "type": ["ResultDescription"],
        "name": criterion.title,
        "resultType": "RubricCriterionLevel",
        "rubricCriterionLevel": [
            {
                "id": level_id(url, criterion.id, level.key),
                "type": ["RubricCriterionLevel"],
                "name": level.title,
                "level": level.title,
                "points": str(level.points),
                "description": descriptor,
            }
            for level, descriptor in zip(definition.rubric.levels, criterion.descriptors, strict=True)
        ],
    }
    required = required_level(definition, criterion.id)
    return document | ({"requiredLevel": level_id(url, criterion.id, required)} if required else {})
