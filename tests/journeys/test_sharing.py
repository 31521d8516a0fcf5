"""An earner shows a badge to people she has never met, and stays its owner; a stranger's browser knows nobody."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.browser import Cookies, complaints_of
from tests.journeys.conftest import Open
from tests.journeys.earners import BADGE_OF_SHORT, Earner, approve, broken_pictures, downloaded
from tests.journeys.looking import looking
from tests.journeys.people import press
from tests.journeys.school import School
from tests.loopback import loopback_server, reply

pytestmark = [pytest.mark.journey, pytest.mark.slow]
SHARED = "A badge to be shared"
HTML = {"Content-Type": "text/html; charset=utf-8"}
STORY = "I plan with a colleague now, because two see more than one."


@pytest.fixture(scope="module")
def earned(blocking_browser: BrowserContext, moodle: School, tmp_path_factory: pytest.TempPathFactory) -> School:
    """Zoë holds the badge of the short micro-credential."""
    moodle.place(SHARED)
    zoe = Earner(blocking_browser, moodle, "Zoë")
    zoe.hands_in(SHARED, STORY, tmp_path_factory.mktemp("work"))
    approve(blocking_browser, moodle, SHARED, "Shows the work", "Names the change")
    return moodle


@pytest.fixture
def zoe(browser: BrowserContext, earned: School) -> Earner:
    """At the page of her badge."""
    zoe = Earner(browser, earned, "Zoë")
    zoe.opens_my_credentials(SHARED)
    zoe.opens_badge(BADGE_OF_SHORT)
    return zoe


@pytest.fixture
def stranger(browser_that: Open) -> Iterator[Page]:
    """Somebody elsewhere, with a browser that complains of nothing."""
    with browser_that(Cookies.BLOCKED) as context:
        yield context.new_page()
        assert not list(complaints_of(context))


def test_a_link_shows_the_whole_badge_until_it_is_renewed(zoe: Earner, stranger: Page, tmp_path: Path) -> None:
    with looking("sharing-") as looks:
        looks.look(zoe.page, "own-badge-closed")
        zoe.lets_see("People with my link")
        looks.look(zoe.page, "own-badge-with-link")
        link = zoe.share_link
        stranger.goto(link)
        expect(stranger.get_by_role("heading", level=1, name=BADGE_OF_SHORT)).to_be_visible()
        main = stranger.locator("main")
        for words in ("Zoë O'Brien", "Valid", "checked", "Proficient", "InTASC 9", "1.5"):
            expect(main).to_contain_text(words)
        expect(main).not_to_contain_text(STORY)
        assert broken_pictures(stranger) == []
        looks.look(stranger, "shared")
        kinds = files_of(stranger, tmp_path)
        assert kinds["png"].startswith(b"\x89PNG") and b"<svg" in kinds["svg"]
        assert json.loads(kinds["json"])["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
        stranger.goto(zoe.address)
        expect(stranger.get_by_role("heading", name="The rest is the earner's to show")).to_be_visible()
        expect(stranger.locator("main")).not_to_contain_text("Zoë")
        looks.look(stranger, "closed")
    zoe.follows(zoe.tool.get_by_role("button", name="Renew the link"))
    zoe.reads(BADGE_OF_SHORT)
    assert zoe.share_link != link
    answer = stranger.goto(link)
    assert answer is not None and answer.status == 404
    expect(stranger.locator("main")).not_to_contain_text("Zoë")
    complaints_of(stranger.context).expect("404")
    stranger.goto(zoe.share_link)
    expect(stranger.locator("main")).to_contain_text("Zoë O'Brien")


def files_of(stranger: Page, folder: Path) -> dict[str, bytes]:
    """Every file that the page offers, by its kind."""
    taken = [downloaded(stranger, link, folder) for link in stranger.locator(".file-list a").all()]
    return {path.suffix.removeprefix("."): path.read_bytes() for path in taken}


def test_evidence_is_shown_piece_by_piece_and_withdrawn(zoe: Earner, stranger: Page, tmp_path: Path) -> None:
    zoe.lets_see("People with my link")
    stranger.goto(zoe.share_link)
    expect(stranger.locator(".piece")).to_have_count(0)
    with looking("evidence-") as looks:
        piece = zoe.tool.locator("article.piece").filter(has_text="work.pdf")
        press(piece.locator("summary"))
        zoe.ticks(piece.get_by_role("radio").first)
        zoe.ticks(piece.get_by_role("checkbox"))
        looks.look(zoe.page, "about-to-show")
        zoe.follows(piece.get_by_role("button", name="Show it with the badge"))
        expect(piece.get_by_role("button", name="Withdraw")).to_be_visible()
        looks.look(zoe.page, "one-piece-shown")
        stranger.reload()
        expect(stranger.locator(".piece")).to_have_count(1)
        for words in (STORY, "work.pdf"):
            expect(stranger.locator("main")).not_to_contain_text(words)
        looks.look(stranger, "stranger")
    shown = stranger.locator(".piece").get_by_role("link")
    address = shown.evaluate("link => link.href")
    assert downloaded(stranger, shown, tmp_path).read_bytes().startswith(b"%PDF")
    zoe.follows(piece.get_by_role("button", name="Withdraw"))
    expect(piece.get_by_text("Show this piece…")).to_be_visible()
    stranger.reload()
    expect(stranger.locator(".piece")).to_have_count(0)
    assert stranger.request.get(address).status == 404


def test_a_page_of_somebody_else_frames_a_public_badge(zoe: Earner, stranger: Page) -> None:
    zoe.lets_see("Everybody")
    code = zoe.tool.get_by_label("Code for your own website").input_value()
    page = f"<!doctype html><html lang='en'><title>Mine</title><main><h1>Mine</h1>{code}</main></html>".encode()
    with (
        looking("public-") as looks,
        loopback_server(lambda handler, _: reply(handler, body=page, headers=HTML)) as own,
    ):
        looks.look(zoe.page, "own-badge")
        linkedin = zoe.tool.get_by_role("link", name="LinkedIn").get_attribute("href") or ""
        assert linkedin.startswith("https://www.linkedin.com/")
        stranger.goto(own.url)
        framed = stranger.frame_locator("iframe")
        expect(framed.get_by_role("heading", name=BADGE_OF_SHORT)).to_be_visible()
        expect(framed.locator("main")).to_contain_text("Zoë O'Brien")
        zoe.lets_see("Only me")
        stranger.reload()
        expect(framed.locator("main")).to_contain_text(BADGE_OF_SHORT)
        expect(framed.locator("main")).not_to_contain_text("Zoë")
        stranger.goto(stranger.locator("iframe").get_attribute("src") or "")
        looks.look(stranger, "embedded")
