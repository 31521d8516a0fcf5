"""Subtler lies than those of test_attacks: the same words in another shape, dates at the edge, and work without end."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.config import Settings
from app.http import Limits, PlatformHttp, TransportError
from app.verification import Mark, Verdict, fetching
from app.verification.issuer_keys import did_document_url
from app.verification.report import Stopped
from tests.conftest import ManualClock
from tests.loopback import Heard, loopback_server, reply
from tests.verification.conftest import Check, desk, marks, words
from tests.verification.issuer import Issuer
from tests.verification.test_hosted import host

Document = dict[str, Any]
VOCABULARY = "https://www.w3.org/2018/credentials#"
XSD_MOMENT = "http://www.w3.org/2001/XMLSchema#dateTime"


# One meaning, two shapes: what a signature covers is the meaning, what a page reads is the shape.


def whole_name(badge: Document) -> None:
    badge[f"{VOCABULARY}credentialStatus"] = badge.pop("credentialStatus")


def whole_name_of_the_end(badge: Document) -> None:
    badge[f"{VOCABULARY}validUntil"] = {"@type": XSD_MOMENT, "@value": badge.pop("validUntil")}


def elsewhere(badge: Document) -> None:
    badge["@included"] = [{"id": badge["id"], "credentialStatus": badge.pop("credentialStatus")}]


def wrapped(badge: Document) -> None:
    badge["credentialStatus"] = {"@set": [badge["credentialStatus"]]}


def nested(badge: Document) -> None:
    badge["credentialStatus"] = [[badge["credentialStatus"]]]


def by_keyword(badge: Document) -> None:
    badge["credentialStatus"]["@id"] = badge["credentialStatus"].pop("id")


def own_words(badge: Document) -> None:
    badge["credentialSubject"]["achievement"]["@context"] = {"name": "https://schema.org/description"}


@pytest.mark.parametrize("hide", [whole_name, whole_name_of_the_end, elsewhere, wrapped, nested, by_keyword, own_words])
def test_a_revoked_badge_cannot_hide_it_by_saying_the_same_in_another_shape(
    issuer: Issuer, checked: Check, hide: Callable[[Document], None]
) -> None:
    badge = json.loads(json.dumps(issuer.signed(issuer.credential())))
    issuer.revoked.add(94_567)
    issuer.publish()
    hide(badge)
    assert checked(badge).verdict is Verdict.REFUSED


@pytest.mark.parametrize("option", [{"expires": "2026-01-03T00:00:00Z"}, {"proofPurpose": "authentication"}], ids=str)
def test_what_a_proof_says_of_itself_is_signed_too(issuer: Issuer, checked: Check, option: Document) -> None:
    badge = issuer.signed(issuer.credential())
    assert checked(badge | {"proof": badge["proof"] | option}).verdict is Verdict.REFUSED


# Dates in a token's frame alone, and dates that are none.


def bare_token(issuer: Issuer, claims: Document, **members: Any) -> str:
    payload = issuer.credential(**members) | {"iss": issuer.did} | claims
    return issuer.jws(payload, {"alg": "RS256", "kid": f"{issuer.did}#rs"})


@pytest.mark.parametrize(
    ("claims", "members", "told"),
    [
        ({"exp": 1767409445}, {"validUntil": None}, "expired on 3 January 2026"),
        ({"nbf": 1798761600}, {"validFrom": None}, "isn't valid before 1 January 2027"),
        ({"exp": "2099-01-01T00:00:00Z"}, {"validUntil": None}, ""),
        ({"exp": True}, {"validUntil": None}, "is no date"),
        ({"exp": 10**30}, {"validUntil": None}, "is no date"),
        ({}, {"validUntil": ["2020-01-01T00:00:00Z"]}, "is no date"),
        ({}, {"validUntil": ""}, "is no date"),
        ({}, {"validFrom": {}}, "is no date"),
    ],
    ids=str,
)
def test_a_date_that_stands_only_in_the_frame_or_is_none_is_no_date_to_pass_by(
    issuer: Issuer, checked: Check, claims: Document, members: Document, told: str
) -> None:
    report = checked(bare_token(issuer, claims, **members))
    assert report.verdict is Verdict.REFUSED, report
    assert told in words(report, "dates") and marks(report)["signature"] is Mark.PASSED


def test_a_token_whose_end_stands_only_in_its_frame_is_good_until_then(issuer: Issuer, checked: Check) -> None:
    report = checked(bare_token(issuer, {"exp": 1925089445}, validUntil=None))
    assert report.verdict is Verdict.GENUINE and "until 2 January 2031" in words(report, "dates")
    assert report.claims is not None and report.claims.valid_until is not None


def test_a_status_list_that_is_a_token_and_ends_only_in_its_frame_is_out_of_date_after_it(
    issuer: Issuer, checked: Check
) -> None:
    listed = {name: value for name, value in issuer.status_list().items() if name not in {"proof", "validUntil"}}
    for end, verdict in ((1792800000, Verdict.OPEN), (1793800000, Verdict.OPEN), (1826000000, Verdict.GENUINE)):
        token = issuer.jws(listed | {"exp": end}, {"alg": "RS256", "kid": f"{issuer.did}#rs"})
        issuer.pages["/status/1"] = (200, token.encode(), {})
        assert checked(issuer.signed(issuer.credential())).verdict is verdict, end


@pytest.mark.parametrize("end", [1577836800, ["2020-01-01T00:00:00Z"], "in 2020"], ids=str)
def test_an_old_badge_that_ends_in_seconds_or_in_no_date_is_refused(
    issuer: Issuer, checked: Check, end: object
) -> None:
    assert checked(host(issuer, expires=end)).verdict is Verdict.REFUSED
    assert checked(host(issuer, issuedOn=1735787045)).verdict is Verdict.GENUINE


# Whose key it is.


def test_a_key_that_a_visitor_put_onto_the_issuers_website_is_not_the_issuers(issuer: Issuer, checked: Check) -> None:
    base = issuer.server.url
    method = issuer.did_document()["verificationMethod"][0]
    issuer.pages["/~visitor/key.json"] = method | {"id": f"{base}/~visitor/key.json", "controller": f"{base}/"}
    issuer.pages["/"] = {"id": f"{base}/", "name": "College of Bühl", "publicKey": f"{base}/keys/1"}
    badge = issuer.credential(issuer={"id": f"{base}/", "type": ["Profile"], "name": "College"}, credentialStatus=None)
    for page in (issuer.pages["/"], (200, b"<html>Welcome</html>", {})):
        issuer.pages["/"] = page
        report = checked(issuer.signed(badge, f"{base}/~visitor/key.json"))
        assert report.verdict is Verdict.OPEN and marks(report)["key"] is Mark.UNKNOWN
    issuer.pages["/"] = {"id": f"{base}/", "assertionMethod": [{"id": f"{base}/~visitor/key.json"}]}
    assert checked(issuer.signed(badge, f"{base}/~visitor/key.json")).verdict is Verdict.GENUINE
    issuer.pages["/~visitor/key.json"]["controller"] = f"{base}/~visitor"
    assert marks(checked(issuer.signed(badge, f"{base}/~visitor/key.json")))["key"] is Mark.FAILED


@pytest.mark.parametrize(
    "did", ["did:web:", "did:web:host.example:..:admin", "did:web:host.example%2Fadmin", "did:web:me%40host.example",
            "did:web:host.example:%3Fq", "did:web:host.example::x", "did:web:host.example:a%23b", "did:web:[::1"],
)  # fmt: skip
def test_a_name_that_could_be_read_as_another_address_is_none(settings: Settings, did: str) -> None:
    with pytest.raises(Stopped):
        did_document_url(did, settings)


# Work without end.


def test_a_badge_that_points_to_hundreds_of_lists_is_refused_at_once(issuer: Issuer, checked: Check) -> None:
    few, many = ([issuer.entry(number) for number in range(count)] for count in (2, 400))
    assert checked(issuer.token(issuer.credential(credentialStatus=few))).verdict is Verdict.GENUINE
    heard, began = len(issuer.server.heard), time.monotonic()
    report = checked(issuer.token(issuer.credential(credentialStatus=many)))
    assert marks(report)["status"] is Mark.FAILED and time.monotonic() - began < 1
    assert {each.path for each in issuer.server.heard[heard:]} == {"/college/did.json"}


def test_hundreds_of_parts_are_put_aside_before_they_are_work(issuer: Issuer, checked: Check) -> None:
    """Each part is small, and all of them together would keep a processor busy for seconds, signed or not."""
    some, crowd = ([{"type": ["Evidence"], "name": str(number)} for number in range(count)] for count in (20, 900))
    assert checked(issuer.signed(issuer.credential(evidence=some))).verdict is Verdict.GENUINE
    badge = issuer.signed(issuer.credential())
    began = time.thread_time()
    report = checked(badge | {"evidence": crowd})
    assert "more work" in words(report, "signature") and time.thread_time() - began < 0.3
    listed = issuer.status_list()
    issuer.pages["/status/1"] = listed | {"credentialSubject": [listed["credentialSubject"], *crowd]}
    began = time.thread_time()
    report = checked(badge)
    assert report.verdict is not Verdict.GENUINE and time.thread_time() - began < 0.3


def test_an_issuer_that_sends_round_in_circles_slowly_is_left_within_the_time(
    issuer: Issuer, checked: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of its answers comes in time; all of them together don't."""
    monkeypatch.setattr(fetching, "LIMITS", Limits(connect=1, read=1, total=1, body=1000))

    def dawdle(handler: Any, heard: Heard) -> None:
        time.sleep(0.7)
        reply(handler, 302, b"", {"Location": f"/next{len(heard.path)}"})

    with loopback_server(dawdle) as server:
        began = time.monotonic()
        report = checked(f"{server.url}/badge")
    assert report.verdict is Verdict.OPEN and time.monotonic() - began < 1.6
    assert len(server.heard) <= 2


