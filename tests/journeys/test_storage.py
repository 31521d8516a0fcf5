"""Two HTTPS sites and a browser that keeps no cookie of the inner one: LTI platform storage and keys in the path."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import redirect
from playwright.sync_api import BrowserContext, Frame, expect
from sqlalchemy import update
from werkzeug.wrappers import Request, Response

from app.db import transaction
from app.people.models import LaunchSession
from tests.journeys.browser import Cookies, complaints_of
from tests.journeys.conftest import Open
from tests.journeys.people import Learner, Somebody, Teacher
from tests.journeys.school import PRACTICE, School
from tests.journeys.secure import certificate, secure_school, tls_of
from tests.journeys.test_cookies import opened_by
from tests.serving import port_of, reserved, served

pytestmark = pytest.mark.journey
KEY = re.compile(r"/l/[0-9a-f]{32}\.[0-9a-f]{48}/")
COOKIE = re.compile(r"/l/[0-9a-f]{32}/")
STORY = "I wait longer before I call on somebody."


@pytest.fixture(scope="module")
def canvas(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with secure_school(tmp_path_factory.mktemp("canvas"), empty_database, "canvas") as built:
        yield built


@pytest.fixture(scope="module")
def meadow(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with secure_school(tmp_path_factory.mktemp("meadow"), empty_database, "moodle") as built:
        yield built


@pytest.fixture
def cookieless(browser_that: Open) -> Iterator[BrowserContext]:
    """A browser in which the tool can keep nothing inside the LMS. Its pages may complain of nothing."""
    with browser_that(Cookies.REFUSED) as context:
        yield context
        assert not complaints_of(context)


def writes_a_text(learner: Learner) -> None:
    learner.starts()
    learner.opens_step("Say what changed")
    learner.writes("What changed", STORY)


def text_of(learner: Learner) -> str:
    return learner.slot("What changed").get_by_role("textbox").input_value()


@pytest.mark.parametrize(
    ("cookies", "way"), [(Cookies.ALLOWED, COOKIE), (Cookies.BLOCKED, COOKIE), (Cookies.REFUSED, KEY)]
)
def test_canvas_opens_in_its_page_whatever_the_browser_does_with_cookies(
    browser_that: Open, canvas: School, cookies: Cookies, way: re.Pattern[str]
) -> None:
    name = f"In the page, cookies {cookies}"
    canvas.place(name)
    with browser_that(cookies) as context:
        ben = Learner(context, canvas, "Ben")
        ben.opens_activity(name)
        writes_a_text(ben)
        assert way.search(ben.tool_address)
        ben.opens_activity(name)
        ben.opens_step("Say what changed")
        assert text_of(ben) == STORY
        assert not complaints_of(context)


def test_two_courses_and_two_roles_side_by_side_never_mix_by_key(cookieless: BrowserContext, canvas: School) -> None:
    canvas.place("Side by side")
    canvas.place("Side by side", course=PRACTICE)
    ada = Teacher(cookieless, canvas)
    ada.opens_activity("Side by side")
    ada.reads("Side by side")
    ben = Learner(cookieless, canvas, "Ben")
    ben.opens_activity("Side by side", PRACTICE)
    ben.starts()
    zoe = Learner(cookieless, canvas, "Zoë")
    zoe.opens_activity("Side by side")
    zoe.starts()
    for learner, words in ((ben, "This is Ben, in the practice seminar."), (zoe, "This is Zoë, in the other course.")):
        learner.opens_step("Say what changed")
        assert text_of(learner) == ""
        learner.writes("What changed", words)
    ada.goes_to("Learners")
    at_work = ada.tool.get_by_role("row").filter(has_text="In progress")
    expect(at_work).to_have_count(1)
    expect(at_work).to_contain_text("Zoë O'Brien")
    reload_frame(ben)
    expect(ben.slot("What changed").get_by_role("textbox")).to_have_value("This is Ben, in the practice seminar.")


def test_back_and_reload_stay_in_a_launch_that_is_open_by_key(cookieless: BrowserContext, canvas: School) -> None:
    canvas.place("Back and again")
    ben = Learner(cookieless, canvas, "Ben")
    ben.opens_activity("Back and again")
    writes_a_text(ben)
    reload_frame(ben)
    ben.reads("Say what changed")
    ben.goes_to("Status")
    ben.reads("Where your work stands")
    ben.page.evaluate("history.back()")
    ben.reads("Say what changed")
    assert text_of(ben) == STORY
    ben.goes_to("Steps")
    ben.reads("Your steps")
    ben.page.reload()
    ben.reads(re.compile("Your steps|Showing Your Work"))


def test_an_address_with_a_key_opens_nothing_where_it_was_pasted(cookieless: BrowserContext, canvas: School) -> None:
    canvas.place("Pasted key")
    ben = Learner(cookieless, canvas, "Ben")
    ben.opens_activity("Pasted key")
    ben.starts()
    page = cookieless.new_page()
    page.goto(ben.tool_address)
    expect(page.locator("main")).to_contain_text("open the activity again")
    complaints_of(cookieless).expect("403")


def test_a_key_that_wore_out_says_what_to_do_and_leads_back(
    cookieless: BrowserContext, canvas: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a browser keeps no draft either."""
    canvas.place("Worn out")
    ben = Learner(cookieless, canvas, "Ben")
    ben.opens_activity("Worn out")
    writes_a_text(ben)
    with monkeypatch.context() as later:
        later.setattr("app.web.launch_keys.LIFE", timedelta(0))
        field = ben.slot("What changed").get_by_role("textbox")
        field.fill(f"{STORY} And longer still.")
        expect(ben.slot("What changed").locator("[data-saved]")).to_contain_text("Copy your text before you leave")
        ben.page.on("dialog", lambda dialog: dialog.accept())
        ben.goes_to("Status")
        ben.reads("This page was open for so long that it has closed itself.")
        expect(ben.tool.get_by_role("link", name="Back to the course")).to_be_visible()
        complaints_of(cookieless).expect("403")
    ben.clicks("Back to the course")
    expect(ben.page.locator("main, body").first).to_contain_text("This page was open for so long")
    ben.opens_activity("Worn out")
    ben.opens_step("Say what changed")
    assert text_of(ben) == STORY


