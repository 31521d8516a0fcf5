"""Activities of a copied course: which find their place by themselves, and what a teacher takes over."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.administration import assign_deployment, create_organisation
from app.catalog import GradePolicyKind, parse
from app.db import reading, transaction
from app.flows.copy_course import asks_what_to_copy, decide_later, take_over
from app.flows.place import find_placed, place_from_launch
from app.gradebook import COLUMN, column_key
from app.lti.models import Deployment, Registration, Standing
from app.outbox import statuses
from app.people import Actor, course_view
from app.placement import NewPlacement, PlacementView, dashboard_link, place, placements_of_course, suggested_settings
from app.placement.models import Placement
from app.reports.copies import open_copy_question
from app.services import Services
from tests.catalog.documents import right, written
from tests.placement.world import deployment_of, launch, publish_right
from tests.web.instructor.conftest import counted_statements

ITEM = {"cairn_mc": "asking-well", "cairn_version": "1.0.0", "cairn_placement": "uuid-1", "cairn_points": "50"}
OLD, NEW = "old-course", "new-course"


@pytest.fixture
def version_id(database: Flask, services: Services) -> int:
    with transaction() as session:
        return publish_right(session, services)


def opened(session: Session, services: Services, course: str, link: str, **what: object) -> PlacementView | None:
    """What the first page of a launch would find placed."""
    return place_from_launch(session, services, actor_of(session, services, course, link, **what))


def actor_of(session: Session, services: Services, course: str, link: str | None, **what: object) -> Actor:
    return launch(session, services, course=course, link=link, **what)[0]  # type: ignore[arg-type]


def old_activity(session: Session, services: Services, link: str, title: str, version_id: int) -> PlacementView:
    """An activity of last term's course that a teacher chose by hand, so its link names nothing."""
    actor = actor_of(session, services, OLD, link)
    settings = replace(suggested_settings(parse(written(right()), "x")), points=70_00)
    new = NewPlacement(
        actor.deployment_id,
        link,
        actor.course_id,
        version_id,
        title,
        settings,
        lineitem_url=f"https://lms.example/li/{link}",
        created_by=actor.person_id,
    )
    return place(session, services.clock, new)


def change(session: Session, placement: PlacementView, **values: object) -> None:
    """Settings as a teacher may have changed them since the activity was placed."""
    session.execute(update(Placement).where(Placement.id == placement.id).values(**values))


def other_deployment(session: Session, services: Services, *, registration_id: int | None = None) -> Deployment:
    now = services.clock.now()
    if registration_id is None:
        registration = Registration(
            issuer="https://lms.example", client_id="second", auth_url="a", token_url="t", jwks_url="j", created_at=now
        )
        session.add(registration)
        session.flush()
        registration_id = registration.id
    deployment = Deployment(
        registration_id=registration_id, deployment_id="2", status=Standing.ACTIVE, first_seen_at=now
    )
    session.add(deployment)
    session.flush()
    return deployment


# -- by itself


@pytest.mark.parametrize("role", ["Learner", "Instructor"])
def test_a_copied_item_has_the_settings_that_its_origin_has_now(version_id: int, services: Services, role: str) -> None:
    with transaction() as session:
        first = opened(session, services, OLD, "link-1", custom=ITEM, lineitem="https://lms.example/li/1")
        assert first is not None
        change(session, first, points=80_00, grade_policy="earned_only", attempts_limit=2)
        publish_right(session, services, version="2.0.0")
        second = opened(session, services, NEW, "link-9", custom={**ITEM, "cairn_version": "2.0.0"}, role=role)
    assert second is not None
    assert (second.points, second.grade_policy, second.attempts_limit) == (80_00, GradePolicyKind.EARNED_ONLY, 2)
    assert (second.version_id, second.copied_from_id, second.template_id) == (version_id, first.id, "uuid-1")
    assert second.lineitem_url is None, "the column of the origin is none of the copy's"


def test_of_several_copies_the_nearest_origin_is_followed(version_id: int, services: Services) -> None:
    with transaction() as session:
        oldest = opened(session, services, "first", "link-1", custom=ITEM)
        stranger = opened(session, services, "stranger", "link-2", custom=ITEM)
        nearest = opened(session, services, OLD, "link-3", custom=ITEM)
        assert oldest and stranger and nearest
        change(session, nearest, points=60_00)
        known = opened(session, services, NEW, "link-4", custom=ITEM, history=(OLD, "first"))
        unknown = opened(session, services, "elsewhere", "link-5", custom=ITEM)
    assert known is not None and unknown is not None
    assert (known.copied_from_id, known.points) == (nearest.id, 60_00)
    assert (unknown.copied_from_id, unknown.points) == (oldest.id, 50_00)


