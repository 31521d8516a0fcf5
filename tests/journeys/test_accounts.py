"""One person in two LMSs: linked by a code from both sides, what was earned in each counts in both."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from app.sandbox import Lms
from tests.journeys.earners import BADGE_OF_SHORT, BADGE_OF_SHORTEST, Earner, approve, earn
from tests.journeys.looking import Looks, looking
from tests.journeys.people import press
from tests.journeys.school import SHORTEST, School, school
from tests.journeys.secure import let_in

pytestmark = [pytest.mark.journey, pytest.mark.slow]
HERE, THERE = "Earned in Moodle", "Earned in Canvas"
STACK, BUNDLE = "Maker of Lasting Change", "Spreader of Change"


@contextmanager
def neighbour(of: School, folder: Path, temper: str) -> Iterator[School]:
    """Another LMS at the same tool."""
    lms = Lms.new(folder / temper, temper=temper)
    try:
        with lms.serving():
            lms.furnish()
            beside = replace(of, lms=lms)
            beside.connect()
            let_in(of.app)
            yield beside
    finally:
        lms.close()


@pytest.fixture
def schools(tmp_path: Path, empty_database: Path) -> Iterator[tuple[School, School]]:
    with school(tmp_path, empty_database) as moodle, neighbour(moodle, tmp_path, "canvas") as canvas:
        moodle.connect()
        yield moodle, canvas


@pytest.fixture
def looks() -> Iterator[Looks]:
    with looking("accounts-") as looks:
        yield looks


def link(here: Earner, there: Earner, looks: Looks) -> None:
    """A code from here, entered there, and the word of both."""
    here.turns_to("Your accounts")
    looks.look(here.page, "alone")
    here.follows(here.tool.get_by_role("button", name="Make a code here"))
    code = here.tool.locator(".code").inner_text().strip()
    looks.look(here.page, "code")
    there.turns_to("Your accounts")
    there.tool.get_by_label("Code from your other account").fill(code)
    there.follows(there.tool.get_by_role("button", name="Enter this code"))
    there.reads("Is this you as well?")
    looks.look(there.page, "asked")
    there.follows(there.tool.get_by_role("button", name="Yes, both are mine"))
    expect(others(there)).to_have_count(0)
    here.follows(here.tool.get_by_role("link", name="I have entered it there"))
    here.follows(here.tool.get_by_role("button", name="Yes, both are mine"))
    expect(others(here)).to_have_count(1)
    looks.look(here.page, "connected")


def others(earner: Earner) -> Locator:
    return earner.tool.get_by_role("region", name="Connected", exact=True).get_by_role("listitem")


def lists(earner: Earner, *names: str) -> None:
    """Each of these badges stands among the earner's own, once the worker has signed what leads to it."""
    for name in names:
        earner.looks_again_until(earner.tool.get_by_role("link", name=name, exact=True))


def lacks(earner: Earner, *names: str) -> None:
    for name in names:
        expect(earner.tool.get_by_role("link", name=name, exact=True)).to_have_count(0)


def meet_a_stranger(browser: BrowserContext, earner: Earner, looks: Looks) -> Page:
    """The bundle's page, for everybody; each of its parts leads to a page of its own."""
    earner.opens_badge(BUNDLE)
    earner.lets_see("Everybody")
    page = browser.new_page()
    page.goto(earner.address)
    expect(page.get_by_role("heading", level=1, name=BUNDLE)).to_be_visible()
    parts = page.get_by_role("region", name="What it is made of").get_by_role("listitem")
    expect(parts).to_have_count(3)
    looks.look(page, "bundle")
    for part in (STACK, BADGE_OF_SHORTEST, BADGE_OF_SHORT):
        press(parts.filter(has_text=part).get_by_role("link").first)
        expect(page.get_by_role("heading", level=1, name=part)).to_be_visible()
        page.go_back()
    return page


def test_what_was_earned_in_two_lmss_adds_up_and_stays_when_they_part(
    browser: BrowserContext, schools: tuple[School, School], looks: Looks, tmp_path: Path
) -> None:
    moodle, canvas = schools
    moodle.place(HERE, title=SHORTEST)
    canvas.place(THERE)
    there = Earner(browser, canvas, "Zoë")
    there.hands_in(THERE, "I plan with a colleague now, because two see more.", tmp_path)
    approve(browser, canvas, THERE, "Shows the work", "Names the change")
    there.sign_in()
    here = earn(browser, moodle, "Zoë", HERE)
    here.opens_my_credentials(HERE)
    there.opens_my_credentials(THERE)
    lists(here, BADGE_OF_SHORTEST)
    lacks(here, BADGE_OF_SHORT, STACK, BUNDLE)
    looks.look(here.page, "on-the-way")
    link(here, there, looks)
    for earner in (here, there):
        earner.turns_to("My credentials")
        lists(earner, BADGE_OF_SHORTEST, BADGE_OF_SHORT, STACK, BUNDLE)
    looks.look(here.page, "all-together")
    page = meet_a_stranger(browser, here, looks)
    here.turns_to("Your accounts")
    here.follows(here.tool.get_by_role("button", name="Disconnect"))
    expect(others(here)).to_have_count(0)
    for earner in (here, there):
        earner.turns_to("My credentials")
    lists(there, BADGE_OF_SHORT, STACK, BUNDLE)
    lists(here, BADGE_OF_SHORTEST)
    lacks(here, BADGE_OF_SHORT)
    page.reload()
    expect(page.locator(".standing")).to_contain_text("Valid")
