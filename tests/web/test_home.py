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
    (cast.ADA_ON_CAM, "/reviews/for-user"),
]


@pytest.mark.parametrize(("who", "path"), LANDINGS, ids=[who.key for who, _ in LANDINGS])
def test_each_role_lands_on_its_own_first_page(app: Flask, world: World, who: Character, path: str) -> None:
    window = Window(app, world, who)
    answer = window.get("/")
    assert answer.status_code == 303 and answer.location == window.address(path)
    assert window.get(path).status_code in {200, 303}


@pytest.mark.parametrize("who", [cast.MEL, cast.NIL], ids=lambda who: who.key)
def test_who_has_no_part_in_it_gets_a_polite_page(app: Flask, world: World, who: Character) -> None:
    answer = Window(app, world, who).get("/")
    assert answer.status_code == 200


def test_a_gradebooks_link_on_a_learner_leads_to_what_they_handed_in(app: Flask, world: World) -> None:
    window = Window(app, world, cast.ADA_ON_CAM)
    assert window.get("/reviews/for-user").location == window.address(f"/reviews/{world.attempts['cam']}/")
