"""The verification page: one form, a verdict in words, nothing kept, and no way to abuse it."""

import io
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from html import unescape
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.badges import Visibility, renew_link, share, signed_document
from app.config import Settings
from app.db import db, reading, transaction
from app.verification import MOST_BYTES
from app.web.limits import DOORS
from app.web.public import verify_routes
from app.web.public.own_documents import own_path
from tests.conftest import ManualClock
from tests.pages import PageChecker
from tests.verification.issuer import EMAIL, Issuer, an_issuer
from tests.web.public.conftest import Earned

GENUINE, OPEN, REFUSED = "This badge is genuine", "couldn&#39;t be fully checked", "Don&#39;t rely on this badge"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with an_issuer() as found:
        yield found


def text(document: Any) -> str:
    return document if isinstance(document, str) else json.dumps(document)


def pasted(client: FlaskClient, source: Any, **options: Any) -> Any:
    return client.post("/verify", data={"pasted": text(source)}, **options)


def handed_in(client: FlaskClient, data: bytes, name: str = "badge.json") -> Any:
    return client.post("/verify", data={"file": (io.BytesIO(data), name)})


def own_file(earned: Earned) -> bytes:
    with reading() as session:
        return bytes(signed_document(session, earned.badge.uuid))


def test_the_form_asks_for_a_file_or_something_pasted(client: FlaskClient) -> None:
    page = client.get("/verify")
    assert page.status_code == 200 and "Verify a badge" in page.text
    assert 'type="file"' in page.text and 'name="pasted"' in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_a_file_a_text_and_a_link_of_any_issuer_are_checked(client: FlaskClient, issuer: Issuer) -> None:
    badge = issuer.signed(issuer.credential())
    issuer.pages["/badges/1"] = badge
    answers = (
        handed_in(client, json.dumps(badge).encode()),
        handed_in(client, issuer.token(issuer.credential()).encode(), "badge.jwt"),
        pasted(client, badge),
        pasted(client, f" {issuer.server.url}/badges/1 "),
    )
    for answer in answers:
        assert answer.status_code == 200 and GENUINE in answer.text
        for shown in ("Wait time", "College of Bühl", "2 January 2026", "The signature", "Not taken back", "Good"):
            assert shown in answer.text


def test_each_verdict_has_its_own_words(client: FlaskClient, issuer: Issuer) -> None:
    badge = issuer.signed(issuer.credential())
    refused = pasted(client, badge | {"name": "Everything"}).text
    assert REFUSED in refused and "What the file claims" in refused and "The signature doesn&#39;t fit." in refused
    issuer.pages["/status/1"] = (500, b"", {})
    assert OPEN in pasted(client, badge).text
    none = pasted(client, "<html><body>My badge</body></html>").text
    assert "No badge was found here" in none and "a web page, not a badge" in none


def test_a_badge_of_our_own_is_checked_without_a_call_to_ourselves(client: FlaskClient, earned: Earned) -> None:
    """Nothing listens at localhost:8000 here."""
    written = own_file(earned)
    page = handed_in(client, written).text
    assert GENUINE in page and "Questioner" in page and "Cairn at localhost:8000" in page
    earned.revoke("Awarded in error.")
    page = handed_in(client, written).text
    assert REFUSED in page and "The issuer has taken this badge back." in page


def test_a_link_of_our_own_is_checked_at_once(client: FlaskClient, earned: Earned) -> None:
    earned.open()
    page = client.get("/verify", query_string={"url": earned.badge.url}).text
    assert GENUINE in page and "Questioner" in page
    earned.close()
    page = client.get("/verify", query_string={"url": earned.badge.url}).text
    assert "No badge was found here" in page and "Questioner" not in page


