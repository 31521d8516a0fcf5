"""A real Chromium with third-party cookies blocked or allowed, as the test says and never as the build happens to be."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

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
BLOCK, ALLOW = 1, 0


@contextmanager
def chromium(folder: Path, *, third_party_cookies: bool, width: int = 1280, dark: bool = False) -> Iterator[BrowserContext]:
    """A browser with a fresh profile in `folder`; every page error is collected in `context.complaints`."""
    profile = folder / "profile"
    (profile / "Default").mkdir(parents=True)
    mode = ALLOW if third_party_cookies else BLOCK
    (profile / "Default" / "Preferences").write_text(json.dumps({"profile": {"cookie_controls_mode": mode}}))
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=ARGUMENTS,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        try:
            yield context
        finally:
            context.close()