def test_an_item_whose_id_was_pasted_onto_another_micro_credential_follows_nobody(
    version_id: int, services: Services
) -> None:
    with transaction() as session:
        publish_right(session, services, id="other-one")
        opened(session, services, OLD, "link-1", custom=ITEM)
        other = opened(session, services, NEW, "link-2", custom={**ITEM, "cairn_mc": "other-one", "cairn_points": "9"})
    assert other is not None
    assert (other.copied_from_id, other.points) == (None, 9_00)


def test_an_item_is_followed_across_the_deployments_of_one_registration(version_id: int, services: Services) -> None:
    with transaction() as session:
        first = opened(session, services, OLD, "link-1", custom=ITEM)
        assert first is not None
        change(session, first, points=80_00)
        kin = other_deployment(session, services, registration_id=deployment_of(session, services).registration_id)
        copied = opened(session, services, NEW, "link-1", custom=ITEM, deployment=kin)
        assert copied is not None
        assert (copied.copied_from_id, copied.points, copied.deployment_id) == (first.id, 80_00, kin.id)


def test_nothing_is_followed_into_another_registration(version_id: int, services: Services) -> None:
    with transaction() as session:
        first = opened(session, services, OLD, "link-1", custom=ITEM)
        assert first is not None
        change(session, first, points=80_00)
        stranger = other_deployment(session, services)
        copied = opened(session, services, OLD, "link-1", custom=ITEM, deployment=stranger, history=(OLD,))
    assert copied is not None
    assert (copied.copied_from_id, copied.points) == (None, 50_00)


def test_nothing_is_followed_into_another_organisation_of_one_registration(version_id: int, services: Services) -> None:
    with transaction() as session:
        first = opened(session, services, OLD, "link-1", custom=ITEM)
        assert first is not None
        change(session, first, points=80_00)
        kin = other_deployment(session, services, registration_id=deployment_of(session, services).registration_id)
        assign_deployment(session, kin.id, create_organisation(session, services.clock, "Another school").id)
        copied = opened(session, services, NEW, "link-1", custom=ITEM, deployment=kin)
    assert copied is not None
    assert (copied.copied_from_id, copied.points) == (None, 50_00)


@pytest.mark.parametrize("role", ["Learner", "Instructor"])
def test_a_link_that_came_with_its_course_is_taken_over(version_id: int, services: Services, role: str) -> None:
    with transaction() as session:
        origin = old_activity(session, services, "link-1", "Week 3", version_id)
        copied = opened(session, services, NEW, "link-1", history=(OLD,), role=role, lineitem="https://lms.example/n")
        found = find_placed(session, actor_of(session, services, OLD, "link-1"))
    assert copied is not None and found == origin
    assert (copied.id, copied.course_id) != (origin.id, origin.course_id)
    assert (copied.copied_from_id, copied.points, copied.lineitem_url) == (origin.id, 70_00, "https://lms.example/n")


def test_the_same_link_of_a_course_that_nothing_ties_to_this_one_is_for_a_teacher_to_say(
    version_id: int, services: Services
) -> None:
    with transaction() as session:
        origin = old_activity(session, services, "link-1", "Week 3", version_id)
        learner = actor_of(session, services, NEW, "link-1", role="Learner")
        assert place_from_launch(session, services, learner) is None
        assert asks_what_to_copy(session, learner)
        question = open_copy_question(session, learner.course_id, resource_link_id="link-1")
        assert question is not None
        assert [(line.placement_id, line.course) for line in question.candidates] == [(origin.id, "")]
        assert question.lines == ()
        teacher = actor_of(session, services, NEW, "link-1")
        take_over(session, services, teacher, chosen=(), this=origin.id)
        copied = find_placed(session, learner)
    assert copied is not None and (copied.copied_from_id, copied.points) == (origin.id, 70_00)


def test_the_same_link_of_another_deployment_means_nothing(version_id: int, services: Services) -> None:
    with transaction() as session:
        old_activity(session, services, "link-1", "Week 3", version_id)
        kin = other_deployment(session, services, registration_id=deployment_of(session, services).registration_id)
        actor = actor_of(session, services, OLD, "link-1", deployment=kin, history=(OLD,))
        assert place_from_launch(session, services, actor) is None
        assert not asks_what_to_copy(session, actor)
        assert open_copy_question(session, actor.course_id, resource_link_id="link-1") is None


