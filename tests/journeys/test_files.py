"""Files in the LMS's frame, where the browser keeps other sites' cookies apart: saved and shown to their people."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.earners import Earner, downloaded
from tests.journeys.looking import looking
from tests.journeys.materials import pdf, png
from tests.journeys.people import Teacher, press
from tests.journeys.school import School

pytestmark = [pytest.mark.journey, pytest.mark.slow]
FILES = "Files of both kinds"


def test_reviewer_and_earner_get_at_what_was_handed_in(browser: BrowserContext, moodle: School, tmp_path: Path) -> None:
    moodle.place(FILES)
    ben = Earner(browser, moodle, "Ben")
    ben.opens_activity(FILES)
    ben.starts()
    ben.opens_step("Say what changed")
    ben.writes("What changed", "We plan together every Monday now.")
    ben.opens_step("Show the work")
    ben.uploads("The work itself", pdf(tmp_path, "plan.pdf"), png(tmp_path, "wall.png", size=(1800, 1200)))
    ben.links("Where others can see it", "https://example.edu/work", "Our school's page")
    ben.checks_what_is_there()
    ben.submits()
    saved = tmp_path / "saved"
    ben.goes_to("Status")
    ben.follows(ben.tool.get_by_role("link", name=re.compile("Submission 1|what you handed in")).first)
    assert ben.takes(ben.tool.get_by_role("link", name="plan.pdf"), saved).read_bytes().startswith(b"%PDF")
    ada = Teacher(browser, moodle)
    ada.opens_activity(FILES)
    ada.takes_up_the_review()
    for name in ("pdf", "png"):
        link = ada.tool.locator("figcaption").get_by_role("link", name=re.compile(rf"\.{name}$"))
        assert downloaded(ada.page, link, saved).stat().st_size > 100
    ada.waits_until("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    with looking("files-") as looks:
        looks.look(ada.page, "picture")
        picture = ada.tool.locator("figure img")
        width = picture.evaluate("image => image.clientWidth")
        press(ada.tool.get_by_text("Show it larger"))
        expect(ada.tool.get_by_text("Show it smaller")).to_be_visible()
        assert picture.evaluate("image => image.clientWidth") > width
        looks.look(ada.page, "picture-larger")
