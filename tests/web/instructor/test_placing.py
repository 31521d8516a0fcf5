"""The picker, as a teacher's browser sees it."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.db import db, reading, transaction
from app.lti import ensure_keys
from app.placement import find_placement
from app.services import Services
from tests.placement.world import RETURN_URL, launch, publish_right


class Browser:
    """One launch's browser: its cookie, and the form token of the last page."""

    def __init__(self, app: Flask, client: FlaskClient, **what: object) -> None:
        services: Services = app.extensions["cairn"]
        with app.app_context(), transaction() as session:
            self.actor, opened = launch(session, services, **what)  # type: ignore[arg-type]
        self.client, self.base = client, f"/l/{opened.launch_id}"
        client.set_cookie(f"__Host-cairn-{opened.launch_id}", opened.secret, secure=True)
        self.status, self.text, self.headers = 0, "", {}  # type: ignore[var-annotated]

    def get(self, path: str) -> str:
        return self._keep(self.client.get(self.base + path, base_url="https://localhost:8000"))

    def post(self, path: str, **fields: str) -> str:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.text)
        data = {**fields, "csrf_token": token.group(1) if token else ""}
        return self._keep(self.client.post(self.base + path, data=data, base_url="https://localhost:8000"))

    def _keep(self, response: object) -> str:
        self.status, self.headers = response.status_code, response.headers  # type: ignore[attr-defined]
        self.text = html.unescape(response.get_data(as_text=True))  # type: ignore[attr-defined]
        return self.text


@pytest.fixture
def version_id(app: Flask, services: Services) -> int:
    with app.app_context(), transaction() as session:
        ensure_keys(session, services.clock, services.sealer)
        publish_right(session, services, id="other-one", title="Other one", alignment=[])
        return publish_right(session, services)


def test_the_list_says_hours_and_what_is_asked(app: Flask, client: FlaskClient, version_id: int) -> None:
    page = Browser(app, client).get("/place/")
    assert "2 on offer" in page
    assert "Asking well" in page and "2.5 hours" in page and "2 texts, 1 upload" in page and "InTASC" in page


def test_a_search_narrows_the_list_and_says_so(app: Flask, client: FlaskClient, version_id: int) -> None:
    browser = Browser(app, client)
    page = browser.get("/place/?q=intasc")
    assert "1 of 2 found for “intasc”" in page
    assert "Asking well" in page and "Other one" not in page
    assert "Nothing found" in browser.get("/place/?q=<b>zzz")


def test_an_empty_catalogue_says_who_can_help(app: Flask, client: FlaskClient) -> None:
    assert "The catalogue is empty" in Browser(app, client).get("/place/")


def test_one_micro_credential_is_shown_in_full(app: Flask, client: FlaskClient, version_id: int) -> None:
    page = Browser(app, client).get(f"/place/{version_id}")
    for words in (
        "a text of 10 to 300 words",
        "1 to 2 files (video)",
        "up to 3",
        "Plan, 1 hour",
        "Design",
        "Proficient",
    ):
        assert words in page
    assert "Earned with “Proficient” or better on every criterion." in page
    assert 'value="points_percent" checked' in page
    assert "Nothing is sent to the gradebook." in page


def test_a_teacher_adds_an_activity_to_the_course(app: Flask, client: FlaskClient, version_id: int) -> None:
    browser = Browser(app, client, adding=True)
    assert "Add to the course" in browser.get(f"/place/{version_id}")
    page = browser.post(f"/place/{version_id}", points="50", policy="earned_only")
    assert browser.status == 200
    assert f'action="{RETURN_URL}"' in page and 'name="JWT"' in page
    assert "form-action 'self' https://lms.example" in browser.headers["Content-Security-Policy"]


def test_cancelling_goes_back_to_the_lms_with_nothing(app: Flask, client: FlaskClient, version_id: int) -> None:
    browser = Browser(app, client, adding=True)
    assert "Cancel and go back to the course" in browser.get("/place/")
    assert 'name="JWT"' in browser.post("/place/cancel")