def test_a_page_that_somebody_works_on_for_hours_gets_new_keys(cookieless: BrowserContext, canvas: School) -> None:
    canvas.place("Hours of work")
    ben = Learner(cookieless, canvas, "Ben")
    ben.page.clock.install()
    ben.opens_activity("Hours of work")
    ben.page.clock.run_for(3000)
    writes_a_text(ben)
    # The text may have been there before the script that looks whether somebody is at work.
    ben.slot("What changed").get_by_role("textbox").press("End")
    before = ben.tool_address
    with ben.page.expect_response(re.compile(r"/key$")) as renewal:
        ben.page.clock.fast_forward("21:00")
    assert renewal.value.ok
    old = before.split("/l/")[1].split("/")[0]
    expect(ben.tool.locator(f'[href*="{old}"], [action*="{old}"], [data-launch-key="{old}"]')).to_have_count(0)
    here = frame(ben).evaluate("location.href")
    assert KEY.search(here) and old not in here
    ben.goes_to("Status")
    ben.reads("Where your work stands")


def test_text_outlives_a_launch_that_ended_meanwhile(browser_that: Open, canvas: School) -> None:
    """A laptop that slept over the night: the words are there when the activity is opened again."""
    canvas.place("Slept over it")
    with browser_that(Cookies.BLOCKED) as context:
        ben = Learner(context, canvas, "Ben")
        ben.opens_activity("Slept over it")
        writes_a_text(ben)
        end_all_launches(canvas)
        ben.slot("What changed").get_by_role("textbox").fill(f"{STORY} And longer still.")
        expect(ben.slot("What changed").locator("[data-saved]")).to_contain_text("kept in this browser")
        ben.page.on("dialog", lambda dialog: dialog.accept())
        ben.goes_to("Status")
        ben.reads("This page was open for so long that it has closed itself.")
        complaints_of(context).expect("403")
        ben.clicks("Back to the course")
        ben.opens_activity("Slept over it")
        ben.opens_step("Say what changed")
        ben.clicks("Put it back")
        assert text_of(ben) == f"{STORY} And longer still."
        expect(ben.slot("What changed").locator("[data-saved]")).to_contain_text(re.compile("^Saved "))
        assert not complaints_of(context)