def test_the_courses_own_link_is_no_activity_of_a_copy(version_id: int, services: Services) -> None:
    with transaction() as session:
        old_activity(session, services, NEW, "Week 3", version_id)
        assert opened(session, services, NEW, NEW, history=(OLD,)) is None


# -- as a teacher says


def three_old_ones(session: Session, services: Services, version_id: int) -> tuple[PlacementView, ...]:
    return tuple(old_activity(session, services, f"link-{n}", f"Week {n}", version_id) for n in (1, 2, 3))


def test_everything_comes_over_in_one_click_and_each_link_finds_its_own(version_id: int, services: Services) -> None:
    with transaction() as session:
        origins = three_old_ones(session, services, version_id)
        teacher = actor_of(session, services, NEW, "new-2", title="Something else", history=(OLD,))
        question = open_copy_question(session, teacher.course_id)
        assert question is not None and (question.total, question.put_off) == (3, False)
        take_over(session, services, teacher, chosen=None, this=None)
        assert open_copy_question(session, teacher.course_id) is None
        copies = placements_of_course(session, teacher.course_id)
        assert [(each.title, each.points, each.copied_from_id) for each in copies] == [
            (each.title, 70_00, each.id) for each in origins
        ]
        assert all(each.waits_for_link and each.lineitem_url is None for each in copies)
        bound = opened(
            session, services, NEW, "new-2", title="week  2", role="Learner", lineitem="https://lms.example/2"
        )
        assert opened(session, services, NEW, "new-9", title="Week 9", role="Learner") is None
    assert bound is not None
    assert (bound.id, bound.resource_link_id, bound.waits_for_link) == (copies[1].id, "new-2", False)
    assert bound.lineitem_url == "https://lms.example/2"


def test_of_two_with_one_title_the_teacher_says_which_it_is(version_id: int, services: Services) -> None:
    with transaction() as session:
        for link in ("link-1", "link-2"):
            old_activity(session, services, link, "Observation", version_id)
        teacher = actor_of(session, services, NEW, "new-1", title="Observation", history=(OLD,))
        take_over(session, services, teacher, chosen=None, this=None)
        assert place_from_launch(session, services, teacher) is None
        assert asks_what_to_copy(session, teacher)
        question = open_copy_question(session, teacher.course_id, resource_link_id="new-1", title="Observation")
        assert question is not None and [line.is_likely for line in question.candidates] == [True, True]
        second = question.candidates[1].placement_id
        take_over(session, services, teacher, chosen=(), this=second)
        found = find_placed(session, teacher)
        assert found is not None and found.id == second
        other = opened(session, services, NEW, "new-2", title="Observation")
    assert other is not None and other.id != second


def test_single_ones_can_be_chosen_and_the_rest_is_not_asked_again_by_itself(
    version_id: int, services: Services
) -> None:
    with transaction() as session:
        first, second, _ = three_old_ones(session, services, version_id)
        teacher = actor_of(session, services, NEW, "new-1", title="Week 1", history=(OLD,))
        assert asks_what_to_copy(session, teacher)
        take_over(session, services, teacher, chosen={second.id, 4711}, this=first.id)
        copies = placements_of_course(session, teacher.course_id)
        assert [(each.copied_from_id, each.resource_link_id) for each in copies] == [
            (first.id, "new-1"),
            (second.id, f"copy:{second.id}"),
        ]
        question = open_copy_question(session, teacher.course_id)
        assert question is not None and (question.total, question.put_off) == (1, True)


def test_not_now_is_heard_until_something_new_is_copied_in(version_id: int, services: Services) -> None:
    with transaction() as session:
        three_old_ones(session, services, version_id)
        teacher = actor_of(session, services, NEW, "new-1", history=(OLD,))
        decide_later(session, services, teacher)
        again = actor_of(session, services, NEW, "new-1", history=(OLD,))
        assert not asks_what_to_copy(session, again)
        more = actor_of(session, services, NEW, "new-1", history=("another", OLD))
        assert asks_what_to_copy(session, more)


def test_what_was_made_on_the_dashboard_comes_over_ready_to_open(version_id: int, services: Services) -> None:
    with transaction() as session:
        old_activity(session, services, dashboard_link("1"), "From the dashboard", version_id)
        teacher = actor_of(session, services, NEW, None, history=(OLD,))
        take_over(session, services, teacher, chosen=None, this=None)
        (copy,) = placements_of_course(session, teacher.course_id)
    assert copy.on_dashboard and not copy.waits_for_link
    assert copy.resource_link_id != dashboard_link("1")


