"""How many SQL statements a page takes: few, and no more for sixty learners than for three."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.badges import Visibility, share
from app.config import read_settings
from app.db import db, transaction
from app.people import find_actor, record_launch
from app.services import Services
from tests import cast
from tests.cast import Character
from tests.conftest import test_environment
from tests.flows.stack_world import PAIR, TOP, courses, earn, publish_stacks
from tests.guards.conftest import furnished_tool
from tests.guards.routes import PAGES, filled
from tests.web.instructor.conftest import counted_statements
from tests.world import Window, World, fill, launch_of, read, review, store_files, submit

MOST = 24
"""More than any page needs now; who comes to need more asks why first."""
MOST_OUTSIDE = 9
"""The same for a page without a launch: the registrar's check needs as many."""
MORE_LEARNERS = 57
ALSO = (
    (cast.ADA, "/reviews/"),
    (cast.ADA, "/reviews/?show=mine"),
    (cast.ADA, "/reviews/?show=waiting&of=course"),
    (cast.ADA, "/reviews/{ben.attempt}/"),
    (cast.ADA, "/reviews/{cam.attempt}/"),
    (cast.ROY, "/teach/"),
    (cast.CAM, "/work/status"),
    (cast.DEE, "/work/steps/s1"),
)
VISITS = tuple((route.right, route.example) for route in PAGES if route.status < 400) + ALSO
OUTSIDE = (
    "/",
    "/credentials/{badge}",
    "/credentials/{badge}/embed",
    "/credentials/{badge}/og.png",
    "/evidence/{evidence}",
    "/transcripts/{typed_code}",
    "/issuers/cairn",
    "/issuers/cairn/did.json",
    "/status/cairn-1",
    "/lti/jwks.json",
    "/verify?url=http://localhost:8000/credentials/{badge}",
)
OWN = (
    "/credentials/",
    "/credentials/{badge}/",
    "/credentials/transcript/",
    "/credentials/credit/",
    "/credentials/transcript/csv",
    "/credentials/accounts/",
)


@pytest.fixture(scope="module")
def few(furnished: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    yield from furnished_tool(furnished[0], read_settings(test_environment(tmp_path_factory.mktemp("few"))))


@pytest.fixture(scope="module")
def many(furnished: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("many")
    for tool in furnished_tool(furnished[0], read_settings(test_environment(folder))):
        with tool.app_context():
            enrol_many(tool.extensions["cairn"], furnished[1])
        yield tool
    shutil.rmtree(folder)


def enrol_many(services: Services, world: World) -> None:
    """Learners of the first course: a third have a draft, a third wait, a third were decided on."""
    ada, placement = world.actors["ada"], world.placements[cast.HERE]
    files, waiting = store_files(services, "theirs"), []
    with transaction() as session:
        for number in range(MORE_LEARNERS):
            who = Character(f"more{number}", f"s-more-{number}", f"Learner Number{number}", cast.LEARNER)
            opened = record_launch(session, services.clock, launch_of(who, ada.registration_id, ada.deployment_id))
            actor = find_actor(session, opened.launch_id, opened.secret, services.clock.now())
            fill(session, services, actor, placement, who.keepsake, files)
            if number % 3:
                waiting.append(submit(session, services, actor, placement))
    for place, attempt_id in enumerate(waiting[::2]):
        review(services, ada, attempt_id, release=True, responds="not_yet" if place % 6 else "proficient")


def statements(app: Flask, world: World, who: Character, example: str) -> list[str]:
    """What a page asks of the database, once everything is warm."""
    window, path = Window(app, world, who), filled(example, world)
    assert window.get(path).status_code < 400
    with app.app_context(), counted_statements() as seen:
        window.get(path)
    return list(seen)


@pytest.mark.parametrize(("who", "example"), VISITS, ids=[f"{who.key} {example}" for who, example in VISITS])
def test_a_page_takes_as_many_statements_for_sixty_learners_as_for_three(
    few: Flask, many: Flask, world: World, who: Character, example: str
) -> None:
    for_few, for_many = statements(few, world, who, example), statements(many, world, who, example)
    assert len(for_few) == len(for_many), "\n".join(for_many)
    assert 2 <= len(for_few) <= MOST, "\n".join(for_few)


@pytest.mark.parametrize("example", OUTSIDE)
def test_a_public_page_takes_few_statements_too(few: Flask, many: Flask, world: World, example: str) -> None:
    counts = []
    for tool in (few, many):
        client, path = tool.test_client(), filled(example, world)
        assert read(client.get(path)).status_code == 200
        with tool.app_context(), counted_statements() as seen:
            read(client.get(path))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= MOST_OUTSIDE, counts


@pytest.mark.parametrize("ending", ["", ".json", ".jwt", ".png", ".svg", "/og.png", "/qr.svg"])
@pytest.mark.parametrize("visibility", [Visibility.LINK, Visibility.PUBLIC])
def test_a_shared_badge_takes_few_statements_too(
    few: Flask, many: Flask, world: World, visibility: Visibility, ending: str
) -> None:
    counts = []
    for tool in (few, many):
        client, path = tool.test_client(), f"{shared_path(tool, world, visibility)}{ending}"
        assert read(client.get(path)).status_code == 200
        with tool.app_context(), counted_statements() as seen:
            read(client.get(path))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= MOST_OUTSIDE, counts


def shared_path(tool: Flask, world: World, visibility: Visibility) -> str:
    """Where strangers see Ben's badge, with a name and a piece of evidence, once it is shared like this."""
    services: Services = tool.extensions["cairn"]
    with tool.app_context(), transaction() as session:
        badge = share(session, services.clock, world.badge, visibility, shows_name=True)
    return f"/share/{badge.share_token}" if visibility is Visibility.LINK else f"/credentials/{world.badge}"


@pytest.mark.parametrize("example", OWN)
def test_ones_own_pages_take_no_more_statements_for_many_badges_than_for_few(
    app: Flask, world: World, example: str
) -> None:
    services: Services = app.extensions["cairn"]
    with app.app_context(), transaction() as session:
        made = courses(session, services)
        publish_stacks(session, services, PAIR, TOP)
        for slug in ("asking", "listening"):
            earn(session, services, made[slug], world.person(cast.BEN))
    for_few = statements(app, world, cast.BEN, example)
    with app.app_context(), transaction() as session:
        earn(session, services, made["coaching"], world.person(cast.BEN))
    for_many = statements(app, world, cast.BEN, example)
    assert len(for_few) == len(for_many) <= MOST, "\n".join(for_many)


def test_the_count_sees_a_planted_loop(few: Flask) -> None:
    with few.app_context(), counted_statements() as seen, db.engine.connect() as connection:
        for _ in range(30):
            connection.exec_driver_sql("SELECT 1")
    assert len(seen) == 30
