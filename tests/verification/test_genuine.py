"""Badges that are good: of every form, of any issuer, and what the report says of them."""

import json

import pytest

from app.badges import Picture, bake_png, bake_svg, picture_png, picture_svg
from app.verification import Mark, Verdict
from tests.conftest import ManualClock
from tests.verification.conftest import Check, marks, words
from tests.verification.issuer import NOW, SALT, Issuer, self_made

ALL_GOOD = {"contexts", "covered", "dates", "file", "key", "signature", "status"}


def test_a_signed_file_passes_every_check_and_each_is_told(issuer: Issuer, checked: Check) -> None:
    report = checked(issuer.signed(issuer.credential()))
    assert report.verdict is Verdict.GENUINE
    assert marks(report) == dict.fromkeys(ALL_GOOD, Mark.PASSED)
    assert issuer.host in words(report, "key") and "publishes this key" in words(report, "key")
    assert words(report, "dates") == "Valid since 2 January 2026, and until 2 January 2031."
    assert all(check.title and check.words.endswith(".") for check in report.checks)


def test_a_token_passes_with_its_own_checks(issuer: Issuer, checked: Check) -> None:
    report = checked(issuer.token(issuer.credential()))
    assert report.verdict is Verdict.GENUINE and report.form == "JWT"
    assert set(marks(report)) == {"file", "key", "signature", "token", "dates", "status"}


def test_the_report_says_what_the_badge_says(issuer: Issuer, checked: Check) -> None:
    claims = checked(issuer.signed(issuer.credential(awardedDate="2025-12-31T23:59:59Z"))).claims
    assert claims is not None
    assert (claims.name, claims.issuer_name, claims.issuer_id) == ("Wait time", "College of Bühl", issuer.did)
    assert claims.awarded_at is not None and claims.awarded_at.year == 2025
    (recipient,) = claims.recipients
    assert recipient.salt == SALT and len(recipient.digest) == 64


def test_a_link_leads_to_the_badge(issuer: Issuer, checked: Check) -> None:
    issuer.pages["/badges/1"] = issuer.signed(issuer.credential())
    assert checked(f"  {issuer.server.url}/badges/1\n").verdict is Verdict.GENUINE
    accepted = [heard.headers["Accept"] for heard in issuer.server.heard if heard.path == "/badges/1"]
    assert accepted[0].startswith("application/vc+ld+json")


def test_the_issuer_learns_no_badge_by_being_asked(issuer: Issuer, checked: Check) -> None:
    checked(issuer.signed(issuer.credential()))
    assert sorted(heard.path for heard in issuer.server.heard) == ["/college/did.json", "/status/1"]
    assert all("Cookie" not in heard.headers and "Referer" not in heard.headers for heard in issuer.server.heard)


PICTURE = Picture("Wait time", "College of Bühl", "Three stones")


@pytest.mark.parametrize("inside", ["json", "token"])
@pytest.mark.parametrize("kind", ["png", "svg"])
def test_an_image_is_opened_and_its_badge_checked(issuer: Issuer, checked: Check, kind: str, inside: str) -> None:
    document = issuer.credential()
    written = issuer.token(document) if inside == "token" else json.dumps(issuer.signed(document))
    image = (
        bake_png(picture_png(PICTURE), written) if kind == "png" else bake_svg(picture_svg(PICTURE), written).encode()
    )
    report = checked(image)
    assert report.verdict is Verdict.GENUINE, report
    assert report.form == ("PNG image" if kind == "png" else "SVG image")


def test_an_issuer_that_is_only_a_key_is_never_called_genuine(issuer: Issuer, checked: Check) -> None:
    name = self_made(issuer)
    badge = issuer.credential(issuer={"id": name, "type": ["Profile"], "name": "Harvard"}, credentialStatus=None)
    report = checked(issuer.signed(badge, f"{name}#{name.removeprefix('did:key:')}"))
    assert report.verdict is Verdict.OPEN
    assert marks(report)["key"] is Mark.UNKNOWN and marks(report)["signature"] is Mark.PASSED
    assert "anybody can make such a name" in words(report, "key")


def test_a_badge_that_can_never_be_taken_back_is_good_with_a_note(issuer: Issuer, checked: Check) -> None:
    report = checked(issuer.signed(issuer.credential(credentialStatus=None)))
    assert report.verdict is Verdict.GENUINE and marks(report)["status"] is Mark.NOTED


def test_dates_are_judged_by_the_clock_that_is_handed_in(issuer: Issuer, checked: Check, clock: ManualClock) -> None:
    badge = issuer.signed(issuer.credential(validUntil="2026-11-16T00:00:00Z"))
    assert checked(badge).verdict is Verdict.GENUINE
    clock.advance(seconds=(NOW.replace(day=17) - NOW).total_seconds())
    report = checked(badge)
    assert report.verdict is Verdict.REFUSED and words(report, "dates") == "It expired on 16 November 2026."
    assert marks(report)["covered"] is Mark.PASSED, "the machine's own clock must not decide"


def test_an_issuer_named_by_its_web_address_is_checked_by_a_key_at_the_same_place(
    issuer: Issuer, checked: Check
) -> None:
    base = issuer.server.url
    method = issuer.did_document()["verificationMethod"][0]
    issuer.pages["/keys/1"] = method | {"id": f"{base}/keys/1", "controller": f"{base}/profile"}
    issuer.pages["/profile"] = {"id": f"{base}/profile", "type": "Profile", "publicKey": f"{base}/keys/1"}
    badge = issuer.credential(issuer={"id": f"{base}/profile", "type": ["Profile"], "name": "College of Bühl"})
    del badge["credentialStatus"]
    report = checked(issuer.signed(badge, f"{base}/keys/1"))
    assert marks(report)["signature"] is Mark.PASSED and "stands for it" in words(report, "key")
    assert report.verdict is Verdict.GENUINE
    foreign = checked(issuer.signed(badge, "https://elsewhere.example/keys/1"))
    assert marks(foreign)["key"] is Mark.FAILED


def test_a_status_list_may_be_a_token_too(issuer: Issuer, checked: Check) -> None:
    listed = {name: value for name, value in issuer.status_list().items() if name != "proof"}
    header = {"alg": "RS256", "kid": f"{issuer.did}#rs"}
    issuer.pages["/status/1"] = (200, issuer.jws(listed, header).encode(), {})
    badge = issuer.signed(issuer.credential())
    assert checked(badge).verdict is Verdict.GENUINE
    issuer.pages["/status/1"] = (200, issuer.jws(listed, header).encode()[:-4] + b"AAAA", {})
    assert marks(checked(badge))["status"] is Mark.FAILED


def test_a_did_without_a_path_is_asked_at_its_well_known_place(issuer: Issuer, checked: Check) -> None:
    name = issuer.did.removesuffix(":college")
    keys = json.loads(json.dumps(issuer.did_document()).replace(issuer.did, name))
    issuer.pages["/.well-known/did.json"] = keys
    badge = issuer.credential(issuer={"id": name, "type": ["Profile"], "name": "X"}, credentialStatus=None)
    assert checked(issuer.signed(badge, f"{name}#ed")).verdict is Verdict.GENUINE