def test_a_share_link_is_checked_at_once_until_it_is_renewed(client: FlaskClient, earned: Earned) -> None:
    """Closed to strangers at its own address, and yet what the link shows can be checked by whoever has it."""
    with transaction() as session:
        badge = share(session, earned.services.clock, earned.badge.uuid, Visibility.LINK)
    link = f"{earned.services.settings.public_url}/share/{badge.share_token}"
    for address in (link, *(link + ending for ending in (".json", ".jwt", ".png", ".svg"))):
        page = client.get("/verify", query_string={"url": address}).text
        assert GENUINE in page and "Questioner" in page, address
    assert GENUINE in pasted(client, link).text
    (button,) = re.findall(r'href="(/verify\?url=[^"]+)"', client.get(link).text)
    assert GENUINE in client.get(unescape(button)).text
    assert "No badge was found here" in client.get("/verify", query_string={"url": earned.badge.url}).text
    with transaction() as session:
        renew_link(session, earned.services.clock, earned.badge.uuid)
    page = client.get("/verify", query_string={"url": link}).text
    assert "No badge was found here" in page and "Questioner" not in page


@pytest.mark.parametrize(
    ("ending", "form"), [(".json", "JSON"), (".jwt", "JWT"), (".png", "PNG image"), (".svg", "SVG image")]
)
def test_every_file_that_we_give_out_is_genuine(client: FlaskClient, earned: Earned, ending: str, form: str) -> None:
    earned.open()
    file = client.get(earned.path + ending)
    assert file.status_code == 200
    page = handed_in(client, file.data, f"badge{ending}").text
    assert GENUINE in page and form in page
    assert GENUINE in client.get("/verify", query_string={"url": earned.badge.url + ending}).text


def test_our_older_form_is_confirmed_until_the_badge_is_taken_back(client: FlaskClient, earned: Earned) -> None:
    earned.open()
    assertion = client.get(f"{earned.path}/ob2.json").data
    page = handed_in(client, assertion).text
    assert GENUINE in page and "carries no signature" in page
    earned.revoke("Awarded in error.")
    page = handed_in(client, assertion).text
    assert REFUSED in page and "“Awarded in error.”" in page


def test_a_link_of_somebody_else_waits_for_the_button(client: FlaskClient, issuer: Issuer) -> None:
    link = f"{issuer.server.url}/badges/1"
    page = client.get("/verify", query_string={"url": link})
    assert link in page.text and "What was checked" not in page.text
    assert issuer.server.heard == []


@pytest.mark.parametrize(
    "link",
    ["http://localhost:8000/admin/", "http://localhost:8000/verify?url=x", "http://localhost:8000.evil.example/credentials/x",
     "http://localhost:8000/credentials/../admin/", "http://localhost:8000", "/credentials/x", "http://localhost:80000/status/"],
)  # fmt: skip
def test_only_documents_for_anybody_are_read_inside(link: str) -> None:
    assert own_path(link, "http://localhost:8000") is None


def test_a_fragment_is_no_part_of_an_own_address() -> None:
    assert own_path("http://localhost:8000/status/cairn-1#7", "http://localhost:8000") == "/status/cairn-1"


def test_nothing_handed_in_is_an_answer_too(client: FlaskClient) -> None:
    for data in ({}, {"pasted": "   "}, {"file": (io.BytesIO(b""), "")}):
        answer = client.post("/verify", data=data)
        assert answer.status_code == 422 and "Choose a file" in answer.text


def test_what_a_stranger_wrote_is_shown_as_text(client: FlaskClient, issuer: Issuer) -> None:
    evil = "<script>alert(1)</script>\u202e{{ 7*7 }}"
    achievement = issuer.credential()["credentialSubject"]["achievement"] | {"name": evil, "description": evil * 99}
    subject = issuer.credential()["credentialSubject"] | {"achievement": achievement}
    page = pasted(client, issuer.signed(issuer.credential(credentialSubject=subject))).text
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page and "{{ 7*7 }}" in page
    assert "\u202e" not in page, "nothing may turn the direction of our own words"


