"""The badge of a stack, and one that a connected account has earned: inserted and handed in like any other."""

import pytest
from flask import Flask

from app import people
from app.badges import CredentialView, credential_view, open_to_public
from app.db import reading, transaction
from app.services import Services
from tests import cast
from tests.flows.stack_world import PAIR, courses, earn, publish_stacks, stacks_of
from tests.web.cards.test_cards import writing
from tests.web.earner.test_handing_in import handing_in
from tests.web.furnished import app, furnished, world
from tests.web.returned import items_of
from tests.world import World

__all__ = ["app", "furnished", "world"]


@pytest.fixture
def of_stack(app: Flask, world: World) -> CredentialView:
    """The badge of a stack whose parts Ben has earned."""
    services: Services = app.extensions["cairn"]
    ben = world.person(cast.BEN)
    with app.app_context(), transaction() as session:
        publish_stacks(session, services, PAIR)
        made = courses(session, services)
        for slug in ("asking", "listening"):
            earn(session, services, made[slug], ben)
        return stacks_of(session, ben)[0]


def connect(app: Flask, world: World) -> None:
    services: Services = app.extensions["cairn"]
    pair = (world.person(cast.BEN), world.person(cast.OTHER_BEN))
    with app.app_context(), transaction() as session:
        people.merge_people(session, services.clock, pair, by="Olga", reason="The same registrar's number.")


def make_public(app: Flask, uuid: str) -> None:
    with app.app_context(), transaction() as session:
        open_to_public(session, app.extensions["cairn"].clock, uuid)


def test_the_card_of_a_stacks_badge_leads_to_its_page(app: Flask, world: World, of_stack: CredentialView) -> None:
    window = writing(app, world, cast.BEN)
    refused = window.post(f"/cards/badges/{of_stack.uuid}", {"kind": "html"})
    assert refused.status_code == 409 and "My credentials" in refused.get_data(as_text=True)
    make_public(app, of_stack.uuid)
    assert "Pair badge" in window.text("/cards/")
    (item,) = items_of(window.post(f"/cards/badges/{of_stack.uuid}", {"kind": "html"}))
    assert f'href="{of_stack.url}"' in item["html"] and 'alt="Badge: Pair badge' in item["html"]
    assert "/achievements/stack.pair-1.0.0/image.svg" in item["html"]


def test_from_the_editor_a_closed_badge_is_opened_and_then_offered(app: Flask, world: World) -> None:
    window = writing(app, world, cast.BEN)
    page = window.text("/cards/")
    assert "not open to everybody" in page and f"/l/{window.opened.launch_id}/credentials/" in page
    assert window.get("/credentials/").status_code == 200
    assert window.post(f"/credentials/{world.badge}/visibility", {"visibility": "public"}).status_code == 303
    assert "Insert the card" in window.text("/cards/")


def test_a_stacks_badge_is_handed_in_and_opened(app: Flask, world: World, of_stack: CredentialView) -> None:
    window = handing_in(app, world, cast.BEN, "link")
    assert "Pair badge" in window.text("/hand-in/")
    (item,) = items_of(window.post(f"/hand-in/{of_stack.uuid}"))
    assert item["url"] == of_stack.url
    with app.app_context(), reading() as session:
        assert credential_view(session, of_stack.uuid).is_public


def test_a_badge_of_a_connected_account_is_inserted_from_this_one(app: Flask, world: World) -> None:
    make_public(app, world.badge)
    window = writing(app, world, cast.OTHER_BEN)
    assert window.post(f"/cards/badges/{world.badge}", {"kind": "link"}).status_code == 404
    connect(app, world)
    (item,) = items_of(window.post(f"/cards/badges/{world.badge}", {"kind": "link"}))
    assert item["url"].endswith(f"/credentials/{world.badge}")


def test_a_badge_of_a_connected_account_is_handed_in_from_this_one(app: Flask, world: World) -> None:
    window = handing_in(app, world, cast.OTHER_BEN, "link")
    assert window.post(f"/hand-in/{world.badge}").status_code == 404
    connect(app, world)
    (item,) = items_of(window.post(f"/hand-in/{world.badge}"))
    assert item["url"].endswith(f"/credentials/{world.badge}")