def test_a_teacher_fills_an_empty_activity(app: Flask, client: FlaskClient, version_id: int) -> None:
    browser = Browser(app, client)
    assert "Use this micro-credential" in browser.get(f"/place/{version_id}")
    browser.post(f"/place/{version_id}", points="20", policy="points_percent")
    assert browser.status == 303
    assert browser.headers["Location"] == f"{browser.base}/"
    with app.app_context(), reading() as session:
        placement = find_placement(session, browser.actor.deployment_id, "link-1", course_id=browser.actor.course_id)
    assert placement is not None and placement.points == 20_00
    browser.get("/place/")
    assert browser.status == 303


@pytest.mark.parametrize(
    ("points", "policy", "words"),
    [("lots", "points_percent", "Points have to be a number"), ("10", "", "This way of grading isn't known here.")],
)
def test_what_cannot_be_used_is_said_at_its_field_and_the_rest_is_kept(
    app: Flask, client: FlaskClient, version_id: int, points: str, policy: str, words: str
) -> None:
    browser = Browser(app, client, adding=True)
    browser.get(f"/place/{version_id}")
    page = browser.post(f"/place/{version_id}", points=points, policy=policy)
    assert browser.status == 422
    assert words in page
    assert f'value="{points}"' in page


def test_an_lms_that_takes_no_activities_gets_words_and_not_a_field_error(
    app: Flask, client: FlaskClient, version_id: int
) -> None:
    browser = Browser(app, client, adding=True, accept_types=("file",))
    browser.get(f"/place/{version_id}")
    assert "does not take activities" in browser.post(f"/place/{version_id}", points="50", policy="none")
    assert browser.status == 422


def test_what_is_not_on_offer_is_not_found(app: Flask, client: FlaskClient, version_id: int) -> None:
    browser = Browser(app, client)
    assert "not on offer" in browser.get("/place/999")
    assert browser.status == 404


@pytest.mark.parametrize("role", ["Learner", "TeachingAssistant", "Mentor", ""])
def test_only_who_may_place_sees_the_picker(app: Flask, client: FlaskClient, version_id: int, role: str) -> None:
    browser = Browser(app, client, role=role)
    browser.get("/place/")
    assert browser.status == 403


def test_a_form_without_its_token_places_nothing(app: Flask, client: FlaskClient, version_id: int) -> None:
    browser = Browser(app, client)
    browser.post(f"/place/{version_id}", points="20", policy="points_percent")
    assert browser.status == 403


def test_first_launches_of_items_go_straight_on(app: Flask, client: FlaskClient, version_id: int) -> None:
    custom = {"cairn_mc": "asking-well", "cairn_version": "1.0.0"}
    browser = Browser(app, client, role="Learner", custom=custom)
    browser.get("/")
    assert browser.status == 303
    assert browser.headers["Location"].startswith(f"{browser.base}/work")


def test_an_empty_link_sends_teachers_to_the_picker_and_tells_earners(
    app: Flask, client: FlaskClient, version_id: int
) -> None:
    teacher = Browser(app, client)
    teacher.get("/")
    assert teacher.headers["Location"] == f"{teacher.base}/place/"
    assert "isn't ready yet" in Browser(app, client, role="Learner").get("/")


def test_an_item_for_what_the_catalogue_lacks_gets_a_clear_page(
    app: Flask, client: FlaskClient, version_id: int
) -> None:
    browser = Browser(app, client, role="Learner", custom={"cairn_mc": "gone", "cairn_version": "1.0.0"})
    assert "isn't in this catalogue" in browser.get("/")
    assert browser.status == 404


def test_the_number_of_statements_does_not_grow_with_the_catalogue(
    app: Flask, client: FlaskClient, version_id: int, services: Services
) -> None:
    browser = Browser(app, client)
    few = statements(app, browser)
    with app.app_context(), transaction() as session:
        for number in range(20):
            publish_right(session, services, id=f"more-{number}")
    browser.get("/place/")
    assert statements(app, browser) == few


def statements(app: Flask, browser: Browser) -> int:
    seen: list[str] = []

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    browser.get("/place/")
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        browser.get("/place/")
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
