"""What a badge says: numbers, links between its parts, words. Nothing here needs a database."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.ob3.contexts import document_loader
from pyld import jsonld

from app.badges.achievement import IssuerProfile, achievement_document
from app.badges.criteria import narrative
from app.badges.document import CredentialFacts, EvidenceLine, credential_document
from app.badges.reading import read_achievement
from app.badges.status_bits import StatusPointer
from app.badges.words import counted, hashed_identity, number, review_words, years_later
from app.catalog import Alignment, CreditSuggestion, CreditUnit, Definition, PassRule, PassRuleType
from tests.badges.world import DEFINITION

URL = "https://badges.example.edu/achievements/questioning-1.2.0"
ISSUER = IssuerProfile(
    slug="college",
    did="did:web:badges.example.edu:issuers:college",
    name="Example College",
    url="https://example.edu",
    email="badges@example.edu",
    image_url="https://badges.example.edu/issuers/college/mark.svg",
)
NOW = datetime(2026, 11, 15, 9, 30, tzinfo=UTC)


def a_document(definition: Definition = DEFINITION) -> dict[str, Any]:
    facts = CredentialFacts(
        url="https://badges.example.edu/credentials/0f3c9d52-6f2e-4f0c-9a54-2a4c2f6f7b11",
        issuer=ISSUER,
        definition=definition,
        achievement=achievement_document(definition, ISSUER, URL),
        subject="urn:uuid:6f0a7a52-2a10-4f6b-9f6e-0d7f6a1b2c3d",
        identity=hashed_identity("a@example.edu", "b1" * 16),
        awarded_at=NOW,
        valid_until=years_later(NOW, 5),
        activity_start=NOW,
        activity_end=NOW,
        levels={"c1": "proficient", "c2": "exemplary"},
        reviewed_by=review_words(1, certified=False),
        evidence=(EvidenceLine("Lesson plan", "Text"),),
        status=StatusPointer("https://badges.example.edu/status/college-1", 94567),
    )
    return credential_document(facts)


def credited(value: str) -> Definition:
    return replace(DEFINITION, credit=CreditSuggestion(Decimal("10"), (CreditUnit("demo", Decimal(value)),)))


@pytest.mark.parametrize(
    ("written", "signed", "in_json"),
    [
        ("1.5", 1.5, "1.5"),
        ("1.0", 1, "1"),
        ("1", 1, "1"),
        ("1.50", 1.5, "1.5"),
        ("0.1", 0.1, "0.1"),
        ("12.75", 12.75, "12.75"),
    ],
)
def test_credits_are_numbers_that_every_language_writes_alike(written: str, signed: float, in_json: str) -> None:
    subject = a_document(credited(written))["credentialSubject"]
    assert subject["creditsEarned"] == subject["achievement"]["creditsAvailable"] == signed
    assert json.dumps(subject["creditsEarned"]) == in_json


@pytest.mark.parametrize(("written", "canonical"), [("1.5", "1.5E0"), ("1.0", "1"), ("2", "2"), ("0.25", "2.5E-1")])
def test_credits_canonicalise_to_what_a_javascript_verifier_arrives_at(written: str, canonical: str) -> None:
    """The proof covers these lines. JavaScript has one kind of number, so 1.0 must not differ from 1."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": document_loader()}
    lines = jsonld.normalize(a_document(credited(written)), options).splitlines()
    earned = [line for line in lines if "#creditsEarned>" in line or "#creditsAvailable>" in line]
    assert len(earned) == 2
    assert all(f'"{canonical}"^^<' in line for line in earned)


def test_without_suggested_units_the_hours_count() -> None:
    hours_only = replace(DEFINITION, credit=CreditSuggestion(Decimal("2.5")))
    achievement = a_document(hours_only)["credentialSubject"]["achievement"]
    assert achievement["creditsAvailable"] == 2.5
    assert read_achievement(achievement).credit == "2.5 hours of work"


def test_the_credit_says_its_unit() -> None:
    assert read_achievement(achievement_document(DEFINITION, ISSUER, URL)).credit == (
        "Suggested: 0.5 credit by the rule demo; 2.5 hours of work"
    )


def test_every_type_is_an_array_and_the_status_is_one_object() -> None:
    document = a_document()
    assert isinstance(document["credentialStatus"], dict)
    subject = document["credentialSubject"]
    typed = [document, document["issuer"], subject, subject["achievement"], *subject["result"], *document["evidence"]]
    typed += subject["achievement"]["resultDescription"] + subject["achievement"]["alignment"]
    assert all(isinstance(each["type"], list) for each in typed)


