"""Recording launches: people and courses by account, names that follow, sessions that open for one browser."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.clock import Clock
from app.db import db, reading, transaction
from app.errors import NotAllowed, NotFound
from app.lti import AgsEndpoint, Context, Launch
from app.lti.models import Deployment, Registration, Standing
from app.people import (
    Actor,
    Role,
    close_launches,
    course_view,
    find_actor,
    find_launch_session,
    forget_old_launches,
    is_test_person,
    members,
    names_of,
    person_of_subject,
    person_view,
    record_launch,
    renew_secret,
    subject_of,
)
from app.people.models import Course, LaunchSession, LmsAccount, Membership, Person
from tests.conftest import ManualClock
from tests.lti.test_claims import launch_of


@pytest.fixture
def launch(database: Flask, clock: ManualClock) -> Launch:
    """A learner's launch from the first deployment of the first registration."""
    return prepared(clock)


def prepared(clock: Clock) -> Launch:
    with transaction() as session:
        for number in (1, 2):
            session.add(
                Registration(
                    id=number,
                    issuer="https://lms.example.edu",
                    client_id=f"client-{number}",
                    auth_url="a",
                    token_url="t",
                    jwks_url="j",
                    created_at=clock.now(),
                )
            )
            session.flush()
            session.add(
                Deployment(
                    id=number,
                    registration_id=number,
                    deployment_id="1",
                    status=Standing.ACTIVE,
                    first_seen_at=clock.now(),
                )
            )
    full = launch_of(
        name="Ben Okri",
        given_name="Ben",
        family_name="Okri",
        email="ben@example.edu",
        roles=["Learner"],
        context={"id": "c1", "title": "Teaching adults", "label": "MC101"},
        resource_link={"id": "r1", "title": "Work"},
        ags={"scope": ["s"], "lineitems": "https://lms.example.edu/li"},
        nrps={"context_memberships_url": "https://lms.example.edu/members"},
        custom={"cairn_mc": "adult-learning"},
    )
    return replace(full, registration_id=1, deployment_id=1)


def record(clock: Clock, launch: Launch) -> Actor:
    with transaction(durable=False) as session:
        opened = record_launch(session, clock, launch)
    with reading() as session:
        return find_actor(session, opened.launch_id, opened.secret, clock.now())


def count(model: type) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_launch_becomes_an_actor(launch: Launch, clock: ManualClock) -> None:
    actor = record(clock, replace(launch, locale="de", time_zone="Europe/Vienna", masquerading=True))
    assert (actor.role, actor.display_name, actor.registration_id, actor.deployment_id) == (
        Role.LEARNER,
        "Ben Okri",
        1,
        1,
    )
    assert (actor.resource_link_id, actor.message_type, actor.locale) == ("r1", "LtiResourceLinkRequest", "de")
    assert (actor.time_zone, actor.masquerading, actor.is_test) == ("Europe/Vienna", True, False)
    assert actor.custom == {"cairn_mc": "adult-learning"}


def test_a_recorded_launch_knows_its_actor_without_asking_again(launch: Launch, clock: ManualClock) -> None:
    told = replace(launch, ags=AgsEndpoint(scopes=("s",), lineitems=None, lineitem="https://lms.example.edu/li/1"))
    for said in (told, replace(told, name="", given_name="", family_name="")):
        with transaction(durable=False) as session:
            recorded = record_launch(session, clock, said)
        with reading() as session:
            assert recorded.actor == find_actor(session, recorded.launch_id, recorded.secret, clock.now())
        assert recorded.actor.display_name == "Ben Okri"
        assert recorded.actor.lineitem_url == "https://lms.example.edu/li/1"


def test_the_launch_id_sorts_by_time(launch: Launch, clock: ManualClock) -> None:
    first = record(clock, launch).launch_id
    clock.advance(seconds=1)
    second = record(clock, launch).launch_id
    assert first < second
    assert int(first[:8], 16) + 1 == int(second[:8], 16)


def test_the_same_subject_of_another_registration_is_another_person(launch: Launch, clock: ManualClock) -> None:
    one = record(clock, launch)
    other = record(clock, replace(launch, registration_id=2, deployment_id=2))
    assert one.person_id != other.person_id
    assert one.course_id != other.course_id


