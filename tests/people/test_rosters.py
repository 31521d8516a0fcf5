"""What takes people off a list and what doesn't, and that all of it holds on PostgreSQL too."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from app.clock import Clock
from app.db import transaction
from app.lti import Member
from app.people import (
    Role,
    begin_reading,
    end_reading,
    give_up_reading,
    leave_reading,
    members,
    note_asked,
    note_members,
    record_launch,
    roster_view,
    rosters_to_renew,
)
from app.people.rosters import READ_WITHIN
from app.people.rules import has_shrunk_suspiciously
from tests.conftest import ManualClock
from tests.people.test_launches import prepared


@pytest.mark.parametrize(
    ("before", "found", "suspicious"),
    [
        (None, 0, True),
        (5, 0, True),
        (None, 3, False),
        (19, 1, False),
        (20, 10, False),
        (20, 9, True),
        (3000, 1499, True),
        (3000, 1500, False),
        (10, 3000, False),
    ],
)
def test_a_list_that_shrinks_below_half_is_suspicious(before: int | None, found: int, suspicious: bool) -> None:
    assert has_shrunk_suspiciously(before, found) is suspicious


def member(name: str, role: str = "Learner") -> Member:
    return Member(name, True, (role,), name.capitalize(), "", "", "")


def test_a_course_that_nobody_asked_about_has_nothing_to_read(database: Flask, clock: ManualClock) -> None:
    launch = prepared(clock)
    with transaction() as session:
        course_id = record_launch(session, clock, launch).actor.course_id
        assert begin_reading(session, clock, course_id) is None
        assert not note_asked(session, clock, 404, timedelta())
        assert roster_view(session, course_id).is_offered
        assert not roster_view(session, 404).is_offered


@pytest.mark.parametrize(
    "late",
    [
        lambda session, _clock, old: leave_reading(session, old, "/page/9", "Late."),
        lambda session, _clock, old: give_up_reading(session, old, "Late."),
        lambda session, clock, old: end_reading(session, clock, old),
    ],
    ids=["left", "given up", "ended"],
)
def test_a_reading_that_another_one_overtook_changes_nothing(
    database: Flask, clock: ManualClock, late: Callable[..., None]
) -> None:
    launch = prepared(clock)
    with transaction() as session:
        course_id = record_launch(session, clock, launch).actor.course_id
        assert note_asked(session, clock, course_id, timedelta())
        old = begin_reading(session, clock, course_id)
    assert old is not None
    clock.advance(seconds=READ_WITHIN.total_seconds())
    with transaction() as session:
        new = begin_reading(session, clock, course_id)
        assert new is not None
        leave_reading(session, new, "/page/2", "Slow.")
    clock.advance(seconds=60)
    with transaction() as session:
        late(session, clock, old)
    with transaction() as session:
        assert begin_reading(session, clock, course_id) == replace(new, following="/page/2")
        assert roster_view(session, course_id).trouble == "Slow."


@pytest.mark.postgres
def test_a_reading_is_the_same_on_postgresql(postgres_app: Flask, clock: ManualClock) -> None:
    with postgres_app.app_context():
        whole_reading(clock)


def test_a_reading_from_its_beginning_to_its_end(database: Flask, clock: ManualClock) -> None:
    whole_reading(clock)


def whole_reading(clock: ManualClock) -> None:
    """Two hundred come, a launch happens in between, the next reading misses some; then it is time for the next."""
    launch = prepared(clock)
    with transaction() as session:
        actor = record_launch(session, clock, launch).actor
    course_id, names = actor.course_id, [f"p{number}" for number in range(200)]
    read(clock, course_id, actor.registration_id, *(member(name) for name in names))
    clock.advance(seconds=60)
    read(clock, course_id, actor.registration_id, *(member(name, "Instructor") for name in names[:150]), member("p0"))
    with transaction() as session:
        found = {view.display_name: view for view in members(session, course_id)}
        assert len(found) == 201
        assert sum(view.active for view in found.values()) == 150
        assert found["P0"].role is Role.INSTRUCTOR and found["P199"].role is Role.LEARNER
        assert roster_view(session, course_id).members == 150
        terms = {"unused_for": timedelta(days=14), "not_within": timedelta(days=1), "most": 20}
        assert rosters_to_renew(session, clock.now(), **terms) == []
        later = clock.now() + timedelta(days=1)
        assert [each.course_id for each in rosters_to_renew(session, later, **terms)] == [course_id]
        assert rosters_to_renew(session, later + timedelta(days=14), **terms) == []


def read(clock: Clock, course_id: int, registration_id: int, *listed: Member) -> None:
    with transaction() as session:
        assert note_asked(session, clock, course_id, timedelta(seconds=60))
        assert not note_asked(session, clock, course_id, timedelta(seconds=60))
        reading = begin_reading(session, clock, course_id)
        assert reading is not None
    with transaction() as session:
        note_members(session, clock, reading, registration_id, listed)
        note_members(session, clock, reading, registration_id, ())
    with transaction() as session:
        end_reading(session, clock, reading)
