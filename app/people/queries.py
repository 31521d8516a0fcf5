"""Every SELECT on people, except the three that a launch and a page make each time (`statements`)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, case, func, literal, or_, select
from sqlalchemy.orm import Session

from app.people.models import (
    Course,
    CourseRoster,
    LaunchSession,
    LinkCode,
    LinkKind,
    LmsAccount,
    Membership,
    Person,
    PersonLink,
    Role,
)
from app.people.statements import account_known, actor_of_launch, both_known


def known(session: Session, *, registration: int, subject: str, deployment: int, context: str) -> Mapping[str, Any]:
    """What is known of a launch's course and person; keys are missing or None where that is nothing."""
    parameters = {"registration": registration, "subject": subject, "deployment": deployment, "context": context}
    connection = session.connection()
    row = connection.execute(both_known, parameters).mappings().one_or_none()
    if row is None:
        account = {"registration": registration, "subject": subject}
        row = connection.execute(account_known, account).mappings().one_or_none()
    return {} if row is None else {str(name): value for name, value in row.items()}


def launch_row(session: Session, launch_id: str) -> RowMapping | None:
    return session.connection().execute(actor_of_launch, {"launch": launch_id}).mappings().one_or_none()


def newest_launch(session: Session, registration_id: int) -> str | None:
    """Ids of launches begin with their second, so the greatest is the newest."""
    return session.scalar(
        select(LaunchSession.id)
        .where(LaunchSession.registration_id == registration_id)
        .order_by(LaunchSession.id.desc())
        .limit(1)
    )


def person_of_account(session: Session, registration_id: int, subject: str) -> int | None:
    return session.scalar(
        select(LmsAccount.person_id).where(LmsAccount.registration_id == registration_id, LmsAccount.subject == subject)
    )


def people_of_accounts(session: Session, registration_id: int, subjects: Iterable[str]) -> dict[str, int]:
    where = (LmsAccount.registration_id == registration_id, LmsAccount.subject.in_(set(subjects)))
    rows = session.execute(select(LmsAccount.subject, LmsAccount.person_id).where(*where))
    return {row.subject: row.person_id for row in rows}


def subject_of_person(session: Session, person_id: int, registration_id: int) -> str | None:
    """The newest account, where the LMS has merged several into one."""
    return session.scalar(
        select(LmsAccount.subject)
        .where(LmsAccount.registration_id == registration_id, LmsAccount.person_id == person_id)
        .order_by(LmsAccount.id.desc())
        .limit(1)
    )


def accounts(session: Session, person_id: int) -> dict[int, str]:
    rows = session.execute(
        select(LmsAccount.registration_id, LmsAccount.subject)
        .where(LmsAccount.person_id == person_id)
        .order_by(LmsAccount.id)
    )
    return {row.registration_id: row.subject for row in rows}


def person(session: Session, person_id: int) -> Person | None:
    return session.get(Person, person_id)


def display_names(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    rows = session.execute(select(Person.id, Person.display_name).where(Person.id.in_(set(person_ids))))
    return {row.id: row.display_name for row in rows}


def members(session: Session, course_id: int) -> Sequence[Any]:
    """Memberships with names, sorted by name. Plain rows: a course may have thousands."""
    return session.execute(
        select(
            Membership.person_id,
            Membership.role,
            Membership.is_test,
            Membership.active,
            Membership.last_seen_at,
            Person.display_name,
        )
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.course_id == course_id)
        .order_by(Person.display_name, Person.id)
    ).all()


def is_test_member(session: Session, course_id: int, person_id: int) -> bool:
    mine = (Membership.course_id == course_id, Membership.person_id == person_id)
    return bool(session.scalar(select(Membership.is_test).where(*mine)))


def learner_names(session: Session, course_id: int, person_ids: Iterable[int]) -> dict[int, str]:
    rows = session.execute(
        select(Person.id, Person.display_name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.course_id == course_id, Membership.role == Role.LEARNER, Person.id.in_(set(person_ids)))
    )
    return {row.id: row.display_name for row in rows}


def test_members(session: Session, course_id: int) -> frozenset[int]:
    mine = (Membership.course_id == course_id, Membership.is_test)
    return frozenset(session.scalars(select(Membership.person_id).where(*mine)))


def uncounted_members(session: Session, course_id: int) -> frozenset[int]:
    mine = (Membership.course_id == course_id, or_(Membership.is_test, Membership.active.is_(False)))
    return frozenset(session.scalars(select(Membership.person_id).where(*mine)))


def course(session: Session, course_id: int) -> Course | None:
    return session.get(Course, course_id)


def course_held(session: Session, course_id: int) -> Course | None:
    """The course as it is now, its row held until the transaction ends (PostgreSQL) without hindering new launches."""
    return session.get(Course, course_id, with_for_update={"key_share": True}, populate_existing=True)


def courses_of_contexts(session: Session, deployment_id: int, context_ids: Iterable[str]) -> list[Course]:
    mine = (Course.deployment_id == deployment_id, Course.context_id.in_(set(context_ids)))
    return list(session.scalars(select(Course).where(*mine)))


def launches_over(moment: datetime) -> ColumnElement[bool]:
    """Condition of the launches that are over by `moment`."""
    return LaunchSession.expires_at < moment


def roster_row(session: Session, course_id: int) -> CourseRoster | None:
    """As the database has it now, whatever this session has seen of it before."""
    return session.get(CourseRoster, course_id, populate_existing=True)


def roster_of_course(session: Session, course_id: int) -> Any:
    """Where a course's roster is, with what is known of it; None for no course."""
    known = (CourseRoster.asked_at, CourseRoster.started_at, CourseRoster.synced_at)
    return session.execute(
        select(Course.nrps_url, *known, CourseRoster.members, CourseRoster.trouble)
        .outerjoin(CourseRoster, CourseRoster.course_id == Course.id)
        .where(Course.id == course_id)
    ).one_or_none()