def test_names_follow_newer_launches_and_an_anonymous_one_erases_nothing(launch: Launch, clock: ManualClock) -> None:
    person_id = record(clock, launch).person_id
    record(clock, replace(launch, name="Benjamin Okri", given_name="Benjamin"))
    actor = record(clock, replace(launch, name="", given_name="", family_name="", email=""))
    assert actor.display_name == "Benjamin Okri"
    with reading() as session:
        person = person_view(session, person_id)
    assert (person.given_name, person.family_name, person.email) == ("Benjamin", "Okri", "ben@example.edu")


def test_course_titles_and_addresses_follow_newer_launches(launch: Launch, clock: ManualClock) -> None:
    course_id = record(clock, launch).course_id
    ags = AgsEndpoint((), "https://lms.example.edu/new", None)
    record(clock, replace(launch, context=Context("c1", "", "Teaching adults well"), ags=ags, nrps_url=None))
    with reading() as session:
        course = course_view(session, course_id)
    assert (course.title, course.label, course.context_id) == ("Teaching adults well", "MC101", "c1")
    assert (course.lineitems_url, course.nrps_url) == ("https://lms.example.edu/new", "https://lms.example.edu/members")


def test_a_course_without_a_context_is_called_like_its_link(launch: Launch, clock: ManualClock) -> None:
    bare = record(clock, replace(launch, context=None, ags=None))
    nothing = record(clock, replace(launch, context=None, ags=None, resource_link=None))
    with reading() as session:
        assert course_view(session, bare.course_id).title == "Work"
        assert course_view(session, nothing.course_id).title == ""
        assert find_launch_session(session, nothing.launch_id).resource_link_id is None


def test_a_person_known_from_one_course_is_the_same_in_the_next(launch: Launch, clock: ManualClock) -> None:
    one = record(clock, launch)
    other = record(clock, replace(launch, context=Context("c2", "", "")))
    assert one.person_id == other.person_id
    assert one.course_id != other.course_id


def test_a_membership_has_the_role_of_the_newest_launch_and_each_launch_keeps_its_own(
    launch: Launch, clock: ManualClock
) -> None:
    learner = record(clock, launch)
    clock.advance(seconds=5)
    teacher = record(clock, replace(launch, roles=("Instructor",)))
    assert (learner.role, teacher.role) == (Role.LEARNER, Role.INSTRUCTOR)
    with reading() as session:
        (member,) = members(session, learner.course_id)
    assert (member.role, member.active, member.is_test) == (Role.INSTRUCTOR, True, False)
    assert member.last_seen_at == clock.now()


def test_a_test_person_is_one_where_the_platform_says_so(launch: Launch, clock: ManualClock) -> None:
    test_user = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
    tried = record(clock, replace(launch, roles=(*launch.roles, test_user)))
    real = record(clock, replace(launch, subject="somebody else"))
    with reading() as session:
        assert is_test_person(session, tried.course_id, tried.person_id)
        assert not is_test_person(session, real.course_id, real.person_id)
        assert not is_test_person(session, tried.course_id + 1, tried.person_id)


def test_a_launch_opens_only_with_its_secret(launch: Launch, clock: ManualClock) -> None:
    with transaction() as session:
        one = record_launch(session, clock, launch)
        other = record_launch(session, clock, launch)
    with reading() as session:
        for launch_id, secret in ((one.launch_id, other.secret), (one.launch_id, ""), ("0" * 32, one.secret), ("", "")):
            with pytest.raises(NotAllowed, match="launch-not-open"):
                find_actor(session, launch_id, secret, clock.now())
        stored = session.get(LaunchSession, one.launch_id)
        assert stored is not None
        assert one.secret not in stored.secret_hash


def test_a_renewed_secret_takes_the_launch_from_the_old_one(launch: Launch, clock: ManualClock) -> None:
    with transaction() as session:
        opened = record_launch(session, clock, launch)
        renewed = renew_secret(session, opened.launch_id)
    with reading() as session:
        assert find_actor(session, opened.launch_id, renewed.secret, clock.now()).display_name == "Ben Okri"
        with pytest.raises(NotAllowed):
            find_actor(session, opened.launch_id, opened.secret, clock.now())


def test_a_launch_that_is_unknown_cannot_be_renewed_or_viewed(launch: Launch) -> None:
    with transaction() as session:
        with pytest.raises(NotAllowed):
            renew_secret(session, "0" * 32)
        with pytest.raises(NotAllowed):
            find_launch_session(session, "0" * 32)


