"""The registrar's check: a code shows its lines as they stand now; without one there is nothing to find."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.badges.models import Visibility
from app.config import read_settings
from app.services import Services
from app.transcript import CodeView
from tests.conftest import test_environment
from tests.pages import PageChecker
from tests.web.transcript.conftest import change
from tests.world import World, read


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    return PageChecker(app, app.response_class)


def text(client: FlaskClient, path: str) -> str:
    answer = read(client.get(path))
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.get_data(as_text=True).split())


def test_a_code_shows_name_lines_and_status_and_no_evidence(
    app: Flask, stranger: FlaskClient, world: World, code: CodeView
) -> None:
    page = text(stranger, f"/transcripts/{code.shown}")
    assert "Transcript of Ben Bakowski" in page and world.badge in page and "Valid" in page
    for word in ("keepsake", "ben@school.example", "agenda", "Course course-1"):
        assert word not in page


def test_a_revoked_badge_is_shown_as_such_at_once(
    app: Flask, stranger: FlaskClient, world: World, code: CodeView
) -> None:
    services: Services = app.extensions["cairn"]
    change(app, world.badge, revoked_at=services.clock.now(), revoked_reason="Awarded in error.")
    page = text(stranger, f"/transcripts/{code.shown}")
    assert 'status-bad">Revoked' in page and "Awarded in error" not in page
    assert "Nominal hours of what is valid: 0." in page


def test_the_code_works_for_a_badge_that_is_private_and_leaves_it_so(
    app: Flask, stranger: FlaskClient, world: World, code: CodeView
) -> None:
    change(app, world.badge, visibility=Visibility.PRIVATE)
    assert world.badge in text(stranger, f"/transcripts/{code.shown}")
    badge = text(stranger, f"/credentials/{world.badge}")
    assert "Ben Bakowski" not in badge


def test_a_typed_code_is_led_to_its_page(stranger: FlaskClient, code: CodeView) -> None:
    for typed in (code.shown.lower(), code.code, f" {code.shown.replace('-', ' ')} "):
        answer = read(stranger.get("/transcripts/", query_string={"code": typed}))
        assert (answer.status_code, answer.location) == (303, f"/transcripts/{code.shown}")


def test_what_is_no_code_is_asked_for_again(stranger: FlaskClient) -> None:
    page = text(stranger, "/transcripts/?code=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "isn't a whole code" in page.replace("&#39;", "'") and "<script>alert" not in page
    assert "isn't a whole code" not in text(stranger, "/transcripts/").replace("&#39;", "'")


@pytest.mark.parametrize("typed", ["A" * 20, "AAAA-AAAA-AAAA-AAAA-AAAA", "nonsense", "1", "x" * 500, "%00", "..%2F"])
def test_a_guess_finds_nothing(stranger: FlaskClient, typed: str) -> None:
    for suffix in ("", ".json"):
        assert read(stranger.get(f"/transcripts/{typed}{suffix}")).status_code == 404


def test_a_registrar_who_mistyped_the_code_may_mend_it_on_the_spot(stranger: FlaskClient) -> None:
    typed = "AAAA-AAAA-AAAA-AAAA-AAAA"
    answer = read(stranger.get(f"/transcripts/{typed}", headers={"Accept": "text/html"}))
    assert answer.status_code == 404 and "There is no transcript with this code here." in answer.text
    assert f'value="{typed}"' in answer.text and 'aria-invalid="true"' in answer.text
    machine = read(stranger.get(f"/transcripts/{typed}.json"))
    assert machine.status_code == 404 and machine.json is not None and machine.json["code"] == "transcript-unknown"


def test_a_machine_gets_the_same_as_json(stranger: FlaskClient, world: World, code: CodeView) -> None:
    by_suffix = read(stranger.get(f"/transcripts/{code.shown}.json"))
    by_accept = read(stranger.get(f"/transcripts/{code.shown}", headers={"Accept": "application/json"}))
    found = json.loads(by_suffix.data)
    assert found == json.loads(by_accept.data)
    assert (found["earner"], found["lines"][0]["credential_id"], found["lines"][0]["status"]) == (
        {"name": "Ben Bakowski", "licence_number": None},
        world.badge,
        "valid",
    )


def test_nothing_of_it_is_kept_by_anybody_in_between(stranger: FlaskClient, code: CodeView) -> None:
    for path in ("/transcripts/", f"/transcripts/{code.shown}", f"/transcripts/{code.shown}.json", "/transcripts/none"):
        answer = read(stranger.get(path))
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers


def test_the_page_is_not_for_search_engines_and_tells_nobody_its_address(stranger: FlaskClient, code: CodeView) -> None:
    for path in (code.shown, f"{code.shown}.json", "AAAA-AAAA-AAAA-AAAA-AAAA", ""):
        answer = read(stranger.get(f"/transcripts/{path}"))
        assert (answer.headers["X-Robots-Tag"], answer.headers["Referrer-Policy"]) == ("noindex", "no-referrer")


def test_guessing_is_slow(app: Flask, stranger: FlaskClient) -> None:
    assert read_settings(test_environment(app.extensions["cairn"].settings.data_dir)).rate_limits
    answers = [read(stranger.get(f"/transcripts/{'A' * 20}")).status_code for _ in range(62)]
    assert answers[0] == 404 and answers[-1] == 429
