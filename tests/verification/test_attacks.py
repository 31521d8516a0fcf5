"""Badges that lie, and files that would do harm. None is called genuine; none takes long; none makes us call inward."""

import base64
import json
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from jwcrypto.jwk import JWK
from openvc.keys import Ed25519SigningKey

from app.badges import Picture, bake_png, bake_svg, picture_png, picture_svg
from app.verification import Mark, Verdict
from tests.conftest import ManualClock
from tests.verification.conftest import Check, marks, words
from tests.verification.issuer import Issuer, an_issuer, self_made

Document = dict[str, Any]
PICTURE = Picture("Wait time", "College of Bühl", "Three stones")
QUICK_SECONDS = 2.0
"""Far above what any of these takes, far below what an unguarded reader would."""


def changed(document: Document, path: tuple[Any, ...], value: object) -> Document:
    """A copy with one value replaced, or added."""
    copy = json.loads(json.dumps(document))
    part = copy
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    return dict(copy)


TAMPERINGS = {
    "name": (("name",), "Wait time, with honours"),
    "start": (("validFrom",), "2020-01-01T00:00:00Z"),
    "end": (("validUntil",), "2099-01-01T00:00:00Z"),
    "issuer's name": (("issuer", "name"), "Harvard"),
    "earner": (("credentialSubject", "id"), "urn:uuid:00000000-0000-4000-8000-000000000000"),
    "fingerprint": (("credentialSubject", "identifier", 0, "identityHash"), "sha256$" + "0" * 64),
    "criteria": (("credentialSubject", "achievement", "criteria", "narrative"), "Nothing."),
    "copied status index": (("credentialStatus", "statusListIndex"), "1"),
    "another status list": (("credentialStatus", "statusListCredential"), "https://elsewhere.example/status/1"),
    "proof's date": (("proof", "created"), "2020-01-01T00:00:00Z"),
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_a_tampered_file_is_refused(issuer: Issuer, checked: Check, tampering: str) -> None:
    report = checked(changed(issuer.signed(issuer.credential()), *TAMPERINGS[tampering]))
    assert report.verdict is Verdict.REFUSED and marks(report)["signature"] is Mark.FAILED


@pytest.mark.parametrize("path", [("credits",), ("credentialSubject", "grade"), ("issuer", "accreditation")], ids=str)
def test_a_member_that_no_vocabulary_knows_and_no_signature_covers_is_noticed(
    issuer: Issuer, checked: Check, path: tuple[str, ...]
) -> None:
    report = checked(changed(issuer.signed(issuer.credential()), path, "summa cum laude"))
    assert report.verdict is Verdict.REFUSED and marks(report)["covered"] is Mark.FAILED


def test_taking_the_status_or_the_end_away_breaks_the_signature(issuer: Issuer, checked: Check) -> None:
    for member in ("credentialStatus", "validUntil"):
        badge = issuer.signed(issuer.credential())
        del badge[member]
        assert marks(checked(badge))["signature"] is Mark.FAILED


def test_a_badge_without_a_signature_is_refused(issuer: Issuer, checked: Check) -> None:
    report = checked(issuer.credential())
    assert report.verdict is Verdict.REFUSED and "anybody could have written it" in words(report, "signature")


def test_a_foreign_key_under_the_issuers_name_is_refused(issuer: Issuer, checked: Check) -> None:
    issuer.ed = Ed25519SigningKey.generate("ed")
    report = checked(issuer.signed(issuer.credential()))
    assert marks(report)["key"] is Mark.PASSED and marks(report)["signature"] is Mark.FAILED


def test_a_foreign_issuers_own_key_does_not_speak_for_another(issuer: Issuer, checked: Check) -> None:
    with an_issuer() as forger:
        for method in (f"{forger.did}#ed", f"{self_made(forger)}#{self_made(forger).removeprefix('did:key:')}"):
            report = checked(forger.signed(issuer.credential(), method))
            assert marks(report)["key"] is Mark.FAILED
            assert "the key of somebody else" in words(report, "key")
            assert issuer.server.heard == []


def test_a_key_that_the_issuer_withdrew_is_refused(issuer: Issuer, checked: Check) -> None:
    keys = issuer.did_document()
    withdrawn = {
        "gone": {**keys, "verificationMethod": keys["verificationMethod"][1:]},
        "not for signing": {**keys, "assertionMethod": keys["assertionMethod"][1:]},
        "somebody else's": changed(keys, ("verificationMethod", 0, "controller"), "did:web:elsewhere.example"),
    }
    for name, document in withdrawn.items():
        issuer.pages["/college/did.json"] = document
        report = checked(issuer.signed(issuer.credential()))
        assert marks(report)["key"] is Mark.FAILED, name
        assert "withdrawn" in words(report, "key")


def test_a_key_list_of_another_issuer_is_refused(issuer: Issuer, checked: Check) -> None:
    issuer.pages["/college/did.json"] = issuer.did_document() | {"id": "did:web:elsewhere.example"}
    assert marks(checked(issuer.signed(issuer.credential())))["key"] is Mark.FAILED


def test_several_signatures_leave_no_choice(issuer: Issuer, checked: Check) -> None:
    badge = issuer.signed(issuer.credential())
    report = checked(badge | {"proof": [badge["proof"], badge["proof"]]})
    assert report.verdict is Verdict.REFUSED
    other = {"type": "DataIntegrityProof", "cryptosuite": "bbs-2023"}
    assert "not looked at" in words(checked(badge | {"proof": [badge["proof"], other]}), "signature")
    assert checked(badge | {"proof": other}).verdict is Verdict.OPEN


def test_an_expired_badge_and_one_of_the_future_are_refused(issuer: Issuer, checked: Check, clock: ManualClock) -> None:
    for dates, told in (
        ({"validUntil": "2026-11-01T00:00:00Z"}, "expired on 1 November 2026"),
        ({"validFrom": "2026-12-01T00:00:00Z"}, "isn't valid before 1 December 2026"),
    ):
        for source in (issuer.signed(issuer.credential(**dates)), issuer.token(issuer.credential(**dates))):
            report = checked(source)
            assert report.verdict is Verdict.REFUSED and told in words(report, "dates")
            assert marks(report)["signature"] is Mark.PASSED


def test_a_date_that_is_none_is_refused(issuer: Issuer, checked: Check) -> None:
    token = issuer.token(issuer.credential(), validUntil="for ever", exp=None)
    assert marks(checked(token))["dates"] is Mark.FAILED


# What stands for itself: tokens.


def test_a_token_is_never_believed_about_its_own_algorithm(issuer: Issuer, checked: Check) -> None:
    payload = json.loads(base64.urlsafe_b64decode(issuer.token(issuer.credential()).split(".")[1] + "=="))
    kid = f"{issuer.did}#rs"
    public = issuer.rsa.export_to_pem()
    secret = JWK(kty="oct", k=base64.urlsafe_b64encode(public).decode().rstrip("="))
    unsigned = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "none", "kid": kid}, payload)
    )
    for token in (unsigned + ".", issuer.jws(payload, {"alg": "HS256", "kid": kid}, secret)):
        report = checked(token)
        assert report.verdict is Verdict.REFUSED and marks(report)["signature"] is Mark.FAILED


