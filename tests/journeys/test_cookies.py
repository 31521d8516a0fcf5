"""A launch in browsers that allow third-party cookies, block them, or keep no cookie at all in another site's page."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.wrappers import Request, Response

from tests.journeys.browser import Cookies, complaints_of
from tests.journeys.conftest import Open
from tests.journeys.people import Learner
from tests.journeys.school import School
from tests.serving import port_of, reserved, served

pytestmark = pytest.mark.journey

KEPT = {
    Cookies.ALLOWED: {"plain", "partitioned"},
    Cookies.BLOCKED: {"partitioned"},
    Cookies.REFUSED: set(),
}


@pytest.fixture
def cookie_jar() -> Iterator[Callable[[Page], set[str]]]:
    """Which cookies of another site a browser keeps in a frame; asked of the browser itself."""
    bound = reserved()
    port = port_of(bound)

    @Request.application
    def site(request: Request) -> Response:
        if request.path == "/outer":
            return Response(f'<iframe name="inner" src="http://localhost:{port}/set"></iframe>', mimetype="text/html")
        if request.path == "/set":
            response = Response("", 302, {"Location": "/seen"})
            response.set_cookie("plain", "1", secure=True, samesite="None")
            response.set_cookie("partitioned", "1", secure=True, samesite="None", partitioned=True)
            return response
        return Response(f"<p>{' '.join(request.cookies)}</p>", mimetype="text/html")

    def seen(page: Page) -> set[str]:
        page.goto(f"http://127.0.0.1:{port}/outer")
        return set(page.frame_locator("iframe").locator("p").inner_text().split())

    with served(site, bound):
        yield seen


@pytest.mark.parametrize("cookies", list(Cookies))
def test_the_browser_of_these_tests_does_with_cookies_what_it_was_told(
    browser_that: Open, cookie_jar: Callable[[Page], set[str]], cookies: Cookies
) -> None:
    with browser_that(cookies) as context:
        assert cookie_jar(context.new_page()) == KEPT[cookies]


@pytest.mark.parametrize("cookies", [Cookies.ALLOWED, Cookies.BLOCKED])
def test_a_learner_works_inside_the_course_page(browser_that: Open, moodle: School, cookies: Cookies) -> None:
    name = f"Framed, cookies {cookies}"
    moodle.place(name)
    with browser_that(cookies) as context:
        ben = Learner(context, moodle, "Ben")
        ben.opens_activity(name)
        ben.starts()
        ben.opens_step("Say what changed")
        ben.writes("What changed", "I plan with a colleague now.")
        ben.opens_activity(name)
        ben.opens_step("Say what changed")
        expect(ben.slot("What changed").get_by_role("textbox")).to_have_value("I plan with a colleague now.")
        assert not complaints_of(context)


def test_without_any_cookie_the_work_goes_on_in_a_window_that_asks_first(browser_that: Open, moodle: School) -> None:
    moodle.place("In its own window")
    with browser_that(Cookies.REFUSED) as context:
        dee = Learner(context, moodle, "Dee")
        dee.opens_activity("In its own window")
        dee.reads("Open this activity in a new window")
        complaints_of(context).expect("403")
        window = opened_by(context, lambda: dee.clicks("Open in a new window"))
        expect(window.get_by_role("heading", name="Is this you?")).to_be_visible()
        for words in ("Dee Lindqvist", "Teaching adult learners", "In its own window"):
            expect(window.locator("main")).to_contain_text(words)
        window.get_by_role("button", name="Yes, go on").click()
        window.get_by_role("button", name=re.compile("^Start")).click()
        window.get_by_role("link", name="Say what changed").click()
        window.get_by_role("textbox", name="What changed").fill("It works in a window of its own.")
        expect(window.locator("[data-saved]")).to_contain_text(re.compile("^Saved "))
        window.reload()
        expect(window.get_by_role("textbox", name="What changed")).to_have_value("It works in a window of its own.")
        assert not complaints_of(context)


def test_a_window_that_is_opened_again_goes_on_to_what_is_open_already(browser_that: Open, moodle: School) -> None:
    moodle.place("Opened twice")
    with browser_that(Cookies.REFUSED) as context:
        dee = Learner(context, moodle, "Dee")
        dee.opens_activity("Opened twice")
        window = opened_by(context, lambda: dee.clicks("Open in a new window"))
        window.get_by_role("button", name="Yes, go on").click()
        expect(window.get_by_role("heading", name="Showing Your Work")).to_be_visible()
        again = opened_by(context, lambda: dee.clicks("Open in a new window"))
        expect(again.get_by_role("heading", name="Showing Your Work")).to_be_visible()
        window.reload()
        expect(window.get_by_role("heading", name="Showing Your Work")).to_be_visible()


def opened_by(context: BrowserContext, click: Callable[[], None]) -> Page:
    """The window that a click opens."""
    with context.expect_page() as opening:
        click()
    return opening.value