def test_a_copy_of_a_copy_is_asked_for_once_and_from_the_nearer(version_id: int, services: Services) -> None:
    with transaction() as session:
        first, _, _ = three_old_ones(session, services, version_id)
        teacher = actor_of(session, services, NEW, "new-1", history=(OLD,))
        take_over(session, services, teacher, chosen={first.id}, this=None)
        (copy,) = placements_of_course(session, teacher.course_id)
        later = actor_of(session, services, "third", "third-1", history=(NEW, OLD))
        question = open_copy_question(session, later.course_id)
    assert question is not None
    assert [line.placement_id for line in question.lines] == [copy.id], "what was left behind once stays there"


def test_people_work_and_columns_stay_where_they_are(version_id: int, services: Services) -> None:
    with transaction() as session:
        origins = three_old_ones(session, services, version_id)
        teacher = actor_of(session, services, NEW, "new-1", history=(OLD,))
        take_over(session, services, teacher, chosen=None, this=None)
        for copy in placements_of_course(session, teacher.course_id):
            assert copy.lineitem_url is None and copy.id not in {each.id for each in origins}
        assert {each.lineitem_url for each in placements_of_course(session, origins[0].course_id)} == {
            f"https://lms.example/li/link-{n}" for n in (1, 2, 3)
        }
        assert course_view(session, teacher.course_id).history == (OLD,)


@pytest.mark.parametrize("count", [3, 100])
def test_taking_over_a_hundred_takes_as_many_statements_as_three(
    version_id: int, services: Services, count: int
) -> None:
    with transaction() as session:
        for number in range(count):
            old_activity(session, services, f"link-{number}", f"Week {number}", version_id)
        teacher = actor_of(session, services, NEW, None, history=(OLD,))
    with counted_statements() as seen, transaction() as session:
        take_over(session, services, teacher, chosen=None, this=None)
    assert len(seen) == 6, "\n".join(seen)
    with reading() as session:
        assert len(placements_of_course(session, teacher.course_id)) == count


@pytest.mark.parametrize("count", [3, 100])
def test_what_needs_columns_of_its_own_is_owed_them_in_as_many_statements(
    version_id: int, services: Services, count: int
) -> None:
    with transaction() as session:
        for number in range(count):
            old_activity(session, services, dashboard_link(str(number)), f"Week {number}", version_id)
        teacher = actor_of(session, services, NEW, None, history=(OLD,))
    with counted_statements() as seen, transaction() as session:
        take_over(session, services, teacher, chosen=None, this=None)
    assert len(seen) == 11, "\n".join(seen)
    with reading() as session:
        copies = placements_of_course(session, teacher.course_id)
        keys = [column_key(each.id) for each in copies]
        assert set(statuses(session, COLUMN, keys, services.clock.now())) == set(keys)
    assert len({each.resource_link_id for each in copies}) == count


@pytest.mark.postgres
def test_two_teachers_click_at_once_while_the_class_comes_in(postgres_app: Flask) -> None:
    services: Services = postgres_app.extensions["cairn"]
    with postgres_app.app_context(), transaction() as session:
        version_id = publish_right(session, services)
        for number in range(10):
            old_activity(session, services, f"link-{number}", f"Week {number}", version_id)
        teacher = actor_of(session, services, NEW, None, history=(OLD,))
        openings = [
            actor_of(session, services, NEW, f"new-{number % 10}", title=f"Week {number % 10}", role="Learner")
            for number in range(30)
        ]

    def click(_: int) -> None:
        with postgres_app.app_context(), transaction() as session:
            take_over(session, services, teacher, chosen=None, this=None)

    def come(actor: Actor) -> None:
        with postgres_app.app_context(), transaction() as session:
            place_from_launch(session, services, actor)

    with ThreadPoolExecutor(8) as threads:
        running = [
            threads.submit(click, 0),
            *(threads.submit(come, each) for each in openings),
            threads.submit(click, 1),
        ]
        for each in running:
            each.result(60)
    with postgres_app.app_context(), transaction() as session:
        for actor in openings:
            place_from_launch(session, services, actor)
        copies = placements_of_course(session, teacher.course_id)
    assert sorted(each.title for each in copies) == sorted(f"Week {number}" for number in range(10))
    assert {each.resource_link_id for each in copies} == {f"new-{number}" for number in range(10)}