def test_a_token_with_a_key_of_its_own_in_the_header_is_refused(issuer: Issuer, checked: Check) -> None:
    forger = JWK.generate(kty="RSA", size=2048)
    payload = json.loads(base64.urlsafe_b64decode(issuer.token(issuer.credential()).split(".")[1] + "=="))
    header = {"alg": "RS256", "kid": f"{issuer.did}#rs", "jwk": forger.export_public(as_dict=True)}
    assert marks(checked(issuer.jws(payload, header, forger)))["signature"] is Mark.FAILED
    del header["kid"]
    assert marks(checked(issuer.jws(payload, header, forger)))["key"] is Mark.FAILED


def test_a_changed_token_is_refused(issuer: Issuer, checked: Check) -> None:
    head, _, signature = issuer.token(issuer.credential()).split(".")
    other = issuer.token(issuer.credential(name="Another")).split(".")[1]
    assert marks(checked(".".join((head, other, signature))))["signature"] is Mark.FAILED


@pytest.mark.parametrize(
    "claims",
    [{"iss": "did:web:elsewhere.example"}, {"iss": None}, {"jti": "urn:other"}, {"sub": "did:example:x"}, {"nbf": 1},
     {"exp": 4102444800}],
    ids=str,
)  # fmt: skip
def test_a_frame_that_disagrees_with_the_badge_is_refused(issuer: Issuer, checked: Check, claims: Document) -> None:
    report = checked(issuer.token(issuer.credential(), **claims))
    assert report.verdict is Verdict.REFUSED and marks(report)["token"] is Mark.FAILED


# Whether it was taken back.


def test_a_revoked_badge_is_refused_and_its_neighbour_is_not(issuer: Issuer, checked: Check) -> None:
    issuer.revoked.add(94_567)
    issuer.publish()
    for source in (issuer.signed(issuer.credential()), issuer.token(issuer.credential())):
        report = checked(source)
        assert report.verdict is Verdict.REFUSED
        assert words(report, "status").startswith("The issuer has taken this badge back.")
    neighbour = issuer.credential(credentialStatus=issuer.entry(94_568))
    assert checked(issuer.signed(neighbour)).verdict is Verdict.GENUINE


