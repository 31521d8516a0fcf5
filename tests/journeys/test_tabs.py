"""Several tabs of one browser, the back button, reloading, and a tab that was closed too soon."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Frame, Locator, Page, Route, expect

from tests.journeys.browser import complaints_of
from tests.journeys.people import Learner, Teacher
from tests.journeys.school import PRACTICE, SEMINAR, School

pytestmark = pytest.mark.journey
STORY = "I wait longer before I call on somebody."
AUTOSAVED_SECONDS = 5
"""Longer than a text waits for its first save."""
HAS_TEXT_OR_OFFER = """Boolean(document.querySelector("textarea")?.value)
    || [...document.querySelectorAll("button")].some((button) => button.textContent === "Put it back")"""


def field(learner: Learner) -> Locator:
    return learner.slot("What changed").get_by_role("textbox", name="What changed")


def at_the_text(browser: BrowserContext, moodle: School, activity: str) -> Learner:
    """A learner before the empty place for text, whose scripts have come."""
    moodle.place(activity)
    ben = Learner(browser, moodle, "Ben")
    ben.opens_activity(activity)
    ben.starts()
    ben.opens_step("Say what changed")
    frame(ben).wait_for_load_state()
    return ben


def leave_without_asking(page: Page) -> None:
    """Answer “Leave site?” with yes, as people do."""
    page.on("dialog", lambda dialog: dialog.accept())


def test_two_courses_and_two_roles_side_by_side_never_mix(browser: BrowserContext, moodle: School) -> None:
    moodle.place("Side by side")
    moodle.place("Side by side", course=PRACTICE)
    ada = Teacher(browser, moodle)
    ada.opens_activity("Side by side")
    ada.reads("Side by side")
    ben = Learner(browser, moodle, "Ben")
    ben.opens_activity("Side by side", PRACTICE)
    ben.starts()
    zoe = Learner(browser, moodle, "Zoë")
    zoe.opens_activity("Side by side", SEMINAR)
    zoe.starts()
    ben.opens_step("Say what changed")
    ben.writes("What changed", "This is Ben, in the practice seminar.")
    zoe.opens_step("Say what changed")
    expect(field(zoe)).to_have_value("")
    zoe.writes("What changed", "This is Zoë, in the other course.")
    ada.goes_to("Learners")
    at_work = ada.tool.get_by_role("row").filter(has_text="In progress")
    expect(at_work).to_have_count(1)
    expect(at_work).to_contain_text("Zoë O'Brien")
    ben.page.frame(name="tool").evaluate("location.reload()")  # type: ignore[union-attr]
    expect(field(ben)).to_have_value("This is Ben, in the practice seminar.")


def test_an_address_that_was_copied_from_the_frame_opens_nothing_elsewhere(
    browser: BrowserContext, moodle: School
) -> None:
    ben = at_the_text(browser, moodle, "Copied address")
    copied = ben.tool_address
    browser.clear_cookies()
    page = browser.new_page()
    page.goto(copied)
    expect(page.locator("main")).to_contain_text("open the activity again")
    expect(page.locator("textarea")).to_have_count(0)
    complaints_of(browser).expect("403")


def test_the_back_button_brings_back_text_that_was_left_in_a_hurry(browser: BrowserContext, moodle: School) -> None:
    ben = at_the_text(browser, moodle, "Back again")
    leave_without_asking(ben.page)
    field(ben).fill(STORY)
    ben.goes_to("Status")
    ben.reads("Where your work stands")
    ben.page.evaluate("history.back()")
    ben.reads("Say what changed")
    bring_back_if_offered(ben)
    expect(field(ben)).to_have_value(STORY)


def test_reloading_keeps_text_that_was_not_saved_yet(browser: BrowserContext, moodle: School) -> None:
    ben = at_the_text(browser, moodle, "Reloaded")
    leave_without_asking(ben.page)
    field(ben).fill(STORY)
    reload(ben)
    bring_back_if_offered(ben)
    expect(field(ben)).to_have_value(STORY)


def test_a_page_that_was_asked_for_before_the_save_arrived_shows_what_was_saved(
    browser: BrowserContext, moodle: School
) -> None:
    pages: list[APIResponse] = []

    def overtaken(route: Route) -> None:
        if not pages:
            pages.append(route.fetch())
        else:
            time.sleep(AUTOSAVED_SECONDS)
        route.fulfill(response=pages[0])

    ben = at_the_text(browser, moodle, "Overtaken")
    leave_without_asking(ben.page)
    ben.page.route(re.compile("/steps/s1$"), overtaken, times=2)
    reload(ben)
    field(ben).fill(STORY)
    reload(ben)
    expect(field(ben)).to_have_value(STORY)


def test_a_tab_that_was_closed_before_it_had_saved_loses_nothing(browser: BrowserContext, moodle: School) -> None:
    ben = at_the_text(browser, moodle, "Closed too soon")
    field(ben).fill(STORY)
    ben.page.close(run_before_unload=False)
    again = Learner(browser, moodle, "Ben")
    again.opens_activity("Closed too soon")
    again.opens_step("Say what changed")
    bring_back_if_offered(again)
    expect(field(again)).to_have_value(STORY)


def test_a_stale_tab_shows_both_texts_instead_of_overwriting(
    browser: BrowserContext, moodle: School, tmp_path: Path
) -> None:
    ben = at_the_text(browser, moodle, "Stale tab")
    other = Learner(browser, moodle, "Ben")
    other.opens_activity("Stale tab")
    other.opens_step("Say what changed")
    other.writes("What changed", "Written in the other tab, and saved.")
    field(ben).fill("Written here, without knowing.")
    field(ben).evaluate("field => field.form.submit()")
    ben.reads("There are two versions of this text")
    expect(ben.tool.get_by_label("What you were about to save")).to_have_value("Written here, without knowing.")
    expect(ben.tool.get_by_label("What is stored")).to_have_value("Written in the other tab, and saved.")
    ben.clicks("Save this one")
    ben.reads("Say what changed")
    expect(field(ben)).to_have_value("Written here, without knowing.")
    complaints_of(browser).expect("409")


def frame(somebody: Learner) -> Frame:
    found = somebody.page.frame(name="tool")
    assert found is not None
    return found


def reload(learner: Learner) -> None:
    frame(learner).evaluate("window.isOld = true; location.reload()")
    learner.waits_until("!window.isOld && document.readyState === 'complete'")


def bring_back_if_offered(learner: Learner) -> None:
    """Either the server or the browser has the text in its field, or the page offers it."""
    learner.waits_until(HAS_TEXT_OR_OFFER)
    if field(learner).input_value() == "":
        learner.clicks("Put it back")
