"""The earner's badge: open it to everybody, close it again, take the signed file along."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import badges
from app.badges import CredentialView
from app.db import reading, transaction
from app.errors import NotFound
from app.flows.own_badges import require_own_hands
from app.web.access import EARN, allowed, current_actor, current_services
from app.web.downloads import disposition
from app.web.earner.blueprint import blueprint
from app.web.placed import current_placement


@blueprint.post("/badge/open")
@allowed(EARN)
def open_badge() -> ResponseReturnValue:
    """Open the badge's page to everybody who has its address; the name only if the earner ticks it."""
    placement, shows_name = current_placement(), request.form.get("shows_name") == "yes"
    require_own_hands(current_actor())
    with transaction() as session:
        badge = _own_badge(session, placement.id)
        badges.open_to_public(session, current_services().clock, badge.uuid, shows_name=shows_name)
    return redirect(url_for("earner.status", _anchor="badge"), 303)


@blueprint.post("/badge/close")
@allowed(EARN)
def close_badge() -> ResponseReturnValue:
    placement = current_placement()
    require_own_hands(current_actor())
    with transaction() as session:
        badges.close_to_public(session, current_services().clock, _own_badge(session, placement.id).uuid)
    return redirect(url_for("earner.status", _anchor="badge"), 303)


@blueprint.get("/badge/file")
@allowed(EARN)
def badge_file() -> ResponseReturnValue:
    """The signed credential, byte for byte, to keep or to put into a backpack."""
    placement = current_placement()
    with reading() as session:
        badge = _own_badge(session, placement.id)
        document = badges.signed_document(session, badge.uuid)
    response = Response(document, mimetype="application/vc+ld+json")
    response.headers["Content-Disposition"] = disposition(f"{badge.name}.json", "attachment")
    return response


def _own_badge(session: Session, placement_id: int) -> CredentialView:
    badge = badges.credential_of(session, placement_id, current_actor().person_id)
    if badge is None:
        raise NotFound("no-badge", "You have no badge here yet.", "The status page says how your work stands.")
    return badge