def end_all_launches(school: School) -> None:
    with school.app.app_context(), transaction() as session:
        session.execute(update(LaunchSession).values(expires_at=datetime(2026, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize("temper", ["canvas", "meadow"])
def test_where_nothing_answers_the_work_goes_on_in_a_window(
    cookieless: BrowserContext, request: pytest.FixtureRequest, temper: str
) -> None:
    """Moodle keeps nothing for tools; a phone's app says that Canvas does, and then nobody answers."""
    school: School = request.getfixturevalue(temper)
    school.place("Nobody answers")
    dee = Learner(cookieless, school, "Dee")
    dee.page.route("**/storage.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    dee.opens_activity("Nobody answers")
    is_offered_a_window(dee)
    if temper == "meadow":
        complaints_of(cookieless).expect("403")
    window = opened_by(cookieless, lambda: dee.clicks("Open in a new window"))
    window.get_by_role("button", name="Yes, go on").click()
    window.get_by_role("button", name=re.compile("^Start")).click()
    expect(
        window.get_by_role("heading", name="Say what changed").or_(window.get_by_role("heading", level=1))
    ).to_be_visible()
    again = opened_by(cookieless, lambda: dee.clicks("Open in a new window"))
    expect(again.get_by_role("heading", level=1)).to_be_visible()
    assert COOKIE.search(again.url) and COOKIE.search(window.url)


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """A page of another site that writes down what it hears."""
    bound, heard = reserved(), []
    url = f"https://localhost:{port_of(bound)}/"
    listening = """<!doctype html><title>x</title><script>addEventListener("message", (event) =>
      fetch("/heard", {method: "POST", body: JSON.stringify(event.data)}))</script>"""

    @Request.application
    def site(request: Request) -> Response:
        if request.path == "/heard":
            heard.append(request.get_data(as_text=True))
        return Response(listening, mimetype="text/html")

    with served(site, bound, tls=tls_of(certificate(tmp_path))):
        yield url, heard


def test_a_frame_of_another_origin_never_hears_the_value(
    cookieless: BrowserContext, canvas: School, stranger: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, heard = stranger
    monkeypatch.setitem(canvas.lms.app.view_functions, "launches.storage_frame", lambda: redirect(address))
    canvas.place("Strange frame")
    dee = Learner(cookieless, canvas, "Dee")
    dee.opens_activity("Strange frame")
    is_offered_a_window(dee)
    say_to_the_stranger = "document.querySelector('iframe.storage').contentWindow.postMessage('hello', '*')"
    dee.page.evaluate(say_to_the_stranger)
    for _ in range(200):
        if heard:
            break
        dee.page.wait_for_timeout(50)
    assert heard == ['"hello"']


@pytest.mark.parametrize("temper", ["canvas", "meadow"])
def test_the_frame_is_as_tall_as_the_page(browser_that: Open, request: pytest.FixtureRequest, temper: str) -> None:
    school: School = request.getfixturevalue(temper)
    school.place("Tall enough")
    with browser_that(Cookies.BLOCKED) as context:
        ben = Learner(context, school, "Ben")
        ben.opens_activity("Tall enough")
        ben.starts()
        for _ in range(2):
            ben.waits_until("document.documentElement.scrollHeight - document.documentElement.clientHeight <= 1")
            ben.goes_to("Steps")
            ben.reads("Your steps")
        assert not complaints_of(context)


def is_offered_a_window(somebody: Somebody) -> None:
    """After both waits for the storage, of two seconds each."""
    heading = somebody.tool.get_by_role("heading", name="Open this activity in a new window")
    expect(heading).to_be_visible(timeout=15_000)


def frame(somebody: Somebody) -> Frame:
    found = somebody.page.frame(name="tool")
    assert found is not None
    return found


def reload_frame(somebody: Somebody) -> None:
    frame(somebody).evaluate("location.reload()")
