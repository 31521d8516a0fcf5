"""Awards can't be counted, listed or guessed from outside, and a status list doesn't know whose badge is checked."""

import json
import re
from uuid import UUID, uuid4

from flask.testing import FlaskClient

from app.badges import events_of, signed_document
from app.badges.models import BadgeEvidence, Credential
from app.db import reading, transaction
from tests.badges.world import award_signed
from tests.web.public.conftest import Earned

ANY_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def test_no_page_about_issuer_or_achievement_leads_to_an_award(client: FlaskClient, earned: Earned) -> None:
    earned.open(shows_name=True)
    key = earned.badge.achievement_key
    for path in (
        "/",
        "/issuers/cairn",
        "/issuers/cairn/did.json",
        "/issuers/cairn/ob2.json",
        f"/achievements/{key}",
        f"/achievements/{key}/badgeclass.json",
        "/status/cairn-1",
        "/verify",
        "/transcripts/",
    ):
        answer = client.get(path, headers={"Accept": "*/*"})
        assert answer.status_code == 200, path
        assert ANY_UUID.search(answer.text) is None and "Okafor" not in answer.text, path


def test_there_is_no_list_of_awards(client: FlaskClient, earned: Earned) -> None:
    for path in ("/credentials", "/credentials/", "/evidence/", "/share/", "/status/", "/achievements/", "/issuers/"):
        assert client.get(path).status_code == 404, path
    assert client.get(f"/credentials/{uuid4()}").status_code == 404


def test_what_names_an_award_is_drawn_at_random(earned: Earned) -> None:
    """Version 4 has 122 random bits; one award's id tells nothing about the next, nor about its evidence."""
    earned.revoke("To be earned anew.")
    with transaction() as session:
        again = earned.world.request(earned.world.attempt(session, number=2))
        award_signed(session, earned.services, again)
    with reading() as session:
        awards = [row.uuid for row in session.query(Credential)]
        pieces = [row.uuid for row in session.query(BadgeEvidence)]
        subjects = [subject_of(signed_document(session, uuid)) for uuid in awards]
    ids = [*awards, *pieces, *subjects]
    assert (len(awards), len(pieces)) == (2, 2) and len(set(ids)) == 6
    assert {UUID(each).version for each in ids} == {4}


def subject_of(written: bytes) -> str:
    """The subject's own id, of which each award has another."""
    subject: str = json.loads(written)["credentialSubject"]["id"]
    return subject.removeprefix("urn:uuid:")


def test_the_list_is_one_file_for_whoever_asks_and_leaves_no_trace(client: FlaskClient, earned: Earned) -> None:
    with reading() as session:
        trail = len(events_of(session, earned.badge.uuid))
    first = client.get("/status/cairn-1", headers={"Referer": earned.badge.url, "X-Forwarded-For": "203.0.113.9"})
    second = client.get("/status/cairn-1", headers={"User-Agent": "another verifier"})
    assert first.data == second.data and first.headers["ETag"] == second.headers["ETag"]
    assert "Set-Cookie" not in first.headers and "public" in first.headers["Cache-Control"]
    assert earned.badge.uuid not in first.text
    with reading() as session:
        assert len(events_of(session, earned.badge.uuid)) == trail
