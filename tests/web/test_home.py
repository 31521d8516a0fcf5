"""Where a launch lands."""

from dataclasses import replace

import pytest
from flask import Flask

from app.db import transaction
from app.people import record_launch
from app.services import Services
from tests import cast
from tests.cast import Character, Kind
from tests.web.furnished import app, furnished, world
from tests.web.returned import DEEP_LINKING, returned
from tests.world import Window, World, launch_of

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


ASSISTANT_ADDING = replace(cast.TIA, key="tia_adding", kind=Kind.ADDING)
NOT_THEIRS = [
    (ASSISTANT_ADDING, "Micro-credentials are added by the teachers of the course."),
    (replace(cast.MEL, key="mel_adding", kind=Kind.ADDING), "Micro-credentials are added by the teachers"),
    (replace(cast.MEL, key="mel_writing", kind=Kind.WRITING), "Cards are put into texts by the learners and teachers"),
    (replace(cast.ADA, key="ada_handing_in", kind=Kind.HANDING_IN), "Badges are handed in by the learners"),
]


def asking(app: Flask, world: World, who: Character) -> Window:
    """Somebody's further launch in the furnished world."""
    services: Services = app.extensions["cairn"]
    actor = world.actors["ada"]
    with app.app_context(), transaction() as session:
        launch = launch_of(who, actor.registration_id, actor.deployment_id)
        opened = record_launch(session, services.clock, launch)
    return Window(app, replace(world, launches={**world.launches, who.key: opened}), who)


@pytest.mark.parametrize(("who", "words"), NOT_THEIRS, ids=[who.key for who, _ in NOT_THEIRS])
def test_who_may_not_add_something_is_told_whose_it_is_and_led_back(
    app: Flask, world: World, who: Character, words: str
) -> None:
    window = asking(app, world, who)
    page = window.text("/")
    assert words in page and "ready" not in page and f'action="{window.address("/nothing-to-add")}"' in page
    claims = returned(window.post("/nothing-to-add"))
    assert claims[DEEP_LINKING + "content_items"] == [] and words in claims[DEEP_LINKING + "errormsg"]


def test_a_launch_that_asks_for_nothing_is_given_no_answer(app: Flask, world: World) -> None:
    assert Window(app, world, cast.ADA).post("/nothing-to-add").status_code == 422


def test_an_activity_without_a_micro_credential_is_not_ready(app: Flask, world: World) -> None:
    assert "This activity isn't ready yet" in Window(app, world, cast.NEWCOMER).text("/")
