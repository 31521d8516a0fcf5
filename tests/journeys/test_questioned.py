"""A part of a stack is taken back: a person is asked what becomes of the whole, and nothing falls by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys.browser import Cookies, complaints_of
from tests.journeys.conftest import Open
from tests.journeys.earners import BADGE_OF_SHORT, Earner, approve, earn, enter_the_console
from tests.journeys.looking import looking
from tests.journeys.people import press
from tests.journeys.school import SHORTEST, School, school

pytestmark = [pytest.mark.journey, pytest.mark.slow]
FIRST, SECOND = "The first part", "The second part"
STACK, BUNDLE = "Maker of Lasting Change", "Spreader of Change"


@pytest.fixture
def own_school(tmp_path: Path, empty_database: Path) -> Iterator[School]:
    """A school in which nothing was earned before."""
    with school(tmp_path, empty_database) as built:
        built.connect()
        yield built


@pytest.fixture
def console(browser_that: Open, own_school: School) -> Iterator[Page]:
    with browser_that(Cookies.BLOCKED) as context:
        page = context.new_page()
        enter_the_console(page, own_school, "The registrar")
        yield page
        assert not list(complaints_of(context))


def earns_a_stack(browser: BrowserContext, school: School, folder: Path) -> Earner:
    """Both parts, and what they add up to, which nobody has to ask for."""
    school.place(FIRST, title=SHORTEST)
    school.place(SECOND)
    earn(browser, school, "Ben", FIRST)
    ben = Earner(browser, school, "Ben")
    ben.hands_in(SECOND, "I plan with a colleague now, because two see more.", folder)
    approve(browser, school, SECOND, "Shows the work", "Names the change")
    ben.sign_in()
    ben.opens_my_credentials(FIRST)
    for badge in (STACK, BUNDLE):
        ben.looks_again_until(ben.tool.get_by_role("link", name=badge, exact=True))
    return ben


def questioned(console: Page, badge: str) -> Locator:
    return console.get_by_role("listitem").filter(has_text="Ben Castillo").filter(has_text=badge)


def test_a_stack_that_lost_a_part_waits_for_a_person(
    browser: BrowserContext, own_school: School, console: Page, tmp_path: Path
) -> None:
    ben = earns_a_stack(browser, own_school, tmp_path)
    ben.opens_badge(STACK)
    stack = ben.address
    ben.turns_to("My credentials")
    ben.opens_badge(BADGE_OF_SHORT)
    part = ben.address.rpartition("/")[2]
    taken = ["badges", "revoke", part, "--reason", "It was somebody else's work.", "--now"]
    assert own_school.app.test_cli_runner().invoke(args=taken).exit_code == 0
    with looking("questioned-") as looks:
        console.goto(f"{own_school.tool_url}/admin/stacks/")
        expect(questioned(console, STACK)).to_contain_text("It was somebody else's work.")
        looks.look(console, "waiting")
        questioned(console, STACK).get_by_label("Your reason").fill("The rest of it stands.")
        press(questioned(console, STACK).get_by_role("button", name="Keep it"))
        expect(questioned(console, STACK)).to_have_count(0)
        expect(questioned(console, BUNDLE)).to_have_count(1)
        looks.look(console, "one-settled")
    console.goto(stack)
    expect(console.locator(".standing")).to_contain_text("Valid")
