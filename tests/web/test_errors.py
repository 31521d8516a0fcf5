"""Every failure is a page with a code, plain words, a reference and a way back."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import text, update
from structlog.testing import capture_logs

from app.db import db, reading, transaction
from app.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, Unavailable
from app.people.models import LaunchSession
from tests import cast
from tests.web.furnished import app as furnished_app
from tests.web.furnished import furnished, world
from tests.world import Window, World

__all__ = ["furnished", "furnished_app", "world"]

STATUS = {NotFound: 404, NotAllowed: 403, Invalid: 422, Conflict: 409, Unavailable: 503}


@pytest.fixture
def failing(app: Flask, client: FlaskClient) -> Callable[[Exception], FlaskClient]:
    """A client of a tool with a page that fails as it is told."""

    def build(error: Exception) -> FlaskClient:
        def fail() -> str:
            raise error

        app.add_url_rule("/fails", view_func=fail)
        return client

    return build


@pytest.mark.parametrize("kind", STATUS, ids=lambda kind: kind.__name__)
def test_each_kind_of_refusal_has_its_status_code_words_and_way_out(
    failing: Callable[[Exception], FlaskClient], kind: type[Refusal]
) -> None:
    answer = failing(kind("some-code", "This is what happened.", "This is what to do.")).get("/fails")
    page = answer.get_data(as_text=True)
    assert answer.status_code == STATUS[kind]
    assert "some-code" in page and "This is what happened." in page and "This is what to do." in page
    assert re.search(r"\b[0-9A-F]{8}\b", page)


def test_the_reference_on_the_page_is_the_one_in_the_log(failing: Callable[[Exception], FlaskClient]) -> None:
    with capture_logs() as lines:
        page = failing(NotFound("gone", "It is gone.")).get("/fails").get_data(as_text=True)
    assert [line["code"] for line in lines] == ["gone"] and lines[0]["reference"] in page


def test_a_fault_of_ours_shows_no_trace_and_no_value(failing: Callable[[Exception], FlaskClient]) -> None:
    with capture_logs() as lines:
        answer = failing(RuntimeError("the secret value is swordfish")).get("/fails")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "fault" in page and "What you had saved is safe." in page
    assert "swordfish" not in page and "Traceback" not in page and "RuntimeError" not in page
    assert lines[0]["reference"] in page and lines[0]["log_level"] == "error"


@pytest.mark.parametrize("status", [400, 404, 405, 408, 413, 415, 429])
def test_what_the_server_itself_refuses_has_words_too(app: Flask, client: FlaskClient, status: int) -> None:
    app.add_url_rule("/fails", view_func=lambda: abort(status))
    answer = client.get("/fails")
    assert answer.status_code == status
    assert "Werkzeug" not in answer.get_data(as_text=True)


def test_a_script_gets_the_same_as_json(failing: Callable[[Exception], FlaskClient]) -> None:
    answer = failing(Conflict("taken", "Somebody was first.", "Reload.")).get(
        "/fails", headers={"Accept": "application/json"}
    )
    assert answer.status_code == 409
    assert answer.json == {**(answer.json or {}), "code": "taken", "words": "Somebody was first.", "way_out": "Reload."}
    assert re.fullmatch(r"[0-9A-F]{8}", (answer.json or {})["reference"])


def test_words_are_shown_as_text_and_never_as_html(failing: Callable[[Exception], FlaskClient]) -> None:
    page = failing(Invalid("odd", "<script>alert(1)</script>", "<b>x</b>")).get("/fails").get_data(as_text=True)
    assert "<script>alert" not in page and "<b>x</b>" not in page and "&lt;script&gt;" in page


def test_a_refusal_inside_a_course_leads_back_into_it(furnished_app: Flask, world: World) -> None:
    page = Window(furnished_app, world, cast.BEN).get("/work/attempts/99").get_data(as_text=True)
    assert f'href="{cast.HOME_PLATFORM}/course/course-1?lti_errormsg=' in page
    code, reference = re.findall(r"<code>([^<]+)</code>", page)
    assert f"lti_errorlog=Cairn+{code}+{reference}" in page


def test_a_script_is_told_the_way_back_too(furnished_app: Flask, world: World) -> None:
    window = Window(furnished_app, world, cast.BEN)
    answer = window.client.get(window.address("/work/attempts/99"), headers={"Accept": "application/json"})
    assert (answer.json or {})["return_url"].startswith(f"{cast.HOME_PLATFORM}/course/course-1?lti_errormsg=")


OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
WORDS = "I wait <b>longer</b> before I call on somebody."


def test_words_that_come_too_late_are_shown_once_more(furnished_app: Flask, world: World) -> None:
    ben = Window(furnished_app, world, cast.BEN)
    with furnished_app.app_context(), transaction() as session:
        mine = LaunchSession.id == ben.opened.launch_id
        session.execute(update(LaunchSession).where(mine).values(expires_at=datetime(2026, 1, 1, tzinfo=UTC)))
    form = {"text": WORDS, "version": "1", "csrf_token": ben.token, "done": "yes"}
    answer = ben.client.post(ben.address("/work/slots/story/text"), data=form, headers=OWN_PAGE)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403 and "launch-over" in page
    assert "I wait &lt;b&gt;longer&lt;/b&gt; before I call on somebody.</textarea>" in page
    assert page.count("<textarea") == 1 and ben.token not in page
    assert f'href="{cast.HOME_PLATFORM}/course/course-1?lti_errormsg=' in page


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
    ids=str,
)
def test_words_that_another_site_sends_are_never_shown(
    furnished_app: Flask, world: World, headers: dict[str, str]
) -> None:
    ben = Window(furnished_app, world, cast.BEN, cookie=False)
    answer = ben.client.post(ben.address("/work/slots/story/text"), data={"text": WORDS}, headers=headers)
    assert answer.status_code == 403 and "longer" not in answer.get_data(as_text=True)


def test_an_older_browser_that_names_only_the_origin_is_believed(furnished_app: Flask, world: World) -> None:
    ben = Window(furnished_app, world, cast.BEN, cookie=False)
    own = {"Origin": "http://localhost:8000"}
    answer = ben.client.post(ben.address("/work/slots/story/text"), data={"text": WORDS}, headers=own)
    assert "longer" in answer.get_data(as_text=True)


@pytest.mark.parametrize("parts", [3, 1100])
def test_a_form_of_too_many_parts_is_no_fault(furnished_app: Flask, world: World, parts: int) -> None:
    ben = Window(furnished_app, world, cast.BEN, cookie=False)
    part = '--cut\r\nContent-Disposition: form-data; name="text"\r\n\r\ntwo words\r\n'
    answer = ben.client.post(
        ben.address("/work/start"),
        data=part * parts + "--cut--\r\n",
        headers=OWN_PAGE,
        content_type="multipart/form-data; boundary=cut",
    )
    assert answer.status_code == 403
    assert answer.get_data(as_text=True).count("two words") == (3 if parts == 3 else 0)


def test_what_the_database_complains_of_never_names_the_values(database: Flask) -> None:
    with reading() as session, pytest.raises(Exception, match="no_such_table") as caught:
        session.execute(text("SELECT * FROM no_such_table WHERE words = :words"), {"words": "what Ben wrote"})
    assert "what Ben wrote" not in str(caught.value)
    assert db.engine.hide_parameters