def test_a_badge_with_several_entries_is_revoked_by_any(issuer: Issuer, checked: Check) -> None:
    issuer.revoked.add(5)
    issuer.publish()
    badge = issuer.credential(credentialStatus=[issuer.entry(94_567), issuer.entry(5)])
    assert marks(checked(issuer.token(badge)))["status"] is Mark.FAILED


def test_a_list_of_another_issuer_says_nothing(issuer: Issuer, checked: Check) -> None:
    with an_issuer() as other:
        badge = issuer.credential(credentialStatus=issuer.entry(3, f"{other.server.url}/status/1"))
        report = checked(issuer.signed(badge))
    assert marks(report)["status"] is Mark.FAILED and report.verdict is Verdict.REFUSED


def test_a_list_that_was_copied_to_another_address_says_nothing(issuer: Issuer, checked: Check) -> None:
    issuer.pages["/status/2"] = issuer.pages["/status/1"]
    badge = issuer.credential(credentialStatus=issuer.entry(3, f"{issuer.server.url}/status/2"))
    assert marks(checked(issuer.signed(badge)))["status"] is Mark.FAILED


def test_a_list_that_was_changed_is_not_believed(issuer: Issuer, checked: Check) -> None:
    issuer.revoked.add(94_567)
    clean, issuer.pages["/status/1"] = issuer.pages["/status/1"], issuer.status_list()
    signed = issuer.pages["/status/1"]
    for document in (
        changed(signed, ("credentialSubject",), clean["credentialSubject"]),
        changed(clean, ("validUntil",), "2027-01-01T00:00:00Z"),
    ):
        issuer.pages["/status/1"] = document
        assert marks(checked(issuer.signed(issuer.credential())))["status"] is Mark.FAILED
    issuer.pages["/status/1"] = {name: value for name, value in clean.items() if name != "proof"}
    assert marks(checked(issuer.signed(issuer.credential())))["status"] is Mark.FAILED


def test_an_old_list_is_not_believed(issuer: Issuer, checked: Check, clock: ManualClock) -> None:
    clock.advance(seconds=7 * 86_400)
    report = checked(issuer.signed(issuer.credential()))
    assert report.verdict is Verdict.OPEN and "out of date" in words(report, "status")


@pytest.mark.parametrize(
    "page",
    [(404, b"", {}), (200, b"<html>busy</html>", {}), (200, b"{}", {}), (302, b"", {"Location": "https://x.example/"})],
    ids=["gone", "html", "empty", "elsewhere"],
)
def test_a_status_that_cannot_be_looked_up_is_not_called_good(issuer: Issuer, checked: Check, page: object) -> None:
    issuer.pages["/status/1"] = page
    assert checked(issuer.signed(issuer.credential())).verdict is not Verdict.GENUINE


def test_a_place_that_the_list_does_not_have_is_refused(issuer: Issuer, checked: Check) -> None:
    for position in (131_072, -1):
        badge = issuer.signed(issuer.credential(credentialStatus=issuer.entry(position)))
        assert marks(checked(badge))["status"] is Mark.FAILED


def test_a_packed_list_that_bursts_is_not_unpacked(issuer: Issuer, checked: Check) -> None:
    squeeze = zlib.compressobj(9, wbits=31)
    bomb = b"".join([squeeze.compress(bytes(1 << 20)) for _ in range(100)] + [squeeze.flush()])
    listed = issuer.status_list()["credentialSubject"]
    listed["encodedList"] = "u" + base64.urlsafe_b64encode(bomb).decode().rstrip("=")
    issuer.pages["/status/1"] = issuer.status_list(credentialSubject=listed)
    report, seconds = timed(checked, issuer.signed(issuer.credential()))
    assert report.verdict is Verdict.OPEN and seconds < QUICK_SECONDS


# Files that would do harm.


def timed(checked: Check, source: Any) -> tuple[Any, float]:
    """The report, and the seconds of work that it took; not of waiting for a busy machine."""
    began = time.thread_time()
    return checked(source), time.thread_time() - began


def test_fifty_megabytes_of_json_are_put_aside_unread(checked: Check) -> None:
    report, seconds = timed(checked, b'{"a": "' + b"x" * 50_000_000 + b'"}')
    assert report.verdict is Verdict.REFUSED and seconds < QUICK_SECONDS
    assert "far larger" in words(report, "file")


