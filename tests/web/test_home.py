"""Where a launch lands."""

import pytest
from flask import Flask

from tests import cast
from tests.cast import Character
from tests.web.furnished import app, furnished, world
from tests.world import Window, World

__all__ = ["app", "furnished", "world"]

LANDINGS = [
    (cast.BEN, "/work/"),
    (cast.TESS, "/work/"),
    (cast.AS_BEN, "/work/"),
    (cast.ADA, "/teach/"),
    (cast.TIA, "/teach/"),
    (cast.ROY, "/teach/"),
    (cast.VAL, "/teach/"),
    (cast.ADA_ADDING, "/place/"),
    (cast.ADA_NEW_LINK, "/place/"),
    (cast.ADA_ON_CAM, "/course/asked"),
    (cast.MEL, "/course/"),
    (cast.MAE, "/course/"),
    (cast.ADA_IN_COURSE, "/course/"),
    (cast.BEN_IN_COURSE, "/course/"),
]


@pytest.mark.parametrize(("who", "path"), LANDINGS, ids=[who.key for who, _ in LANDINGS])
def test_each_role_lands_on_its_own_first_page(app: Flask, world: World, who: Character, path: str) -> None:
    window = Window(app, world, who)
    answer = window.get("/")
    assert answer.status_code == 303 and answer.location == window.address(path)
    assert window.get(path).status_code in {200, 303}


def test_who_has_no_role_is_told_what_to_ask_for(app: Flask, world: World) -> None:
    page = Window(app, world, cast.NIL).text("/")
    assert "Ask the teacher of the course" in page and "Back to the course" in page
