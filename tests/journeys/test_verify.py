"""The verification page in a real browser: the box that compares an address, and a narrow dark screen."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from app import create_app
from app.config import Settings
from app.db import db
from tests.conftest import ManualClock
from tests.serving import port_of, reserved, served
from tests.verification.issuer import EMAIL, Issuer, an_issuer

pytestmark = pytest.mark.journey


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with an_issuer() as found:
        yield found


@pytest.fixture
def address(settings: Settings, clock: ManualClock, empty_database: Path) -> Iterator[str]:
    bound = reserved()
    public_url = f"http://localhost:{port_of(bound)}"
    application: Flask = create_app(replace(settings, public_url=public_url), clock=clock)
    with served(application, bound):
        yield public_url
    with application.app_context():
        db.engine.dispose()


def verified(browser: BrowserContext, address: str, issuer: Issuer) -> Page:
    page = browser.new_page()
    page.goto(f"{address}/verify")
    badge = json.dumps(issuer.signed(issuer.credential())).encode()
    page.get_by_label("The badge's file").set_input_files(
        {"name": "badge.json", "mimeType": "application/json", "buffer": badge}
    )
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This badge is genuine")
    return page


def test_an_address_is_compared_in_the_browser_and_sent_nowhere(
    browser: BrowserContext, address: str, issuer: Issuer
) -> None:
    page = verified(browser, address, issuer)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.locator("[data-answer]")
    for typed, told in (
        ("", "Type an address first."),
        ("eve@example.edu", "No: the badge was not made out to this address."),
        (f" {EMAIL.upper()} ", "Yes: the badge was made out to this address."),
    ):
        page.get_by_label("E-mail address").fill(typed)
        page.get_by_role("button", name="Compare").click()
        expect(answer).to_contain_text(told)
    page.get_by_label("E-mail address").fill(EMAIL)
    expect(answer).to_be_empty()
    page.get_by_label("E-mail address").press("Enter")
    expect(answer).to_contain_text("Yes")
    assert asked == []


def test_nothing_is_cut_off_on_a_narrow_dark_screen(browser: BrowserContext, address: str, issuer: Issuer) -> None:
    page = verified(browser, address, issuer)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