def test_all_questions_of_one_check_share_one_time(
    issuer: Issuer, checked: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST_SECONDS", 1.0)
    slow = host(issuer)

    def dawdle(handler: Any, heard: Heard) -> None:
        time.sleep(0.6)
        reply(handler, 200, json.dumps(issuer.pages[heard.path]).encode())

    with loopback_server(dawdle) as server:
        written = json.dumps(slow).replace(issuer.server.url, server.url)
        issuer.pages = json.loads(json.dumps(issuer.pages).replace(issuer.server.url, server.url))
        began = time.monotonic()
        report = checked(written)
    assert report.verdict is Verdict.OPEN and time.monotonic() - began < 2
    assert len(server.heard) <= 2


def test_the_last_question_gets_no_more_than_the_time_that_is_left(
    checked: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST_SECONDS", 0.5)
    with loopback_server(lambda handler, heard: time.sleep(3)) as server:
        began = time.monotonic()
        report = checked(f"{server.url}/badge")
        assert report.verdict is Verdict.OPEN and time.monotonic() - began < 2


def test_one_check_asks_ten_times_at_most(issuer: Issuer, checked: Check) -> None:
    """Each list leads on to one more; each of them is the issuer's own and good."""
    urls = [f"{issuer.server.url}/status/1?{number}" for number in range(8)]
    for number, url in enumerate(urls):
        path = url.removeprefix(issuer.server.url)
        issuer.pages[path] = issuer.status_list(id=url)
        assert number < fetching.MOST_CALLS
    badge = issuer.credential(credentialStatus=[issuer.entry(number, url) for number, url in enumerate(urls)])
    issuer.pages["/badge"] = issuer.signed(badge)
    assert checked(f"{issuer.server.url}/badge").verdict is Verdict.GENUINE
    assert len(issuer.server.heard) == fetching.MOST_CALLS


@pytest.mark.parametrize("port", [22, 25, 110, 389, 465, 993])
def test_ports_of_mail_and_shells_are_not_knocked_at(guarded: Check, port: int) -> None:
    for source in (f"https://mail.example.org:{port}/", f"https://example.org:0{port}/"):
        assert "No website" in words(guarded(source), "file")


# Inside: a school whose LMS is on an inner address has not opened its network to visitors.


def test_an_inner_address_stays_closed_to_visitors_where_the_lms_is_inside_too(
    issuer: Issuer, settings: Settings, clock: ManualClock
) -> None:
    school = replace(settings, public_url="https://cairn.example.edu", allow_private_networks=True)
    visitor = desk(school, clock)
    assert PlatformHttp(school).get(f"{issuer.server.url}/status/1").ok, "the LMS itself is called"
    for source in (issuer.signed(issuer.credential()), f"{issuer.server.url}/status/1", host(issuer)):
        heard = len(issuer.server.heard)
        report = visitor(source)
        assert report.verdict is Verdict.OPEN and "private network" in " ".join(each.words for each in report.checks)
        assert len(issuer.server.heard) == heard


def test_a_connection_that_is_open_to_an_inner_platform_is_not_lent_to_visitors(
    issuer: Issuer, settings: Settings
) -> None:
    http = PlatformHttp(replace(settings, public_url="https://cairn.example.edu", allow_private_networks=True))
    assert http.get(f"{issuer.server.url}/status/1").ok
    with pytest.raises(TransportError) as refused:
        http.for_strangers(Limits()).get(f"{issuer.server.url}/status/1")
    assert refused.value.code == "address-private"
