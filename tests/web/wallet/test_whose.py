"""Which badges go into a wallet, and from which account: a stack's like any other, and those of connected accounts."""

import json
from dataclasses import replace

import pytest

from app import people
from app.badges import did_document
from app.badges.signing import check_proof
from app.db import transaction
from tests import cast
from tests.badges.shapes import breaches
from tests.flows.stack_world import PAIR, courses, earn, publish_stacks, stacks_of
from tests.web.wallet.conftest import Scene
from tests.world import Window


@pytest.fixture
def elsewhere(scene: Scene) -> Scene:
    """The same human being in the other LMS, where the badge wasn't earned."""
    return replace(scene, window=Window(scene.app, scene.world, cast.OTHER_BEN))


def connect(scene: Scene) -> tuple[int, int]:
    pair = (scene.world.person(cast.BEN), scene.world.person(cast.OTHER_BEN))
    with scene.app.app_context(), transaction() as session:
        people.merge_people(session, scene.clock, pair, by="Olga", reason="The same registrar's number.")
    return pair


def part(scene: Scene) -> None:
    here, there = scene.world.person(cast.BEN), scene.world.person(cast.OTHER_BEN)
    with scene.app.app_context(), transaction() as session:
        people.disconnect(session, scene.clock, here, there, by="Ben")


def test_a_stacks_badge_goes_into_a_wallet_with_all_of_its_parts(scene: Scene) -> None:
    services, ben = scene.services, scene.world.person(cast.BEN)
    with scene.app.app_context(), transaction() as session:
        publish_stacks(session, services, PAIR)
        made = courses(session, services)
        earned = [earn(session, services, made[slug], ben) for slug in ("asking", "listening")]
        (badge,) = stacks_of(session, ben)
        published = did_document(session, "cairn")
    scene.world = replace(scene.world, badge=badge.uuid)
    wallet = scene.admitted()
    (given,) = wallet.claim("ldp_vc").body["credentials"]
    document = given["credential"]
    check_proof(json.dumps(document).encode(), published, document["proof"]["verificationMethod"])
    assert document["credentialSubject"]["id"] == wallet.did()
    assert [line["id"] for line in document["evidence"]] == [each.url for each in earned]
    assert breaches(document) == []
    assert wallet.claim("jwt_vc_json").status == 200


def test_a_badge_is_claimed_from_a_connected_account(scene: Scene, elsewhere: Scene) -> None:
    assert elsewhere.window.get(scene.path).status_code == 404
    connect(scene)
    wallet = elsewhere.admitted()
    assert wallet.claim().status == 200
    for page in (scene.page(), elsewhere.page()):
        assert "Given as a signed file" in page


def test_an_offer_of_either_account_closes_the_others(scene: Scene, elsewhere: Scene) -> None:
    connect(scene)
    first = scene.admitted()
    elsewhere.offer()
    assert first.claim().status == 401


def test_an_account_that_was_disconnected_gives_nothing_away(scene: Scene, elsewhere: Scene) -> None:
    connect(scene)
    wallet = elsewhere.admitted()
    part(scene)
    answer = wallet.claim()
    assert (answer.status, answer.error) == (400, "credential_request_denied")
    assert elsewhere.window.get(scene.path).status_code == 404
    assert "No wallet has been given this badge yet" in scene.page()
