"""What a badge counts for: a suggestion, an authority's word in the console, and the earner's licence cycle."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.browser import Cookies, complaints_of
from tests.journeys.conftest import Open
from tests.journeys.earners import BADGE_OF_SHORTEST, Earner, earn, enter_the_console
from tests.journeys.looking import Looks, looking
from tests.journeys.people import press
from tests.journeys.school import SHORTEST, School, school

pytestmark = [pytest.mark.journey, pytest.mark.slow]
COUNTED = "A badge that counts"
WYOMING = "US-WY"


@pytest.fixture
def own_school(tmp_path: Path, empty_database: Path) -> Iterator[School]:
    """A school where the shipped rules are loaded and nothing was earned before."""
    with school(tmp_path, empty_database) as built:
        built.connect()
        loaded = built.app.test_cli_runner().invoke(args=["credit", "load"])
        assert "Wyoming" in loaded.output, loaded.output
        yield built


@pytest.fixture
def authority(browser_that: Open, own_school: School) -> Iterator[Page]:
    """Somebody who was sent a link to the console, and has used it."""
    with browser_that(Cookies.BLOCKED) as context:
        page = context.new_page()
        enter_the_console(page, own_school, "The board")
        yield page
        assert not list(complaints_of(context))


@pytest.fixture
def looks() -> Iterator[Looks]:
    with looking("counting-") as looks:
        yield looks


def names_his_state(ben: Earner) -> None:
    ben.turns_to("Credit")
    ben.tool.get_by_label("Where it is from").select_option(WYOMING)
    ben.tool.get_by_label("Your present cycle began on").fill("2026-07-01")
    ben.tool.get_by_label("Years in a cycle").fill("1")
    ben.follows(ben.tool.get_by_role("region", name="Your licence").get_by_role("button", name="Save"))


def test_credit_is_a_suggestion_until_an_authority_accepts_it(
    browser: BrowserContext, own_school: School, authority: Page, looks: Looks, tmp_path: Path
) -> None:
    own_school.place(COUNTED, title=SHORTEST)
    ben = earn(browser, own_school, "Ben", COUNTED)
    ben.opens_my_credentials(COUNTED)
    ben.opens_badge(BADGE_OF_SHORTEST)
    names_his_state(ben)
    cycle = ben.tool.get_by_role("region", name="Wyoming")
    expect(cycle).to_contain_text("suggested")
    looks.look(ben.page, "suggested")
    press(authority.get_by_role("link", name="Credit", exact=True))
    waiting = authority.get_by_role("listitem").filter(has_text="Ben Castillo").filter(has_text="Wyoming")
    expect(waiting).to_contain_text(BADGE_OF_SHORTEST)
    looks.look(authority, "console")
    press(waiting.get_by_role("button", name="Accept"))
    decided = authority.get_by_role("row").filter(has_text="Wyoming")
    expect(decided).to_contain_text("Accepted")
    looks.look(authority, "decided")
    ben.turns_to("Credit")
    expect(cycle.get_by_role("heading")).to_contain_text("0.5 of 1")
    expect(ben.tool.get_by_role("table").get_by_role("row").filter(has_text="Accepted")).to_contain_text("The board")
    looks.look(ben.page, "accepted")
    ledger = ben.takes(ben.tool.get_by_role("link", name="Download the ledger"), tmp_path).read_text("utf-8-sig")
    assert "accepted" in ledger and "Ben Castillo" in ledger