def test_launches_are_forgotten_a_week_after_they_are_over(launch: Launch, clock: ManualClock) -> None:
    record(clock, launch)
    clock.advance(seconds=timedelta(days=8).total_seconds())
    with transaction() as session:
        forget_old_launches(session, clock.now())
    assert count(LaunchSession) == 1
    clock.advance(seconds=1)
    record(clock, launch)
    with transaction() as session:
        forget_old_launches(session, clock.now())
    assert count(LaunchSession) == 1


def test_a_blocked_deployments_launches_can_be_closed(launch: Launch, clock: ManualClock) -> None:
    record(clock, launch)
    other = record(clock, replace(launch, registration_id=2, deployment_id=2))
    with transaction() as session:
        close_launches(session, 1)
    with reading() as session:
        assert [row.id for row in session.query(LaunchSession)] == [other.launch_id]


def test_people_are_found_by_the_platforms_names(launch: Launch, clock: ManualClock) -> None:
    actor = record(clock, launch)
    with reading() as session:
        assert subject_of(session, actor.person_id, 1) == "user-7"
        assert subject_of(session, actor.person_id, 2) is None
        assert person_of_subject(session, 1, "user-7") == actor.person_id
        assert person_of_subject(session, 2, "user-7") is None
        assert person_view(session, actor.person_id).subjects == {1: "user-7"}
        assert names_of(session, [actor.person_id, 404]) == {actor.person_id: "Ben Okri"}
        for missing in (person_view, course_view):
            with pytest.raises(NotFound):
                missing(session, 404)


def test_a_returning_launch_takes_three_statements_and_a_first_one_seven(launch: Launch, clock: ManualClock) -> None:
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *parts: statements.append(parts[2]))
    with transaction(durable=False) as session:
        record_launch(session, clock, launch)
    first = [statement for statement in statements if not statement.startswith("BEGIN")]
    statements.clear()
    with transaction(durable=False) as session:
        record_launch(session, clock, launch)
    again = [statement for statement in statements if not statement.startswith("BEGIN")]
    assert (len(first), len(again)) == (7, 3)


def launch_at_once(app: Flask, clock: Clock, launch: Launch, times: int) -> list[int]:
    """The same first launch from many threads, released together; gives the persons they ended in."""
    start = threading.Barrier(times)

    def run() -> int:
        with app.app_context():
            start.wait(10)
            return record(clock, launch).person_id

    with ThreadPoolExecutor(times) as pool:
        running = [pool.submit(run) for _ in range(times)]
        return [one.result(30) for one in running]


def test_first_launches_of_the_same_person_at_once_end_in_one_person(
    app: Flask, launch: Launch, clock: ManualClock
) -> None:
    assert len(set(launch_at_once(app, clock, launch, 8))) == 1
    assert [count(model) for model in (Person, LmsAccount, Course, Membership, LaunchSession)] == [1, 1, 1, 1, 8]


@pytest.mark.postgres
def test_first_launches_at_once_end_in_one_person_on_postgresql_too(postgres_app: Flask, clock: ManualClock) -> None:
    """Ten times over, each with a person and a course that nobody knows yet: a deadlock doesn't come every time."""
    with postgres_app.app_context():
        launch = prepared(clock)
        for turn in range(10):
            first = replace(launch, subject=f"user-{turn}", context=Context(f"c{turn}", "", "A course"))
            assert len(set(launch_at_once(postgres_app, clock, first, 8))) == 1
        assert [count(model) for model in (Person, LmsAccount, Course, Membership)] == [10, 10, 10, 10]
        assert record(clock, replace(launch, subject="user-0", name="Benjamin")).display_name == "Benjamin"


@pytest.mark.postgres
def test_a_whole_class_launches_at_once_without_a_deadlock(postgres_app: Flask, clock: ManualClock) -> None:
    """Everybody's first launch, names and titles changing meanwhile, each person in two tabs."""
    with postgres_app.app_context():
        launch = prepared(clock)
    start = threading.Barrier(8)

    def run(number: int) -> None:
        with postgres_app.app_context():
            start.wait(10)
            for turn in range(12):
                context = Context("c1", "MC101", f"Title {number} {turn}")
                record(
                    clock, replace(launch, subject=f"user-{turn}-{number // 2}", name=f"Name {number}", context=context)
                )

    with ThreadPoolExecutor(8) as pool:
        for running in [pool.submit(run, number) for number in range(8)]:
            running.result(60)
    with postgres_app.app_context():
        assert [count(model) for model in (Person, Course, Membership, LaunchSession)] == [48, 1, 48, 96]
