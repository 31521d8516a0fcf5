"""What a launch writes, as statements that are built once per dialect: this is the busiest path of the house.

Every insert survives a second launch of the same person or course at the same moment.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, Table, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from app.db import Base
from app.people.models import Course, LaunchSession, LmsAccount, Membership, Person


def _table(model: type[Base]) -> Table:
    return model.metadata.tables[model.__tablename__]


person, account = _table(Person), _table(LmsAccount)
course, membership, launch_session = _table(Course), _table(Membership), _table(LaunchSession)


@dataclass(frozen=True, slots=True)
class Writes:
    """The inserts of one launch; parameters are the columns' names."""

    add_person: ReturningInsert[Any]
    add_account: ReturningInsert[Any]
    add_course: ReturningInsert[Any]
    put_membership: Insert
    add_session: Insert


@cache
def writes(dialect: str) -> Writes:
    """The statements for "sqlite" or "postgresql"."""
    make: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    add_account = make(account).on_conflict_do_nothing().returning(account.c.person_id)
    # Nothing, and a look afterwards: an update of a row that others refer to would take a lock that
    # two launches of one course can hold against each other on PostgreSQL until one is killed.
    add_course = make(course).on_conflict_do_nothing().returning(course.c.id)
    put = make(membership)
    kept = {name: put.excluded[name] for name in ("role", "is_test", "active", "last_seen_at")}
    return Writes(
        add_person=insert(person).returning(person.c.id),
        add_account=add_account,
        add_course=add_course,
        put_membership=put.on_conflict_do_update(index_elements=["course_id", "person_id"], set_=kept),
        add_session=insert(launch_session),
    )


def _columns(table: Table, *names: str) -> list[Any]:
    return [table.c[name] for name in names]


NAMES = ("display_name", "given_name", "family_name", "email")
TITLES = ("title", "label", "lineitems_url", "nrps_url", "history")

account_known: Select[Any] = (
    select(account.c.person_id, *_columns(person, *NAMES))
    .join_from(account, person, account.c.person_id == person.c.id)
    .where(account.c.registration_id == bindparam("registration"), account.c.subject == bindparam("subject"))
)
"""A person by account."""

course_known: Select[Any] = select(course.c.id).where(
    course.c.deployment_id == bindparam("deployment"), course.c.context_id == bindparam("context")
)
"""A course by context."""

both_known: Select[Any] = (
    select(course.c.id.label("course_id"), *_columns(course, *TITLES), account.c.person_id, *_columns(person, *NAMES))
    .select_from(
        course.outerjoin(
            account,
            (account.c.registration_id == bindparam("registration")) & (account.c.subject == bindparam("subject")),
        ).outerjoin(person, person.c.id == account.c.person_id)
    )
    .where(course.c.deployment_id == bindparam("deployment"), course.c.context_id == bindparam("context"))
)
"""A course and, beside it, the person if the account is known: one question for the usual launch."""

actor_of_launch: Select[Any] = (
    select(launch_session, person.c.display_name)
    .join_from(launch_session, person, launch_session.c.person_id == person.c.id)
    .where(launch_session.c.id == bindparam("launch"))
)
"""A launch with the name of its person."""
