"""What Open Badges 3.0 and CLR 2.0 demand of the objects that we write, in our own words: their JSON Schemas say
which members each object must have and of which kind, and the specifications what must lead to what."""

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

Shape = Mapping[str, Any]

TEXT: Shape = {"type": "string", "minLength": 1}
NUMBER: Shape = {"type": "number"}
ADDRESS: Shape = {"type": "string", "pattern": "^(https?://[^ ]+|did:[a-z]+:[^ ]+|urn:uuid:[0-9a-f-]{36})$"}
MOMENT: Shape = {"type": "string", "pattern": "^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z$"}
BADGE_CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
RECORD_CONTEXTS = (BADGE_CONTEXTS[0], "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", BADGE_CONTEXTS[1])


def some(shape: Shape) -> Shape:
    return {"type": "array", "minItems": 1, "items": shape}


def a(kind: str | None, needed: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None, **more: Any) -> Shape:
    """An object whose `type` is a list with `kind` in it, or has none."""
    typed: dict[str, Shape] = {"type": {"type": "array", "contains": {"const": kind}}} if kind else {}
    return {
        "type": "object",
        "required": [*typed, *needed],
        "properties": {**typed, **needed, **(optional or {})},
        **more,
    }


def plain(kind: str, needed: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """An object whose `type` is one word and that may have no other members."""
    return a(None, {"type": {"const": kind}, **needed}, optional, additionalProperties=False)


def at(*contexts: str) -> Shape:
    """The contexts in their order, and others after them."""
    return {"type": "array", "prefixItems": [{"const": each} for each in contexts], "minItems": len(contexts)}


IMAGE = plain("Image", {"id": ADDRESS}, {"caption": TEXT})
PROFILE = a("Profile", {"id": ADDRESS, "name": TEXT}, {"url": ADDRESS, "email": TEXT, "image": IMAGE})
ALIGNMENT = a("Alignment", {"targetName": TEXT, "targetUrl": ADDRESS}, {"targetType": TEXT, "targetCode": TEXT})
LEVEL = a("RubricCriterionLevel", {"id": ADDRESS, "name": TEXT}, {"level": TEXT, "points": TEXT, "description": TEXT})
DESCRIPTION = a(
    "ResultDescription",
    {"id": ADDRESS, "name": TEXT, "resultType": {"enum": ["RubricCriterionLevel", "Status"]}},
    {"requiredLevel": ADDRESS, "rubricCriterionLevel": some(LEVEL)},
)
ACHIEVEMENT = a(
    "Achievement",
    {
        "id": ADDRESS,
        "name": TEXT,
        "description": TEXT,
        "criteria": a(None, {"id": ADDRESS, "narrative": TEXT}),
        "achievementType": {"enum": ["MicroCredential", "Certificate", "Badge", "Course", "CertificateOfCompletion"]},
        "image": IMAGE,
        "creator": PROFILE,
        "inLanguage": TEXT,
        "version": TEXT,
        "alignment": some(ALIGNMENT),
        "resultDescription": some(DESCRIPTION),
    },
    {"creditsAvailable": NUMBER, "related": some(a("Related", {"id": ADDRESS}, {"version": TEXT}))},
)
IDENTITY = plain(
    "IdentityObject",
    {"hashed": {"const": True}, "identityHash": {"pattern": r"^sha256\$[0-9a-f]{64}$"}, "identityType": TEXT},
    {"salt": {"type": "string", "pattern": "^[0-9a-f]{32}$"}},
)
RESULT = a("Result", {"resultDescription": ADDRESS}, {"achievedLevel": ADDRESS, "value": TEXT, "status": TEXT})
EVIDENCE = a("Evidence", {"name": TEXT, "narrative": TEXT, "id": ADDRESS}, {"genre": TEXT})
STATUS = plain(
    "BitstringStatusListEntry",
    {
        "id": ADDRESS,
        "statusPurpose": {"const": "revocation"},
        "statusListIndex": {"type": "string", "pattern": "^[0-9]+$"},
        "statusListCredential": ADDRESS,
    },
)
SCHEMA = plain("1EdTechJsonSchemaValidator2019", {"id": ADDRESS})
PROOF = plain(
    "DataIntegrityProof",
    {
        "created": MOMENT,
        "cryptosuite": {"const": "eddsa-rdfc-2022"},
        "proofPurpose": {"const": "assertionMethod"},
        "proofValue": {"type": "string", "pattern": "^z[1-9A-HJ-NP-Za-km-z]+$"},
        "verificationMethod": {"type": "string", "pattern": "^did:web:[^#]+#[a-z]+-[0-9]{4}[a-z]$"},
    },
)
SIGNED = {"id": ADDRESS, "name": TEXT, "issuer": PROFILE, "validFrom": MOMENT, "proof": PROOF}
BADGE = a(
    "OpenBadgeCredential",
    {
        **SIGNED,
        "@context": at(*BADGE_CONTEXTS),
        "awardedDate": MOMENT,
        "credentialSubject": a(
            "AchievementSubject",
            {
                "id": ADDRESS,
                "achievement": ACHIEVEMENT,
                "narrative": TEXT,
                "creditsEarned": NUMBER,
                "activityStartDate": MOMENT,
                "activityEndDate": MOMENT,
                "result": some(RESULT),
            },
            {"identifier": some(IDENTITY)},
        ),
        "credentialSchema": some(SCHEMA),
        "credentialStatus": STATUS,
    },
    {"evidence": some(EVIDENCE), "validUntil": MOMENT},
)
ASSOCIATIONS = [
    "exactMatchOf", "isChildOf", "isParentOf", "isPartOf", "isPeerOf", "isRelatedTo", "precedes", "replacedBy",
]  # fmt: skip
CLR = a(
    "ClrCredential",
    {
        **SIGNED,
        "@context": at(*RECORD_CONTEXTS),
        "credentialSubject": a(
            "ClrSubject",
            {"id": ADDRESS, "verifiableCredential": some(BADGE)},
            {
                "identifier": some(IDENTITY),
                "association": some(
                    plain(
                        "Association",
                        {"associationType": {"enum": ASSOCIATIONS}, "sourceId": ADDRESS, "targetId": ADDRESS},
                    )
                ),
            },
        ),
        "credentialSchema": some(SCHEMA),
    },
    {"partial": {"type": "boolean"}},
)


def breaches(document: Mapping[str, Any], shape: Shape = BADGE) -> list[str]:
    """What is wrong with a signed document; nothing when all is right."""
    validator = Draft202012Validator(shape, format_checker=FormatChecker())
    found = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]
    subject = document["credentialSubject"]
    for badge in subject.get("verifiableCredential", [document]):
        found += _dead_ends(badge["credentialSubject"])
    return found


def _dead_ends(subject: Mapping[str, Any]) -> Iterator[str]:
    """Links inside of a badge that lead nowhere, which no JSON Schema can tell."""
    levels = {
        each["id"]: {level["id"] for level in each.get("rubricCriterionLevel", ())}
        for each in subject["achievement"]["resultDescription"]
    }
    answered = [result["resultDescription"] for result in subject["result"]]
    if sorted(answered) != sorted(levels):
        yield "not every result description has one result"
    for result in subject["result"]:
        of = levels.get(result["resultDescription"], set())
        if bool(of) != ("achievedLevel" in result) or result.get("achievedLevel", next(iter(of), None)) not in {
            *of,
            None,
        }:
            yield f"no level of its own: {result}"
        if not of and "status" not in result:
            yield f"neither level nor status: {result}"
    for each in subject["achievement"]["resultDescription"]:
        if "requiredLevel" in each and each["requiredLevel"] not in levels[each["id"]]:
            yield f"requires a level of another criterion: {each['id']}"
