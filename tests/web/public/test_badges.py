"""What a stranger sees of a badge: as much as its earner allows, for people and for machines."""

import json
from io import BytesIO
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from PIL import Image

from app.badges import PictureChoice, change_picture, prepared, signed_document
from app.db import reading, transaction
from tests.conftest import ManualClock
from tests.web.public.conftest import Earned

DOCUMENT_TYPES = ["application/json", "application/ld+json", "application/vc+ld+json", "application/vc"]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_until_it_is_opened_a_stranger_learns_what_by_whom_when_and_whether_it_counts(
    client: FlaskClient, earned: Earned
) -> None:
    page = client.get(earned.path, headers={"Accept": BROWSER})
    assert page.status_code == 200
    for shown in ("Questioner", "Cairn at localhost:8000", "15 November 2026", "Valid", "checked"):
        assert shown in page.text
    for hidden in ("Okafor", "本", "Lesson plan", "Exemplary", "Methods", earned.badge.url + ".json", "certified"):
        assert hidden not in page.text


@pytest.mark.parametrize("wanted", DOCUMENT_TYPES)
def test_until_it_is_opened_the_signed_file_is_not_given_out(client: FlaskClient, earned: Earned, wanted: str) -> None:
    for answer in (client.get(earned.path, headers={"Accept": wanted}), client.get(earned.path + ".json")):
        assert answer.status_code == 404
        assert answer.json is not None and answer.json["code"] == "badge-not-open"
        assert "earner" in answer.json["words"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_an_opened_badge_shows_the_whole_story_without_a_name(client: FlaskClient, earned: Earned) -> None:
    earned.open()
    page = client.get(earned.path).text
    for shown in (
        "Question design",
        "Exemplary",
        "Students question each other.",
        "Lesson plan",
        "InTASC 4",
        "Core Proposition 3",
        "Suggested: 0.5 credit by the rule demo; 2.5 hours of work",
        "Tally the questions",
        "did:web:localhost%3A8000:issuers:cairn",
        "Reviewed in the LMS; shown here only where the earner has released it.",
    ):
        assert shown in page
    assert "Okafor" not in page


def test_the_name_is_shown_only_when_the_earner_says_so(client: FlaskClient, earned: Earned) -> None:
    earned.open(shows_name=True)
    assert "Ben Okafor 本" in client.get(earned.path).text
    earned.open()
    assert "Okafor" not in client.get(earned.path).text


@pytest.mark.parametrize("wanted", DOCUMENT_TYPES)
def test_an_opened_badge_is_served_byte_for_byte_under_the_type_that_was_asked_for(
    client: FlaskClient, earned: Earned, wanted: str
) -> None:
    earned.open()
    answer = client.get(earned.path, headers={"Accept": wanted})
    with reading() as session:
        assert answer.data == signed_document(session, earned.badge.uuid)
    assert answer.mimetype == wanted
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in answer.headers["Vary"]


def test_the_suffix_and_the_accept_header_give_the_same_file(client: FlaskClient, earned: Earned) -> None:
    earned.open()
    by_suffix = client.get(earned.path + ".json", headers={"Accept": BROWSER})
    by_accept = client.get(earned.path, headers={"Accept": "application/vc+ld+json"})
    assert by_suffix.data == by_accept.data
    assert by_suffix.mimetype == "application/json"
    assert by_suffix.json is not None and by_suffix.json["id"] == earned.badge.url


def test_a_closed_badge_is_closed_again_at_once(client: FlaskClient, earned: Earned) -> None:
    earned.open(shows_name=True)
    etag = client.get(earned.path + ".json").headers["ETag"]
    assert client.get(earned.path + ".json", headers={"If-None-Match": etag}).status_code == 304
    earned.close()
    assert client.get(earned.path + ".json", headers={"If-None-Match": etag}).status_code == 404
    assert "Okafor" not in client.get(earned.path).text


def test_who_asks_for_nothing_in_particular_gets_the_page(client: FlaskClient, earned: Earned) -> None:
    for headers in ({}, {"Accept": "*/*"}, {"Accept": BROWSER}):
        assert client.get(earned.path, headers=headers).mimetype == "text/html"


def test_a_picture_that_was_changed_since_is_shown_with_its_own_words(client: FlaskClient, earned: Earned) -> None:
    """Not with those that were signed when it was another."""
    earned.open()
    assert "over a cairn of stacked stones" in client.get(earned.path).text
    before = client.get(earned.path + ".json").data
    picture = BytesIO()
    Image.new("RGB", (256, 256), "teal").save(picture, "PNG")
    choice = PictureChoice(png=prepared(picture.getvalue()), alternative="A hand that is raised")
    with transaction() as session:
        change_picture(session, earned.services.clock, earned.badge.achievement_key, choice)
    page = client.get(earned.path).text
    assert 'alt="A hand that is raised"' in page and "stacked stones" not in page
    assert client.get(earned.path + ".json").data == before


def test_badge_pages_stay_out_of_search_engines(client: FlaskClient, earned: Earned) -> None:
    assert client.get(earned.path).headers["X-Robots-Tag"] == "noindex"


def test_a_revoked_badge_says_so_with_its_reason_and_stays_the_same_file(client: FlaskClient, earned: Earned) -> None:
    earned.open()
    before = client.get(earned.path + ".json").data
    earned.revoke("The recording was not the earner's own.")
    page = client.get(earned.path).text
    assert "Revoked" in page and "The recording was not the earner&#39;s own." in page
    assert client.get(earned.path + ".json").data == before


def test_a_revoked_badge_that_is_closed_says_that_it_does_not_count_and_no_reason(
    client: FlaskClient, earned: Earned
) -> None:
    earned.revoke("The recording was not the earner's own.")
    page = client.get(earned.path).text
    assert "Revoked" in page and "took this badge back on 15 November 2026" in page
    assert "recording" not in page


def test_the_page_says_when_the_status_was_looked_up(client: FlaskClient, earned: Earned, clock: ManualClock) -> None:
    clock.advance(seconds=3600)
    assert "15 November 2026, 10:30 UTC" in client.get(earned.path).text


def test_an_unknown_badge_is_refused_in_words(client: FlaskClient, earned: Earned) -> None:
    page = client.get(f"/credentials/{uuid4()}")
    assert page.status_code == 404 and "There is no badge" in page.text
    answer = client.get(f"/credentials/{uuid4()}.json")
    assert answer.status_code == 404 and answer.json is not None and answer.json["code"] == "badge-unknown"


def test_every_address_inside_a_badge_answers(client: FlaskClient, earned: Earned) -> None:
    earned.open()
    badge = json.loads(client.get(earned.path + ".json").data)
    for address in sorted(addresses(badge)):
        path = address.removeprefix("http://localhost:8000").partition("#")[0]
        assert client.get(path, follow_redirects=True).status_code == 200, address
        if path.endswith(".svg") or "/status/" in path:
            continue
        document = client.get(path, headers={"Accept": "application/ld+json"})
        assert document.status_code == 200, address
        assert document.is_json, address


def addresses(part: object) -> set[str]:
    """All of our own addresses in a document."""
    if isinstance(part, dict):
        return set().union(*(addresses(each) for each in part.values()))
    if isinstance(part, list):
        return set().union(*(addresses(each) for each in part))
    return {part} if isinstance(part, str) and part.startswith("http://localhost:8000") else set()


def test_a_part_of_an_achievement_is_told_by_its_own_id(client: FlaskClient, earned: Earned) -> None:
    path = "/achievements/questioning-1.2.0/results/c1/levels/proficient"
    level = client.get(path, headers={"Accept": "application/json"}).json
    assert level == {
        "id": f"http://localhost:8000{path}",
        "type": ["RubricCriterionLevel"],
        "name": "Proficient",
        "level": "Proficient",
        "points": "1",
        "description": "Questions bring out reasons.",
    }
    person = client.get(path)
    assert (person.status_code, person.headers["Location"]) == (303, "/achievements/questioning-1.2.0#criterion-c1")
    assert client.get("/achievements/questioning-1.2.0/results/c9").status_code == 404


def test_the_achievement_page_names_nobody(client: FlaskClient, earned: Earned) -> None:
    page = client.get("/achievements/questioning-1.2.0").text
    assert "Recall only." in page and 'id="criterion-c2"' in page and 'id="alignment-1"' in page
    assert "Okafor" not in page and earned.badge.uuid not in page
    document = client.get("/achievements/questioning-1.2.0.json").json
    assert document is not None and document["achievementType"] == "MicroCredential"
    assert client.get("/achievements/questioning-9.9.9").status_code == 404


def test_the_issuer_page_and_its_keys(client: FlaskClient, earned: Earned) -> None:
    assert "Questioner" in client.get("/issuers/cairn").text
    profile = client.get("/issuers/cairn", headers={"Accept": "application/ld+json"}).json
    assert profile is not None and profile["id"] == earned.badge.issuer.did
    keys = client.get("/issuers/cairn/did.json")
    assert keys.mimetype == "application/json" and keys.headers["Access-Control-Allow-Origin"] == "*"
    assert keys.json is not None and keys.json["id"] == earned.badge.issuer.did
    assert client.get("/issuers/nobody").status_code == 404
    assert client.get("/issuers/nobody/did.json").status_code == 404


def test_images_are_drawings_that_any_site_may_show(client: FlaskClient, earned: Earned) -> None:
    for path in ("/achievements/questioning-1.2.0/image.svg", "/issuers/cairn/mark.svg"):
        image = client.get(path)
        assert image.mimetype == "image/svg+xml" and image.headers["Access-Control-Allow-Origin"] == "*"
        assert "script" not in image.text


def test_the_status_list_is_signed_once_and_again_after_a_revocation(client: FlaskClient, earned: Earned) -> None:
    first = client.get("/status/cairn-1")
    assert first.mimetype == "application/json" and first.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/status/cairn-1").data == first.data
    earned.revoke("Awarded in error.")
    assert client.get("/status/cairn-1").data != first.data
    assert client.get("/status/cairn-2").status_code == 404


def test_the_bare_address_says_where_the_door_is(client: FlaskClient, earned: Earned) -> None:
    page = client.get("/").text
    assert "Open your course" in page and "Cairn at localhost:8000" in page
