"""POST: handing in, and taking back."""

from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.db import reading, transaction
from app.errors import Conflict, Invalid
from app.flows.submit_work import Submission, withdraw_work
from app.flows.submit_work import submit_work as submit_work_flow
from app.web.access import EARN, allowed, current_actor, current_services
from app.web.earner.blueprint import blueprint
from app.web.earner.ready import build_ready
from app.web.placed import current_placement

FIELDS = {"attestation-missing": "agree-integrity", "change-note-missing": "change_note"}


@blueprint.post("/submit")
@allowed(EARN)
def submit() -> ResponseReturnValue:
    """Hand the work in. A second click finds the first one's submission and is shown it."""
    placement = current_placement()
    submission = Submission(frozenset(request.form.getlist("agree")), request.form.get("change_note", ""))
    try:
        with transaction() as session:
            submit_work_flow(session, current_services(), current_actor(), placement, submission)
    except Invalid as refusal:
        return _again(submission, refusal)
    except Conflict as refusal:
        if refusal.code == "not-ready":
            return redirect(url_for("earner.ready"), 303)
        if refusal.code != "already-submitted":
            raise
    return redirect(url_for("earner.status"), 303)


@blueprint.post("/withdraw")
@allowed(EARN)
def withdraw() -> ResponseReturnValue:
    placement = current_placement()
    with transaction() as session:
        withdraw_work(session, current_services(), current_actor(), placement)
    return redirect(url_for("earner.status"), 303)


def _again(submission: Submission, refusal: Invalid) -> ResponseReturnValue:
    """The form once more with what was filled in, and what is wrong with it."""
    placement, agreed = current_placement(), frozenset(submission.agreed)
    with reading() as session:
        page = build_ready(session, current_actor(), placement, agreed=agreed, note=submission.change_note)
    if page is None:
        raise refusal
    shown = replace(page, problem=refusal.words, problem_field=FIELDS.get(refusal.code, ""))
    return render_template("earner/ready.html", page=shown), refusal.status
