"""A teacher takes a badge back: for a while it can be undone, and then page, list and gradebook say so."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app import badges
from app.db import transaction
from tests.journeys.earners import BADGE_OF_SHORTEST, LOOKS, Earner, earn
from tests.journeys.looking import Looks, looking
from tests.journeys.people import Teacher, press
from tests.journeys.school import SHORTEST, School

pytestmark = [pytest.mark.journey, pytest.mark.slow]
TAKEN = "A badge to be taken back"
REASON = "The change turned out to be somebody else's."


def decides_again(ada: Teacher, looks: Looks) -> None:
    """What was found good isn't any more, and the badge is to go."""
    ada.opens_activity(TAKEN)
    ada.goes_to("Reviews")
    ada.follows(ada.tool.get_by_role("navigation", name="Part of the queue").get_by_role("link").last)
    ada.follows(ada.tool.get_by_role("table").get_by_role("link").first)
    press(ada.tool.get_by_text("Change this decision"))
    ada.tool.get_by_label("Why is it changed?").fill(REASON)
    ada.clicks("Review it again")
    ada.sees("You are changing a decision")
    ada.rates("Names the change", "Not yet", "Name a change of your own.")
    ada.checks("Not yet earned")
    ada.ticks(ada.tool.get_by_role("radio", name=re.compile("^Revoke it")))
    looks.look(ada.page, "badge-at-stake")
    ada.releases()
    expect(ada.tool.get_by_role("button", name="Keep the badge")).to_be_visible()
    looks.look(ada.page, "about-to-be-revoked")


def verdict_on(page: Page, school: School, file: Path) -> str:
    """What a stranger is told who has the file."""
    page.goto(f"{school.tool_url}/verify")
    page.get_by_label("The badge's file").set_input_files(file)
    press(page.get_by_role("button", name="Verify", exact=True))
    expect(page.locator(".check-list")).to_be_visible()
    return page.get_by_role("heading", level=1).inner_text()


def let_the_time_to_undo_pass(school: School, uuid: str) -> None:
    """The quarter of an hour is over."""
    with school.app.app_context(), transaction() as session:
        badges.ask_to_revoke(session, school.services.clock, uuid, REASON, datetime.now(UTC))


def look_until_revoked(page: Page, address: str) -> None:
    for _ in range(LOOKS):
        page.goto(address)
        if "Revoked" in page.locator(".standing").inner_text():
            return
        page.wait_for_timeout(250)
    expect(page.locator(".standing")).to_contain_text("Revoked")


def test_a_badge_that_is_taken_back_says_so_everywhere_once_it_can_not_be_undone(
    browser: BrowserContext, moodle: School, tmp_path: Path
) -> None:
    moodle.place(TAKEN, title=SHORTEST)
    dee = earn(browser, moodle, "Dee", TAKEN)
    file, address = takes_it_along(dee, tmp_path)
    with looking("taking-back-") as looks:
        ada = Teacher(browser, moodle)
        decides_again(ada, looks)
        stranger = browser.new_page()
        stranger.goto(address)
        expect(stranger.locator(".standing")).to_contain_text("Valid")
        ada.follows(ada.tool.get_by_role("button", name="Keep the badge"))
        expect(ada.tool.get_by_role("button", name="Keep the badge")).to_have_count(0)
        ada.reads(re.compile("^Released for"))
        assert verdict_on(stranger, moodle, file) == "This badge is genuine"
        decides_again(ada, looks)
        let_the_time_to_undo_pass(moodle, address.rpartition("/")[2])
        look_until_revoked(stranger, address)
        expect(stranger.locator("main")).to_contain_text(REASON)
        looks.look(stranger, "revoked")
        assert verdict_on(stranger, moodle, file) == "Don't rely on this badge"
        expect(stranger.get_by_role("heading", level=3, name="Not taken back")).to_contain_text("Failed")
        ada.opens_the_grade("Dee", TAKEN)
        ada.grade_shows("100 of 100")
        comment_says(ada, REASON)
        dee.sign_in()
        dee.opens_my_credentials(TAKEN)
        dee.follows(dee.tool.get_by_role("link", name=BADGE_OF_SHORTEST, exact=True))
        dee.sees(REASON)
        looks.look(dee.page, "own-badge-revoked")


def takes_it_along(dee: Earner, folder: Path) -> tuple[Path, str]:
    """Her signed file, and the address where everybody may see the badge."""
    dee.opens_my_credentials(TAKEN)
    dee.opens_badge(BADGE_OF_SHORTEST)
    dee.lets_see("Everybody")
    return dee.takes(dee.file("JSON"), folder), dee.address


def comment_says(ada: Teacher, words: str) -> None:
    """The LMS's own page, once the comment has arrived."""
    for _ in range(LOOKS):
        if words in " ".join(ada.page.locator("blockquote").all_inner_texts()):
            return
        ada.page.wait_for_timeout(250)
        ada.page.reload()
    expect(ada.page.locator("blockquote").last).to_contain_text(words)
