"""Who is at the screen, and what they do there, in their own words."""

import re
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, ElementHandle, Error, FrameLocator, Locator, Page, expect

from tests.journeys.browser import PATIENCE_MILLISECONDS
from tests.journeys.materials import pdf
from tests.journeys.school import SEMINAR, School

CLICKS, HEARD_WITHIN_MILLISECONDS = 3, 500


def press(target: Locator) -> None:
    """Click, and click again where the page never heard of it, as a person would; then take the keyboard.

    Chromium may lose clicks on another site's frame that grows in that moment. What the page heard is not repeated.
    """
    for press_once in [ElementHandle.click] * CLICKS + [_press_a_key]:
        pressed = target.element_handle()
        pressed.evaluate("element => element.addEventListener('click', () => { element.heard = true; })")
        press_once(pressed)
        if _was_heard(target.page, pressed):
            return
    raise AssertionError(f"The page heard neither {CLICKS} clicks nor a key on {target}.")


def _press_a_key(pressed: ElementHandle) -> None:
    is_box = pressed.evaluate("element => element.matches('input')")
    pressed.press("Space" if is_box else "Enter")


def _was_heard(page: Page, pressed: ElementHandle) -> bool:
    """Whether the page knows of the click, or has gone because of it."""
    try:
        for _ in range(HEARD_WITHIN_MILLISECONDS // 50):
            if pressed.evaluate("element => element.heard === true"):
                return True
            page.wait_for_timeout(50)
    except Error:
        return True
    return False


class Somebody:
    """A person at one tab of a browser, signed in to the LMS. `tool` is the frame inside its page."""

    def __init__(self, browser: BrowserContext, school: School, name: str) -> None:
        self.browser, self.school, self.name = browser, school, name
        self.page: Page = browser.new_page()
        self.sign_in()

    @property
    def tool(self) -> FrameLocator:
        """In front, as a person has it: Chromium loses clicks on another site's frame in a tab behind."""
        self.page.bring_to_front()
        return self.page.frame_locator("iframe#tool")

    @property
    def tool_address(self) -> str:
        frame = self.page.wait_for_selector("iframe#tool").content_frame()
        assert frame is not None
        return frame.url

    def sign_in(self) -> None:
        self.page.goto(f"{self.school.lms_url}/sign-in")
        self.page.get_by_role("button", name=self.name).click()
        expect(self.page.get_by_role("heading", name="Courses")).to_be_visible()

    def opens_course(self, course: str = SEMINAR) -> None:
        self.page.goto(self.school.lms_url)
        self.page.get_by_role("link", name=course).click()

    def opens_activity(self, title: str, course: str = SEMINAR) -> None:
        self.opens_course(course)
        self.page.get_by_role("link", name=title, exact=True).click()

    def goes_to(self, place: str) -> None:
        """A place of the tool's own navigation."""
        navigation = self.tool.get_by_role("navigation", name="This activity")
        self.follows(navigation.get_by_role("link", name=place, exact=True))

    def follows(self, link: Locator) -> None:
        """To the tool's page that a link leads to, until it is there."""
        with self.page.expect_event("framenavigated", lambda frame: frame.name == "tool"):
            press(link)

    def reads(self, heading: str | re.Pattern[str]) -> None:
        """A heading in the tool's frame; fails if it doesn't appear."""
        expect(self.tool.get_by_role("heading", name=heading).first).to_be_visible()

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.tool.locator("main")).to_contain_text(words)

    def waits_until(self, expression: str) -> None:
        """Until the tool's page says so. `wait_for_function` evaluates where the page's policy forbids it."""
        until = time.monotonic() + PATIENCE_MILLISECONDS / 1000
        while not self._page_says(expression):
            assert time.monotonic() < until, f"The page never came to: {expression}"
            self.page.wait_for_timeout(50)

    def _page_says(self, expression: str) -> bool:
        frame = self.page.frame(name="tool")
        try:
            return frame is not None and bool(frame.evaluate(expression))
        except Error:  # The page is on its way out.
            return False

    def clicks(self, name: str) -> None:
        """A button or a link in the tool's frame."""
        spoken = re.compile("^" + re.escape(name).replace(":", r"\s?:") + "$")
        link = self.tool.get_by_role("link", name=spoken)
        press(self.tool.get_by_role("button", name=spoken).or_(link).first)

    def ticks(self, box: Locator) -> None:
        """A box to check, or one choice of several."""
        press(box)
        expect(box).to_be_checked()


class Administrator(Somebody):
    """Connects the tool."""

    def __init__(self, browser: BrowserContext, school: School) -> None:
        super().__init__(browser, school, "Sam Whitfield")

    def invites_the_tool(self, registration_address: str) -> None:
        self.page.get_by_role("link", name="Tools").click()
        self.page.get_by_label("Registration address of the tool").fill(registration_address)
        self.page.get_by_role("button", name="Register", exact=True).click()
        self.reads("Cairn is registered")

    def closes_the_registration(self) -> None:
        self.clicks("Done")
        expect(self.page.get_by_role("heading", name="Tools", exact=True)).to_be_visible()

    def activates_the_tool(self) -> None:
        self.page.get_by_role("button", name="Activate").click()
        expect(self.page.get_by_role("button", name="Switch off")).to_be_visible()


