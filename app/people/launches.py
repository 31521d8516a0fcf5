"""Recording a launch, in as few statements as it takes, and the secret that opens its pages for a day."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, update
from sqlalchemy.orm import Session

from app.clock import Clock
from app.lti import Launch
from app.people import errors, queries, rules
from app.people.models import LaunchSession, Role
from app.people.rules import CourseRole
from app.people.statements import NAMES, TITLES, Writes, account_known, course, course_known, person, writes
from app.people.views import Actor, OpenedLaunch, RecordedLaunch

LIFE = timedelta(hours=24)
KNOWN_AFTERWARDS = timedelta(days=7)


def record_launch(session: Session, clock: Clock, launch: Launch) -> RecordedLaunch:
    """Note who came, to which course, in which role, and open a launch session of 24 hours.

    Names and titles follow newer launches; an anonymous launch never erases one. Two first launches
    of the same person at the same moment end in one person.
    """
    now = clock.now()
    connection = session.connection()
    statements = writes(connection.dialect.name)
    found = queries.known(
        session,
        registration=launch.registration_id,
        subject=launch.subject,
        deployment=launch.deployment_id,
        context=rules.context_key(launch),
    )
    person_id, display_name = _person(connection, statements, launch, found, now)
    course_id = _course(connection, statements, launch, found, now)
    role = rules.course_role(launch.roles)
    connection.execute(
        statements.put_membership,
        {
            "course_id": course_id,
            "person_id": person_id,
            "role": role.role,
            "is_test": role.is_test,
            "active": True,
            "last_seen_at": now,
        },
    )
    opened = OpenedLaunch(f"{int(now.timestamp()):08x}{secrets.token_hex(12)}", secrets.token_urlsafe(24))
    values = _session_values(launch, role, person_id=person_id, course_id=course_id)
    values |= {"id": opened.launch_id, "secret_hash": secret_hash(opened.secret)}
    connection.execute(statements.add_session, values | {"opened_at": now, "expires_at": now + LIFE})
    return RecordedLaunch(opened.launch_id, opened.secret, actor_of(values | {"display_name": display_name}))


def actor_of(row: Mapping[str, Any] | RowMapping) -> Actor:
    """The actor of a launch, from the columns of its session and the name of its person."""
    return Actor(
        launch_id=row["id"],
        person_id=row["person_id"],
        course_id=row["course_id"],
        deployment_id=row["deployment_id"],
        registration_id=row["registration_id"],
        role=Role(row["role"]),
        display_name=rules.shown_name(row["display_name"], row["person_id"]),
        resource_link_id=row["resource_link_id"],
        resource_link_title=row["resource_link_title"],
        lineitem_url=row["ags"]["lineitem"] if row["ags"] else None,
        message_type=row["message_type"],
        is_test=row["is_test"],
        masquerading=row["masquerading"],
        locale=row["locale"],
        time_zone=row["time_zone"],
        return_url=row["return_url"],
        custom=row["custom"],
        lms_placement=row["lms_placement"],
        document_target=row["document_target"],
        high_contrast=row["high_contrast"],
        mentored=None if row["mentored"] is None else tuple(row["mentored"]),
        target_link_uri=row["target_link_uri"],
    )


def renew_secret(session: Session, launch_id: str) -> OpenedLaunch:
    """Give a launch to the browser that asks now, and take it from whichever had it. Raises NotAllowed if unknown."""
    opened = OpenedLaunch(launch_id, secrets.token_urlsafe(24))
    changed = session.scalar(
        update(LaunchSession)
        .where(LaunchSession.id == launch_id)
        .values(secret_hash=secret_hash(opened.secret))
        .returning(LaunchSession.id)
    )
    if changed is None:
        raise errors.launch_not_open()
    return opened


def close_launches(session: Session, deployment_id: int) -> None:
    """End all launches of a deployment at once, when it is blocked."""
    session.execute(delete(LaunchSession).where(LaunchSession.deployment_id == deployment_id))


def forget_old_launches(session: Session, now: datetime) -> None:
    """Drop the launch sessions that have been over for a week: until then they lead back to the course."""
    session.execute(delete(LaunchSession).where(queries.launches_over(now - KNOWN_AFTERWARDS)))


def secret_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _person(
    connection: Connection, statements: Writes, launch: Launch, found: Mapping[str, Any], now: datetime
) -> tuple[int, str]:
    """Id and display name, as they are after this launch."""
    given = {
        "display_name": rules.full_name(launch),
        "given_name": launch.given_name,
        "family_name": launch.family_name,
        "email": launch.email,
    }
    if found.get("person_id") is None:
        return _new_person(connection, statements, launch, given | {"created_at": now})
    person_id = int(found["person_id"])
    changed = _changed(found, given, NAMES)
    if changed:
        connection.execute(update(person).where(person.c.id == person_id).values(**changed))
    return person_id, changed.get("display_name") or found["display_name"]


def _new_person(connection: Connection, statements: Writes, launch: Launch, values: dict[str, Any]) -> tuple[int, str]:
    person_id = connection.execute(statements.add_person, values).scalar_one()
    account = {"registration_id": launch.registration_id, "subject": launch.subject, "person_id": person_id}
    added = connection.execute(statements.add_account, account).scalar_one_or_none()
    if added is not None:
        return int(added), values["display_name"]
    # Another launch of the same person was first, just now; theirs is the person, ours never was.
    connection.execute(person.delete().where(person.c.id == person_id))
    known = {"registration": launch.registration_id, "subject": launch.subject}
    row = connection.execute(account_known, known).one()
    return int(row.person_id), row.display_name


def _course(connection: Connection, statements: Writes, launch: Launch, found: Mapping[str, Any], now: datetime) -> int:
    context, link = launch.context, launch.resource_link
    given = {
        "title": context.title if context else (link.title if link else ""),
        "label": context.label if context else "",
        "lineitems_url": launch.ags.lineitems if launch.ags else None,
        "nrps_url": launch.nrps_url,
        "history": rules.merged_history(launch.history, found.get("history"), rules.context_key(launch)),
    }
    if found.get("course_id") is None:
        return _new_course(connection, statements, launch, given | {"created_at": now})
    course_id = int(found["course_id"])
    changed = _changed(found, given, TITLES)
    if "history" in changed:
        changed["copying_put_off_at"] = None
    if changed:
        connection.execute(update(course).where(course.c.id == course_id).values(**changed))
    return course_id


def _new_course(connection: Connection, statements: Writes, launch: Launch, values: dict[str, Any]) -> int:
    place = {"deployment": launch.deployment_id, "context": rules.context_key(launch)}
    named = {"deployment_id": place["deployment"], "context_id": place["context"]}
    added = connection.execute(statements.add_course, values | named).scalar_one_or_none()
    return int(added if added is not None else connection.execute(course_known, place).scalar_one())


def _changed(found: Mapping[str, Any], given: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """What a launch says newly; what it leaves out stays as it was."""
    return {name: given[name] for name in names if given[name] and given[name] != found[name]}


def _session_values(launch: Launch, role: CourseRole, *, person_id: int, course_id: int) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "course_id": course_id,
        "deployment_id": launch.deployment_id,
        "registration_id": launch.registration_id,
        "role": role.role,
        "message_type": launch.message_type,
        "resource_link_id": launch.activity.id if launch.activity else None,
        "resource_link_title": launch.activity.title if launch.activity else "",
        "target_link_uri": launch.target_link_uri,
        "custom": dict(launch.custom),
        "deep_linking": asdict(launch.deep_linking) if launch.deep_linking else None,
        "ags": asdict(launch.ags) if launch.ags else None,
        "for_user": launch.for_user,
        "is_test": role.is_test,
        "masquerading": launch.masquerading,
        "mentored": None if launch.mentored is None else list(launch.mentored),
        "lms_placement": launch.lms_placement,
        "document_target": launch.document_target,
        "high_contrast": launch.high_contrast,
        "locale": launch.locale,
        "time_zone": launch.time_zone,
        "return_url": launch.return_url,
    }
