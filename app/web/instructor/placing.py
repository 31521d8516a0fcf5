"""Addresses of the picker: `/l/<launch>/place/…`."""

from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.db import reading, transaction
from app.errors import Invalid
from app.flows.choose import choose_micro_credential
from app.flows.deep_link import (
    NOTHING,
    Wanted,
    WantedRefusedError,
    answer_with_activities,
    answer_with_nothing,
    asked_items,
)
from app.lti import MessageType, Remarks
from app.people import Actor
from app.web.access import PLACE, allowed, current_actor, current_services, lms_blueprint
from app.web.deep_linking import back_to_lms
from app.web.instructor.placing_forms import SettingsForm, refused_form, typed_form, wanted_of
from app.web.instructor.placing_lms import NOTHING_FITS, ONE_AT_A_TIME, LmsPlace, build_lms_place
from app.web.instructor.placing_pages import SeveralPage, build_picker, build_settings, build_several
from app.web.placed import find_current_placement

blueprint = lms_blueprint("placing", __name__, "/place")


@blueprint.get("/")
@allowed(PLACE)
def picker() -> ResponseReturnValue:
    """All micro-credentials on offer, or those that a search finds."""
    actor = current_actor()
    if not _is_adding(actor) and find_current_placement() is not None:
        return redirect(url_for("home.home"), 303)
    search = request.args.get("q", "").strip()[:200]
    ticked = frozenset(request.args.getlist("v", int))
    with reading() as session:
        place = _lms_place(session, actor)
        page = build_picker(session, search, place=place, return_url=actor.return_url, ticked=ticked)
    if "tick" in request.args:
        page = replace(page, reminder="Tick at least one micro-credential first.")
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
    wanted = wanted_of(request.form.get, version_id)
    try:
        return _add((wanted,)) if _is_adding(current_actor()) else _place(wanted)
    except WantedRefusedError as refused:
        return _settings(version_id, refused.refusal), 422
    except Invalid as refusal:
        return _settings(version_id, refusal), 422


@blueprint.get("/several")
@allowed(PLACE)
def several() -> ResponseReturnValue:
    """Several ticked micro-credentials, each with its points and the rest folded away."""
    if "v" not in request.args:
        return redirect(url_for("placing.picker", tick="one"), 303)
    return _render_several(_several())


@blueprint.post("/several")
@allowed(PLACE)
def confirm_several() -> ResponseReturnValue:
    """Bring all of them to the LMS in one go."""
    page = _several()
    wanted = tuple(wanted_of(request.form.get, line.version_id, line.form.suffix) for line in page.lines)
    try:
        return _add(wanted)
    except WantedRefusedError as refused:
        lines = list(page.lines)
        lines[refused.place] = replace(
            lines[refused.place], form=refused_form(lines[refused.place].form, refused.refusal)
        )
        return _render_several(replace(page, lines=tuple(lines))), 422


@blueprint.post("/cancel")
@allowed(PLACE)
def cancel() -> ResponseReturnValue:
    """Back to the LMS without anything chosen; as trouble where there was nothing to choose."""
    with transaction() as session:
        asked = asked_items(session, current_actor())
        place = build_lms_place(asked, current_actor())
        log = f"No item of the accepted types ({', '.join(asked.settings.accept_types)}) can be made."
        remarks = NOTHING if place.activities or place.ways else Remarks(error=NOTHING_FITS, error_log=log)
        form = answer_with_nothing(session, current_services(), current_actor(), remarks)
    return back_to_lms(form)


def _add(wanted: tuple[Wanted, ...]) -> str:
    with transaction() as session:
        form = answer_with_activities(session, current_services(), current_actor(), wanted)
    return back_to_lms(form)


def _place(wanted: Wanted) -> ResponseReturnValue:
    with transaction() as session:
        choose_micro_credential(session, current_services(), current_actor(), wanted.choice)
    return redirect(url_for("home.home"), 303)


def _settings(version_id: int, refusal: Invalid | None) -> str:
    with reading() as session:
        page = build_settings(session, version_id, place=_lms_place(session, current_actor()))
    if refusal is not None:
        page = replace(page, form=_refused(page.form, refusal))
    return render_template("instructor/placing/settings.html", page=page)


def _refused(suggested: SettingsForm, refusal: Invalid) -> SettingsForm:
    return refused_form(typed_form(request.form.get, suggested), refusal)


def _several() -> SeveralPage:
    """Raises Invalid where nothing is being added, or only one thing can be."""
    actor = current_actor()
    ticked = tuple(request.values.getlist("v", int))
    with reading() as session:
        place = build_lms_place(asked_items(session, actor), actor)
        if not place.several and len(set(ticked)) > 1:
            raise Invalid("one-at-a-time", ONE_AT_A_TIME, "Go back and choose a single micro-credential.")
        return build_several(session, ticked, request.form.get, place)


def _render_several(page: SeveralPage) -> str:
    return render_template("instructor/placing/several.html", page=page)


def _lms_place(session: Session, actor: Actor) -> LmsPlace | None:
    return build_lms_place(asked_items(session, actor), actor) if _is_adding(actor) else None


def _is_adding(actor: Actor) -> bool:
    return actor.message_type == MessageType.DEEP_LINKING
