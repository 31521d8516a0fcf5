"""Two awards at once, on a database that lets them."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from app.badges import AwardRequest, award, credentials_of_person, sign_status_list
from app.badges.models import Achievement, Issuer, StatusList, StatusPosition
from app.badges.service import status_lists
from app.db import reading, transaction
from app.services import Services
from tests.badges.world import World, a_world, give_badge

pytestmark = pytest.mark.postgres


def together(app: Flask, *works: Callable[[], None]) -> None:
    """Run all of them at the same time; whatever one raises is raised here."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        with app.app_context():
            start.wait(10)
            work()

    with ThreadPoolExecutor(len(works)) as pool:
        for future in [pool.submit(run, work) for work in works]:
            future.result(30)


def awarding(services: Services, request: AwardRequest, uuids: list[str]) -> Callable[[], None]:
    def work() -> None:
        with transaction() as session:
            made = award(
                session,
                clock=services.clock,
                sealer=services.sealer,
                public_url="http://localhost:8000",
                request=request,
            )
        uuids.append(made.uuid)

    return work


@pytest.fixture
def services(postgres_app: Flask) -> Services:
    built: Services = postgres_app.extensions["cairn"]
    return built


def test_one_badge_comes_of_two_awards_for_the_same_work(postgres_app: Flask, services: Services) -> None:
    with postgres_app.app_context(), transaction() as session:
        world = a_world(session, services.clock)
        request = world.request(world.attempt(session))
    uuids: list[str] = []
    together(postgres_app, *[awarding(services, request, uuids) for _ in range(4)])
    assert len(set(uuids)) == 1 and len(uuids) == 4
    with postgres_app.app_context(), reading() as session:
        assert len(credentials_of_person(session, world.ben)) == 1
        assert session.query(StatusPosition).count() == 1


def test_first_awards_of_two_people_share_everything_but_the_position(
    postgres_app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issuer, achievement and status list are all made by whoever is quicker; both draw position 7 first."""
    with postgres_app.app_context(), transaction() as session:
        worlds: list[World] = [a_world(session, services.clock, link=link) for link in ("link-1", "link-2")]
        requests = [each.request(each.attempt(session), person_id=each.ben) for each in worlds]
    seen = threading.local()

    def draw(_bits: int) -> int:
        seen.count = getattr(seen, "count", 6) + 1
        return int(seen.count)

    monkeypatch.setattr(status_lists.secrets, "randbelow", draw)
    uuids: list[str] = []
    together(postgres_app, *[awarding(services, request, uuids) for request in requests])
    assert len(set(uuids)) == 2
    with postgres_app.app_context(), reading() as session:
        assert sorted(row.position for row in session.query(StatusPosition)) == [7, 8]
        assert [session.query(table).count() for table in (Issuer, Achievement, StatusList)] == [1, 1, 1]


def test_of_several_that_find_the_list_stale_one_signs_and_all_get_the_same(
    postgres_app: Flask, services: Services
) -> None:
    with postgres_app.app_context(), transaction() as session:
        give_badge(session, services, a_world(session, services.clock))
    signed: list[bytes] = []

    def sign() -> None:
        with transaction() as session:
            signed.append(
                sign_status_list(session, clock=services.clock, sealer=services.sealer, slug="cairn", number=1)
            )

    together(postgres_app, *[sign for _ in range(4)])
    assert len(signed) == 4 and len(set(signed)) == 1
