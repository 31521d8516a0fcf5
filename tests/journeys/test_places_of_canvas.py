"""Where a badge goes in Canvas: from the person's own menu, into another assignment, and into a page's text."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.earners import BADGE_OF_SHORTEST, Earner, broken_pictures, earn
from tests.journeys.looking import Looks, looking
from tests.journeys.people import Somebody, Teacher, press
from tests.journeys.school import SHORTEST, School
from tests.journeys.test_storage import canvas

__all__ = ["canvas"]

pytestmark = [pytest.mark.journey, pytest.mark.slow]
EARNED, HOMEWORK, TEXT = "Earned for elsewhere", "Show what you can do", "About our seminar"


@pytest.fixture
def looks() -> Iterator[Looks]:
    with looking("canvas-") as looks:
        yield looks


def turns_to_tab(somebody: Somebody, name: str) -> None:
    """One of the LMS's own tabs of the course."""
    somebody.opens_course()
    somebody.page.get_by_role("navigation", name="Course").get_by_role("link", name=name, exact=True).click()


def sets_homework(ada: Teacher) -> None:
    turns_to_tab(ada, "Homework")
    ada.page.get_by_label("Title of a new homework").fill(HOMEWORK)
    ada.page.get_by_role("button", name="Add homework").click()
    expect(ada.page.get_by_role("heading", name=HOMEWORK)).to_be_visible()


def opens_from_her_own_menu(zoe: Earner) -> None:
    """Outside every course."""
    zoe.page.goto(zoe.school.lms_url)
    zoe.page.get_by_role("navigation", name="Site").get_by_role("link", name="My credentials").click()
    zoe.reads("My credentials")


def test_a_badge_is_looked_after_and_shown_in_canvas(browser: BrowserContext, canvas: School, looks: Looks) -> None:
    canvas.place(EARNED, title=SHORTEST)
    zoe = earn(browser, canvas, "Zoë", EARNED)
    opens_from_her_own_menu(zoe)
    looks.look(zoe.page, "own-menu")
    zoe.opens_badge(BADGE_OF_SHORTEST)
    looks.look(zoe.page, "own-menu-badge")
    ada = Teacher(browser, canvas)
    sets_homework(ada)
    zoe.sign_in()
    turns_to_tab(zoe, "Homework")
    zoe.page.get_by_role("link", name=HOMEWORK).click()
    zoe.page.get_by_role("link", name="Hand in from").click()
    zoe.reads("Hand in a badge")
    looks.look(zoe.page, "hand-in")
    press(zoe.tool.get_by_role("button", name=BADGE_OF_SHORTEST))
    expect(zoe.page.get_by_role("main")).to_contain_text("You handed in")
    ada.sign_in()
    turns_to_tab(ada, "Homework")
    ada.page.get_by_role("link", name=HOMEWORK).click()
    ada.page.get_by_role("listitem").filter(has_text="Zoë").get_by_role("link").click()
    ada.reads(BADGE_OF_SHORTEST)
    looks.look(ada.page, "handed-in")


def test_a_card_of_a_micro_credential_stands_in_a_page_of_the_course(
    browser: BrowserContext, canvas: School, looks: Looks
) -> None:
    ada = Teacher(browser, canvas)
    turns_to_tab(ada, "Pages")
    ada.page.get_by_label("Title of a new page").fill(TEXT)
    ada.page.get_by_role("button", name="Add page").click()
    ada.page.get_by_role("link", name="Insert from").click()
    ada.reads("Insert a card")
    looks.look(ada.page, "cards")
    press(ada.tool.get_by_role("button", name=SHORTEST).first)
    written = ada.page.locator(".written")
    expect(written).to_contain_text(SHORTEST)
    address = re.compile(f"^{re.escape(canvas.tool_url)}/achievements/naming-one-change")
    expect(written.get_by_role("link").first).to_have_attribute("href", address)
    assert broken_pictures(ada.page) == []