def roster_url(session: Session, course_id: int) -> str | None:
    return session.scalar(select(Course.nrps_url).where(Course.id == course_id))


def courses_in_use(session: Session, *, since: datetime, asked_before: datetime, most: int) -> Sequence[Any]:
    """Courses with a roster that somebody launched from since then, and that nobody asked for since `asked_before`."""
    launched = select(Membership.id).where(Membership.course_id == Course.id, Membership.last_seen_at >= since)
    return session.execute(
        select(Course.id, Course.deployment_id)
        .outerjoin(CourseRoster, CourseRoster.course_id == Course.id)
        .where(
            Course.nrps_url.is_not(None),
            or_(CourseRoster.asked_at.is_(None), CourseRoster.asked_at <= asked_before),
            launched.exists(),
        )
        .order_by(Course.id)
        .limit(most)
    ).all()


def count_named(session: Session, course_id: int, started: datetime) -> int:
    """How many active people the reading that began then has named."""
    named = (Membership.course_id == course_id, Membership.seen_in_roster_at == started, Membership.active)
    return session.scalar(select(func.count()).select_from(Membership).where(*named)) or 0


def linked_ids(session: Session, person_id: int) -> list[int]:
    """Everybody who is reached from a person over links that stand, that person too; one statement, sorted."""
    reached = select(literal(person_id).label("id")).cte("reached", recursive=True)
    other = case((PersonLink.first_id == reached.c.id, PersonLink.second_id), else_=PersonLink.first_id)
    beside = or_(PersonLink.first_id == reached.c.id, PersonLink.second_id == reached.c.id)
    step = select(other).select_from(PersonLink).join(reached, beside).where(PersonLink.undone_at.is_(None))
    reached = reached.union(step)
    return list(session.scalars(select(reached.c.id).order_by(reached.c.id)))


def people_held(session: Session, person_ids: Iterable[int]) -> list[int]:
    """Those that exist, held until the transaction ends, so that two who link them take turns. Who only writes a row
    about one of them isn't held up."""
    wanted = select(Person.id).where(Person.id.in_(set(person_ids))).order_by(Person.id)
    return list(session.scalars(wanted.with_for_update(key_share=True)))


def standing_links(session: Session, person_ids: Iterable[int]) -> list[PersonLink]:
    """Links that stand and touch any of these people, oldest first."""
    ids = set(person_ids)
    touches = or_(PersonLink.first_id.in_(ids), PersonLink.second_id.in_(ids))
    return list(
        session.scalars(select(PersonLink).where(touches, PersonLink.undone_at.is_(None)).order_by(PersonLink.id))
    )


def newest_links(session: Session, kind: LinkKind, deployment_ids: Iterable[int], most: int) -> list[PersonLink]:
    """Links of a kind that stand and have both ends among the members of these deployments' courses, newest first.

    Test users are left out: they are nobody.
    """
    members = select(Membership.person_id).join(Course, Course.id == Membership.course_id)
    members = members.where(Course.deployment_id.in_(set(deployment_ids)), Membership.is_test.is_(False))
    wanted = select(PersonLink).where(
        PersonLink.kind == kind,
        PersonLink.undone_at.is_(None),
        PersonLink.first_id.in_(members),
        PersonLink.second_id.in_(members),
    )
    return list(session.scalars(wanted.order_by(PersonLink.id.desc()).limit(most)))


def link(session: Session, link_id: int) -> PersonLink | None:
    return session.get(PersonLink, link_id, with_for_update=True)


def account_rows(session: Session, person_ids: Iterable[int]) -> Sequence[Any]:
    """Every account of these people with the name beside it: plain rows by person and age."""
    return session.execute(
        select(Person.id, Person.display_name, LmsAccount.registration_id)
        .outerjoin(LmsAccount, LmsAccount.person_id == Person.id)
        .where(Person.id.in_(set(person_ids)))
        .order_by(Person.id, LmsAccount.id)
    ).all()


def open_codes(session: Session, person_id: int, now: datetime) -> list[LinkCode]:
    """Codes that the person made or entered and that wait for a word, newest first."""
    theirs = or_(LinkCode.maker_id == person_id, LinkCode.taker_id == person_id)
    waits = (LinkCode.closed_at.is_(None), LinkCode.expires_at > now)
    return list(session.scalars(select(LinkCode).where(theirs, *waits).order_by(LinkCode.id.desc())))


def link_code(session: Session, code_id: int) -> LinkCode | None:
    """As it is now in the database, whatever this session read before; held until the transaction ends."""
    return session.get(LinkCode, code_id, with_for_update=True, populate_existing=True)


def people_in(
    session: Session, deployment_ids: Iterable[int], *, named: str = "", among: Iterable[int] | None = None, most: int
) -> list[int]:
    """Members of these deployments' courses, by name: those whose name holds `named`, or those `among`.

    Test users are left out: they are nobody.
    """
    wanted = select(Person.id).distinct().join(Membership, Membership.person_id == Person.id)
    wanted = wanted.join(Course, Course.id == Membership.course_id).add_columns(Person.display_name)
    wanted = wanted.where(Course.deployment_id.in_(set(deployment_ids)), Membership.is_test.is_(False))
    if named:
        wanted = wanted.where(Person.display_name.icontains(named, autoescape=True))
    if among is not None:
        wanted = wanted.where(Person.id.in_(set(among)))
    return [row.id for row in session.execute(wanted.order_by(Person.display_name, Person.id).limit(most))]
