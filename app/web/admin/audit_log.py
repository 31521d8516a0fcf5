"""The audit log, page by page."""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.administration import AuditFilter, AuditPage, Scope, audit_page, reach_of
from app.db import reading
from app.web.admin.console_page import Frame, frame
from app.web.admin.mount import both, current_scope
from app.web.admin.words import action_words
from app.web.numbers import row_number


@dataclass(frozen=True, slots=True)
class AuditLogPage:
    """What templates/admin/audit_log.html shows."""

    frame: Frame
    log: AuditPage
    actions: list[tuple[str, str]]
    action: str
    """What is filtered by; empty for everything."""
    continues: bool
    """Whether newer lines were left out, on a page before."""


@both("/audit/")
def audit_log() -> ResponseReturnValue:
    """What was done to all that this administrator looks after, newest first."""
    action, older_than = request.args.get("action", ""), row_number(request.args.get("before", ""))
    with reading() as session:
        log = audit_page(session, _filter(session, current_scope(), action, older_than))
    actions = [("", "Everything"), *((each, action_words(each)) for each in log.actions)]
    page = AuditLogPage(frame(), log, actions, action, older_than is not None)
    return render_template("admin/audit_log.html", page=page, action_words=action_words)


def _filter(session: Session, scope: Scope, action: str, older_than: int | None) -> AuditFilter:
    subjects = None
    if not scope.is_operator and scope.organisation_id is None:
        subjects = frozenset(f"deployment:{number}" for number in reach_of(session, scope).deployments)
    return AuditFilter(scope.organisation_id, subjects, action, older_than)
