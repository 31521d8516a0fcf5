"""Badges that other people's software signed once and for all: Digital Bazaar's for JSON, jose for tokens.

The vectors are our own text under keys that were thrown away; `python -m scripts.elsewhere.foreign` makes new ones.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.http import PlatformHttp, Response
from app.verification import Mark, Report, Verdict, verify
from app.verification.issuer_keys import did_document_url
from tests.conftest import ManualClock
from tests.verification.conftest import marks, words

Document = dict[str, Any]
MADE: Document = json.loads((Path(__file__).parent / "vectors" / "signed_by_digital_bazaar.json").read_text())
SITE = "https://college.example"
PAGES = {f"{SITE}/.well-known/did.json": MADE["didDocument"], f"{SITE}/status/1": MADE["statusList"]}
PARTS = "ecdsa-sd-2023"
HIDING = "ecdsa-sd-2023, without an end"
Check = Callable[[Any], Report]


@pytest.fixture
def checked(settings: Settings, clock: ManualClock) -> Check:
    """Verifies a badge of the college, whose website is answered from the vectors."""

    def answer(url: str, _headers: Mapping[str, str]) -> Response | None:
        found = PAGES.get(url)
        return Response(200, {}, json.dumps(found).encode(), url) if found else None

    def check(source: Any) -> Report:
        data = source if isinstance(source, str) else json.dumps(source)
        return verify(data.encode(), clock=clock, http=PlatformHttp(settings), settings=settings, own=answer)

    return check


@pytest.mark.parametrize("made_as", ["eddsa-rdfc-2022", "JWT ES256", "JWT EdDSA"])
def test_what_others_signed_is_genuine(checked: Check, made_as: str) -> None:
    report = checked(MADE["badges"][made_as])
    assert report.verdict is Verdict.GENUINE, report
    assert marks(report)["status"] is Mark.PASSED


def test_a_badge_of_which_parts_are_shown_is_genuine_where_its_issuer_bound_dates_and_list_to_it(
    checked: Check,
) -> None:
    shown = MADE["badges"][PARTS]
    assert "evidence" not in shown and "identifier" not in shown["credentialSubject"]
    report = checked(shown)
    assert report.verdict is Verdict.GENUINE, report
    assert "The holder chose to show only parts of the badge." in words(report, "signature")
    assert marks(report)["dates"] is marks(report)["status"] is Mark.PASSED


@pytest.mark.parametrize("path", ["name", "validUntil", "credentialStatus"])
def test_no_part_of_what_is_shown_can_be_changed(checked: Check, path: str) -> None:
    changed: Document = json.loads(json.dumps(MADE["badges"][PARTS]))
    entry = changed["credentialStatus"] | {"statusListIndex": "1"}
    changed[path] = {"name": "Doctor", "validUntil": "2099-01-01T00:00:00Z", "credentialStatus": entry}[path]
    report = checked(changed)
    assert report.verdict is Verdict.REFUSED and marks(report)["signature"] is Mark.FAILED


@pytest.mark.parametrize("member", ["name", "validUntil", "credentialStatus"])
def test_what_the_issuer_wants_shown_cannot_be_left_out(checked: Check, member: str) -> None:
    shown = {name: value for name, value in MADE["badges"][PARTS].items() if name != member}
    assert checked(shown).verdict is Verdict.REFUSED


def test_a_badge_that_may_hide_its_end_or_its_revocation_is_neither_genuine_nor_refused(checked: Check) -> None:
    report = checked(MADE["badges"][HIDING])
    assert report.verdict is Verdict.OPEN
    found = marks(report)
    assert found["key"] is found["signature"] is Mark.PASSED
    assert found["covered"] is found["dates"] is found["status"] is Mark.UNKNOWN
    assert "may be among what was left out" in words(report, "covered")
    assert words(report, "dates") == "Whether it ends isn't among the parts that are shown."
    assert "can't be looked up" in words(report, "status")


def test_a_changed_badge_that_hides_its_end_is_refused(checked: Check) -> None:
    report = checked(MADE["badges"][HIDING] | {"validFrom": "2020-01-01T00:00:00Z"})
    assert report.verdict is Verdict.REFUSED and marks(report)["signature"] is Mark.FAILED


def test_the_copy_that_a_holder_keeps_is_told_from_a_changed_one(checked: Check) -> None:
    report = checked(MADE["badges"]["ecdsa-sd-2023, kept"])
    assert report.verdict is Verdict.OPEN and marks(report)["signature"] is Mark.UNKNOWN
    assert "the copy that a holder keeps" in words(report, "signature")
    assert marks(report)["dates"] is Mark.PASSED, "it is whole, so its dates can be read"


def test_a_way_of_signing_that_we_do_not_know_is_said_to_be_unknown(checked: Check) -> None:
    report = checked(MADE["badges"]["ecdsa-rdfc-2019"])
    assert report.verdict is Verdict.OPEN and marks(report)["signature"] is Mark.UNKNOWN
    assert "Another verifier may" in words(report, "signature")


def test_a_list_of_theirs_that_was_changed_says_nothing(checked: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = MADE["statusList"]["credentialSubject"]
    changed = MADE["statusList"] | {"credentialSubject": subject | {"encodedList": subject["encodedList"] + "A"}}
    monkeypatch.setitem(PAGES, f"{SITE}/status/1", changed)
    report = checked(MADE["badges"]["eddsa-rdfc-2022"])
    assert report.verdict is Verdict.REFUSED and marks(report)["status"] is Mark.FAILED
    assert words(report, "status") == "The signature of the issuer's list doesn't fit; the list was changed."


def test_an_issuer_on_this_machine_is_asked_as_the_tool_itself_is(settings: Settings) -> None:
    did = "did:web:localhost%3A8443:college"
    assert did_document_url(did, settings) == "http://localhost:8443/college/did.json"
    secure = replace(settings, public_url="https://localhost:8000")
    assert did_document_url(did, secure) == "https://localhost:8443/college/did.json"
