"""Two accounts of one human being, connected from two LMSs: each half in a window of its own."""

import html
import re

import pytest
from flask import Flask

from app import people
from app.db import reading
from app.flows.own_badges import valid_badges
from tests import cast
from tests.cast import Character
from tests.web.furnished import app, furnished, world
from tests.world import Window, World

__all__ = ["app", "furnished", "world"]
ACCOUNTS = "/credentials/accounts/"


def code_of(window: Window) -> str:
    answer = window.post(f"{ACCOUNTS}codes")
    assert answer.status_code == 200
    found = re.search(r'class="code code-big">([\w-]+)<', answer.get_data(as_text=True))
    assert found
    return found[1]


def request_in(window: Window) -> str:
    found = re.search(r"accounts/codes/(\d+)/(?:agree|decline)", window.text(ACCOUNTS))
    assert found
    return found[1]


def linked(app: Flask, world: World, who: Character) -> tuple[int, ...]:
    with app.app_context(), reading() as session:
        return people.linked_people(session, world.person(who))


@pytest.fixture
def here(app: Flask, world: World) -> Window:
    return Window(app, world, cast.BEN)


@pytest.fixture
def there(app: Flask, world: World) -> Window:
    return Window(app, world, cast.OTHER_BEN)


def connect(here: Window, there: Window) -> None:
    assert there.post(f"{ACCOUNTS}enter", {"code": code_of(here)}).status_code == 303
    for window in (there, here):
        assert window.post(f"{ACCOUNTS}codes/{request_in(window)}/agree").status_code == 303


def test_both_ends_are_told_of_each_other_and_asked(app: Flask, world: World, here: Window, there: Window) -> None:
    there.post(f"{ACCOUNTS}enter", {"code": code_of(here)})
    asked_there, asked_here = html.unescape(there.text(ACCOUNTS)), html.unescape(here.text(ACCOUNTS))
    assert "Ben Bakowski at https://lms.example" in re.sub(r"<[^>]+>", "", asked_there)
    assert "Benno Birkelund at https://other-lms.example" in re.sub(r"<[^>]+>", "", asked_here)
    assert "Is this you as well?" in asked_here and "If somebody else asked you" in asked_there
    assert len(linked(app, world, cast.BEN)) == 1


def test_once_both_have_agreed_what_one_earned_is_the_others_too(
    app: Flask, world: World, here: Window, there: Window
) -> None:
    assert world.badge not in there.text("/credentials/transcript/")
    connect(here, there)
    assert "Benno Birkelund" in here.text(ACCOUNTS) and "you connected it" in there.text(ACCOUNTS)
    assert world.badge in there.text("/credentials/transcript/")
    with app.app_context(), reading() as session:
        now = app.extensions["cairn"].clock.now()
        assert [badge.uuid for badge in valid_badges(session, world.actors["other_ben"], now)] == [world.badge]


def test_the_account_that_agreed_is_told_to_agree_in_the_other_one_too(here: Window, there: Window) -> None:
    there.post(f"{ACCOUNTS}enter", {"code": code_of(here)})
    there.post(f"{ACCOUNTS}codes/{request_in(there)}/agree")
    assert "open Cairn in that other account" in there.text(ACCOUNTS)


def test_either_end_can_disconnect(app: Flask, world: World, here: Window, there: Window) -> None:
    connect(here, there)
    assert there.post(f"{ACCOUNTS}{world.person(cast.BEN)}/disconnect").status_code == 303
    assert "No other account is connected" in here.text(ACCOUNTS)
    assert world.badge in here.text("/credentials/transcript/")
    assert world.badge not in there.text("/credentials/transcript/")


def test_a_mistyped_code_stands_in_the_form_again_with_what_is_wrong_about_it(here: Window, there: Window) -> None:
    code = code_of(here)
    own, unknown = (window.post(f"{ACCOUNTS}enter", {"code": code}) for window, code in ((here, code), (there, "K7Q2")))
    assert (own.status_code, unknown.status_code) == (422, 404)
    for answer, typed, words in ((own, code, "You made this code"), (unknown, "K7Q2", "This code doesn't work.")):
        assert f'value="{typed}"' in answer.text and words in html.unescape(answer.text)
        assert 'aria-describedby="code-hint code-error"' in answer.text


def test_a_code_that_lures_somebody_into_an_account_links_nothing_by_being_entered(
    app: Flask, world: World, here: Window
) -> None:
    victim = Window(app, world, cast.CAM)
    victim.post(f"{ACCOUNTS}enter", {"code": code_of(here)})
    here.post(f"{ACCOUNTS}codes/{request_in(here)}/agree")
    assert linked(app, world, cast.CAM) == (world.person(cast.CAM),)
    victim.post(f"{ACCOUNTS}codes/{request_in(victim)}/decline")
    assert here.post(f"{ACCOUNTS}codes/1/agree").status_code == 404


@pytest.mark.parametrize("who", [cast.AS_BEN, cast.TESS, cast.MEL, cast.MAE], ids=lambda who: who.key)
def test_who_is_not_there_as_themselves_connects_nothing(
    app: Flask, world: World, there: Window, who: Character
) -> None:
    window, code = Window(app, world, who), code_of(there)
    assert "only by themselves" in window.text(ACCOUNTS)
    assert window.post(f"{ACCOUNTS}codes").status_code == 403
    assert window.post(f"{ACCOUNTS}enter", {"code": code}).status_code == 403
    assert "Is this you as well?" not in there.text(ACCOUNTS)


def test_who_looks_through_the_earners_eyes_cannot_disconnect_or_agree(
    app: Flask, world: World, here: Window, there: Window
) -> None:
    connect(here, there)
    acting = Window(app, world, cast.AS_BEN)
    other = world.person(cast.OTHER_BEN)
    assert acting.post(f"{ACCOUNTS}{other}/disconnect").status_code == 403
    assert len(linked(app, world, cast.BEN)) == 2


def test_codes_are_not_guessed_at_leisure(app: Flask, world: World, here: Window) -> None:
    answers = [here.post(f"{ACCOUNTS}enter", {"code": f"AAAA-AAA{number}"}).status_code for number in range(2, 9)]
    assert answers == [404] * 5 + [429] * 2
