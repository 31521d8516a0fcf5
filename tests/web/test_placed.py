"""Which placement a launch is about."""

import pytest
from flask import Flask

from tests import cast
from tests.cast import Character
from tests.web.furnished import app, furnished, world
from tests.world import Window, World

__all__ = ["app", "furnished", "world"]


@pytest.mark.parametrize("who", [cast.UMA, cast.ULF], ids=lambda who: who.key)
@pytest.mark.parametrize("path", ["/", "/teach/", "/teach/gradebook", "/reviews/", "/work/", "/place/"])
def test_a_link_that_was_copied_into_another_course_opens_nothing_of_the_first(
    app: Flask, world: World, who: Character, path: str
) -> None:
    answer = Window(app, world, who).get(path)
    assert answer.status_code in {403, 404}
    if answer.status_code == 404:
        assert "placed-in-another-course" in answer.get_data(as_text=True)


def test_nothing_can_be_chosen_for_a_copied_link(app: Flask, world: World) -> None:
    form = {"points": "100", "policy": "points_percent"}
    answer = Window(app, world, cast.UMA).post(f"/place/{world.other_version_id}", form)
    assert answer.status_code == 404 and "belongs to another course" in answer.get_data(as_text=True)


def test_before_a_choice_the_pages_say_what_is_missing(app: Flask, world: World) -> None:
    answer = Window(app, world, cast.ADA_NEW_LINK).get("/teach/")
    assert answer.status_code == 404 and "nothing-placed" in answer.get_data(as_text=True)
