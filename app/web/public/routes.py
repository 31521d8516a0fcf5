"""Routes of the public pages and documents."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from app import badges
from app.db import reading, transaction
from app.errors import Refusal
from app.web.access import current_services
from app.web.public import answers, pages
from app.web.public.badge_page import badge_page, closed_badge_page

blueprint = Blueprint("public", __name__)
blueprint.register_error_handler(Refusal, answers.refused)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """For whoever opens the bare address: where the real door is."""
    with reading() as session:
        shown = pages.HomePage(issuers=tuple(badges.issuers(session)))
    return answers.page("public/home.html", shown)


@blueprint.get("/credentials/<uuid:uuid>")
@blueprint.get("/credentials/<uuid:uuid>.json", endpoint="credential_document")
def credential(uuid: UUID) -> ResponseReturnValue:
    """The badge: its page, or the signed file or token once its earner has opened it."""
    if answers.wants_token():
        with reading() as session:
            token = badges.public_jwt(session, str(uuid))
        return answers.token(token)
    if answers.wants_document():
        with reading() as session:
            written = badges.public_document(session, str(uuid))
        return answers.document(written, answers.REVALIDATE)
    return _credential_page(str(uuid))


@blueprint.get("/achievements/<key>")
def achievement(key: str) -> ResponseReturnValue:
    """What can be awarded. Machine-readable under the same address, by Accept or with `.json`."""
    found = _achievement(key.removesuffix(".json"))
    if answers.wants_document():
        return _json(found.document)
    return answers.page("public/achievement.html", pages.achievement_page(found))


@blueprint.get("/achievements/<key>/image.svg")
def achievement_image(key: str) -> ResponseReturnValue:
    with reading() as session:
        picture = badges.picture_of(session, key)
    return answers.image(badges.picture_svg(picture))


@blueprint.get("/achievements/<key>/<path:part>")
def achievement_part(key: str, part: str) -> ResponseReturnValue:
    """The criteria, a result description or a level: alone for a machine, in its page for a person."""
    found = _achievement(key)
    document = badges.part_of(found.document, f"{found.document['id']}/{part}")
    if document is None:
        raise badges.achievement_unknown()
    if answers.wants_document():
        return _json(document)
    return redirect(f"/achievements/{found.key}#{pages.anchor(part)}", 303)


@blueprint.get("/issuers/<slug>")
def issuer(slug: str) -> ResponseReturnValue:
    """Who stands behind badges."""
    if answers.wants_document():
        with reading() as session:
            view = badges.issuer_view(session, slug.removesuffix(".json"))
        profile = badges.profile(view, current_services().settings.public_url)
        return _json(badges.issuer_document(profile))
    with reading() as session:
        shown = pages.issuer_page(session, slug)
    return answers.page("public/issuer.html", shown)


@blueprint.get("/issuers/<slug>/did.json")
def did_document(slug: str) -> ResponseReturnValue:
    """The issuer's keys, as did:web resolves them; read by verifiers in browsers too."""
    with reading() as session:
        document = badges.did_document(session, slug)
    return _json(document, answers.KEEP_A_MINUTE)


@blueprint.get("/issuers/<slug>/mark.svg")
def issuer_mark(slug: str) -> ResponseReturnValue:
    with reading() as session:
        name = badges.issuer_view(session, slug).name
    return answers.image(badges.issuer_svg(name))


@blueprint.get("/status/<slug>-<int:number>")
def status_list(slug: str, number: int) -> ResponseReturnValue:
    """The whole list, so that nobody learns which badge is being checked. Signed anew if it has to be."""
    services = current_services()
    with reading() as session:
        written = badges.signed_status_list(session, slug, number, services.clock.now())
    if written is None:
        with transaction() as session:
            written = badges.sign_status_list(
                session, clock=services.clock, sealer=services.sealer, slug=slug, number=number
            )
    return answers.document(written, answers.KEEP_A_MINUTE)


def _credential_page(uuid: str) -> Response:
    now = current_services().clock.now()
    with reading() as session:
        badge = badges.credential_view(session, uuid)
        shown = (badge_page if badge.is_public else closed_badge_page)(session, badge, now)
    return answers.page("public/badge.html" if badge.is_public else "public/badge_closed.html", shown)


def _achievement(key: str) -> badges.AchievementView:
    with reading() as session:
        return badges.achievement_view(session, key)


def _json(document: Mapping[str, Any], cache: str = answers.REVALIDATE) -> Response:
    return answers.document(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), cache)
