"""Storage in browsers that lack what it could use: the launch goes on, by storage or in a window."""

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.people import Learner
from tests.journeys.school import School
from tests.journeys.test_storage import KEY, canvas, cookieless, is_offered_a_window

__all__ = ["canvas", "cookieless"]

pytestmark = pytest.mark.journey


def test_a_browser_without_random_uuids_opens_the_launch_by_storage(cookieless: BrowserContext, canvas: School) -> None:
    canvas.place("An older browser")
    cookieless.add_init_script("delete Crypto.prototype.randomUUID")
    ben = Learner(cookieless, canvas, "Ben")
    ben.opens_activity("An older browser")
    ben.starts()
    assert KEY.search(ben.tool_address)


def test_where_the_storage_can_not_even_be_asked_the_work_goes_on_in_a_window(
    cookieless: BrowserContext, canvas: School
) -> None:
    canvas.place("No randomness")
    cookieless.add_init_script("delete Crypto.prototype.randomUUID; delete Crypto.prototype.getRandomValues")
    dee = Learner(cookieless, canvas, "Dee")
    dee.opens_activity("No randomness")
    is_offered_a_window(dee)
