"""Addresses of the picker: `/l/<launch>/place/…`."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.db import reading, transaction
from app.errors import Invalid
from app.flows.choose import Choice, choose_micro_credential
from app.flows.deep_link import answer_deep_linking
from app.lti import MessageType
from app.people import Actor
from app.web.access import PLACE, allowed, current_actor, current_services, lms_blueprint
from app.web.headers import allow_form_to
from app.web.instructor.placing_pages import SettingsForm, build_picker, build_settings, refused_form
from app.web.placed import find_current_placement

blueprint = lms_blueprint("placing", __name__, "/place")


@blueprint.get("/")
@allowed(PLACE)
def picker() -> ResponseReturnValue:
    """All micro-credentials on offer, or those that a search finds."""
    actor = current_actor()
    adding = _is_adding(actor)
    if not adding and find_current_placement() is not None:
        return redirect(url_for("home.home"), 303)
    with reading() as session:
        search = request.args.get("q", "").strip()[:200]
        page = build_picker(session, search, adding=adding, return_url=actor.return_url)
    return render_template("instructor/placing/picker.html", page=page)


@blueprint.get("/<int:version_id>")
@allowed(PLACE)
def settings(version_id: int) -> ResponseReturnValue:
    """One micro-credential in full, with points and grade policy to choose."""
    return _settings(version_id, None)


@blueprint.post("/<int:version_id>")
@allowed(PLACE)
def confirm(version_id: int) -> ResponseReturnValue:
    """Place it: in the launched activity, or as a new one that the LMS is told of."""
    choice = Choice(version_id, request.form.get("points", ""), request.form.get("policy", ""))
    try:
        return _answer(choice) if _is_adding(current_actor()) else _place(choice)
    except Invalid as refusal:
        return _settings(version_id, refused_form(choice.points, choice.policy, refusal)), 422


@blueprint.post("/cancel")
@allowed(PLACE)
def cancel() -> ResponseReturnValue:
    """Back to the LMS without anything chosen."""
    return _answer(None)


def _place(choice: Choice) -> ResponseReturnValue:
    with transaction() as session:
        choose_micro_credential(session, current_services(), current_actor(), choice)
    return redirect(url_for("home.home"), 303)


def _answer(choice: Choice | None) -> str:
    with transaction() as session:
        form = answer_deep_linking(session, current_services(), current_actor(), choice)
    allow_form_to(form.origin)
    return render_template("lti/deep_linking_return.html", page=form)


def _settings(version_id: int, form: SettingsForm | None) -> str:
    with reading() as session:
        page = build_settings(session, version_id, form, adding=_is_adding(current_actor()))
    return render_template("instructor/placing/settings.html", page=page)


def _is_adding(actor: Actor) -> bool:
    return actor.message_type == MessageType.DEEP_LINKING
