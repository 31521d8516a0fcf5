"""A badge that somebody was sent: its files at the verification page, in all forms, unchanged and changed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.earners import BADGE_OF_SHORTEST, earn
from tests.journeys.looking import Looks, looking
from tests.journeys.people import press
from tests.journeys.school import SHORTEST, School

pytestmark = [pytest.mark.journey, pytest.mark.slow]
SENT = "A badge to be sent"
GENUINE, CHANGED = "This badge is genuine", "Don't rely on this badge"


@pytest.fixture(scope="module")
def files(
    blocking_browser: BrowserContext, moodle: School, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """What Zoë downloaded, by kind; nobody but her sees the badge at its address."""
    moodle.place(SENT, title=SHORTEST)
    zoe = earn(blocking_browser, moodle, "Zoë", SENT)
    zoe.opens_my_credentials(SENT)
    zoe.opens_badge(BADGE_OF_SHORTEST)
    folder = tmp_path_factory.mktemp("files")
    taken = {kind.lower(): zoe.takes(zoe.file(kind), folder) for kind in ("PNG", "SVG", "JSON", "JWT")}
    zoe.page.close()
    return taken


@pytest.fixture
def page(browser: BrowserContext, moodle: School) -> Page:
    """Somebody at the verification page."""
    page = browser.new_page()
    page.goto(f"{moodle.tool_url}/verify")
    return page


def hand_in(page: Page, file: Path) -> None:
    page.get_by_label("The badge's file").set_input_files(file)
    press(page.get_by_role("button", name="Verify", exact=True))


def verdict(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


@pytest.fixture
def looks() -> Iterator[Looks]:
    with looking("checking-") as looks:
        yield looks


@pytest.mark.parametrize("kind", ["png", "svg", "json"])
def test_a_file_that_was_handed_on_is_genuine(page: Page, files: dict[str, Path], kind: str) -> None:
    hand_in(page, files[kind])
    expect(page.get_by_role("heading", level=1, name=GENUINE)).to_be_visible()
    expect(page.locator(".claims")).to_contain_text(BADGE_OF_SHORTEST)
    expect(page.locator(".check-list")).to_contain_text("Not taken back")


def test_a_pasted_token_is_genuine_and_belongs_to_one_address(
    page: Page, moodle: School, files: dict[str, Path], looks: Looks
) -> None:
    looks.look(page, "empty")
    page.get_by_label("Or a link to it, or its text").fill(files["jwt"].read_text())
    press(page.get_by_role("button", name="Verify", exact=True))
    expect(page.get_by_role("heading", level=1, name=GENUINE)).to_be_visible()
    box = page.get_by_role("region", name="Is it this person's?")
    for address, answer in ((moodle.person("Ben").email, "No"), (moodle.person("Zoë").email, "Yes")):
        box.get_by_label("E-mail address").fill(address)
        press(box.get_by_role("button", name="Compare"))
        expect(box.get_by_role("status")).to_contain_text(answer)
    looks.look(page, "genuine")


def test_a_changed_badge_is_refused_in_words(page: Page, files: dict[str, Path], looks: Looks, tmp_path: Path) -> None:
    changed = json.loads(files["json"].read_text())
    changed["credentialSubject"]["achievement"]["name"] = "Doctor of Change"
    forged = tmp_path / "forged.json"
    forged.write_text(json.dumps(changed))
    hand_in(page, forged)
    expect(page.get_by_role("heading", level=1, name=CHANGED)).to_be_visible()
    expect(page.get_by_role("heading", level=3, name="The signature")).to_contain_text("Failed")
    looks.look(page, "changed")


def test_a_changed_token_and_a_changed_picture_are_refused_in_words(
    page: Page, files: dict[str, Path], tmp_path: Path
) -> None:
    head, body, signature = files["jwt"].read_text().strip().split(".")
    page.get_by_label("Or a link to it, or its text").fill(f"{head}.{body[:-9]}AAAAAAAAA.{signature}")
    press(page.get_by_role("button", name="Verify", exact=True))
    expect(page.get_by_role("heading", level=1, name=GENUINE)).to_have_count(0)
    expect(page.locator(".verdict")).to_be_visible()
    forged = tmp_path / "forged.svg"
    forged.write_text(files["svg"].read_text().replace(f"{head}.{body}", f"{head}.{body[::-1]}"))
    assert forged.read_bytes() != files["svg"].read_bytes()
    hand_in(page, forged)
    expect(page.locator(".verdict")).to_be_visible()
    expect(page.get_by_role("heading", level=1, name=GENUINE)).to_have_count(0)
