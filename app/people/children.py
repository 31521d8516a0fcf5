"""One launch opened within another: the same person in the same course, at another of its activities.

A child has its parent's secret, rights and end, so it allows nothing that its parent doesn't; and every
activity has one child in a family of launches, however often it is opened, so that clicks don't fill the table.
"""

import secrets
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.clock import Clock
from app.lti import PLATFORM_VARIABLES, MessageType
from app.people import errors, queries
from app.people.launches import actor_of
from app.people.models import LaunchSession
from app.people.statements import launch_session
from app.people.views import Actor, RecordedLaunch

OF_ITS_LINK: dict[str, Any] = {
    "message_type": MessageType.RESOURCE_LINK,
    "target_link_uri": "",
    "deep_linking": None,
    "for_user": None,
    "lms_placement": None,
}
"""What a parent's message said of its own link, and says nothing of another."""


def open_within(
    session: Session, clock: Clock, actor: Actor, *, secret: str, resource_link_id: str, title: str
) -> RecordedLaunch:
    """The actor's launch at another activity of the course; an empty link is the course itself.

    `secret` is what this browser holds of the actor's launch; it opens the child too. Whether the activity is of the
    actor's course is the caller's to check. Raises NotAllowed when the parent is gone.
    """
    row = queries.launch_row(session, actor.launch_id)
    if row is None:
        raise errors.launch_not_open()
    names = launch_session.c.keys()
    values: dict[str, Any] = {name: row[name] for name in names} | OF_ITS_LINK
    values |= {"resource_link_id": resource_link_id, "resource_link_title": title}
    values["custom"] = {name: value for name, value in row["custom"].items() if name in PLATFORM_VARIABLES}
    values["ags"] = {**row["ags"], "lineitem": None} if row["ags"] else None
    values["root_id"] = row["root_id"] or row["id"]
    values["id"] = f"{int(clock.now().timestamp()):08x}{secrets.token_hex(12)}"
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(launch_session).values(**values)
    again = statement.on_conflict_do_update(
        index_elements=["root_id", "resource_link_id"],
        index_where=launch_session.c.root_id.is_not(None),
        set_={name: statement.excluded[name] for name in ("secret_hash", "expires_at", "resource_link_title")},
    )
    child_id = str(session.connection().execute(again.returning(launch_session.c.id)).scalar_one())
    return RecordedLaunch(child_id, secret, actor_of(values | {"id": child_id, "display_name": row["display_name"]}))


def turn_to(session: Session, launch_id: str, *, resource_link_id: str, title: str) -> None:
    """Let a launch be about this activity of its course, where the LMS named only its column or a piece of work."""
    changed = {"resource_link_id": resource_link_id, "resource_link_title": title}
    session.execute(update(LaunchSession).where(LaunchSession.id == launch_id).values(**changed))
