"""A stack whose parts were earned in two LMSs, and a bundle on top of it, by way of pages, flows and outbox alone."""

import hashlib
import json

import pytest
from flask import Flask

from app.badges import BADGE, CredentialView, credential_of, credential_view, parts_of, signed_document
from app.db import reading, transaction
from app.flows.sign_badge import BadgeSigner
from app.placement import NewPlacement, PlacementView, place, suggested_settings
from app.services import Services
from app.worker import Deliverer
from tests import cast
from tests.evidence.world import TALKS
from tests.flows.stack_world import part, publish_stacks, stack, stacks_of
from tests.web.accounts.test_accounts import ACCOUNTS, connect
from tests.web.furnished import app, furnished, world
from tests.world import Window, World, fill, review, submit

__all__ = ["app", "furnished", "world"]
PAIR = stack("pair", part("leading-talks"), part("leading-walks"))
BUNDLE = stack("bundle", part("pair", stack=True, required=True), part("leading-talks"), some=1)


@pytest.fixture
def here(app: Flask, world: World) -> Window:
    return Window(app, world, cast.BEN)


@pytest.fixture
def there(app: Flask, world: World) -> Window:
    return Window(app, world, cast.OTHER_BEN)


@pytest.fixture
def services(app: Flask) -> Services:
    services: Services = app.extensions["cairn"]
    return services


@pytest.fixture
def walks(app: Flask, world: World, services: Services) -> CredentialView:
    """What Ben earns in the other LMS, reviewed by a teacher there. He has earned the talks here."""
    earner, teacher = world.actors["other_ben"], world.actors["other_ada"]
    with app.app_context():
        with transaction() as session:
            publish_stacks(session, services, PAIR, BUNDLE)
            placement = place(session, services.clock, new_placement(world))
            fill(session, services, earner, placement, "keepsakewalks")
            attempt_id = submit(session, services, earner, placement)
        review(services, teacher, attempt_id, release=True)
        with reading() as session:
            badge = credential_of(session, placement.id, earner.person_id)
    assert badge is not None
    return badge


def new_placement(world: World) -> NewPlacement:
    away: PlacementView = world.placements[cast.AWAY]
    return NewPlacement(
        deployment_id=away.deployment_id,
        resource_link_id="link-of-walks",
        course_id=away.course_id,
        version_id=world.other_version_id,
        title="Leading walks",
        settings=suggested_settings(TALKS),
        lineitem_url="https://other-lms.example/lineitems/walks",
    )


def deliver(app: Flask, services: Services) -> None:
    """What the worker does, until no badge waits to be signed."""
    with app.app_context():
        Deliverer(services.clock, {BADGE: BadgeSigner(services)}).drain()


def held(app: Flask, world: World) -> list[CredentialView]:
    with app.app_context(), reading() as session:
        return stacks_of(session, world.person(cast.BEN), world.person(cast.OTHER_BEN))


def test_once_the_accounts_are_connected_stack_and_bundle_come_by_themselves(
    app: Flask, world: World, services: Services, walks: CredentialView, here: Window, there: Window
) -> None:
    deliver(app, services)
    assert held(app, world) == [], "one account here and one there are two people until somebody says otherwise"
    connect(here, there)
    deliver(app, services)
    pair, bundle = held(app, world)
    assert (pair.name, bundle.name) == ("Pair badge", "Bundle badge") and pair.is_signed and bundle.is_signed
    for window in (here, there):
        assert all(each.uuid in window.text("/credentials/") for each in (pair, bundle, walks))
        transcript = window.text("/credentials/transcript/")
        assert all(each.uuid in transcript for each in (pair, bundle, walks)) and world.badge in transcript
    with app.app_context(), reading() as session:
        assert [each.uuid for each in parts_of(session, pair.uuid)] == [world.badge, walks.uuid]
        assert {each.uuid for each in parts_of(session, bundle.uuid)} == {pair.uuid, world.badge}
        talks = credential_view(session, world.badge)
        document = json.loads(signed_document(session, pair.uuid))
        said = {line["id"]: line["narrative"] for line in document["evidence"]}
        for each in (talks, walks):
            assert hashlib.sha256(signed_document(session, each.uuid)).hexdigest() in said[each.url]
    assert "okafor" not in json.dumps(document).lower() and "birkelund" not in json.dumps(document).lower()


def test_what_was_awarded_stays_with_the_account_that_earned_first_when_they_part(
    app: Flask, world: World, services: Services, walks: CredentialView, here: Window, there: Window
) -> None:
    connect(here, there)
    deliver(app, services)
    assert {each.person_id for each in held(app, world)} == {world.person(cast.BEN)}
    assert there.post(f"{ACCOUNTS}{world.person(cast.BEN)}/disconnect").status_code == 303
    deliver(app, services)
    assert "Bundle badge" in here.text("/credentials/")
    assert "Bundle badge" not in there.text("/credentials/") and walks.uuid in there.text("/credentials/")
    connect(here, there)
    deliver(app, services)
    assert len(held(app, world)) == 2, "nothing is awarded twice"
