"""Looks at a page as people do: on a wide and a narrow screen, in light and in dark, and with axe-core's eyes."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page

WIDTHS = (1280, 360)
SCHEMES = ("light", "dark")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
PAINTING_MILLISECONDS, TALLEST = 300, 6000
USUAL = {"width": 1280, "height": 900}
_OVERFLOW = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const scrolls = (element) => element.parentElement
    && (["auto", "scroll", "hidden"].includes(getComputedStyle(element.parentElement).overflowX)
      || scrolls(element.parentElement));
  return [`page is ${document.documentElement.scrollWidth} wide in ${room}`,
    ...[...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > room + 1 && !scrolls(element))
      .slice(0, 5).map((element) => element.outerHTML.slice(0, 160))];
}"""
_axe = Axe()


class Looks:
    """What was found wrong on the pages that were looked at; empty is good."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.faults: list[str] = []
        self._number = 0

    def look(self, page: Page, name: str) -> None:
        """All four ways to see the page, its tool frame included; a picture of each if CAIRN_SHOTS names a folder."""
        self._number += 1
        parts = [part for part in (page.frame(name="tool"), page.main_frame) if part]
        parts[0].wait_for_load_state()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": USUAL["height"]})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                where = f"{self.prefix}{name} at {width} in {scheme}"
                self.faults += [f"{where}: {fault}" for fault in _faults(parts[0])]
                _keep_picture(page, parts[0], f"{self.prefix}{self._number:02}-{name}-{width}-{scheme}")
        if len(parts) > 1:
            self.faults += [f"LMS around {self.prefix}{name}: {fault}" for fault in parts[1].evaluate(_OVERFLOW)]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": USUAL["width"], "height": USUAL["height"]})


@contextmanager
def looking(prefix: str = "") -> Iterator[Looks]:
    """Look at pages while the story goes on; fail at its end, with all that was found."""
    looks = Looks(prefix)
    yield looks
    assert not looks.faults, "\n".join(looks.faults)


def _faults(frame: Frame) -> list[str]:
    return [*frame.evaluate(_OVERFLOW), *_axe_faults(frame)]


def _axe_faults(frame: Frame) -> list[str]:
    if not frame.evaluate("'axe' in window"):
        frame.evaluate(_axe.axe_script)
    options = {"runOnly": list(RULES), "resultTypes": ["violations"]}
    found: dict[str, Any] = frame.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {node['html'][:160]} ({node['failureSummary'][:240]})"
        for violation in found["violations"]
        for node in violation["nodes"][:3]
    ]


def _keep_picture(page: Page, frame: Frame, name: str) -> None:
    folder = os.environ.get("CAIRN_SHOTS")
    if not folder:
        return
    element = page.locator("iframe#tool") if frame != page.main_frame else None
    if element:
        whole = frame.evaluate("() => document.documentElement.scrollHeight")
        element.evaluate("(element, height) => { element.style.height = `${height}px`; }", whole + 4)
    width, height = page.viewport_size["width"], page.evaluate("() => document.documentElement.scrollHeight")
    # What is outside the window isn't painted in a frame of another site.
    page.set_viewport_size({"width": width, "height": min(max(height, USUAL["height"]), TALLEST)})
    page.wait_for_timeout(PAINTING_MILLISECONDS)
    page.screenshot(path=Path(folder) / (re.sub(r"[^\w-]+", "-", name) + ".png"))
    if element:
        element.evaluate("element => { element.style.height = ''; }")
