"""One browser for each file of journeys, and one school for those that don't found their own."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright, expect, sync_playwright

from tests.journeys.browser import PATIENCE_MILLISECONDS, Cookies, browsing, complaints_of
from tests.journeys.school import School, school

collect_ignore = [] if os.environ.get("CAIRN_BROWSERS") else ["test_other_browsers.py"]
"""Firefox and WebKit are a stage of their own: most machines have neither."""
expect.set_options(timeout=PATIENCE_MILLISECONDS)
Open = Callable[[Cookies], AbstractContextManager[BrowserContext]]


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def blocking_browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    with browsing(playwright, tmp_path_factory.mktemp("browser"), Cookies.BLOCKED) as context:
        yield context


@pytest.fixture
def browser(blocking_browser: BrowserContext) -> Iterator[BrowserContext]:
    """The browser that most people have: no third-party cookies. Its pages may complain of nothing."""
    yield blocking_browser
    said = list(complaints_of(blocking_browser))
    complaints_of(blocking_browser).clear()
    for page in blocking_browser.pages[1:]:
        page.close()
    blocking_browser.clear_cookies()
    assert not said


@pytest.fixture
def browser_that(playwright: Playwright, tmp_path: Path) -> Open:
    """A browser of the test's own, whose cookie settings it names."""
    return partial(browsing, playwright, tmp_path)


@pytest.fixture(scope="session")
def moodle(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """A school with Moodle's manners where Cairn is connected already."""
    with school(tmp_path_factory.mktemp("school"), empty_database) as built:
        built.connect()
        yield built
