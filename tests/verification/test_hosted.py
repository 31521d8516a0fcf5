"""Open Badges 2.0: what the issuer's own website says today is all there is, and the report says so."""

import json
from typing import Any

import pytest

from app.badges import Picture, bake_png, picture_png
from app.verification import Mark, Verdict
from tests.conftest import ManualClock
from tests.verification.conftest import Check, marks, words
from tests.verification.issuer import SALT, Issuer, an_issuer, identity

Document = dict[str, Any]
CONTEXT = "https://w3id.org/openbadges/v2"


def host(issuer: Issuer, **changes: Any) -> Document:
    """Publish an assertion with its badge class and issuer; the assertion."""
    base = issuer.server.url
    assertion = {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": f"{base}/assertions/1",
        "recipient": {"type": "email", "hashed": True, "salt": SALT, "identity": identity()["identityHash"]},
        "badge": f"{base}/classes/1",
        "verification": {"type": "HostedBadge"},
        "issuedOn": "2026-01-02T03:04:05Z",
        "expires": "2031-01-02T03:04:05Z",
    }
    assertion = {name: value for name, value in (assertion | changes).items() if value is not None}
    issuer.pages["/assertions/1"] = assertion
    issuer.pages["/classes/1"] = {
        "@context": CONTEXT,
        "type": "BadgeClass",
        "id": f"{base}/classes/1",
        "name": "Wait time",
        "description": "Waits three seconds.",
        "issuer": f"{base}/issuer",
    }
    issuer.pages["/issuer"] = {"@context": CONTEXT, "type": "Issuer", "id": f"{base}/issuer", "name": "College of Bühl"}
    return assertion


def test_a_hosted_badge_is_confirmed_and_told_to_be_unsigned(issuer: Issuer, checked: Check) -> None:
    report = checked(host(issuer))
    assert report.verdict is Verdict.GENUINE
    assert marks(report) == dict.fromkeys(("file", "hosted", "dates", "status"), Mark.PASSED)
    assert "carries no signature" in words(report, "hosted")
    assert report.claims is not None and report.claims.issuer_name == "College of Bühl"
    assert report.claims.recipients[0].salt == SALT


@pytest.mark.parametrize("inside", ["the assertion", "its address"])
def test_it_is_found_by_link_and_in_an_image(issuer: Issuer, checked: Check, inside: str) -> None:
    assertion = host(issuer)
    assert checked(assertion["id"]).verdict is Verdict.GENUINE
    written = json.dumps(assertion) if inside == "the assertion" else assertion["id"]
    both = bake_png(picture_png(Picture("Wait time", "College of Bühl", "Three stones")), "{}", written)
    report = checked(both.replace(b"openbadgecredential", b"something-else-here"))
    assert report.verdict is Verdict.GENUINE and report.form == "PNG image"


def test_dates_written_in_another_way_are_the_same_dates(issuer: Issuer, checked: Check) -> None:
    copy = dict(host(issuer))
    copy["issuedOn"] = "2026-01-02T04:04:05+01:00"
    assert checked(copy).verdict is Verdict.GENUINE


@pytest.mark.parametrize("member", ["recipient", "badge", "issuedOn", "expires"])
def test_a_changed_copy_is_refused(issuer: Issuer, checked: Check, member: str) -> None:
    other = {
        "recipient": {"type": "email", "hashed": False, "identity": "eve@example.edu"},
        "badge": f"{issuer.server.url}/classes/2",
        "issuedOn": "2020-01-02T03:04:05Z",
        "expires": None,
    }
    report = checked(host(issuer) | {member: other[member]})
    assert report.verdict is Verdict.REFUSED and marks(report)["hosted"] is Mark.FAILED


def test_a_revoked_one_is_told_with_its_reason(issuer: Issuer, checked: Check) -> None:
    assertion = host(issuer)
    gone = {"@context": CONTEXT, "type": "Assertion", "id": assertion["id"], "revoked": True,
            "revocationReason": "Awarded in error."}  # fmt: skip
    for page in (gone, (410, json.dumps(gone).encode(), {})):
        issuer.pages["/assertions/1"] = page
        report = checked(assertion)
        assert report.verdict is Verdict.REFUSED and "“Awarded in error.”" in words(report, "status")
    issuer.pages["/assertions/1"] = (410, b"<html>", {})
    assert marks(checked(assertion))["status"] is Mark.FAILED


def test_the_issuers_list_of_revoked_badges_counts(issuer: Issuer, checked: Check) -> None:
    assertion = host(issuer)
    base = issuer.server.url
    issuer.pages["/issuer"]["revocationList"] = f"{base}/revoked"
    issuer.pages["/revoked"] = {"revokedAssertions": [f"{base}/assertions/2"]}
    assert checked(assertion).verdict is Verdict.GENUINE
    issuer.pages["/revoked"] = {"revokedAssertions": [{"id": assertion["id"], "revocationReason": "Stolen."}]}
    assert "Stolen." in words(checked(assertion), "status")
    issuer.pages["/revoked"] = (500, b"", {})
    assert checked(assertion).verdict is Verdict.OPEN


