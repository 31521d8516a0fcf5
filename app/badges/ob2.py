"""The same award in Open Badges 2.0, for Moodle and older backpacks: hosted Assertion, BadgeClass, Issuer. Pure.

Made of the 3.0 documents, so that the two can't differ. 2.0 knows no embedded signature: whoever checks it asks this
server, and what answers is true. There are no rubric levels and no credits in it.
"""

from typing import Any

from app.badges.achievement import IssuerProfile

CONTEXT = "https://w3id.org/openbadges/v2"

Document = dict[str, Any]


def assertion_url(credential_url: str) -> str:
    return f"{credential_url}/ob2.json"


def badge_class_url(achievement_url: str) -> str:
    return f"{achievement_url}/badgeclass.json"


def issuer_url(public_url: str, slug: str) -> str:
    return f"{public_url}/issuers/{slug}/ob2.json"


def assertion(badge: Document) -> Document:
    """The award. The recipient is the salted hash that the 3.0 badge has, else the award's own random name."""
    subject = badge["credentialSubject"]
    document: Document = {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": assertion_url(badge["id"]),
        "recipient": _recipient(subject),
        "badge": badge_class_url(subject["achievement"]["id"]),
        "verification": {"type": "hosted"},
        "issuedOn": badge["awardedDate"],
        "image": f"{badge['id']}.png",
        "narrative": subject["narrative"],
    }
    if "validUntil" in badge:
        document["expires"] = badge["validUntil"]
    if badge.get("evidence"):
        document["evidence"] = [_evidence(each) for each in badge["evidence"]]
    return document


def revoked_assertion(credential_url: str, reason: str) -> Document:
    """What is left of it after a revocation; it is answered with 410 (Open Badges 2.0, Assertion, `revoked`)."""
    return {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": assertion_url(credential_url),
        "revoked": True,
        "revocationReason": reason,
    }


def badge_class(achievement: Document, issuer: IssuerProfile, public_url: str) -> Document:
    """What can be earned."""
    url = achievement["id"]
    return {
        "@context": CONTEXT,
        "type": "BadgeClass",
        "id": badge_class_url(url),
        "name": achievement["name"],
        "description": achievement["description"],
        "image": {"type": "Image", "id": f"{url}/image.png", "caption": achievement["image"]["caption"]},
        "criteria": {"type": "Criteria", "id": url, "narrative": achievement["criteria"]["narrative"]},
        "issuer": issuer_url(public_url, issuer.slug),
        "alignment": [_alignment(each) for each in achievement.get("alignment", [])],
    }


def issuer_document(issuer: IssuerProfile, public_url: str) -> Document:
    """Who stands behind it. Old readers want an e-mail address; it is left out where none was given."""
    document: Document = {
        "@context": CONTEXT,
        "type": "Issuer",
        "id": issuer_url(public_url, issuer.slug),
        "name": issuer.name,
        "url": issuer.url,
        "image": issuer.image_url,
    }
    return document | ({"email": issuer.email} if issuer.email else {})


def _recipient(subject: Document) -> Document:
    """2.0 must name somebody; without an e-mail address that is the urn of this very award."""
    for identity in subject.get("identifier", []):
        return {"type": "email", "hashed": True, "salt": identity["salt"], "identity": identity["identityHash"]}
    return {"type": "url", "hashed": False, "identity": subject["id"]}


def _evidence(line: Document) -> Document:
    return {"type": "Evidence", **{name: line[name] for name in ("id", "name", "narrative", "genre") if name in line}}


def _alignment(alignment: Document) -> Document:
    """2.0 has no types of targets, so what it has of them is kept and the type left out."""
    kept = ("targetName", "targetUrl", "targetFramework", "targetCode")
    return {name: alignment[name] for name in kept if name in alignment}
