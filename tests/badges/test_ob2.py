"""The same award in Open Badges 2.0. Nothing here needs a database."""

from typing import Any

from app.badges import ob2, review_words
from tests.badges.test_documents import ISSUER, a_document

HOST = "https://badges.example.edu"
UUID = "0f3c9d52-6f2e-4f0c-9a54-2a4c2f6f7b11"


def test_the_assertion_has_every_member_that_the_specification_demands() -> None:
    badge = a_document()
    identity = badge["credentialSubject"]["identifier"][0]
    assert ob2.assertion(badge) == {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"{HOST}/credentials/{UUID}/ob2.json",
        "recipient": {
            "type": "email",
            "hashed": True,
            "salt": identity["salt"],
            "identity": identity["identityHash"],
        },
        "badge": f"{HOST}/achievements/questioning-1.2.0/badgeclass.json",
        "verification": {"type": "hosted"},
        "issuedOn": "2026-11-15T09:30:00Z",
        "expires": "2031-11-15T09:30:00Z",
        "image": f"{HOST}/credentials/{UUID}.png",
        "narrative": f"Reviewed against the published rubric by {review_words(1, certified=False)}.",
        "evidence": [
            {
                "type": "Evidence",
                "name": "Lesson plan",
                "narrative": "Reviewed in the LMS; shown here only where the earner has released it.",
                "genre": "Text",
            }
        ],
    }


def test_who_has_no_address_is_named_by_the_award_alone() -> None:
    badge = a_document()
    del badge["credentialSubject"]["identifier"], badge["validUntil"], badge["evidence"]
    said = ob2.assertion(badge)
    assert said["recipient"] == {"type": "url", "hashed": False, "identity": badge["credentialSubject"]["id"]}
    assert "expires" not in said and "evidence" not in said


def test_the_badge_class_carries_criteria_standards_and_its_issuer() -> None:
    said = ob2.badge_class(a_document()["credentialSubject"]["achievement"], ISSUER, HOST)
    assert {"@context", "type", "id", "name", "description", "image", "criteria", "issuer"} <= set(said)
    assert said["issuer"] == f"{HOST}/issuers/college/ob2.json"
    assert "1. **Baseline**" in said["criteria"]["narrative"]
    assert said["alignment"][1] == {
        "targetName": "Core Proposition 3",
        "targetUrl": "https://standards.example.org/cp3",
        "targetFramework": "NBPTS",
    }
    assert types_in(said) == {"BadgeClass", "Image", "Criteria"}


def types_in(part: Any) -> set[str]:
    """Every `type` in a document."""
    if isinstance(part, list):
        return set().union(*map(types_in, part))
    if not isinstance(part, dict):
        return set()
    own = {part["type"]} if "type" in part else set()
    return own.union(*map(types_in, part.values()))


def test_an_issuer_without_an_address_doesnt_make_one_up() -> None:
    said = ob2.issuer_document(ISSUER, HOST)
    assert said["email"] == "badges@example.edu" and said["id"] == f"{HOST}/issuers/college/ob2.json"


def test_what_is_left_after_a_revocation_is_the_reason() -> None:
    assert ob2.revoked_assertion(f"{HOST}/credentials/{UUID}", "Awarded in error.") == {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"{HOST}/credentials/{UUID}/ob2.json",
        "revoked": True,
        "revocationReason": "Awarded in error.",
    }
