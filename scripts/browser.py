"""Find a Chromium for the journeys, or get one; print its path. Fails with what to do when none can be had.

In this order: CHROMIUM or an installed browser; Debian's package, when we are root there; the
download that Playwright offers.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_APPS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def main() -> int:
    for attempt in (installed, from_debian, from_playwright):
        path = attempt()
        if path:
            print(path)
            return 0
    say("The journeys need a real Chromium and none could be found or installed.")
    say("Install one (Debian: apt-get install chromium; macOS: Google Chrome) or set CHROMIUM=/path/to/it.")
    return 1


def installed() -> str | None:
    named = os.environ.get("CHROMIUM", "")
    if named:
        return named if Path(named).exists() else None
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    return found or next((path for path in MAC_APPS if Path(path).exists()), None)


def from_debian() -> str | None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    say("Installing Chromium with apt-get ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(command, check=False, stdout=sys.stderr, env=environment)
    return installed()


def from_playwright() -> str | None:
    say("Asking Playwright to download Chromium ...")
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, stdout=sys.stderr)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def say(words: str) -> None:
    print(words, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
