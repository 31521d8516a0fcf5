""" "My credentials" in a browser that keeps no cookie of the tool inside the LMS: the key in the path goes along."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.earners import BADGE_OF_SHORTEST, earn
from tests.journeys.school import SHORTEST, School
from tests.journeys.test_storage import KEY, canvas, cookieless

__all__ = ["canvas", "cookieless"]

pytestmark = [pytest.mark.journey, pytest.mark.slow]
EARNED = "Earned without cookies"


def test_a_badge_is_shared_saved_and_offered_to_a_wallet_without_a_cookie(
    cookieless: BrowserContext, canvas: School, tmp_path: Path
) -> None:
    canvas.place(EARNED, title=SHORTEST)
    zoe = earn(cookieless, canvas, "Zoë", EARNED)
    zoe.opens_my_credentials(EARNED)
    assert KEY.search(zoe.tool_address)
    zoe.opens_badge(BADGE_OF_SHORTEST)
    zoe.lets_see("People with my link")
    assert zoe.takes(zoe.file("PNG"), tmp_path).read_bytes().startswith(b"\x89PNG")
    zoe.follows(zoe.tool.get_by_role("link", name="Put it into a wallet"))
    zoe.follows(zoe.tool.get_by_role("button", name="Make an offer"))
    expect(zoe.tool.get_by_role("link", name="Open my wallet")).to_be_visible()
    zoe.goes_to("My credentials")
    zoe.turns_to("Transcript")
    zoe.follows(zoe.tool.get_by_role("button", name="Make a code"))
    assert zoe.takes(zoe.tool.get_by_role("link", name="PDF with this code"), tmp_path).stat().st_size > 1000
    zoe.turns_to("Your accounts")
    zoe.follows(zoe.tool.get_by_role("button", name="Make a code here"))
    expect(zoe.tool.locator(".code")).to_contain_text(re.compile(r"^\s*[0-9A-Z]{4}-[0-9A-Z]{4}\s*$"))
    assert KEY.search(zoe.tool_address)
