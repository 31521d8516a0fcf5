"""Handing in through the pages, results, and the badge."""

import json

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app.db import reading, transaction
from app.evidence import attempts_of
from app.people.models import LaunchSession
from tests.evidence.world import PDF
from tests.review.world import World
from tests.web.earner.conftest import Browser, open_browser

AGREED = {"agree": ["integrity", "student_privacy"]}


def count_attempts(app: Flask, world: World) -> int:
    with app.app_context(), reading() as session:
        return len(attempts_of(session, world.placement.id, world.person("ada")))


def test_submitting_leads_to_the_status(app: Flask, world: World, filled: Browser) -> None:
    response = filled.post("/submit", AGREED)
    assert (response.status_code, response.location) == (303, f"{filled.base}/status")
    assert count_attempts(app, world) == 1


def test_a_double_click_is_shown_its_one_submission(app: Flask, world: World, filled: Browser) -> None:
    filled.post("/submit", AGREED)
    again = filled.post("/submit", AGREED)
    assert (again.status_code, again.location) == (303, f"{filled.base}/status")
    assert count_attempts(app, world) == 1


def test_a_statement_that_was_not_agreed_to_is_asked_for_again(app: Flask, world: World, filled: Browser) -> None:
    response = filled.post("/submit", {"agree": ["integrity"]})
    text = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "Both statements have to be confirmed" in text
    assert 'value="integrity" required checked' in text
    assert count_attempts(app, world) == 0


def test_incomplete_work_is_led_to_what_is_missing(app: Flask, world: World, started: Browser) -> None:
    assert started.post("/submit", AGREED).location == f"{started.base}/ready"
    assert count_attempts(app, world) == 0


def test_a_resubmission_asks_what_changed_and_keeps_what_was_ticked(app: Flask, world: World, not_yet: Browser) -> None:
    text = not_yet.post("/submit", AGREED).get_data(as_text=True)
    assert "Please say in a sentence or two what you changed" in text and text.count(" checked") == 2
    assert not_yet.post("/submit", {**AGREED, "change_note": "A new agenda"}).status_code == 303
    assert count_attempts(app, world) == 2
    status = not_yet.text("/status")
    assert "Submission 2" in status and "Result:" not in status
    assert "A new agenda" in not_yet.text("/attempts/2")
    assert "Result: Not yet earned" in not_yet.text("/attempts/1")


def test_work_can_be_taken_back_and_is_open_again(submitted: Browser) -> None:
    assert submitted.post("/withdraw").status_code == 303
    assert "Withdrawn" in submitted.text("/status")
    assert "<textarea" in submitted.text("/steps/s1")


def test_a_submitted_file_is_served_to_its_earner_only(
    app: Flask, client: FlaskClient, world: World, submitted: Browser
) -> None:
    with app.app_context(), reading() as session:
        (attempt,) = attempts_of(session, world.placement.id, world.person("ada"))
    item = attempt.items_in("agenda")[0]
    served = submitted.download(f"/attempts/1/items/{item.id}")
    assert served.data == PDF and served.headers["Content-Disposition"].startswith("attachment")
    assert open_browser(app, client, world, "ben").get(f"/attempts/1/items/{item.id}").status_code == 404


def test_an_administrator_in_the_earners_name_may_look_and_not_submit(
    app: Flask, world: World, filled: Browser
) -> None:
    with app.app_context(), transaction() as session:
        session.execute(
            update(LaunchSession).where(LaunchSession.id == world.launches["ada"].launch_id).values(masquerading=True)
        )
    text = filled.text("/ready")
    assert "You are looking through somebody else" in text and "Submit for review" not in text
    assert filled.post("/submit", AGREED).status_code == 403
    assert filled.post("/badge/open").status_code == 403
    assert count_attempts(app, world) == 0


def test_the_earner_decides_who_sees_the_badge(earned: Browser) -> None:
    assert earned.post("/badge/open", {"shows_name": "yes"}).location == f"{earned.base}/status#badge"
    assert "Open to everybody" in earned.text("/status") and "with your name" in earned.text("/status")
    earned.post("/badge/close")
    assert "Only the essentials are public" in earned.text("/status")


def test_the_signed_file_can_be_taken_along_while_the_badge_is_closed(earned: Browser) -> None:
    response = earned.get("/badge/file")
    assert json.loads(response.data)["credentialSubject"]["achievement"]["name"] == "Leader of talks"
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_without_a_badge_there_is_no_file(submitted: Browser) -> None:
    assert submitted.get("/badge/file").status_code == 404
