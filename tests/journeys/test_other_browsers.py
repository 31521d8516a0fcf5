"""The ways in with the engines named in CAIRN_BROWSERS, such as "firefox,webkit"; a stage of its own.

`python -m playwright install firefox webkit` brings them. Collected only where the variable is set (conftest).
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect

from tests.journeys.people import Learner
from tests.journeys.secure import secure_school

pytestmark = pytest.mark.journey
ENGINES = ("firefox", "webkit")
NAMED = tuple(name.strip() for name in os.environ.get("CAIRN_BROWSERS", "").split(",") if name.strip())
STRICT_FIREFOX = {"network.cookie.cookieBehavior": 1}
"""No cookie of another site, partitioned or not."""


@pytest.fixture(params=NAMED)
def engine(request: pytest.FixtureRequest, playwright: Playwright) -> Iterator[BrowserContext]:
    """A browser of the named engine that refuses other sites' cookies as strictly as it can."""
    assert request.param in ENGINES, f"CAIRN_BROWSERS names {request.param!r}; it may name {' and '.join(ENGINES)}"
    kind = getattr(playwright, request.param)
    try:
        browser = kind.launch(firefox_user_prefs=STRICT_FIREFOX) if request.param == "firefox" else kind.launch()
    except Error as error:
        pytest.fail(f"{request.param} can't be started: python -m playwright install {request.param}\n{error.message}")
    with browser, browser.new_context(ignore_https_errors=True) as context:
        yield context


@pytest.mark.parametrize("temper", ["canvas", "moodle"])
def test_a_learner_gets_to_the_work_in_the_page_or_in_a_window(
    engine: BrowserContext, empty_database: Path, tmp_path: Path, temper: str
) -> None:
    with secure_school(tmp_path, empty_database, temper) as school:
        school.place("Another engine")
        ben = Learner(engine, school, "Ben")
        ben.opens_activity("Another engine")
        where = ben.tool if is_in_the_page(ben) else in_a_window(ben)
        where.get_by_role("button", name=re.compile("^Start")).click()
        where.get_by_role("link", name="Say what changed").click()
        where.get_by_role("textbox", name="What changed").fill("It works in this browser too.")
        expect(where.locator("[data-saved]").first).to_contain_text(re.compile("^Saved "))


def is_in_the_page(learner: Learner) -> bool:
    """Canvas keeps what the cookie can't; Moodle keeps nothing, and then a window is offered."""
    start = learner.tool.get_by_role("button", name=re.compile("^Start"))
    offer = learner.tool.get_by_role("button", name="Open in a new window")
    expect(start.or_(offer).first).to_be_visible(timeout=20_000)
    return start.is_visible()


def in_a_window(learner: Learner) -> Page:
    with learner.browser.expect_page() as opening:
        learner.clicks("Open in a new window")
    opening.value.get_by_role("button", name="Yes, go on").click()
    return opening.value
