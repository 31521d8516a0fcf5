"""The audit log: what administrators did, written with the change itself, and read page by page."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.administration import queries
from app.administration.models import NAME, AuditEntry
from app.administration.queries import AuditFilter
from app.administration.views import AuditPage
from app.clock import Clock

LINES = 50


def audit(
    session: Session,
    clock: Clock,
    *,
    by: str,
    action: str,
    subject: str,
    organisation_id: int | None,
    detail: Mapping[str, Any],
) -> None:
    """Write down who did what, in the change's own transaction.

    `by` is the administrator's own name, "command line" or "schedule"; `action` a kebab-case code such as
    "deployment-approved"; `subject` kind and number, such as "deployment:7"; `detail` words and numbers that
    JSON can hold, without personal data.
    """
    session.add(
        AuditEntry(
            at=clock.now(),
            by=by[:NAME],
            action=action,
            subject=subject,
            organisation_id=organisation_id,
            detail=dict(detail),
        )
    )
    session.flush()


def audit_page(session: Session, wanted: AuditFilter) -> AuditPage:
    """One page of the log as far as `wanted` may read it, newest first."""
    lines = queries.audit_lines(session, wanted, LINES + 1)
    return AuditPage(
        entries=tuple(lines[:LINES]),
        older_than=lines[LINES - 1].id if len(lines) > LINES else None,
        actions=queries.audit_actions(session, wanted),
    )