def test_ten_thousand_blank_nodes_are_refused_at_once(issuer: Issuer, checked: Check) -> None:
    crowd = [{"type": ["Evidence"], "name": str(number)} for number in range(10_000)]
    report, seconds = timed(checked, changed(issuer.signed(issuer.credential()), ("evidence",), crowd))
    assert report.verdict is Verdict.REFUSED and seconds < QUICK_SECONDS


def test_a_knot_of_blank_nodes_is_given_up_in_time(issuer: Issuer, checked: Check) -> None:
    """Nodes that point at each other and look all alike: canonicalization is factorial in their number."""
    names = [f"_:n{number}" for number in range(24)]
    knot = [{"id": name, "type": ["Related"], "inLanguage": "en"} for name in names]
    achievement = {"related": [{"id": name, "type": ["Achievement"], "related": knot} for name in names]}
    badge = issuer.signed(issuer.credential())
    badge["credentialSubject"]["achievement"] |= achievement
    report, seconds = timed(checked, badge)
    assert report.verdict is Verdict.REFUSED and seconds < QUICK_SECONDS


def test_vocabularies_from_elsewhere_are_never_fetched(issuer: Issuer, checked: Check) -> None:
    badge = issuer.signed(issuer.credential())
    for contexts in (
        [*badge["@context"], f"{issuer.server.url}/context.json"],
        [*badge["@context"], {"name": "https://schema.org/description"}],
        "https://www.w3.org/ns/credentials/v2#",
        None,
    ):
        report = checked(badge | {"@context": contexts})
        assert report.verdict is Verdict.OPEN and marks(report)["contexts"] is Mark.UNKNOWN
    nested = changed(badge, ("credentialSubject", "@context"), f"{issuer.server.url}/context.json")
    assert checked(nested).verdict is Verdict.REFUSED
    assert "/context.json" not in {heard.path for heard in issuer.server.heard}


BROKEN: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "words": lambda: b"Is this a badge?",
    "half": lambda: b'{"type": ["Verifi',
    "a list": lambda: b"[{}]",
    "an empty object": lambda: b"{}",
    "deep": lambda: b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a bit deep": lambda: b'{"a":' + b"[" * 500 + b"]" * 500 + b"}",
    "a name twice": lambda: b'{"type": "OpenBadgeCredential", "issuer": "did:web:a", "issuer": "did:web:b"}',
    "no number": lambda: b'{"type": "OpenBadgeCredential", "creditsEarned": NaN}',
    "half a character": lambda: b'{"type": "OpenBadgeCredential", "name": "\\ud800"}',
    "not unicode": lambda: b'{"name": "\xff"}',
    "odd types": lambda: b'{"type": ["OpenBadgeCredential"], "issuer": [[]], "credentialSubject": 5, "proof": [7]}',
    "odd proof": lambda: b'{"type": ["OpenBadgeCredential"], "proof": {"cryptosuite": {}}, "@context": [{}]}',
    "a picture": lambda: picture_png(PICTURE),
    "a cut picture": lambda: picture_png(PICTURE)[:2000],
    "a drawing": lambda: picture_svg(PICTURE).encode(),
    "a token of nothing": lambda: b"e30.e30.",
    "a token of rubbish": lambda: b"AAAA.AAAA.AAAA",
    "a web page": lambda: b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "markup": lambda: b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><svg>&b;</svg>",
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_badge_is_refused_in_words(checked: Check, name: str) -> None:
    report, seconds = timed(checked, BROKEN[name]())
    assert report.verdict is not Verdict.GENUINE and seconds < QUICK_SECONDS
    assert all(check.words for check in report.checks)


def test_html_is_told_apart(issuer: Issuer, checked: Check) -> None:
    page = b"<!doctype html><html><head><title>My badge</title></head></html>"
    issuer.pages["/page"] = (200, page, {"Content-Type": "text/html"})
    for source in (page, f"{issuer.server.url}/page"):
        report = checked(source)
        assert "a web page, not a badge" in words(report, "file") and report.claims is None


def test_a_png_with_two_badges_is_refused(issuer: Issuer, checked: Check) -> None:
    one = bake_png(picture_png(PICTURE), json.dumps(issuer.signed(issuer.credential())))
    start = one.index(b"iTXt") - 4
    chunk = one[start : start + 12 + int.from_bytes(one[start : start + 4], "big")]
    report = checked(one[:start] + chunk + one[start:])
    assert report.verdict is Verdict.REFUSED and "two badges" in words(report, "file")


