"""The earner's list of badges, and for each of them who sees it, its link and its files."""

from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import badges
from app.badges import Visibility
from app.db import reading, transaction
from app.errors import Invalid
from app.flows.own_badges import own_badge, require_own_hands
from app.flows.share_badge import renew_share_link, share_badge
from app.web.access import ANYONE, allowed, current_actor, current_services
from app.web.credentials.blueprint import blueprint
from app.web.credentials.overview import overview_page
from app.web.credentials.share_page import share_page
from app.web.downloads import disposition

TYPES = {
    "json": "application/vc+ld+json",
    "jwt": "application/vc+jwt",
    "png": "image/png",
    "svg": "image/svg+xml",
}


@blueprint.get("/")
@allowed(ANYONE)
def overview() -> ResponseReturnValue:
    """Everything that the actor has earned, in whatever course or LMS."""
    with reading() as session:
        page = overview_page(session, current_actor(), current_services().clock.now())
    return render_template("credentials/overview.html", page=page)


@blueprint.get("/<uuid:uuid>/")
@allowed(ANYONE)
def badge(uuid: UUID) -> ResponseReturnValue:
    """One badge: who sees it, its files, and which evidence is shown with it."""
    with reading() as session:
        page = share_page(session, current_services(), current_actor(), str(uuid))
    return render_template("credentials/badge.html", page=page)


@blueprint.post("/<uuid:uuid>/visibility")
@allowed(ANYONE)
def choose_visibility(uuid: UUID) -> ResponseReturnValue:
    visibility = _visibility(request.form.get("visibility", ""))
    shows_name = request.form.get("shows_name") == "yes"
    with transaction() as session:
        share_badge(session, current_services(), current_actor(), str(uuid), visibility, shows_name=shows_name)
    return redirect(url_for("credentials.badge", uuid=uuid, _anchor="visibility"), 303)


@blueprint.post("/<uuid:uuid>/link")
@allowed(ANYONE)
def renew_link(uuid: UUID) -> ResponseReturnValue:
    """Another secret link; the old one is dead."""
    with transaction() as session:
        renew_share_link(session, current_services(), current_actor(), str(uuid))
    return redirect(url_for("credentials.badge", uuid=uuid, _anchor="visibility"), 303)


@blueprint.get("/<uuid:uuid>/file.<any(json,jwt,png,svg):kind>")
@allowed(ANYONE)
def badge_file(uuid: UUID, kind: str) -> ResponseReturnValue:
    """The earner's own copy of a file, whoever else may see the badge."""
    require_own_hands(current_actor())
    with reading() as session:
        held = own_badge(session, current_actor(), str(uuid))
        files = badges.bakeable_badge(session, held.uuid)
    response = Response(_written(files, kind), mimetype=TYPES[kind])
    response.headers["Content-Disposition"] = disposition(f"{held.name}.{kind}", "attachment")
    return response


def _written(files: badges.BakeableBadge, kind: str) -> bytes | str:
    match kind:
        case "png":
            return files.png()
        case "svg":
            return files.svg()
        case "jwt":
            return files.jwt
        case _:
            return files.document


def _visibility(raw: str) -> Visibility:
    if raw not in set(Visibility):
        raise Invalid(
            "visibility-missing", "Choose who may see the badge.", "Choose one of the three answers, and save again."
        )
    return Visibility(raw)
