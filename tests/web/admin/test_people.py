"""Merging two people in the console: within reach, with a reason, with a line of the audit log, and undone again."""

import re

import pytest
from flask import Flask

from app import people
from app.administration import AuditFilter, audit_page
from app.db import reading, transaction
from app.people.models import Person
from app.services import Services
from tests import cast
from tests.cast import Character
from tests.web.admin.conftest import Desk, Host, by_launch, signed_in
from tests.world import World

REASON = "The registrar has both under one number."


def linked(app: Flask, world: World, who: Character) -> tuple[int, ...]:
    with app.app_context(), reading() as session:
        return people.linked_people(session, world.person(who))


def merge(desk: Desk, world: World, *who: Character, reason: str = REASON) -> int:
    desk.get("/people/?name=a")
    fields = {"csrf_token": desk.token, "person": [str(world.person(each)) for each in who], "reason": reason}
    return desk.client.post(f"{desk.base}/people/merge", data=fields).status_code


def audited(app: Flask) -> list[tuple[str, str, dict[str, object]]]:
    with app.app_context(), reading() as session:
        lines = audit_page(session, AuditFilter(None, None, "", None)).entries
        return [(line.action, line.by, dict(line.detail)) for line in lines if line.action.startswith("people-")]


def test_the_operator_merges_people_of_two_platforms_and_parts_them_again(app: Flask, world: World) -> None:
    desk, both = signed_in(app), sorted([world.person(cast.BEN), world.person(cast.OTHER_BEN)])
    assert merge(desk, world, cast.BEN, cast.OTHER_BEN) == 303
    assert linked(app, world, cast.BEN) == tuple(both)
    page = desk.text("/people/")
    assert REASON in page and "Benno Birkelund" in page and "by Olga" not in page
    found = re.search(r"/people/links/(\d+)/undo", page)
    assert found and desk.post(f"/people/links/{found[1]}/undo").status_code == 303
    assert linked(app, world, cast.BEN) == (world.person(cast.BEN),)
    assert audited(app) == [
        ("people-parted", "Olga", {"people": both}),
        ("people-merged", "Olga", {"people": both, "reason": REASON}),
    ]


def test_a_search_finds_people_by_a_part_of_their_name(app: Flask, world: World) -> None:
    desk = signed_in(app)
    found = desk.text("/people/?name=ben")
    assert "Ben Bakowski" in found and "Benno Birkelund" in found and "Cam Castellano" not in found
    assert "Nobody by this name" in desk.text("/people/?name=%25")
    assert "Test Student" not in desk.text("/people/?name=student")


@pytest.mark.parametrize("who", [(), (cast.BEN,), (cast.BEN, cast.CAM, cast.DEE)], ids=["none", "one", "three"])
def test_it_takes_exactly_two(app: Flask, world: World, who: tuple[Character, ...]) -> None:
    assert merge(signed_in(app), world, *who) == 422
    assert linked(app, world, cast.BEN) == (world.person(cast.BEN),) and audited(app) == []


def test_a_merge_without_a_reason_is_refused(app: Flask, world: World) -> None:
    assert merge(signed_in(app), world, cast.BEN, cast.OTHER_BEN, reason=" ") == 422
    assert audited(app) == []


def test_a_tenant_merges_nobody_beyond_their_own_people(app: Flask, world: World, host: Host) -> None:
    mia = by_launch(app, cast.ROY_OF_ACCOUNT, (host.registration, host.of_meadow))
    assert "Ben Bakowski" not in mia.text("/people/?name=ben")
    assert merge(mia, world, cast.BEN, cast.OTHER_BEN) == 404
    assert linked(app, world, cast.BEN) == (world.person(cast.BEN),)


def test_a_tenant_neither_sees_nor_undoes_the_merges_of_others(app: Flask, world: World, host: Host) -> None:
    merge(signed_in(app), world, cast.BEN, cast.OTHER_BEN)
    mia = by_launch(app, cast.ROY_OF_ACCOUNT, (host.registration, host.of_meadow))
    roy = by_launch(app, cast.ROY_OF_ACCOUNT)
    for desk in (mia, roy):
        assert REASON not in desk.text("/people/")
        assert desk.post("/people/links/1/undo").status_code == 404
    assert len(linked(app, world, cast.BEN)) == 2


def test_many_merges_of_others_crowd_no_own_one_out(app: Flask, world: World) -> None:
    roy = by_launch(app, cast.ROY_OF_ACCOUNT)
    assert merge(roy, world, cast.BEN, cast.CAM) == 303
    services: Services = app.extensions["cairn"]
    now = services.clock.now()
    with app.app_context(), transaction() as session:
        others = [Person(display_name="Mia", created_at=now) for _ in range(2 * people.links.PER_PAGE)]
        session.add_all(others)
        session.flush()
        for one, other in zip(others[::2], others[1::2], strict=True):
            people.merge_people(session, services.clock, (one.id, other.id), by="Olga", reason="Another school's.")
    page = roy.text("/people/")
    assert REASON in page and "Another school" not in page


def test_the_test_student_is_nobody_to_merge(app: Flask, world: World) -> None:
    assert merge(signed_in(app), world, cast.BEN, cast.TESS) == 404
