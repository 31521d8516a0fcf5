"""What teachers see of their learners' badges in the list."""

from flask import Flask

from app.db import transaction
from app.flows.revoke_badge import ask_to_revoke, revoke_badge
from tests import cast
from tests.guards.conftest import app, furnished, world
from tests.world import Window, World

__all__ = ["app", "furnished", "world"]


def learners(app: Flask, world: World) -> str:
    return " ".join(Window(app, world, cast.ADA).get("/teach/").get_data(as_text=True).split())


def test_the_list_says_how_each_badge_stands_and_nothing_where_there_is_none(app: Flask, world: World) -> None:
    services = app.extensions["cairn"]
    page = learners(app, world)
    assert page.count("Badge: ") == page.count("Badge: signed and valid") == 1
    assert page.index("Ben Bakowski") < page.index("Badge: signed and valid")
    with app.app_context(), transaction() as session:
        ask_to_revoke(session, services, world.badge, "Not his own.")
    assert "Badge: about to be revoked" in learners(app, world)
    with app.app_context(), transaction() as session:
        revoke_badge(session, services, world.badge, "Not his own.")
    page = learners(app, world)
    assert "Badge: revoked" in page and "Not his own." not in page
