"""Addresses of the cards: `/l/<launch>/cards/…`."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.db import reading, transaction
from app.flows.deep_link import answer_with_nothing
from app.flows.insert_card import insert_badge, insert_micro_credential
from app.lti import Remarks
from app.web.access import EARN, PLACE, TEACH, allowed, current_actor, current_services, lms_blueprint
from app.web.cards.pages import build_cards
from app.web.deep_linking import back_to_lms

WRITERS = EARN | TEACH | PLACE

blueprint = lms_blueprint("cards", __name__, "/cards")


@blueprint.get("/")
@allowed(WRITERS)
def choose() -> ResponseReturnValue:
    """The person's own opened badges, and for teachers all micro-credentials on offer."""
    search = request.args.get("q", "").strip()[:200]
    with reading() as session:
        page = build_cards(session, current_services().clock, current_actor(), search)
    return render_template("cards/choose.html", page=page)


@blueprint.post("/micro-credentials/<int:version_id>")
@allowed(TEACH | PLACE)
def insert_micro_credential_card(version_id: int) -> ResponseReturnValue:
    with transaction() as session:
        kind = request.form.get("kind", "")
        form = insert_micro_credential(session, current_services(), current_actor(), version_id, kind)
    return back_to_lms(form)


@blueprint.post("/badges/<uuid:uuid>")
@allowed(WRITERS)
def insert_badge_card(uuid: UUID) -> ResponseReturnValue:
    """A badge of the person's own; anybody else's isn't found."""
    with transaction() as session:
        kind = request.form.get("kind", "")
        form = insert_badge(session, current_services(), current_actor(), str(uuid), kind)
    return back_to_lms(form)


@blueprint.post("/cancel")
@allowed(WRITERS)
def cancel() -> ResponseReturnValue:
    """Back to the text without a card."""
    with transaction() as session:
        remarks = Remarks(message="Nothing was inserted.")
        form = answer_with_nothing(session, current_services(), current_actor(), remarks)
    return back_to_lms(form)
