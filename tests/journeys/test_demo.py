"""`make demo` as a newcomer meets it: one command, one address, a second run, a busy port, Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from playwright.sync_api import BrowserContext, Playwright, expect

from tests.journeys.browser import Cookies, browsing
from tests.journeys.people import press
from tests.journeys.school import LONG, SEMINAR
from tests.serving import free_port

pytestmark = [pytest.mark.journey, pytest.mark.slow]

ROOT = Path(__file__).parent.parent.parent
UNTIL_THE_ADDRESS_SECONDS = 180
UNTIL_THE_END_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo."""

    process: subprocess.Popen[bytes]
    port: int
    lms_port: int

    @property
    def tool_url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def lms_url(self) -> str:
        return f"http://127.0.0.1:{self.lms_port}"

    def interrupt(self) -> int:
        """Ctrl-C in the terminal: the signal goes to the whole foreground group. The exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(UNTIL_THE_END_SECONDS)


@contextmanager
def demo(folder: Path, *more: str, port: int | None = None, lms_port: int | None = None) -> Iterator[Demo]:
    """The demo on free ports, once it has printed the one address; ended at the latest with the block."""
    ports = port or free_port(), lms_port or free_port()
    said = folder.with_suffix(".said")
    with said.open("wb") as out:
        process = subprocess.Popen(
            command(folder, *ports, *more), cwd=ROOT, stdout=out, stderr=out, start_new_session=True
        )
    try:
        await_words(process, said, f"Open  http://127.0.0.1:{ports[1]}")
        yield Demo(process, *ports)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(UNTIL_THE_END_SECONDS)


def command(folder: Path, port: int, lms_port: int, *more: str) -> list[str]:
    options = ["--port", str(port), "--lms-port", str(lms_port), "--data", str(folder), *more]
    return [sys.executable, "-m", "scripts.demo", *options]


def await_words(process: subprocess.Popen[bytes], said: Path, words: str) -> None:
    """Wait until the demo has printed them. Raises AssertionError with what it printed instead."""
    end = time.monotonic() + UNTIL_THE_ADDRESS_SECONDS
    while words not in said.read_text():
        assert process.poll() is None, said.read_text()
        assert time.monotonic() < end, said.read_text()
        time.sleep(0.1)


@pytest.fixture
def window(playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    with browsing(playwright, tmp_path, Cookies.BLOCKED) as context:
        yield context


def open_the_activity(window: BrowserContext, address: str, learner: str) -> None:
    """As the printed lines say: sign in as a learner, open the course and its micro-credential."""
    page = window.new_page()
    page.goto(f"{address}/sign-in")
    page.get_by_role("button", name=learner).click()
    page.get_by_role("link", name=SEMINAR).click()
    page.get_by_role("link", name=LONG, exact=True).click()
    tool = page.frame_locator("iframe#tool")
    expect(tool.get_by_role("heading", name=LONG, level=1)).to_be_visible()
    inside = page.frame(name="tool")
    assert inside is not None
    inside.wait_for_load_state()
    start = tool.get_by_role("button", name="Start")
    if start.count():
        press(start)
        expect(tool.get_by_role("heading", name="Your steps")).to_be_visible()
    page.close()


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def processes_of(folder: Path) -> list[str]:
    """Command lines of processes whose environment names the demo's folder; Linux only."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder) in (process / "environ").read_text(errors="replace"):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def test_one_command_shows_everything_and_goes_on_the_next_day(window: BrowserContext, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with demo(folder) as first:
        ready = requests.get(f"{first.tool_url}/readyz", timeout=10)
        assert ready.status_code == 200, ready.text
        assert requests.get(first.lms_url, timeout=10).status_code == 200
        open_the_activity(window, first.lms_url, "Ben Castillo")
        assert first.interrupt() == 0
        for port in (first.port, first.lms_port):
            assert not is_listening(port)
        assert not processes_of(folder)
    with demo(folder, port=first.port, lms_port=first.lms_port) as second:
        page = window.new_page()
        page.goto(f"{second.lms_url}/sign-in")
        page.get_by_role("button", name="Ada Okafor").click()
        page.get_by_role("link", name=SEMINAR).click()
        expect(page.get_by_role("link", name=LONG, exact=True)).to_have_count(1)
        page.get_by_role("link", name=LONG, exact=True).click()
        expect(page.frame_locator("iframe#tool").get_by_role("row", name="Ben Castillo")).to_contain_text("Started")
        assert second.interrupt() == 0


def test_the_demo_has_the_manners_of_canvas_too(window: BrowserContext, tmp_path: Path) -> None:
    with demo(tmp_path / "demo", "--temper", "canvas") as running:
        open_the_activity(window, running.lms_url, "Олена")


def test_a_busy_port_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = subprocess.run(
            command(tmp_path / "demo", port, free_port()), cwd=ROOT, capture_output=True, text=True, timeout=60
        )
    assert told.returncode == 1
    assert f"Port {port} is in use." in told.stdout
    assert "make demo PORT=" in told.stdout
    assert "Traceback" not in told.stdout + told.stderr
    assert not (tmp_path / "demo").exists()
