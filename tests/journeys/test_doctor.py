"""What the launch doctor says of the browser that it is opened in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.browser import Cookies, complaints_of
from tests.journeys.conftest import Open
from tests.journeys.people import Teacher
from tests.journeys.school import School
from tests.journeys.secure import secure_school

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def canvas(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with secure_school(tmp_path_factory.mktemp("canvas"), empty_database, "canvas") as built:
        yield built


def to_the_doctor(teacher: Teacher, activity: str) -> Locator:
    """What the doctor says of the browser."""
    teacher.school.place(activity)
    teacher.opens_activity(activity)
    teacher.goes_to("About")
    teacher.clicks("launch doctor")
    teacher.reads("Launch doctor")
    return teacher.tool.locator("[data-doctor-browser]")


@pytest.mark.parametrize(
    ("cookies", "words"),
    [(Cookies.ALLOWED, "brings Cairn's cookies back"), (Cookies.REFUSED, "refuses Cairn's cookies")],
)
def test_the_doctor_tries_whether_canvas_keeps_the_proof_of_a_launch(
    browser_that: Open, canvas: School, cookies: Cookies, words: str
) -> None:
    with browser_that(cookies) as context:
        line = to_the_doctor(Teacher(context, canvas), f"Looked at, cookies {cookies}")
        expect(line).to_contain_text(words)
        expect(line).to_contain_text("The LMS can keep the proof")
        expect(line).to_contain_text("In order")
        assert not complaints_of(context)


def test_moodle_keeps_nothing_and_says_nothing(browser_that: Open, moodle: School) -> None:
    with browser_that(Cookies.ALLOWED) as context:
        expect(to_the_doctor(Teacher(context, moodle), "Looked at")).to_contain_text("The LMS keeps no proof")
        assert not complaints_of(context)


def test_a_clock_that_is_far_off_is_something_to_look_at(browser_that: Open, moodle: School) -> None:
    with browser_that(Cookies.ALLOWED) as context:
        ada = Teacher(context, moodle)
        ada.page.clock.set_system_time(datetime.now(UTC) + timedelta(minutes=10))
        line = to_the_doctor(ada, "Looked at late")
        expect(line).to_contain_text("seconds off")
        expect(line).to_contain_text("Look at this")


def test_a_browser_that_could_not_be_looked_at_is_told_to_reload(browser_that: Open, moodle: School) -> None:
    with browser_that(Cookies.ALLOWED) as context:
        ada = Teacher(context, moodle)
        ada.page.route("**/doctor/browser", lambda route: route.fulfill(status=403, json={"code": "launch-over"}))
        line = to_the_doctor(ada, "Not looked at")
        expect(line).to_contain_text("This browser could not be looked at; reload the page.")
        complaints_of(context).expect("403")
