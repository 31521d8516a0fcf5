"""Buttons about the gradebook's columns: one for each criterion or none, and a lost one found again."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.db import transaction
from app.flows.criterion_columns import switch_criterion_columns
from app.gradebook import TOTAL, look_anew, switch_badge_page, take_columns_away
from app.web.access import TEACH, allowed, current_actor, current_services
from app.web.instructor.blueprint import blueprint
from app.web.placed import current_placement


@blueprint.post("/gradebook/criteria")
@allowed(TEACH)
def switch_criteria() -> ResponseReturnValue:
    """Show each criterion in a column of its own (`on` is 1), or send nothing more there."""
    on = request.form.get("on") == "1"
    placement = current_placement()
    with transaction() as session:
        switch_criterion_columns(session, current_services(), current_actor(), placement, on=on)
    return _back("split" if on else "whole")


@blueprint.post("/gradebook/badge-page")
@allowed(TEACH)
def hand_in_badges() -> ResponseReturnValue:
    """Hand in the page of each badge to Canvas (`on` is 1), or none any more."""
    on = request.form.get("on") == "1"
    placement, by = current_placement(), current_actor().person_id
    with transaction() as session:
        switch_badge_page(session, current_services().clock, placement, by, on=on)
    return _back("pages" if on else "no-pages")


@blueprint.post("/gradebook/criteria/remove")
@allowed(TEACH)
def remove_criteria() -> ResponseReturnValue:
    """Take the columns of criteria away that hold no grade."""
    placement = current_placement()
    with transaction() as session:
        take_columns_away(session, current_services().clock, placement)
    return _back("away")


@blueprint.post("/gradebook/column")
@allowed(TEACH)
def find_column() -> ResponseReturnValue:
    """Look for a grade column again, a criterion's where one is named, and make one where that is right."""
    placement = current_placement()
    with transaction() as session:
        look_anew(session, current_services().clock, placement, request.form.get("criterion", TOTAL))
    return _back("column")


def _back(said: str) -> ResponseReturnValue:
    return redirect(url_for("instructor.gradebook", said=said), 303)
