"""A stack on its earner's pages, before and after it was awarded, and on the page that strangers see."""

import json

import pytest
from flask import Flask

from app.badges import CredentialView, open_to_public, parts_of
from app.db import reading, transaction
from app.flows.revoke_badge import revoke_badge
from app.services import Services
from tests import cast
from tests.badges.world import World as Course
from tests.flows.stack_world import PAIR, courses, earn, publish_stacks, stacks_of
from tests.pages import PageChecker
from tests.world import Window, World, read


@pytest.fixture
def made(app: Flask) -> dict[str, Course]:
    services: Services = app.extensions["cairn"]
    with app.app_context(), transaction() as session:
        publish_stacks(session, services, PAIR)
        return courses(session, services)


def earned(app: Flask, world: World, made: dict[str, Course], *slugs: str) -> list[CredentialView]:
    """Ben earns these; his stacks' badges."""
    services: Services = app.extensions["cairn"]
    ben = world.actors["ben"].person_id
    with app.app_context(), transaction() as session:
        for slug in slugs:
            earn(session, services, made[slug], ben)
        return stacks_of(session, ben)


def test_the_list_says_what_is_missing_for_the_next_stack(app: Flask, world: World, made: dict[str, Course]) -> None:
    assert earned(app, world, made, "asking") == []
    page = Window(app, world, cast.BEN).text("/credentials/")
    assert "What they lead to" in page and "1 of 2 parts earned" in page and "Still to earn: Listening." in page


def test_an_earned_stack_is_a_badge_like_any_other(app: Flask, world: World, made: dict[str, Course]) -> None:
    (badge,) = earned(app, world, made, "asking", "listening")
    ben = Window(app, world, cast.BEN)
    page = ben.text("/credentials/")
    assert "Pair badge" in page and "Still to earn" not in page
    assert "Pair badge" in ben.text(f"/credentials/{badge.uuid}/")
    assert "Pair badge" in ben.text("/credentials/transcript/")


def test_the_earner_finds_the_parts_of_a_stack_and_how_they_stand(
    app: Flask, world: World, made: dict[str, Course]
) -> None:
    services: Services = app.extensions["cairn"]
    (badge,) = earned(app, world, made, "asking", "listening")
    ben = Window(app, world, cast.BEN)
    path = f"/credentials/{badge.uuid}/"
    with app.app_context(), reading() as session:
        asking, listening = parts_of(session, badge.uuid)
    for part in (asking, listening):
        assert f'href="{ben.address(f"/credentials/{part.uuid}/")}">{part.name}</a>' in ben.text(path)
    assert "Revoked" not in ben.text(path)
    with app.app_context(), transaction() as session:
        revoke_badge(session, services, asking.uuid, "Not Ben's own.")
    page = ben.text(path)
    assert page.count("Revoked") == 1 and page.index("Asking badge") < page.index("Revoked")
    assert "What it is made of" not in ben.text(f"/credentials/{asking.uuid}/")


def test_whoever_shares_a_stack_is_told_that_it_names_its_parts(
    app: Flask, world: World, made: dict[str, Course]
) -> None:
    (badge,) = earned(app, world, made, "asking", "listening")
    ben = Window(app, world, cast.BEN)
    words = "reads the names of the badges that it is made of"
    assert words in ben.text(f"/credentials/{badge.uuid}/")
    assert words not in ben.text(f"/credentials/{world.badge}/")


def test_strangers_get_all_of_its_files_and_the_way_to_its_parts(
    app: Flask, world: World, made: dict[str, Course]
) -> None:
    services: Services = app.extensions["cairn"]
    (badge,) = earned(app, world, made, "asking", "listening")
    path = f"/credentials/{badge.uuid}"
    app.test_client_class = PageChecker
    stranger = app.test_client()
    closed = read(stranger.get(path)).text
    assert "Asking badge" not in closed and "Micro-credentials that belong together" in closed
    with app.app_context(), transaction() as session:
        open_to_public(session, services.clock, badge.uuid)
    page = read(stranger.get(path)).text
    assert "Asking badge" in page and "Listening badge" in page
    parts = [line["id"] for line in json.loads(read(stranger.get(f"{path}.json")).data)["evidence"]]
    assert all(part.partition("localhost:8000")[2] in page for part in parts)
    for ending in (".jwt", ".png", ".svg", "/ob2.json"):
        assert read(stranger.get(path + ending)).status_code == 200, ending
    for address in (
        "stack.pair-1.0.0",
        "stack.pair-1.0.0.json",
        "stack.pair-1.0.0/criteria",
        "stack.pair-1.0.0/outcome",
    ):
        assert read(stranger.get(f"/achievements/{address}")).status_code in (200, 303), address
    assert read(stranger.get("/achievements/stack.pair-1.0.0/badgeclass.json")).status_code == 200
