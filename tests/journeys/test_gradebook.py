"""Between review and gradebook: an LMS that is down for a while, and the way from a grade to the work behind it."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.people import Learner, Teacher
from tests.journeys.school import School

pytestmark = [pytest.mark.journey, pytest.mark.slow]
AT_ONCE_SECONDS = 15


def test_a_score_waits_in_plain_words_for_an_lms_that_is_down(
    browser: BrowserContext, moodle: School, tmp_path: Path
) -> None:
    moodle.place("While the LMS is down")
    Learner(browser, moodle, "Ben").hands_in("While the LMS is down", "We plan together every Monday now.", tmp_path)
    ada = Teacher(browser, moodle)
    ada.opens_activity("While the LMS is down")
    ada.takes_up_the_review()
    ada.rates("Shows the work", "Proficient")
    ada.rates("Names the change", "Proficient")
    ada.checks("Earned")
    moodle.stop_lms()
    try:
        began = time.monotonic()
        ada.releases()
        assert time.monotonic() - began < AT_ONCE_SECONDS
        ada.looks_until("Waiting for the LMS")
    finally:
        moodle.start_lms()
    ada.clicks("Try again: Ben Castillo")
    ada.looks_until("Delivered 100 of 100")
    ada.opens_the_grade("Ben", "While the LMS is down")
    ada.grade_shows("100 of 100")


def test_from_a_grade_the_teacher_comes_to_the_work_of_this_very_learner(
    browser: BrowserContext, moodle: School, tmp_path: Path
) -> None:
    moodle.place("Opened from the gradebook")
    for name in ("Ben", "Zoë", "Олена"):
        learner = Learner(browser, moodle, name)
        learner.hands_in("Opened from the gradebook", f"This was written by {name} and nobody else.", tmp_path)
    ada = Teacher(browser, moodle)
    for name in ("Олена", "Ben"):
        ada.opens_the_grade(name, "Opened from the gradebook")
        ada.page.get_by_role("link", name="Open the work for review").click()
        ada.sees(f"This was written by {name} and nobody else.")
        expect(ada.tool.locator("main")).not_to_contain_text("Zoë")


def test_a_learner_without_work_is_said_to_have_none(browser: BrowserContext, moodle: School) -> None:
    moodle.place("Nothing handed in")
    dee = Learner(browser, moodle, "Dee")
    dee.opens_activity("Nothing handed in")
    dee.reads("Showing Your Work")
    ada = Teacher(browser, moodle)
    ada.opens_the_grade("Dee", "Nothing handed in")
    ada.page.get_by_role("link", name="Open the work for review").click()
    ada.reads("Nothing to review yet")
