"""Tokens and status lists that are odd on purpose: truly signed, and not to be believed all the same."""

import base64
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from jwcrypto.jwk import JWK

from app.verification import Mark, Verdict
from tests.verification.conftest import Check, marks, words
from tests.verification.issuer import Issuer, an_issuer
from tests.verification.test_attacks import changed

Document = dict[str, Any]


def by_hand(issuer: Issuer, payload: Document, **header: Any) -> str:
    """A token with whatever header, signed truly, as libraries refuse to make it."""
    parts = ({"alg": "RS256", "kid": f"{issuer.did}#rs"} | header, payload)
    text = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    signature = issuer.rsa.get_op_key("sign").sign(text.encode(), PKCS1v15(), SHA256())
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def payload_of(issuer: Issuer) -> Document:
    return issuer.credential() | {"iss": issuer.did}


def test_a_token_that_demands_what_nobody_here_understands_is_refused(issuer: Issuer, checked: Check) -> None:
    """RFC 7515, section 4.1.11: an extension that is called critical and isn't known spoils the token."""
    assert checked(by_hand(issuer, payload_of(issuer))).verdict is Verdict.GENUINE
    for header in ({"crit": ["exp"], "exp": 1}, {"crit": ["b64"], "b64": False}, {"crit": "all"}, {"b64": False}):
        report = checked(by_hand(issuer, payload_of(issuer), **header))
        assert marks(report)["signature"] is Mark.FAILED, header


def test_a_frame_with_a_moment_beyond_all_reckoning_is_refused(issuer: Issuer, checked: Check) -> None:
    for claim in ("nbf", "exp"):
        report = checked(by_hand(issuer, payload_of(issuer) | {claim: 10**400}))
        assert marks(report)["token"] is Mark.FAILED, claim


def test_a_key_that_can_be_broken_by_now_proves_nothing(issuer: Issuer, checked: Check) -> None:
    issuer.rsa = JWK.generate(kty="RSA", size=1024, kid="rs")
    issuer.publish()
    report = checked(by_hand(issuer, payload_of(issuer)))
    assert report.verdict is Verdict.OPEN and marks(report)["signature"] is Mark.UNKNOWN


def test_a_token_cannot_send_us_to_the_key_of_somebody_else(issuer: Issuer, checked: Check) -> None:
    with an_issuer() as forger:
        for kid in (f"{forger.did}#rs", f"{forger.server.url}/college/did.json#rs", "", "#ed", "../did.json#rs"):
            report = checked(by_hand(forger, payload_of(issuer), kid=kid))
            assert report.verdict is Verdict.REFUSED, kid
        assert forger.server.heard == []


def test_a_badge_inside_a_token_of_somebody_else_is_refused(issuer: Issuer, checked: Check) -> None:
    """Version 1.1 nests the badge: who signed the frame has to be who the badge names."""
    with an_issuer() as forger:
        payload = {"iss": forger.did, "jti": issuer.credential()["id"], "vc": issuer.credential()}
        assert checked(by_hand(forger, payload, kid=f"{forger.did}#rs")).verdict is Verdict.REFUSED
        both = forger.credential() | payload
        report = checked(by_hand(forger, both, kid=f"{forger.did}#rs"))
        assert report.verdict is Verdict.REFUSED


def serve(issuer: Issuer, **subject: Any) -> None:
    """The status list as a token, which libraries let be odd."""
    listed = issuer.status_list()
    listed["credentialSubject"] |= subject
    del listed["proof"]
    issuer.pages["/status/1"] = (200, by_hand(issuer, listed).encode(), {})


def test_a_list_that_says_more_than_a_list_is_not_believed(issuer: Issuer, checked: Check) -> None:
    """In its other half it could say something else than in the one that is signed."""
    listed = issuer.status_list()
    for odd in (listed | {"encodedList": "uAAAA"}, changed(listed, ("credentialSubject", "more"), "uAAAA")):
        issuer.pages["/status/1"] = odd
        report = checked(issuer.signed(issuer.credential()))
        assert report.verdict is Verdict.OPEN and "more than a list should" in words(report, "status")


def test_a_list_for_another_purpose_is_no_list_of_revoked_badges(issuer: Issuer, checked: Check) -> None:
    for purpose, verdict in (("revocation", Verdict.GENUINE), ("refresh", Verdict.REFUSED), (None, Verdict.REFUSED)):
        serve(issuer, statusPurpose=purpose)
        assert checked(issuer.signed(issuer.credential())).verdict is verdict, purpose


def test_a_list_of_several_bits_for_each_badge_is_not_read_as_one_of_single_bits(
    issuer: Issuer, checked: Check
) -> None:
    serve(issuer, statusSize=2)
    assert marks(checked(issuer.signed(issuer.credential())))["status"] is Mark.FAILED


def test_a_suspended_badge_is_refused(issuer: Issuer, checked: Check) -> None:
    badge = issuer.signed(issuer.credential(credentialStatus=issuer.entry(5) | {"statusPurpose": "suspension"}))
    serve(issuer, statusPurpose="suspension")
    assert checked(badge).verdict is Verdict.GENUINE
    issuer.revoked.add(5)
    serve(issuer, statusPurpose="suspension")
    report = checked(badge)
    assert "suspended" in words(report, "status") and report.verdict is Verdict.REFUSED


def test_a_list_with_words_of_its_own_is_not_believed(issuer: Issuer, checked: Check) -> None:
    listed = issuer.status_list()
    for contexts in ([*listed["@context"], {"more": "urn:more"}], [*listed["@context"], f"{issuer.server.url}/words"]):
        issuer.pages["/status/1"] = listed | {"@context": contexts}
        report = checked(issuer.signed(issuer.credential()))
        assert report.verdict is Verdict.OPEN and marks(report)["status"] is Mark.UNKNOWN
    assert "/words" not in {heard.path for heard in issuer.server.heard}


def test_a_list_for_something_else_says_nothing_of_being_taken_back(issuer: Issuer, checked: Check) -> None:
    issuer.revoked.add(5)
    for purpose, mark in (("refresh", Mark.NOTED), ("message", Mark.NOTED), ("revoked", Mark.UNKNOWN)):
        serve(issuer, statusPurpose=purpose)
        entry = issuer.entry(5) | {"statusPurpose": purpose}
        report = checked(issuer.signed(issuer.credential(credentialStatus=entry)))
        assert marks(report)["status"] is mark, purpose
        assert "doesn't name this badge" not in words(report, "status")


def test_a_list_for_something_else_is_not_asked_for_and_hides_no_list_of_revoked_badges(
    issuer: Issuer, checked: Check
) -> None:
    other = issuer.entry(5, f"{issuer.server.url}/nothing") | {"statusPurpose": "refresh"}
    badge = issuer.signed(issuer.credential(credentialStatus=[other, issuer.entry(5)]))
    assert checked(badge).verdict is Verdict.GENUINE
    issuer.revoked.add(5)
    issuer.publish()
    assert checked(badge).verdict is Verdict.REFUSED
