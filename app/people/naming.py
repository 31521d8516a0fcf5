"""Writing down whom a roster names, some hundred at a time and in a fixed number of statements.

All that a launch may have said meanwhile is compared inside the statements themselves, so that a launch
at the same moment wins on any database.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Case, ColumnElement, Connection, Insert, and_, bindparam, case, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.clock import Clock
from app.lti import Member
from app.people import rules
from app.people.models import MembershipSource, Role
from app.people.statements import NAMES, account, membership, person
from app.people.views import RosterReading

RANK = {role.value: place for place, role in enumerate(rules.HIGHEST_FIRST)}


@dataclass(frozen=True, slots=True)
class _Writes:
    add_accounts: Insert
    put_memberships: Insert


def note_members(
    session: Session, clock: Clock, reading: RosterReading, registration_id: int, members: Sequence[Member]
) -> None:
    """Create or update these people and their memberships of the reading's course.

    People are found by (registration, user id). What the LMS leaves out (it may share no names) erases nothing.
    A role or standing that a launch gave after the reading began stays; so does all that a newer reading wrote.
    Whoever is named twice in one reading has the higher of both roles.
    """
    by_subject = {member.user_id: member for member in members}
    if not by_subject:
        return
    connection = session.connection()
    found = _known(connection, registration_id, by_subject)
    _rename(connection, found, by_subject)
    missing = [member for subject, member in sorted(by_subject.items()) if subject not in found]
    people = {subject: int(row["person_id"]) for subject, row in found.items()}
    people |= _added(connection, clock, registration_id, missing)
    rows = _memberships(reading, members, people)
    connection.execute(_writes(connection.dialect.name).put_memberships, rows)


def _known(connection: Connection, registration_id: int, subjects: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    rows = connection.execute(
        select(account.c.subject, account.c.person_id, *(person.c[name] for name in NAMES))
        .join_from(account, person, account.c.person_id == person.c.id)
        .where(account.c.registration_id == registration_id, account.c.subject.in_(list(subjects)))
    )
    return {row["subject"]: dict(row) for row in rows.mappings()}


def _names(member: Member) -> dict[str, str]:
    return {
        "display_name": rules.full_name(member),
        "given_name": member.given_name,
        "family_name": member.family_name,
        "email": member.email,
    }


def _rename(connection: Connection, found: Mapping[str, Mapping[str, Any]], members: Mapping[str, Member]) -> None:
    changed = []
    for subject, row in sorted(found.items(), key=lambda pair: int(pair[1]["person_id"])):
        now = {name: value or row[name] for name, value in _names(members[subject]).items()}
        if any(now[name] != row[name] for name in NAMES):
            changed.append({"changed_id": row["person_id"], **now})
    if changed:
        connection.execute(update(person).where(person.c.id == bindparam("changed_id")), changed)


def _added(connection: Connection, clock: Clock, registration_id: int, members: Sequence[Member]) -> dict[str, int]:
    """Person ids of people who were not known before, by user id."""
    if not members:
        return {}
    ours = _new_people(connection, clock, members)
    accounts = [
        {"registration_id": registration_id, "subject": subject, "person_id": new} for subject, new in ours.items()
    ]
    connection.execute(_writes(connection.dialect.name).add_accounts, accounts)
    kept = {subject: int(row["person_id"]) for subject, row in _known(connection, registration_id, ours).items()}
    # A launch of the same person was first, just now; theirs is the person, ours never was.
    orphans = [new for subject, new in ours.items() if kept[subject] != new]
    if orphans:
        connection.execute(person.delete().where(person.c.id.in_(orphans)))
    return kept


def _new_people(connection: Connection, clock: Clock, members: Sequence[Member]) -> dict[str, int]:
    """In whatever order the ids come back: people who are named alike are interchangeable as yet."""
    named = [_names(member) for member in members]
    made: dict[tuple[str, ...], list[int]] = {}
    add = insert(person).returning(person.c.id, *(person.c[name] for name in NAMES))
    for row in connection.execute(add, [{**names, "created_at": clock.now()} for names in named]):
        made.setdefault(tuple(row[1:]), []).append(row.id)
    return {
        member.user_id: made[tuple(names[name] for name in NAMES)].pop()
        for member, names in zip(members, named, strict=True)
    }


def _memberships(reading: RosterReading, members: Iterable[Member], people: Mapping[str, int]) -> list[dict[str, Any]]:
    """One row per person, even where the LMS lists somebody twice or has merged two accounts into one."""
    rows: dict[int, dict[str, Any]] = {}
    for member in members:
        person_id, role = people[member.user_id], rules.course_role(member.roles)
        before = rows.get(person_id)
        rows[person_id] = {
            "course_id": reading.course_id,
            "person_id": person_id,
            "role": _higher(role.role, before["role"]) if before else role.role,
            "is_test": role.is_test or bool(before and before["is_test"]),
            "active": member.active or bool(before and before["active"]),
            "source": MembershipSource.ROSTER,
            "seen_in_roster_at": reading.started_at,
        }
    return [rows[person_id] for person_id in sorted(rows)]


def _higher(one: Role, other: Role) -> Role:
    return min(one, other, key=lambda role: RANK.get(role, len(RANK)))


@cache
def _writes(dialect: str) -> _Writes:
    make: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    put = make(membership)
    old, new = membership.c, put.excluded
    launched_since = old.last_seen_at >= new.seen_in_roster_at
    named_already = old.seen_in_roster_at == new.seen_in_roster_at
    kept_role = or_(launched_since, new.role == Role.NONE, and_(named_already, _rank(old.role) <= _rank(new.role)))
    changes = {
        "role": case((kept_role, old.role), else_=new.role),
        "is_test": or_(old.is_test, new.is_test),
        "active": case((or_(launched_since, and_(named_already, old.active)), True), else_=new.active),
        "seen_in_roster_at": new.seen_in_roster_at,
    }
    newer_reading = old.seen_in_roster_at > new.seen_in_roster_at
    return _Writes(
        add_accounts=make(account).on_conflict_do_nothing(),
        put_memberships=put.on_conflict_do_update(
            index_elements=["course_id", "person_id"], set_=changes, where=newer_reading.is_not(True)
        ),
    )


def _rank(role: ColumnElement[Any]) -> Case[int]:
    return case(RANK, value=role, else_=len(RANK))
