"""How moments are shown, by what launches say of language and time zone."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from app.db import transaction
from app.lti.claims import _locale
from app.people.models import LaunchSession
from app.web.times import DateOrder, times_of
from tests import cast
from tests.web.furnished import app, furnished, world
from tests.world import Window, World

__all__ = ["app", "furnished", "world"]

WHEN = datetime(2026, 11, 15, 14, 5, tzinfo=UTC)
MOODLE = {
    "en": "15 November 2026, 14:05 UTC",
    "en_us": "November 15, 2026, 2:05 PM UTC",
    "en_us_k12": "November 15, 2026, 2:05 PM UTC",
    "nb": "15 November 2026, 14:05 UTC",
    "pt_br": "15 November 2026, 14:05 UTC",
    "zh_cn": "2026 November 15, 14:05 UTC",
    "de_du": "15 November 2026, 14:05 UTC",
}
CANVAS = {
    ("en", "America/Denver"): "15 November 2026, 07:05",
    ("en-US", "America/Denver"): "November 15, 2026, 7:05 AM",
    ("en-AU-x-unimelb", "Australia/Melbourne"): "16 November 2026, 1:05 AM",
    ("en-GB-x-ukhe", "Europe/London"): "15 November 2026, 14:05",
    ("nb-x-k12", "Europe/Oslo"): "15 November 2026, 15:05",
    ("ja", "Asia/Tokyo"): "2026 November 15, 23:05",
    ("", "Asia/Kolkata"): "15 November 2026, 19:35",
}


@pytest.mark.parametrize("locale", MOODLE)
def test_moodle_says_the_language_and_the_zone_is_left_to_the_browser(locale: str) -> None:
    assert times_of(_locale(locale), None).shown(WHEN) == MOODLE[locale]


@pytest.mark.parametrize(("locale", "zone"), CANVAS)
def test_canvas_says_both(locale: str, zone: str) -> None:
    assert _locale(locale) == locale
    assert times_of(locale, zone).shown(WHEN) == CANVAS[locale, zone]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "Europe", "", "\0"])
def test_a_zone_that_nobody_knows_is_left_to_the_browser(zone: str) -> None:
    assert times_of("nb", zone).zone is None


def page_with(world: World, app: Flask, **said: object) -> str:
    with app.app_context(), transaction() as session:
        row = session.get(LaunchSession, world.launches["ben"].launch_id)
        for name, value in said.items():
            setattr(row, name, value)
    return Window(app, world, cast.BEN).text("/work/status")


def test_a_page_tells_its_scripts_what_was_decided(app: Flask, world: World) -> None:
    page = page_with(world, app, locale="en-US", time_zone="America/Denver")
    assert '<html lang="en" data-dates="mdy" data-hours="12" data-time-zone="America/Denver">' in page
    assert "November 15, 2026, 2:30 AM" in page


def test_the_language_of_the_page_is_that_of_its_words(app: Flask, world: World) -> None:
    page = page_with(world, app, locale="nb", time_zone=None)
    assert f'<html lang="en" data-dates="{DateOrder.DAY_FIRST}" data-hours="24">' in page
    assert "15 November 2026, 09:30 UTC" in page


def test_who_prefers_more_contrast_gets_it(app: Flask, world: World) -> None:
    assert 'data-contrast="more"' not in page_with(world, app, high_contrast=False)
    assert 'data-contrast="more"' in page_with(world, app, high_contrast=True)
