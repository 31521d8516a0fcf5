"""People: find two accounts of one human being and merge them, or part them again."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.administration import reach_of
from app.db import reading, transaction
from app.flows.link_people import merge_people, undo_merge
from app.people import AccountView, LinkView, find_people, merges_among
from app.web.access import current_services
from app.web.admin.console_page import Frame, frame
from app.web.admin.mount import both, current_scope
from app.web.numbers import row_number
from app.web.plain import without_nul


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """What templates/admin/people.html shows."""

    frame: Frame
    named: str
    found: tuple[AccountView, ...]
    merges: tuple[LinkView, ...]


@both("/people/")
def people() -> ResponseReturnValue:
    """A search by name within reach, and the merges that stand."""
    named = request.args.get("name", "")
    with reading() as session:
        deployments = reach_of(session, current_scope()).deployments
        page = PeoplePage(frame(), named, find_people(session, deployments, named), merges_among(session, deployments))
    return render_template("admin/people.html", page=page)


@both("/people/merge", "POST")
def merge_two_people() -> ResponseReturnValue:
    """Let two people count as one human being, with a reason for the audit log."""
    form = without_nul(request.form)
    chosen = {row_number(raw) or 0 for raw in form.getlist("person")}
    with transaction() as session:
        merge_people(session, current_services(), current_scope(), chosen, form.get("reason", ""))
    return redirect(url_for(".people"), 303)


@both("/people/links/<int:link_id>/undo", "POST")
def part_two_people(link_id: int) -> ResponseReturnValue:
    """Undo a merge."""
    with transaction() as session:
        undo_merge(session, current_services(), current_scope(), link_id)
    return redirect(url_for(".people"), 303)
