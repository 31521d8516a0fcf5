"""An earner at work in a real browser: drafts that are never lost, uploads, and all of it without script."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from app.db import reading, transaction
from app.evidence import attempts_of, count_words, items_of
from app.flows.save_evidence import save_text
from app.flows.start_work import start_work
from app.services import Services
from app.web.access import COOKIE_PREFIX
from tests.evidence.world import GOOD_STORY, PDF, PNG, TALKS, fill
from tests.review.world import World, build_world
from tests.serving import port_of, reserved, served

pytestmark = pytest.mark.journey

TEXTS = (
    "",
    "one",
    "two  words",
    "non\u00a0breaking\u3000wide",
    "- a list\n- of two\n\n***\n# Title",
    "it's one-word 3.5 % — …",
    "授業計画 and 我们 start",
    "Привет, мир! مرحبا ½ Ⅷ ²",
    "zero\u200bwidth and\ufeffmark",
    "tabs\tand\x0bothers\x85here\u2028there",
    "emoji 🙂 alone",
    "e\u0301 combining",
)


@pytest.fixture
def world(app: Flask, services: Services) -> World:
    with app.app_context(), transaction() as session:
        built = build_world(session, services, TALKS)
        start_work(session, services, built.actors["ada"], built.placement)
    return built


@pytest.fixture
def address(app: Flask, world: World) -> Iterator[str]:
    bound = reserved()
    port = port_of(bound)
    with served(app, bound):
        yield f"http://localhost:{port}/l/{world.launches['ada'].launch_id}/work"


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        yield opened
        opened.close()


def window(browser: Browser, world: World, *, script: bool = True, width: int = 1280) -> BrowserContext:
    opened = world.launches["ada"]
    context = browser.new_context(java_script_enabled=script, viewport={"width": width, "height": 800})
    context.set_default_timeout(10_000)
    context.add_cookies(
        [
            {
                "name": COOKIE_PREFIX + opened.launch_id,
                "value": opened.secret,
                "url": "https://localhost",
                "secure": True,
            }
        ]
    )
    return context


@pytest.fixture
def page(browser: Browser, world: World, address: str) -> Page:
    opened = window(browser, world).new_page()
    opened.goto(f"{address}/steps/s1")
    return opened


def text_of(app: Flask, world: World) -> str:
    with app.app_context(), reading() as session:
        items = items_of(session, world.placement.id, world.person("ada"))
    return next((item.text for item in items if item.slot_id == "story"), "")


def test_what_is_typed_is_saved_by_itself_and_said_so(app: Flask, world: World, page: Page) -> None:
    held: list[Route] = []
    page.route("**/text", lambda route: held.append(route))
    page.fill("textarea", GOOD_STORY)
    expect(page.locator("[data-saved]")).to_have_text("Not saved yet…")
    expect(page.locator("[data-words]")).to_have_text("9 words of 5 to 20")
    page.unroute("**/text")
    for route in held:
        route.continue_()
    expect(page.locator("[data-saved]")).to_contain_text("Saved ")
    assert text_of(app, world) == GOOD_STORY
    page.reload()
    expect(page.locator("textarea")).to_have_value(GOOD_STORY)
    expect(page.locator("[data-conflict]")).to_be_hidden()


def test_leaving_the_field_saves_at_once(app: Flask, world: World, page: Page) -> None:
    page.fill("textarea", "Quick")
    with page.expect_response("**/text"):
        page.locator("textarea").blur()
    assert text_of(app, world) == "Quick"


def test_a_tab_that_is_behind_shows_both_texts_and_lets_the_earner_choose(
    app: Flask, services: Services, world: World, page: Page
) -> None:
    with app.app_context(), transaction() as session:
        save_text(session, services, world.actors["ada"], world.placement, "story", text="On the phone", base_version=0)
    page.fill("textarea", "At the desk")
    page.locator("textarea").blur()
    expect(page.locator("[data-conflict] textarea")).to_have_value("On the phone")
    assert text_of(app, world) == "On the phone"
    page.click("text=Keep what I wrote here")
    expect(page.locator("[data-saved]")).to_contain_text("Saved ")
    assert text_of(app, world) == "At the desk"
    expect(page.locator("[data-conflict]")).to_be_hidden()


def test_text_written_without_a_connection_is_kept_and_offered_back(app: Flask, world: World, page: Page) -> None:
    page.context.set_offline(True)
    page.fill("textarea", "Written in a tunnel")
    page.locator("textarea").blur()
    expect(page.locator("[data-saved]")).to_contain_text("No connection; it will be sent again. Your text is kept")
    page.context.set_offline(False)
    with page.expect_response("**/text"):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    assert text_of(app, world) == "Written in a tunnel"


def test_a_browser_that_was_closed_offers_what_was_never_saved(
    app: Flask, world: World, browser: Browser, address: str
) -> None:
    context = window(browser, world)
    first = context.new_page()
    first.goto(f"{address}/steps/s1")
    context.set_offline(True)
    first.fill("textarea", "Never sent")
    first.close(run_before_unload=False)
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{address}/steps/s1")
    expect(again.locator("[data-conflict]")).to_contain_text("never saved")
    again.click("text=Put it back")
    expect(again.locator("[data-saved]")).to_contain_text("Saved ")
    assert text_of(app, world) == "Never sent"


def test_a_browser_without_storage_saves_all_the_same(app: Flask, world: World, browser: Browser, address: str) -> None:
    context = window(browser, world)
    context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused'); }})")
    page = context.new_page()
    page.goto(f"{address}/steps/s1")
    page.fill("textarea", "Kept by the server")
    page.locator("textarea").blur()
    expect(page.locator("[data-saved]")).to_contain_text("Saved ")
    assert text_of(app, world) == "Kept by the server"


def test_page_and_server_count_the_same_words(page: Page) -> None:
    source = page.locator("script[src*='autosave']").get_attribute("src") or ""
    module = source.split("?")[0].replace("autosave", "words")
    counted = page.evaluate(
        "async ([module, texts]) => { const { countWords } = await import(module); return texts.map(countWords); }",
        [module, list(TEXTS)],
    )
    assert counted == [count_words(text) for text in TEXTS]


def test_a_file_is_refused_in_words_and_a_good_one_stored_without_leaving_the_page(
    address: str, page: Page, tmp_path: Path
) -> None:
    big, wrong, good = tmp_path / "big.pdf", tmp_path / "wrong.pdf", tmp_path / "план.pdf"
    big.write_bytes(PDF + b"0" * (1024 * 1024))
    wrong.write_bytes(PNG)
    good.write_bytes(PDF)
    page.goto(f"{address}/steps/s3")
    slot = page.locator("#slot-agenda")
    for path, words in ((big, "at most 1.0 MB are allowed here"), (wrong, "its content is a PNG picture")):
        slot.locator("input[type=file]").set_input_files(path)
        slot.locator("form.drop button").click()
        expect(slot.locator(".upload-report")).to_contain_text(words)
    slot.locator("input[type=file]").set_input_files(good)
    slot.locator("form.drop button").click()
    expect(slot.locator(".item-name")).to_have_text("план.pdf")
    expect(slot.locator("[data-slot-state]")).to_have_text("There")


def test_the_whole_way_works_without_script_on_a_phone(
    app: Flask, world: World, browser: Browser, address: str, tmp_path: Path
) -> None:
    pdf, png = tmp_path / "agenda.pdf", tmp_path / "wall.png"
    pdf.write_bytes(PDF)
    png.write_bytes(PNG)
    page = window(browser, world, script=False, width=360).new_page()
    page.goto(f"{address}/")
    page.click("text=Go on with “Look back”")
    page.fill("textarea", GOOD_STORY)
    page.click("button:text-is('Save')")
    page.goto(f"{address}/steps/s3")
    for slot, path in (("agenda", pdf), ("pictures", png)):
        page.set_input_files(f"#file-{slot}", path)
        page.click(f"#slot-{slot} button:text-is('Upload')")
    page.click("text=Check and submit")
    page.check("#agree-integrity")
    page.check("#agree-student_privacy")
    page.click("text=Submit for review")
    expect(page.locator("main")).to_contain_text("Your work is waiting for a reviewer")
    with app.app_context(), reading() as session:
        (attempt,) = attempts_of(session, world.placement.id, world.person("ada"))
    assert {item.slot_id for item in attempt.items} == {"story", "agenda", "pictures"}


def test_a_double_click_on_submit_makes_one_submission(
    app: Flask, services: Services, world: World, browser: Browser, address: str
) -> None:
    with app.app_context(), transaction() as session:
        fill(session, services, world)
    context = window(browser, world)
    pages = [context.new_page(), context.new_page()]
    for page in pages:
        page.goto(f"{address}/ready")
        page.check("#agree-integrity")
        page.check("#agree-student_privacy")
    for page in pages:
        page.locator("text=Submit for review").dblclick()
        expect(page.locator("main")).to_contain_text("Your work is waiting for a reviewer")
    with app.app_context(), reading() as session:
        assert len(attempts_of(session, world.placement.id, world.person("ada"))) == 1


@pytest.mark.parametrize("path", ["/", "/steps", "/steps/s1", "/steps/s3", "/ready", "/status"])
def test_no_page_is_wider_than_a_phone(world: World, browser: Browser, address: str, path: str) -> None:
    page = window(browser, world, width=360).new_page()
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
