"""One placement per link."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.catalog import GradePolicyKind, OnNotYet
from app.db import reading, transaction
from app.errors import NotFound
from app.placement import (
    NewPlacement,
    PlacementSettings,
    find_placement,
    note_line_item,
    place,
    placement_view,
    placement_views,
    placements_of_course,
)
from app.services import Services
from tests.placement.world import launch, publish_right

SETTINGS = PlacementSettings(50_00, GradePolicyKind.EARNED_ONLY, OnNotYet.HOLD, None)


@pytest.fixture
def new(database: Flask, services: Services) -> NewPlacement:
    with transaction() as session:
        version_id = publish_right(session, services)
        actor, _ = launch(session, services)
    return NewPlacement(
        deployment_id=actor.deployment_id,
        resource_link_id="link-1",
        course_id=actor.course_id,
        version_id=version_id,
        title="T" * 300,
        settings=SETTINGS,
        created_by=actor.person_id,
    )


def test_a_placement_holds_what_the_teacher_decided(new: NewPlacement, services: Services) -> None:
    with transaction() as session:
        made = place(session, services.clock, new)
    with reading() as session:
        assert placement_view(session, made.id) == made
        assert find_placement(session, new.deployment_id, "link-1", course_id=new.course_id) == made
        assert placements_of_course(session, new.course_id) == (made,)
        assert placement_views(session, [made.id, 99]) == {made.id: made}
    assert (made.points, made.grade_policy, made.on_not_yet, made.attempts_limit) == (
        50_00,
        "earned_only",
        "hold",
        None,
    )
    assert made.title == "T" * 255


def test_a_link_keeps_the_placement_it_has(new: NewPlacement, services: Services) -> None:
    with transaction() as session:
        first = place(session, services.clock, new)
        second = place(session, services.clock, replace(new, title="Other", settings=replace(SETTINGS, points=1)))
    assert second == first


def test_another_link_of_the_course_gets_its_own(new: NewPlacement, services: Services) -> None:
    with transaction() as session:
        first = place(session, services.clock, new)
        second = place(session, services.clock, replace(new, resource_link_id="link-2"))
        assert placements_of_course(session, new.course_id) == (first, second)
        assert find_placement(session, new.deployment_id, "link-3", course_id=new.course_id) is None


def test_a_columns_address_is_kept_as_the_newest_launch_tells_it(new: NewPlacement, services: Services) -> None:
    with transaction() as session:
        made = place(session, services.clock, new)
        assert note_line_item(session, made.id, "https://lms.example/li/2").lineitem_url == "https://lms.example/li/2"
        assert placement_view(session, made.id).lineitem_url == "https://lms.example/li/2"
        with pytest.raises(NotFound):
            note_line_item(session, 99, "https://lms.example/li/3")
        with pytest.raises(NotFound, match="placement-unknown"):
            placement_view(session, 99)


def test_a_placement_of_what_does_not_exist_is_a_fault_and_no_placement(new: NewPlacement, services: Services) -> None:
    with pytest.raises(IntegrityError), transaction() as session:
        place(session, services.clock, replace(new, version_id=999))
    with reading() as session:
        assert placements_of_course(session, new.course_id) == ()


@pytest.mark.postgres
def test_two_first_launches_at_the_same_moment_make_one_placement(postgres_app: Flask) -> None:
    services: Services = postgres_app.extensions["cairn"]
    with postgres_app.app_context(), transaction() as session:
        version_id = publish_right(session, services)
        actor, _ = launch(session, services)
    new = NewPlacement(actor.deployment_id, "link-1", actor.course_id, version_id, "Title", SETTINGS)

    def first_launch(_number: int) -> int:
        with postgres_app.app_context(), transaction() as session:
            return place(session, services.clock, new).id

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(first_launch, range(16)))) == 1