def test_an_image_with_a_link_beyond_ascii_is_reported_on(checked: Check) -> None:
    for link in ("http://127.0.0.1:1/abzeichen-für-bühl", "http://bühl.invalid/1", f"http://{'ü' * 80}.invalid/1"):
        for source in (link, bake_png(picture_png(PICTURE), "", link)):
            assert marks(checked(source))["file"] is Mark.UNKNOWN, link


def test_an_svg_with_a_script_is_read_and_the_script_told(issuer: Issuer, checked: Check) -> None:
    written = json.dumps(issuer.signed(issuer.credential()))
    baked = bake_svg(picture_svg(PICTURE), written).replace("</svg>", "<script>alert(1)</script></svg>")
    report = checked(baked)
    assert report.verdict is Verdict.GENUINE and "script" in words(report, "file")


# Where it would lead us.

INWARD = (
    "did:web:127.0.0.1",
    "did:web:localhost%3A8000",
    "did:web:10.0.0.1:college",
    "did:web:169.254.169.254",
    "did:web:192.168.1.1",
    "did:web:%5B%3A%3A1%5D",
    "did:web:2130706433",
    "did:web:0.0.0.0",
)


@pytest.mark.parametrize("did", INWARD)
def test_a_did_that_points_inward_is_not_asked(issuer: Issuer, guarded: Check, did: str) -> None:
    badge = issuer.credential(issuer={"id": did, "type": ["Profile"], "name": "Inside"})
    report = guarded(issuer.signed(badge, f"{did}#ed"))
    assert report.verdict is not Verdict.GENUINE and marks(report)["key"] is not Mark.PASSED
    assert issuer.server.heard == []


def test_an_inner_issuer_that_answers_is_not_asked_in_production(issuer: Issuer, guarded: Check) -> None:
    report = guarded(issuer.signed(issuer.credential()))
    assert report.verdict is Verdict.OPEN and "private network" in words(report, "key")
    assert issuer.server.heard == []


@pytest.mark.parametrize(
    "did",
    ["did:web:", "did:web:host.example:..:admin", "did:web:host.example%2Fadmin", "did:web:me%40host.example",
     "did:web:host.example:%3Fq", "did:web:host.example::x", "did:ion:abc", "urn:uuid:1"],
)  # fmt: skip
def test_a_did_that_is_no_address_is_not_asked(issuer: Issuer, guarded: Check, did: str) -> None:
    badge = issuer.credential(issuer={"id": did, "type": ["Profile"], "name": "Nowhere"})
    token = issuer.jws(badge | {"iss": did}, {"alg": "RS256", "kid": f"{did}#rs"})
    assert marks(guarded(token))["key"] in {Mark.FAILED, Mark.UNKNOWN}


def test_a_did_that_sends_on_is_not_followed(issuer: Issuer, checked: Check) -> None:
    with an_issuer() as other:
        other.pages["/did.json"] = issuer.did_document()
        issuer.pages["/college/did.json"] = (302, b"", {"Location": f"{other.server.url}/did.json"})
        report = checked(issuer.signed(issuer.credential()))
        assert other.server.heard == []
    assert report.verdict is Verdict.OPEN and marks(report)["key"] is Mark.UNKNOWN
    assert "doesn't follow" in words(report, "key")


@pytest.mark.parametrize(
    "link",
    ["http://169.254.169.254/latest/meta-data", "https://127.0.0.1/", "http://localhost:8000/admin/",
     "https://[::1]/", "https://user:secret@host.example/", "http://host.example/", "https://host.example:99999/"],
)  # fmt: skip
def test_a_link_that_leads_inward_is_not_called(guarded: Check, link: str) -> None:
    report, seconds = timed(guarded, link)
    assert report.verdict is Verdict.OPEN and report.claims is None and seconds < QUICK_SECONDS
    assert "Nothing could be fetched" in words(report, "file")


def test_a_status_list_that_lies_inward_is_not_asked(issuer: Issuer, guarded: Check) -> None:
    name = self_made(issuer)
    badge = issuer.credential(issuer={"id": name, "type": ["Profile"], "name": "X"})
    report = guarded(issuer.signed(badge, f"{name}#{name.removeprefix('did:key:')}"))
    assert marks(report)["status"] is Mark.UNKNOWN and issuer.server.heard == []


def test_an_answer_without_an_end_is_cut_off(issuer: Issuer, checked: Check) -> None:
    issuer.pages["/college/did.json"] = (200, b'{"id": "' + b"x" * 5_000_000, {})
    report, seconds = timed(checked, issuer.signed(issuer.credential()))
    assert marks(report)["key"] is Mark.UNKNOWN and seconds < QUICK_SECONDS