def test_a_stranger_cannot_confirm_for_an_issuer(issuer: Issuer, checked: Check) -> None:
    with an_issuer() as forger:
        host(issuer)
        assertion = host(forger)
        forger.pages["/classes/1"]["issuer"] = f"{issuer.server.url}/issuer"
        report = checked(assertion)
        assert marks(report)["hosted"] is Mark.FAILED and "isn't a website of the issuer" in words(report, "hosted")
        forger.pages["/classes/1"]["issuer"] = f"{forger.server.url}/issuer"
        forger.pages["/issuer"] = {
            "id": f"{issuer.server.url}/issuer",
            "name": "College of Bühl",
            "verification": {"startsWith": forger.server.url},
        }
        assert marks(checked(assertion))["hosted"] is Mark.FAILED


def test_a_look_alike_of_the_issuers_address_is_no_part_of_it(issuer: Issuer, checked: Check) -> None:
    assertion = host(issuer)
    for scope, verdict in (
        ({"startsWith": f"{issuer.server.url}/assertions/"}, Verdict.GENUINE),
        ({"allowedOrigins": [issuer.host]}, Verdict.GENUINE),
        ({"startsWith": f"{issuer.server.url}.evil.example/"}, Verdict.REFUSED),
        ({"startsWith": issuer.server.url[:-1]}, Verdict.REFUSED),
        ({"allowedOrigins": "elsewhere.example"}, Verdict.REFUSED),
        ({"startsWith": "https://["}, Verdict.REFUSED),
    ):
        issuer.pages["/issuer"]["verification"] = scope
        assert checked(assertion).verdict is verdict, scope


def test_an_expired_one_is_refused(issuer: Issuer, checked: Check, clock: ManualClock) -> None:
    report = checked(host(issuer, expires="2026-11-01T00:00:00Z"))
    assert "expired on 1 November 2026" in words(report, "dates")


@pytest.mark.parametrize(
    "verification",
    [None, {"type": "SignedBadge", "creator": "https://x.example/key"}, {"type": []}, "hosted"],
    ids=["none", "signed", "odd", "text"],
)
def test_what_cannot_be_asked_for_is_left_open(issuer: Issuer, checked: Check, verification: object) -> None:
    assert checked(host(issuer, verification=verification)).verdict is Verdict.OPEN


def test_an_issuer_that_does_not_answer_leaves_it_open(issuer: Issuer, checked: Check, guarded: Check) -> None:
    assertion = host(issuer)
    heard = len(issuer.server.heard)
    assert "private network" in words(guarded(assertion), "hosted") or guarded(assertion).verdict is Verdict.OPEN
    assert len(issuer.server.heard) == heard
    issuer.pages["/assertions/1"] = (404, b"", {})
    assert checked(assertion).verdict is Verdict.OPEN
    issuer.pages["/assertions/1"] = host(issuer) | {"id": f"{issuer.server.url}/assertions/2"}
    assert checked(assertion).verdict is Verdict.REFUSED


def signed(issuer: Issuer, **changes: Any) -> str:
    """A signed assertion, with its key document and the issuer that lists it."""
    key = f"{issuer.server.url}/key"
    assertion = host(issuer, verification={"type": "SignedBadge", "creator": key})
    issuer.pages["/issuer"]["publicKey"] = key
    issuer.pages["/key"] = {
        "@context": CONTEXT,
        "type": "CryptographicKey",
        "id": key,
        "owner": f"{issuer.server.url}/issuer",
        "publicKeyPem": issuer.rsa.export_to_pem().decode(),
    }
    return issuer.jws(assertion | changes, {"alg": "RS256"})


def test_a_signed_one_is_checked_by_the_key_that_its_issuer_lists(issuer: Issuer, checked: Check) -> None:
    report = checked(signed(issuer))
    assert report.verdict is Verdict.GENUINE
    assert marks(report) == dict.fromkeys(("file", "key", "signature", "dates", "status"), Mark.PASSED)


def test_a_signed_one_with_another_key_or_owner_is_refused(issuer: Issuer, checked: Check) -> None:
    token = signed(issuer)
    head, body, _ = token.split(".")
    assert marks(checked(f"{head}.{body}.{signed(issuer, uid='2').split('.')[2]}"))["signature"] is Mark.FAILED
    issuer.pages["/key"]["owner"] = "https://elsewhere.example/issuer"
    assert marks(checked(token))["key"] is Mark.FAILED
    signed(issuer)
    del issuer.pages["/issuer"]["publicKey"]
    assert marks(checked(token))["key"] is Mark.FAILED


def test_a_signed_one_is_found_in_the_list_of_revoked_badges(issuer: Issuer, checked: Check) -> None:
    token = signed(issuer, uid="abc-1")
    issuer.pages["/issuer"]["revocationList"] = f"{issuer.server.url}/revoked"
    issuer.pages["/revoked"] = {"revokedAssertions": [{"uid": "abc-1", "revocationReason": "Awarded in error."}]}
    assert "Awarded in error." in words(checked(token), "status")