def test_fifty_megabytes_are_refused_before_they_are_read(client: FlaskClient) -> None:
    answer = handed_in(client, b'{"a":"' + b"x" * 50_000_000 + b'"}')
    assert answer.status_code == 413 and "more than can be sent" in answer.text
    long = pasted(client, "x" * (MOST_BYTES // 2))
    assert long.status_code == 200 and "There is no badge in it" in long.text


def test_the_box_for_a_person_is_filled_from_the_badge_and_sends_nothing(client: FlaskClient, issuer: Issuer) -> None:
    page = pasted(client, issuer.signed(issuer.credential())).text
    box = page[page.index("data-recipient") : page.index("</section>", page.index("data-recipient"))]
    identity = issuer.credential()["credentialSubject"]["identifier"][0]
    assert f'data-salt="{identity["salt"]}"' in box
    assert f'data-digest="{identity["identityHash"].removeprefix("sha256$")}"' in box
    assert EMAIL not in page and "<form" not in box and "name=" not in box
    without = issuer.credential()["credentialSubject"] | {"identifier": []}
    assert "data-recipient" not in pasted(client, issuer.signed(issuer.credential(credentialSubject=without))).text


def test_nothing_is_written_down(client: FlaskClient, app: Flask, issuer: Issuer) -> None:
    with app.app_context():
        before = {name: db.session.execute(table.select()).all() for name, table in db.metadata.tables.items()}
    pasted(client, issuer.signed(issuer.credential()))
    with app.app_context():
        after = {name: db.session.execute(table.select()).all() for name, table in db.metadata.tables.items()}
    assert before == after


def test_whoever_checks_all_the_time_is_told_to_wait(client: FlaskClient) -> None:
    most = DOORS["verify.check"][0].a_minute
    answers = [pasted(client, "?").status_code for _ in range(most + 1)]
    assert answers == [200] * most + [429]
    assert client.get("/verify").status_code == 200


def test_many_at_once_leave_room_for_everybody_else(client: FlaskClient) -> None:
    with ExitStack() as busy:
        for number in range(verify_routes.AT_ONCE):
            busy.enter_context(verify_routes._places.one_for(f"10.0.0.{number}"))
        answer = pasted(client, "?")
    assert answer.status_code == 503 and "Try again in a minute" in answer.text
    assert pasted(client, "?").status_code == 200


def test_one_visitor_never_takes_all_places(client: FlaskClient) -> None:
    with ExitStack() as busy:
        for _ in range(verify_routes.FOR_ONE):
            busy.enter_context(verify_routes._places.one_for("127.0.0.1"))
        assert pasted(client, "?").status_code == 503
        assert pasted(client, "?", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200
    for _ in range(verify_routes.AT_ONCE + 1):
        assert pasted(client, "?").status_code == 200, "a place is free again when its check is over"


def test_in_production_no_inner_address_is_called(
    settings: Settings, clock: ManualClock, issuer: Issuer, empty_database: Path
) -> None:
    guarded = replace(settings, public_url="https://cairn.example.edu", allow_private_networks=False)
    application = create_app(guarded, clock=clock)
    client = PageChecker(application, application.response_class)
    page = pasted(client, issuer.signed(issuer.credential())).text
    assert OPEN in page and "private network" in page
    assert issuer.server.heard == []
    with application.app_context():
        db.engine.dispose()


def test_visitors_at_the_same_time_each_get_their_own_result(app: Flask, issuer: Issuer, client: FlaskClient) -> None:
    sources = {name: issuer.signed(issuer.credential(name=name)) for name in ("One", "Two", "Three", "Four")}
    sources["Two"]["name"] = "Changed"
    seen: dict[str, str] = {}

    def visit(name: str) -> None:
        seen[name] = pasted(app.test_client(), sources[name]).text

    threads = [Thread(target=visit, args=(name,)) for name in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert {name: GENUINE in page for name, page in seen.items()} == {
        "One": True, "Two": False, "Three": True, "Four": True,
    }  # fmt: skip
