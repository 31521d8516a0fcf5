"""An open launch: whom it lets in, until when, and how it goes on for somebody who is still at work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.people import errors, queries
from app.people.launches import actor_of
from app.people.models import LaunchSession
from app.people.views import Actor

NEARLY_OVER = timedelta(hours=1)
PROLONGED_BY = timedelta(hours=2)
LONGEST = timedelta(hours=48)
"""A launch never outlives this, however busy: who was taken out of the course is out by then."""


@dataclass(frozen=True, slots=True)
class HeldLaunch:
    """A launch whose secret or key the browser has; it may be over all the same."""

    actor: Actor
    secret_hash: str
    opened_at: datetime
    expires_at: datetime


def find_held_launch(session: Session, launch_id: str, proves: Callable[[str], bool]) -> HeldLaunch:
    """The launch, if `proves` says yes to the digest of its secret. Raises NotAllowed for every other one."""
    row = queries.launch_row(session, launch_id)
    if row is None or not proves(row["secret_hash"]):
        raise errors.launch_not_open()
    return HeldLaunch(actor_of(row), row["secret_hash"], row["opened_at"], row["expires_at"])


def longer_end(launch: HeldLaunch, now: datetime) -> datetime | None:
    """The new end of a launch that is used in its last hour; None while there is time, or where there is no more."""
    if launch.expires_at - now >= NEARLY_OVER:
        return None
    end = min(now + PROLONGED_BY, launch.opened_at + LONGEST)
    return end if end > launch.expires_at else None


def prolong(session: Session, launch_id: str, end: datetime) -> None:
    """Let a launch go on until `end`; never makes one shorter."""
    later = (LaunchSession.id == launch_id, LaunchSession.expires_at < end)
    session.execute(update(LaunchSession).where(*later).values(expires_at=end))
