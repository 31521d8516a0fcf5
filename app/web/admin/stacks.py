"""Badges to look at: stacks' badges that have lost a part. Nothing is taken back by itself; a person decides."""

from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.badges import QuestionedBadge
from app.db import reading, transaction
from app.flows.settle_stack import badges_to_look_at, keep_stack, revoke_stack
from app.people import names_of
from app.web.access import current_services
from app.web.admin.console_page import Frame, frame
from app.web.admin.mount import both, current_scope
from app.web.plain import without_nul


@dataclass(frozen=True, slots=True)
class StackRow:
    """One stack's badge with its revoked parts, and whose it is."""

    questioned: QuestionedBadge
    earner: str


@dataclass(frozen=True, slots=True)
class StacksPage:
    """What templates/admin/stacks.html shows."""

    frame: Frame
    rows: tuple[StackRow, ...]


@both("/stacks/")
def stacks() -> ResponseReturnValue:
    """What waits for a decision, the longest waiting first."""
    with reading() as session:
        found = badges_to_look_at(session, current_scope())
        names = names_of(session, {each.badge.person_id for each in found})
    rows = tuple(StackRow(each, names.get(each.badge.person_id, "")) for each in found)
    return render_template("admin/stacks.html", page=StacksPage(frame(), rows))


@both("/stacks/<uuid:credential>", "POST")
def settle_stack(credential: UUID) -> ResponseReturnValue:
    """Keep the badge or have it taken back."""
    form = without_nul(request.form)
    decide = revoke_stack if form.get("decision") == "revoke" else keep_stack
    with transaction() as session:
        decide(session, current_services(), current_scope(), str(credential), form.get("reason", ""))
    taken_back = decide is revoke_stack
    return redirect(url_for(".badge", credential=credential) if taken_back else url_for(".stacks"), 303)
