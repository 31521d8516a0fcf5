"""What an earner reads at each stage."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.earner.about import about
from tests.evidence.world import TALKS
from tests.review.world import World
from tests.web.earner.conftest import Browser, open_browser


def test_the_overview_says_all_there_is_to_know_before_the_start(ada: Browser) -> None:
    text = ada.text("/")
    for words in (
        "Leads a talk that its listeners can use.",
        "Ask, lead, listen",
        "7.5 hours in all",
        "1.5 hours",
        "a text of 5 to 20 words",
        "Responds to listeners",
        "It shows, and is taken further",
        "Leader of talks",
        "Earned with “Proficient” or better on every criterion.",
        "You can submit up to 3 times.",
        ">Start",
    ):
        assert words in text, words


def test_before_the_start_every_other_page_leads_to_the_overview(ada: Browser) -> None:
    for path in ("/steps", "/steps/s1", "/ready", "/status"):
        response = ada.get(path)
        assert (response.status_code, response.location) == (303, f"{ada.base}/")


def test_a_start_leads_to_the_steps(ada: Browser) -> None:
    assert ada.post("/start").location == f"{ada.base}/steps"
    text = ada.text("/steps")
    assert "0 of 3 steps done" in text and "3 pieces are" in text
    assert "Go on with “Look back”" in ada.text("/")


def test_a_step_shows_what_to_do_what_to_read_and_where_to_put_it(started: Browser) -> None:
    text = started.text("/steps/s1")
    assert "<em>helped</em>" in text
    assert "A text of 5 to 20 words. Counts for: Responds to listeners." in text
    assert "Still to do" in text
    reading = started.text("/steps/s2")
    assert "How adults learn" in reading and "45 minutes" in reading and "Mark as done" in reading
    files = started.text("/steps/s3")
    assert 'accept=".pdf,.docx"' in files and "Take out names, faces" in files and "Optional" in files


def test_an_unknown_step_is_not_found(started: Browser) -> None:
    assert started.get("/steps/s9").status_code == 404


def test_a_reading_step_can_be_ticked_off_and_back(started: Browser) -> None:
    assert started.post("/steps/s2/done", {"done": "yes"}).status_code == 303
    assert "1 of 3 steps done" in started.text("/steps")
    assert started.post("/steps/s2/done", {"done": "no"}).status_code == 303
    assert "0 of 3 steps done" in started.text("/steps")


def test_the_check_names_each_missing_piece_and_leads_to_it(started: Browser) -> None:
    text = started.text("/ready")
    assert f'href="{started.base}/steps/s3#slot-agenda"' in text
    assert "Write 5 to 20 words." in text
    assert "Submit for review" not in text


def test_the_check_offers_to_submit_when_everything_is_there(filled: Browser) -> None:
    text = filled.text("/ready")
    assert "What will be submitted" in text and "This will be submission 1 of 3." in text
    assert "This is my own work." in text and "Submit for review" in text
    assert "What did you change" not in text


def test_before_submitting_the_status_leads_on(started: Browser) -> None:
    assert "Nothing is submitted yet" in started.text("/status")


def test_after_submitting_the_status_says_what_happens_next(submitted: Browser) -> None:
    text = submitted.text("/status")
    assert "Your work is waiting for a reviewer" in text and "Take it back to change it" in text
    assert submitted.get("/ready").location == f"{submitted.base}/status"
    assert "As submitted" in submitted.text("/steps/s3")
    assert "<textarea" not in submitted.text("/steps/s1")


def test_a_receipt_quotes_the_checksum_of_each_file(submitted: Browser) -> None:
    from hashlib import sha256

    from tests.evidence.world import PDF

    text = submitted.text("/attempts/1")
    assert sha256(PDF).hexdigest() in text
    assert "agenda.pdf" in text and "https://forum.example/talk" in text and "This is my own work." in text


def test_not_yet_shows_level_and_words_per_criterion_and_what_is_open_again(not_yet: Browser) -> None:
    text = not_yet.text("/status")
    for words in ("Result: Not yet earned", "Show more of it.", "1 of 2 criteria met", "Look at it once more."):
        assert words in text, words
    steps = not_yet.text("/steps")
    assert "Open again" in steps and "Met" in steps
    step = not_yet.text("/steps/s3")
    assert "What the reviewer wrote on “Active talk”: Not yet" in step
    met = not_yet.text("/steps/s1")
    assert "<textarea" not in met and "stays as it is" in met
    assert "What did you change since last time?" in not_yet.text("/ready")


def test_earned_shows_the_badge_its_address_and_who_sees_it(earned: Browser) -> None:
    text = earned.text("/status")
    assert "Result: Earned" in text and "Leader of talks" in text
    assert "http://localhost:8000/credentials/" in text
    assert "Only the essentials are public" in text
    assert "See your result and badge" in earned.text("/")


def test_a_test_student_is_told_so_on_every_page(app: Flask, client: FlaskClient, world: World) -> None:
    test = open_browser(app, client, world, "test")
    assert test.post("/start").status_code == 303
    for path in ("/", "/steps", "/steps/s1", "/ready", "/status"):
        assert "You are the test student." in test.text(path)


@pytest.mark.parametrize("path", ["/", "/steps", "/steps/s1", "/ready", "/status", "/attempts/1", "/items/1"])
def test_a_teacher_has_no_earners_pages(app: Flask, client: FlaskClient, world: World, path: str) -> None:
    assert open_browser(app, client, world, "tess").get(path).status_code == 403


def test_without_the_launchs_cookie_nothing_is_shown(app: Flask, ada: Browser) -> None:
    assert app.test_client().get(f"{ada.base}/").status_code == 403


def test_what_the_overview_keeps_for_all_holds_nothing_of_one_launch(app: Flask, world: World) -> None:
    first, second = (open_browser(app, app.test_client(), world, name) for name in ("ada", "ben"))
    seen = first.text("/"), second.text("/")
    assert first.token in seen[0] and second.base in seen[1]
    assert first.token not in seen[1] and first.base not in seen[1]


def test_the_overview_keeps_versions_and_limits_apart(app: Flask) -> None:
    renewed = replace(TALKS, key_method=replace(TALKS.key_method, name="Listen"))
    assert hash(renewed) == hash(TALKS)
    with app.app_context():
        said = [about(TALKS, 1), about(TALKS, 2), about(renewed, 2)]
    assert "You can submit once." in said[0] and "up to 2 times" in said[1]
    assert "Ask, lead, listen" in said[1] and "Ask, lead, listen" not in said[2]
