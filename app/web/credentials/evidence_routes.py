"""Evidence with a badge: the earner looks at a piece, shows it, and withdraws it."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.db import reading, transaction
from app.flows.own_badges import require_own_hands
from app.flows.release_evidence import ReleaseRequest, own_piece_file, release_piece, withdraw_piece
from app.web.access import ANYONE, allowed, current_actor, current_services
from app.web.credentials.blueprint import blueprint
from app.web.downloads import send_evidence


@blueprint.get("/<uuid:uuid>/pieces/<int:item_id>")
@allowed(ANYONE)
def piece_file(uuid: UUID, item_id: int) -> ResponseReturnValue:
    """A file that was handed in for the badge, for its earner to look at."""
    require_own_hands(current_actor())
    with reading() as session:
        file = own_piece_file(session, current_actor(), str(uuid), item_id)
    return send_evidence(current_services().files, file, in_page=True)


@blueprint.post("/<uuid:uuid>/evidence/<uuid:evidence>/<int:item_id>/show")
@allowed(ANYONE)
def show_piece(uuid: UUID, evidence: UUID, item_id: int) -> ResponseReturnValue:
    asked = ReleaseRequest(
        evidence_uuid=str(evidence),
        item_id=item_id,
        assurance=request.form.get("assurance", ""),
        looked=request.form.get("looked") == "yes",
    )
    with transaction() as session:
        release_piece(session, current_services(), current_actor(), str(uuid), asked)
    return redirect(url_for("credentials.badge", uuid=uuid, _anchor=f"piece-{item_id}"), 303)


@blueprint.post("/<uuid:uuid>/evidence/<uuid:evidence>/<int:item_id>/withdraw")
@allowed(ANYONE)
def withdraw(uuid: UUID, evidence: UUID, item_id: int) -> ResponseReturnValue:
    with transaction() as session:
        withdraw_piece(session, current_services(), current_actor(), str(uuid), str(evidence), item_id)
    return redirect(url_for("credentials.badge", uuid=uuid, _anchor=f"piece-{item_id}"), 303)
