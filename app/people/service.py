"""Who is asking, and who is who."""

import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from app.lti import AgsEndpoint, DeepLinkingSettings
from app.people import errors, queries, rules
from app.people.launches import actor_of, secret_hash
from app.people.models import Course, Role
from app.people.views import Actor, CourseView, LaunchSessionView, MemberView, PersonView


def find_actor(session: Session, launch_id: str, secret: str, now: datetime) -> Actor:
    """The person of a launch, if this browser has its secret and its day isn't over. Raises NotAllowed."""
    row = queries.launch_row(session, launch_id)
    if row is None or row["expires_at"] <= now or not hmac.compare_digest(secret_hash(secret), row["secret_hash"]):
        raise errors.launch_not_open()
    return actor_of(row)


def find_launch_session(session: Session, launch_id: str) -> LaunchSessionView:
    """A launch whose actor was found before; checks no secret. Raises NotAllowed for an unknown one."""
    row = queries.launch_row(session, launch_id)
    if row is None:
        raise errors.launch_not_open()
    return LaunchSessionView(
        launch_id=row["id"],
        person_id=row["person_id"],
        person_name=rules.shown_name(row["display_name"], row["person_id"]),
        course_id=row["course_id"],
        course_title=course_view(session, row["course_id"]).title,
        deployment_id=row["deployment_id"],
        registration_id=row["registration_id"],
        role=Role(row["role"]),
        message_type=row["message_type"],
        resource_link_id=row["resource_link_id"],
        resource_link_title=row["resource_link_title"],
        target_link_uri=row["target_link_uri"],
        custom=row["custom"],
        deep_linking=_deep_linking(row),
        ags=_ags(row),
        for_user=row["for_user"],
        return_url=row["return_url"],
        lms_placement=row["lms_placement"],
        expires_at=row["expires_at"],
    )


def newest_launch(session: Session, registration_id: int) -> LaunchSessionView | None:
    """The newest launch of a platform that is still kept, be it opened from the LMS or from another one's page."""
    launch_id = queries.newest_launch(session, registration_id)
    return None if launch_id is None else find_launch_session(session, launch_id)


def person_view(session: Session, person_id: int) -> PersonView:
    """Raises NotFound."""
    person = queries.person(session, person_id)
    if person is None:
        raise errors.person_unknown()
    return PersonView(
        id=person.id,
        display_name=rules.shown_name(person.display_name, person.id),
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email,
        subjects=queries.accounts(session, person_id),
    )


def course_view(session: Session, course_id: int) -> CourseView:
    """Raises NotFound."""
    course = queries.course(session, course_id)
    if course is None:
        raise errors.course_unknown()
    return course_view_of(course)


def course_view_of(course: Course) -> CourseView:
    return CourseView(
        id=course.id,
        deployment_id=course.deployment_id,
        context_id=course.context_id,
        title=course.title,
        label=course.label,
        lineitems_url=course.lineitems_url,
        nrps_url=course.nrps_url,
        history=tuple(course.history),
        copying_put_off=course.copying_put_off_at is not None,
    )


def names_of(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    """Shown names by person id, for the ids that exist; one query however many."""
    names = queries.display_names(session, person_ids)
    return {person_id: rules.shown_name(name, person_id) for person_id, name in names.items()}


def members(session: Session, course_id: int) -> list[MemberView]:
    """Everybody whom a launch or the roster ever named in a course, sorted by name."""
    return [
        MemberView(
            person_id=row.person_id,
            display_name=rules.shown_name(row.display_name, row.person_id),
            role=Role(row.role),
            is_test=row.is_test,
            active=row.active,
            last_seen_at=row.last_seen_at,
        )
        for row in queries.members(session, course_id)
    ]


def is_test_person(session: Session, course_id: int, person_id: int) -> bool:
    """Whether the LMS calls this member of the course a test user; False for whoever was never seen there."""
    return queries.is_test_member(session, course_id, person_id)


def subject_of(session: Session, person_id: int, registration_id: int) -> str | None:
    """The platform's id of a person: the one to send scores for."""
    return queries.subject_of_person(session, person_id, registration_id)


def person_of_subject(session: Session, registration_id: int, subject: str) -> int | None:
    """The person whom a platform calls `subject`, such as the `for_user` of a submission review."""
    return queries.person_of_account(session, registration_id, subject)


def people_of_subjects(session: Session, registration_id: int, subjects: Iterable[str]) -> dict[str, int]:
    """The same for many: person by subject, for those who are known; one statement."""
    return queries.people_of_accounts(session, registration_id, subjects)


def learners_among(session: Session, course_id: int, person_ids: Iterable[int]) -> dict[int, str]:
    """Shown names by person id of those who learn in this course; one statement."""
    names = queries.learner_names(session, course_id, person_ids)
    return {person_id: rules.shown_name(name, person_id) for person_id, name in names.items()}


def known_test_people(session: Session, course_id: int) -> frozenset[int]:
    """The members of a course whom the LMS calls test users."""
    return queries.test_members(session, course_id)


def uncounted_people(session: Session, course_id: int) -> frozenset[int]:
    """The members of a course who are listed and not counted: test users, and whom the LMS lists no more."""
    return queries.uncounted_members(session, course_id)


def _deep_linking(row: RowMapping) -> DeepLinkingSettings | None:
    stored: dict[str, Any] | None = row["deep_linking"]
    if stored is None:
        return None
    lists = {name: tuple(value) for name, value in stored.items() if isinstance(value, list)}
    return DeepLinkingSettings(**{**stored, **lists})


def _ags(row: RowMapping) -> AgsEndpoint | None:
    stored: dict[str, Any] | None = row["ags"]
    return AgsEndpoint(**{**stored, "scopes": tuple(stored["scopes"])}) if stored else None
