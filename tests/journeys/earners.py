"""What an earner does with a badge, and what strangers do who were told of it."""

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Frame, Locator, Page, expect

from tests.journeys.people import Learner, Teacher, press
from tests.journeys.school import School

BADGE_OF_SHORT, BADGE_OF_SHORTEST = "Shower of Work", "Namer of Change"
LOOKS = 60
NO_BROKEN_PICTURE = """() => [...document.images].filter(
    (image) => !(image.complete && image.naturalWidth)).map((image) => image.src)"""


class Earner(Learner):
    """A learner whose work was found good, at the pages of "My credentials"."""

    def names_one_change(self, activity: str) -> None:
        """The whole of the shortest micro-credential, from its overview to its submission."""
        self.opens_activity(activity)
        self.starts()
        self.opens_step("Name the change")
        self.writes("The change", "I wait before I call on somebody, because more of them speak then.")
        self.checks_what_is_there()
        self.submits()

    def opens_my_credentials(self, activity: str) -> None:
        self.opens_activity(activity)
        self.goes_to("My credentials")
        self.reads("My credentials")

    def turns_to(self, place: str) -> None:
        """One of the pages beside "My credentials"."""
        beside = self.tool.get_by_role("navigation", name="My credentials")
        self.follows(beside.get_by_role("link", name=place, exact=True))

    def opens_badge(self, name: str) -> None:
        """From the list, once its files are signed."""
        self.follows(self.tool.get_by_role("link", name=name, exact=True).first)
        self.reads(name)
        self.looks_again_until(self.file("PNG"))

    def file(self, kind: str) -> Locator:
        """The link to one of the files that the page offers."""
        return self.tool.get_by_role("link", name=re.compile(rf"\b{kind}\b"))

    def takes(self, link: Locator, folder: Path) -> Path:
        """Downloads what the link leads to."""
        return downloaded(self.page, link, folder)

    def lets_see(self, choice: str, *, with_name: bool = True) -> None:
        """Who sees the whole page: "Only me", "People with my link" or "Everybody"."""
        self.ticks(self.tool.get_by_role("radio", name=re.compile(f"^{choice}")))
        box = self.tool.get_by_label("Show my name on the page")
        if box.is_checked() != with_name:
            press(box)
        self.follows(self.tool.get_by_role("button", name="Save", exact=True))
        expect(self.tool.get_by_role("radio", name=re.compile(f"^{choice}"))).to_be_checked()

    @property
    def address(self) -> str:
        """The badge's own, which says little unless everybody may see it."""
        link = self.tool.get_by_role("link", name="What strangers see at its address")
        return link.get_attribute("href") or ""

    @property
    def share_link(self) -> str:
        return self.tool.locator(".share-link a").inner_text().strip()

    def looks_again_until(self, there: Locator) -> None:
        """Loads the tool's page again and again until it shows what the worker has done meanwhile."""
        for _ in range(LOOKS):
            if there.first.is_visible():
                return
            self.page.wait_for_timeout(250)
            self.reloads()
        expect(there.first).to_be_visible()

    def reloads(self) -> None:
        frame = self.frame
        with self.page.expect_event("framenavigated", lambda moved: moved.name == "tool"):
            frame.evaluate("location.reload()")
        frame.wait_for_load_state()

    @property
    def frame(self) -> Frame:
        found = self.page.frame(name="tool")
        assert found is not None
        return found


def earn(browser: BrowserContext, school: School, name: str, activity: str) -> Earner:
    """Place the shortest micro-credential, work it through and have it approved; the earner is signed in again."""
    earner = Earner(browser, school, name)
    earner.names_one_change(activity)
    approve(browser, school, activity, "Names the change")
    earner.sign_in()
    return earner


def approve(browser: BrowserContext, school: School, activity: str, *criteria: str) -> None:
    """The teacher finds everything proficient and releases it."""
    ada = Teacher(browser, school)
    ada.opens_activity(activity)
    ada.takes_up_the_review()
    for criterion in criteria:
        ada.rates(criterion, "Proficient", "Said with its reason.")
    ada.checks("Earned")
    ada.releases()
    ada.page.close()


def enter_the_console(page: Page, school: School, name: str) -> None:
    """By the link that `flask admin link` prints."""
    printed = school.app.test_cli_runner().invoke(args=["admin", "link", "--name", name]).output.strip()
    page.goto(printed)
    press(page.get_by_role("button", name="Sign in"))
    expect(page.get_by_role("navigation", name="Administration")).to_be_visible()


def downloaded(page: Page, link: Locator, folder: Path) -> Path:
    """The file behind a link, kept under the name that the page gives it."""
    with page.expect_download() as waiting:
        press(link)
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target


def broken_pictures(page: Page) -> list[str]:
    """Addresses of the pictures that a page wanted to show and couldn't."""
    page.wait_for_load_state("networkidle")
    broken: list[str] = page.evaluate(NO_BROKEN_PICTURE)
    return broken