class Teacher(Somebody):
    """Places a micro-credential, reviews work, and looks after the gradebook."""

    def __init__(self, browser: BrowserContext, school: School) -> None:
        super().__init__(browser, school, "Ada Okafor")

    def opens_the_picker(self) -> None:
        self.opens_course()
        self.page.get_by_role("link", name="Choose from Cairn").click()
        self.reads("Choose a micro-credential")

    def searches(self, words: str) -> None:
        self.tool.get_by_label("Search by title, topic or standard").fill(words)
        self.clicks("Search")
        self.sees(f"found for “{words}”")

    def looks_at_offer(self, title: str) -> None:
        self.clicks(f"Look and choose: {title}")
        self.reads(title)

    def adds_it(self, *, points: str) -> None:
        self.tool.get_by_label("Points", exact=True).fill(points)
        self.clicks("Add to the course")

    def saves_in_the_course(self) -> None:
        self.page.get_by_role("button", name="Save and return to course").click()
        expect(self.page.get_by_role("heading", name="Activities")).to_be_visible()

    def takes_up_the_review(self) -> None:
        self.goes_to("Reviews")
        self.reads("Reviews")
        self.follows(self.tool.get_by_role("table").get_by_role("link").first)
        self.clicks("Start reviewing")
        self.sees("You are reviewing")

    def rates(self, criterion: str, level: str, feedback: str = "") -> None:
        group = self.tool.get_by_role("group", name=re.compile(re.escape(criterion)))
        self.ticks(group.get_by_role("radio", name=re.compile(f"^{level}")))
        if feedback:
            group.get_by_label(re.compile("^Feedback")).fill(feedback)

    def checks(self, outcome: str) -> None:
        self.clicks("Check and release")
        self.reads(re.compile(outcome))

    def releases(self) -> None:
        self.clicks("Release the decision")
        self.reads(re.compile("^Released for"))

    def looks_until(self, words: str) -> None:
        """Opens the tool's gradebook page again and again until it says so, as a person would."""
        main = self.tool.locator("main")
        for _ in range(40):
            self.goes_to("Gradebook")
            self.reads("Gradebook")
            if words in " ".join(main.inner_text().split()):
                return
            self.page.wait_for_timeout(250)
        expect(main).to_contain_text(words)

    def opens_the_grade(self, learner: str, activity: str) -> None:
        """The cell of a learner in the LMS's gradebook."""
        self.opens_course()
        self.page.get_by_role("link", name="Grades", exact=True).click()
        row = self.page.get_by_role("row", name=re.compile(learner))
        expect(row).to_be_visible()
        heads = self.page.locator("table.gradebook thead th").all_inner_texts()
        column = next(number for number, head in enumerate(heads) if head.startswith(activity))
        row.locator("td").nth(column - 1).get_by_role("link").click()

    def grade_shows(self, score: str) -> None:
        """Looks again until the LMS's page has it, as a person would."""
        for _ in range(40):
            if score in self.page.locator(".big-score").inner_text():
                return
            self.page.wait_for_timeout(250)
            self.page.reload()
        expect(self.page.locator(".big-score")).to_contain_text(score)


class Learner(Somebody):
    """Works through the steps, hands in, and earns."""

    def starts(self) -> None:
        self.clicks("Start")
        self.reads("Your steps")

    def opens_step(self, title: str) -> None:
        self.goes_to("Steps")
        self.clicks(title)
        self.reads(title)

    def slot(self, label: str) -> Locator:
        return self.tool.get_by_role("region", name=label, exact=True)

    def writes(self, label: str, text: str) -> None:
        """Types into a place for text and waits until it has saved itself."""
        slot = self.slot(label)
        with self.page.expect_response("**/text"):
            slot.get_by_role("textbox", name=label).fill(text)
        expect(slot.locator("[data-saved]")).to_contain_text(re.compile(r"^Saved "))

    def uploads(self, label: str, *files: Path) -> None:
        slot = self.slot(label)
        slot.locator("form.drop input[type=file]").set_input_files(list(files))
        press(slot.get_by_role("button", name="Upload", exact=True))
        for file in files:
            expect(slot.get_by_role("link", name=file.name, exact=True)).to_be_visible()

    def links(self, label: str, address: str, caption: str = "") -> None:
        slot = self.slot(label)
        slot.get_by_role("textbox", name=re.compile("link")).fill(address)
        slot.get_by_label(re.compile("^What does it show")).last.fill(caption)
        press(slot.get_by_role("button", name="Add link"))
        expect(self.slot(label).get_by_role("link", name=address).first).to_be_visible()

    def marks_as_done(self) -> None:
        self.clicks("Mark as done")
        self.reads("Your steps")

    def checks_what_is_there(self) -> None:
        self.goes_to("Steps")
        self.follows(self.tool.get_by_role("link", name=re.compile("Check and submit|See what is missing")))

    def submits(self, *, change_note: str = "") -> None:
        expect(self.tool.get_by_role("button", name="Submit for review")).to_be_visible()
        if change_note:
            self.tool.get_by_label("What did you change since last time?").fill(change_note)
        for box in self.tool.locator("#submit-form input[type=checkbox]").all():
            self.ticks(box)
        self.clicks("Submit for review")
        self.sees("Your work is waiting for a reviewer")

    def hands_in(self, activity: str, story: str, folder: Path) -> None:
        """The whole of the short micro-credential, from its overview to its submission."""
        self.opens_activity(activity)
        self.starts()
        self.opens_step("Say what changed")
        self.writes("What changed", story)
        self.opens_step("Show the work")
        self.uploads("The work itself", pdf(folder, "work.pdf"))
        self.links("Where others can see it", "https://example.edu/work", "Our school's page")
        self.checks_what_is_there()
        self.submits()
