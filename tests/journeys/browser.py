"""A real Chromium whose cookie settings are what the test says and never what the build happens to be."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Playwright, WebError, sync_playwright

EXECUTABLE = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Playwright's own list of disabled features switches storage partitioning off; naming a list of our own
# replaces it and gives the browser that people have.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=Translate,OptimizationHints,MediaRouter",
]
PATIENCE_MILLISECONDS = 20_000
_ALLOW_ALL, _BLOCK_THIRD_PARTY, _BLOCKED_SITE = 0, 1, 2


class Cookies(StrEnum):
    """What a browser does with the cookies of a tool inside another site's page."""

    ALLOWED = "allowed"
    BLOCKED = "blocked"
    """Third-party cookies are blocked; a partitioned one is kept. What most people have."""
    REFUSED = "refused"
    """None is kept inside the LMS's page, partitioned or not; a window of the tool's own keeps them."""


class Complaints(list[str]):
    """What pages said on the console or threw. `expect` takes out what a test means to cause."""

    def hear_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.append(f"{message.location.get('url', '')}: {message.text}")

    def hear_error(self, error: WebError) -> None:
        self.append(f"{error.page.url if error.page else ''}: {error.error}")

    def expect(self, words: str) -> None:
        """Take out complaints that hold `words`. Raises AssertionError if there is none."""
        kept = [said for said in self if words not in said]
        assert len(kept) < len(self), f"no complaint about “{words}” among {list(self)}"
        self[:] = kept


@contextmanager
def browsing(playwright: Playwright, folder: Path, cookies: Cookies) -> Iterator[BrowserContext]:
    """A browser with a fresh profile in `folder`. Everything that pages complain of is in `complaints_of` it."""
    profile = folder / "profile"
    (profile / "Default").mkdir(parents=True)
    (profile / "Default" / "Preferences").write_text(json.dumps({"profile": _preferences(cookies)}))
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=EXECUTABLE,
        args=ARGUMENTS,
        viewport={"width": 1280, "height": 900},
        color_scheme="light",
        accept_downloads=True,
        ignore_https_errors=True,
    )
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    _complaints[context] = heard = Complaints()
    context.on("console", heard.hear_console)
    context.on("weberror", heard.hear_error)
    try:
        yield context
    finally:
        del _complaints[context]
        context.close()


@contextmanager
def chromium(folder: Path, *, third_party_cookies: bool) -> Iterator[BrowserContext]:
    """The same with a Playwright of its own, for a test outside the journeys."""
    with (
        sync_playwright() as playwright,
        browsing(playwright, folder, Cookies.ALLOWED if third_party_cookies else Cookies.BLOCKED) as context,
    ):
        yield context


_complaints: dict[BrowserContext, Complaints] = {}


def complaints_of(context: BrowserContext) -> Complaints:
    return _complaints[context]


def _preferences(cookies: Cookies) -> dict[str, Any]:
    if cookies is Cookies.REFUSED:
        around = ("http://127.0.0.1", "https://127.0.0.1")
        blocked = {f"[*.]localhost,{lms}": {"setting": _BLOCKED_SITE} for lms in around}
        return {"cookie_controls_mode": _ALLOW_ALL, "content_settings": {"exceptions": {"cookies": blocked}}}
    return {"cookie_controls_mode": _ALLOW_ALL if cookies is Cookies.ALLOWED else _BLOCK_THIRD_PARTY}
