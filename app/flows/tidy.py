"""What time alone asks for: keys that are due, and things that are over. For the worker, each hour."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app import administration, lti, people, wallet
from app.flows.launch import forget_old_launches
from app.lti import KeyChange
from app.services import Services

BY = "schedule"


def keep_keys(session: Session, services: Services) -> tuple[KeyChange, ...]:
    """Make, rotate and remove the tool's own keys as they come due, and write it into the audit log."""
    longest = timedelta(days=services.settings.key_rotation_days)
    changes = lti.keep_keys(session, services.clock, services.sealer, longest)
    for change in changes:
        administration.audit(
            session,
            services.clock,
            by=BY,
            action=f"key-{change.kind}",
            subject=f"key:{change.kid}",
            organisation_id=None,
            detail={},
        )
    return changes


def forget_what_is_over(session: Session, services: Services) -> None:
    """Drop launches, states, sign-ins, codes, offers to wallets and events that nobody will ask for any more."""
    now = services.clock.now()
    forget_old_launches(session, now)
    administration.forget_old_sign_ins(session, now)
    lti.forget_old_events(session)
    people.forget_old_link_codes(session, services.clock)
    wallet.forget_old_offers(session, now)
