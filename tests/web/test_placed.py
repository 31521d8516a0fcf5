"""Which placement a launch is about."""

import pytest
from flask import Flask

from app.db import reading
from app.placement import placement_view
from tests import cast
from tests.cast import Character
from tests.web.furnished import app, furnished, world
from tests.world import Window, World, names_in

__all__ = ["app", "furnished", "world"]


@pytest.mark.parametrize("who", [cast.UMA, cast.ULF], ids=lambda who: who.key)
@pytest.mark.parametrize("path", ["/", "/teach/", "/teach/gradebook", "/reviews/", "/work/", "/place/"])
def test_a_link_that_was_copied_into_another_course_opens_nothing_of_the_first(
    app: Flask, world: World, who: Character, path: str
) -> None:
    answer = Window(app, world, who).get(path)
    assert names_in(answer) == set()
    if path != "/place/":
        assert answer.status_code in {303, 403, 404}


def test_what_is_chosen_for_a_copied_link_leaves_the_first_course_alone(app: Flask, world: World) -> None:
    form = {"points": "50", "policy": "points_percent"}
    assert Window(app, world, cast.UMA).post(f"/place/{world.other_version_id}", form).status_code == 303
    with app.app_context(), reading() as session:
        kept = placement_view(session, world.placements[cast.HERE].id)
    assert kept == world.placements[cast.HERE]
    assert cast.BEN.key in names_in(Window(app, world, cast.ADA).get("/teach/"))


def test_before_a_choice_the_pages_say_what_is_missing(app: Flask, world: World) -> None:
    answer = Window(app, world, cast.ADA_NEW_LINK).get("/teach/")
    assert answer.status_code == 404 and "nothing-placed" in answer.get_data(as_text=True)