def test_all_ids_are_addresses_below_the_achievements_own() -> None:
    achievement = achievement_document(DEFINITION, ISSUER, URL)
    ids = [achievement["criteria"]["id"], achievement["image"]["id"]]
    for description in achievement["resultDescription"]:
        ids += [description["id"], *(level["id"] for level in description.get("rubricCriterionLevel", []))]
    assert all(each.startswith(f"{URL}/") for each in ids)
    assert len(set(ids)) == len(ids)


def test_levels_run_from_low_to_high_with_their_words() -> None:
    description = achievement_document(DEFINITION, ISSUER, URL)["resultDescription"][0]
    found = [(level["level"], level["points"], level["description"]) for level in description["rubricCriterionLevel"]]
    assert found == [
        ("Not yet", "0", "Recall only."),
        ("Proficient", "1", "Questions bring out reasons."),
        ("Exemplary", "2", "Students question each other."),
    ]


def test_an_alignment_without_an_address_leads_to_its_line_on_our_page() -> None:
    alignments = achievement_document(DEFINITION, ISSUER, URL)["alignment"]
    assert [each["targetUrl"] for each in alignments] == [
        f"{URL}#alignment-1",
        "https://standards.example.org/cp3",
        f"{URL}#credit",
    ]
    assert alignments[0]["targetCode"] == "4" and "targetCode" not in alignments[1]
    shown = read_achievement(achievement_document(DEFINITION, ISSUER, URL)).alignments
    assert [(line.name, line.url) for line in shown] == [
        ("InTASC 4", None),
        ("Core Proposition 3", "https://standards.example.org/cp3"),
    ]


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://case.example.org/uri/74f5bb7d-d7cc-11e8-824f-0242ac160002", "CFItem"),
        ("https://case.example.org/ims/case/v1p0/CFItems/74F5BB7D-D7CC-11E8-824F-0242AC160002", "CFItem"),
        ("https://case.example.org/ims/case/v1p1/CFItems/74f5bb7d-d7cc-11e8-824f-0242ac160002", "CFItem"),
        ("https://case.example.org/uri/not-an-item", "ext:EducatorStandard"),
        ("https://standards.example.org/cp3", "ext:EducatorStandard"),
        (None, "ext:EducatorStandard"),
    ],
)
def test_an_alignment_with_the_address_of_a_case_item_says_so(url: str | None, kind: str) -> None:
    aligned = replace(DEFINITION, alignments=(Alignment("State standards", code="TS-4.2", url=url),))
    (alignment, credit) = achievement_document(aligned, ISSUER, URL)["alignment"]
    assert (alignment["targetType"], alignment["targetCode"]) == (kind, "TS-4.2")
    assert credit["targetType"] == "ext:CreditUnit"


def test_the_badge_says_how_many_reviewed_and_whether_they_were_certified() -> None:
    waived = "certification of reviewers is waived by the issuer"
    assert review_words(1, certified=False) == f"one reviewer of the course; {waived}"
    assert review_words(2, certified=False) == f"two reviewers of the course, each for a part of the criteria; {waived}"
    assert review_words(1, certified=True) == "one reviewer of the course, certified for this rubric"


def test_the_criteria_number_the_steps_with_their_hours() -> None:
    assert narrative(DEFINITION).splitlines() == [
        "Plans and asks questions, and uses the answers to steer the lesson.",
        "",
        "1. **Baseline** (1 hour). Tally the questions of a lesson.",
        "2. **Teach and record** (1.5 hours). Teach for 15 minutes.",
        "    ",
        "    - record it",
        "    - code it",
        "",
        "Earned with “Proficient” or better on every criterion.",
    ]


def test_only_what_must_reach_a_level_has_a_required_one() -> None:
    some = PassRule(PassRuleType.REQUIRED_AND_SOME, "proficient", required=("c1",), some=1)
    rubric = read_achievement(achievement_document(replace(DEFINITION, pass_rule=some), ISSUER, URL)).rubric
    assert [line.required.name if line.required else None for line in rubric] == ["Proficient", None]


@given(st.decimals(min_value=0, max_value=10_000, places=4))
def test_a_number_keeps_its_value_and_loses_needless_zeros(value: Decimal) -> None:
    assert Decimal(str(number(value))) == value
    assert not counted(value).endswith(".0")


def test_an_address_is_hashed_trimmed_and_in_small_letters() -> None:
    assert hashed_identity(" A@Example.EDU ", "salt") == hashed_identity("a@example.edu", "salt")
    assert hashed_identity("a@example.edu", "salt") != hashed_identity("a@example.edu", "pepper")


def test_a_leap_day_ends_on_the_first_of_march() -> None:
    assert years_later(datetime(2028, 2, 29, tzinfo=UTC), 1) == datetime(2029, 3, 1, tzinfo=UTC)
    assert years_later(datetime(2028, 2, 29, tzinfo=UTC), 4) == datetime(2032, 2, 29, tzinfo=UTC)
