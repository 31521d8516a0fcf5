"""Launches within launches: the same person at another activity, and never more than that."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.db import reading, transaction
from app.errors import NotAllowed
from app.lti import AgsEndpoint, Launch
from app.people import (
    RecordedLaunch,
    Role,
    find_actor,
    find_launch_session,
    open_within,
    record_launch,
    renew_secret,
    turn_to,
)
from app.people.models import LaunchSession
from tests.conftest import ManualClock
from tests.people.test_launches import count, launch

__all__ = ["launch"]


@pytest.fixture
def parent(launch: Launch, clock: ManualClock) -> RecordedLaunch:
    told = replace(
        launch,
        roles=("Mentor",),
        mentored=("u-1",),
        masquerading=True,
        for_user="u-9",
        ags=AgsEndpoint(("s",), "https://lms.example.edu/li", "https://lms.example.edu/li/1"),
        lms_placement="course_navigation",
    )
    with transaction() as session:
        return record_launch(session, clock, told)


def opened(clock: ManualClock, parent: RecordedLaunch, link: str = "r2") -> RecordedLaunch:
    with transaction() as session:
        return open_within(
            session, clock, parent.actor, secret=parent.secret, resource_link_id=link, title=f"Work {link}"
        )


def test_a_child_is_its_parent_at_another_activity(parent: RecordedLaunch, clock: ManualClock) -> None:
    clock.advance(seconds=60)
    child = opened(clock, parent)
    with reading() as session:
        actor = find_actor(session, child.launch_id, parent.secret, clock.now())
        mine, theirs = (find_launch_session(session, each.launch_id) for each in (child, parent))
    assert actor == child.actor
    assert (actor.role, actor.mentored, actor.masquerading) == (Role.MENTOR, ("u-1",), True)
    assert (actor.resource_link_id, actor.resource_link_title) == ("r2", "Work r2")
    assert mine.expires_at == theirs.expires_at
    assert child.launch_id > parent.launch_id


def test_what_the_parent_said_of_its_own_link_says_nothing_of_the_childs(
    parent: RecordedLaunch, clock: ManualClock
) -> None:
    child = opened(clock, parent)
    with reading() as session:
        view = find_launch_session(session, child.launch_id)
    assert view.ags == AgsEndpoint(("s",), "https://lms.example.edu/li", None)
    assert (view.custom, view.for_user, view.target_link_uri) == ({}, None, "")
    assert (child.actor.lineitem_url, child.actor.lms_placement) == (None, None)


def test_what_the_platform_said_of_itself_holds_for_every_link_so_the_same_pages_may_frame_both(
    launch: Launch, clock: ManualClock
) -> None:
    host = {"canvas_api_domain": "meadow.instructure.com"}
    back = "https://learn.meadow.example/courses/1"
    with transaction() as session:
        told = replace(launch, custom=host | {"cairn_mc": "facilitator"}, return_url=back)
        parent = record_launch(session, clock, told)
    child = opened(clock, opened(clock, parent), "r3")
    assert (child.actor.custom, child.actor.return_url) == (host, back)


def test_however_often_an_activity_is_opened_there_is_one_child_of_it(
    parent: RecordedLaunch, clock: ManualClock
) -> None:
    first = opened(clock, parent)
    for _ in range(5):
        clock.advance(seconds=30)
        sibling = opened(clock, opened(clock, parent), "r3")
        assert opened(clock, sibling).launch_id == first.launch_id
    assert count(LaunchSession) == 3


def test_another_launch_of_the_same_person_has_children_of_its_own(
    launch: Launch, parent: RecordedLaunch, clock: ManualClock
) -> None:
    with transaction() as session:
        other = record_launch(session, clock, launch)
    assert opened(clock, parent).launch_id != opened(clock, other).launch_id


def test_a_child_ends_with_its_parent(parent: RecordedLaunch, clock: ManualClock) -> None:
    clock.advance(seconds=23 * 3600)
    child = opened(clock, parent)
    clock.advance(seconds=3601)
    with reading() as session, pytest.raises(NotAllowed):
        find_actor(session, child.launch_id, child.secret, clock.now())


def test_a_launch_that_moved_to_another_window_takes_its_children_along(
    parent: RecordedLaunch, clock: ManualClock
) -> None:
    child = opened(clock, parent)
    with transaction() as session:
        renewed = renew_secret(session, parent.launch_id)
    again = opened(clock, replace(parent, secret=renewed.secret))
    assert again.launch_id == child.launch_id
    with reading() as session:
        assert find_actor(session, child.launch_id, renewed.secret, clock.now())
        with pytest.raises(NotAllowed):
            find_actor(session, child.launch_id, parent.secret, clock.now())


def test_a_launch_that_is_gone_opens_nothing(parent: RecordedLaunch, clock: ManualClock) -> None:
    gone = replace(parent, actor=replace(parent.actor, launch_id="0" * 32))
    with pytest.raises(NotAllowed):
        opened(clock, gone)


def test_a_launch_can_be_turned_to_what_it_asks_for(parent: RecordedLaunch) -> None:
    with transaction() as session:
        turn_to(session, parent.launch_id, resource_link_id="r7", title="Seven")
    with reading() as session:
        row = session.scalars(select(LaunchSession).where(LaunchSession.id == parent.launch_id)).one()
        assert (row.resource_link_id, row.resource_link_title) == ("r7", "Seven")
