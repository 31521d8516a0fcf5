"""The earner's credit: cycles, the ledger, and by which rules her licence is renewed."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import credit
from app.credit import ProfileForm
from app.db import reading, transaction
from app.flows.credit import save_credit_profile
from app.flows.transcript import asked_by
from app.people import names_of
from app.web.access import ANYONE, allowed, current_actor, current_services
from app.web.plain import without_nul
from app.web.transcript import pages
from app.web.transcript.blueprint import blueprint
from app.web.transcript.ledger_file import ledger_file

FIELDS = ("jurisdiction", "cycle_start", "cycle_years", "licence_number")


@blueprint.get("/credit/", endpoint="credit")
@allowed(ANYONE)
def credit_view() -> ResponseReturnValue:
    """What the badges could count for, what an authority has said, and the ledger under it."""
    with reading() as session:
        page = pages.credit_page(session, current_services(), current_actor())
    return render_template("transcript/credit.html", page=page)


@blueprint.get("/credit/ledger")
@allowed(ANYONE)
def ledger() -> ResponseReturnValue:
    """The ledger as CSV."""
    with reading() as session:
        person_ids = asked_by(session, current_services(), current_actor()).person_ids
        entries = credit.ledger_of(session, person_ids)
        names, licences = names_of(session, person_ids), credit.licence_numbers(session, person_ids)
    return ledger_file(entries, names, licences)


@blueprint.post("/credit/profile")
@allowed(ANYONE)
def save_profile() -> ResponseReturnValue:
    """Keep by which rules the licence is renewed."""
    sent = without_nul(request.form)
    form = ProfileForm(**{name: sent.get(name, "") for name in FIELDS})
    with transaction() as session:
        save_credit_profile(session, current_services(), current_actor(), form)
    return redirect(url_for("transcript.credit"), 303)
