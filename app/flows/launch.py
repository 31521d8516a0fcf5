"""A launch: used up, its deployment checked, its person and course noted, a session opened. And its second window."""

from datetime import datetime

from sqlalchemy.orm import Session

from app import lti, people
from app.flows.hear_of_copies import owe_notice_handlers
from app.flows.sync_roster import ask_after_launch
from app.lti import DeploymentView, Standing, Ticket, VerifiedLaunch
from app.people import LaunchSessionView, OpenedLaunch, RecordedLaunch
from app.services import Services


def open_launch(session: Session, services: Services, verified: VerifiedLaunch) -> RecordedLaunch | None:
    """Open a launch that was verified. None if its deployment waits for approval, which is noted all the same.

    Raises Conflict for a launch that was opened before, NotAllowed for a blocked registration or deployment.
    """
    launch = lti.admit_launch(session, services.clock, verified)
    if not launch.deployment_active:
        return None
    lti.note_launch(session, services.clock, launch)
    owe_notice_handlers(session, services, launch)
    opened = people.record_launch(session, services.clock, launch)
    ask_after_launch(session, services, opened.actor)
    return opened


def look_at_launch(session: Session, ticket: Ticket) -> LaunchSessionView:
    """Who and which course a ticket would open; uses nothing up. Raises NotAllowed for an unknown launch."""
    return people.find_launch_session(session, ticket.launch_id)


def resume_launch(session: Session, ticket: Ticket) -> OpenedLaunch:
    """Open a launch in the window that has its ticket, and there alone. Raises Conflict if the ticket was used."""
    lti.use_once(session, ticket.digest, ticket.expires_at)
    return people.renew_secret(session, ticket.launch_id)


def block_deployment(session: Session, deployment_id: int) -> DeploymentView:
    """Keep a deployment out, and end the launches that are open from it. Takes the row id; raises NotFound."""
    blocked = lti.set_deployment_standing(session, deployment_id, Standing.BLOCKED)
    people.close_launches(session, deployment_id)
    return blocked


def forget_old_launches(session: Session, now: datetime) -> None:
    """Drop launch sessions and used states whose time is over; for the worker, now and then."""
    people.forget_old_launches(session, now)
    lti.forget_used_states(session, now)
