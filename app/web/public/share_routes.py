"""Routes of sharing: behind a secret link, in another site's frame, and released evidence. All for anybody."""

from uuid import UUID

from flask import Blueprint, Response, g, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import badges
from app.badges import CredentialView
from app.db import reading
from app.errors import Refusal
from app.evidence import FileView
from app.flows.release_evidence import shown_file
from app.web.access import current_services
from app.web.downloads import send_evidence
from app.web.headers import ANYBODY
from app.web.public import answers, badge_page, pieces

blueprint = Blueprint("shared", __name__)
blueprint.register_error_handler(Refusal, answers.refused)


@blueprint.get("/share/<token>")
def page(token: str) -> ResponseReturnValue:
    """The whole page, or the signed file or token, for whoever has the present link."""
    if answers.wants_token():
        with reading() as session:
            signed = badges.signed_jwt(session, badges.shared_credential(session, token).uuid)
        return answers.token(signed)
    if answers.wants_document():
        with reading() as session:
            written = badges.signed_document(session, badges.shared_credential(session, token).uuid)
        return answers.document(written, answers.REVALIDATE)
    services = current_services()
    with reading() as session:
        badge = badges.shared_credential(session, token)
        url = f"{services.settings.public_url}/share/{token}"
        shown = badge_page.badge_page(session, badge, services.clock.now(), url)
    return answers.page("public/badge.html", shown)


@blueprint.get("/share/<token>/evidence/<int:release_id>")
def shared_piece(token: str, release_id: int) -> ResponseReturnValue:
    """A released file, for whoever has the present link."""
    with reading() as session:
        file = shown_file(session, badges.shared_credential(session, token), release_id)
    return _piece(file)


@blueprint.get("/credentials/<uuid:uuid>/embed")
def embed(uuid: UUID) -> ResponseReturnValue:
    """The badge in a frame of any site, without a script; no more than its own address shows."""
    g.frame_origins = ANYBODY
    with reading() as session:
        badge = badges.credential_view(session, str(uuid))
        shown = badge_page.embed_page(session, badge, current_services().clock.now())
    return answers.page("public/embed.html", shown)


@blueprint.get("/evidence/<uuid:uuid>")
def evidence(uuid: UUID) -> ResponseReturnValue:
    """What a signed badge calls its evidence: as much as the earner shows to everybody, or that it was reviewed."""
    public_url = current_services().settings.public_url
    with reading() as session:
        shown = pieces.evidence_page(session, _badge_of(session, str(uuid)), str(uuid), public_url)
    if answers.wants_document():
        return answers.document(jsonify(shown.document).get_data(), answers.REVALIDATE)
    return answers.page("public/evidence.html", shown)


@blueprint.get("/evidence/<uuid:uuid>/<int:release_id>")
def piece(uuid: UUID, release_id: int) -> ResponseReturnValue:
    """A released file, while its badge is open to everybody."""
    with reading() as session:
        badge = _badge_of(session, str(uuid))
        if not badge.is_public:
            raise badges.evidence_unknown()
        file = shown_file(session, badge, release_id, str(uuid))
    return _piece(file)


def _badge_of(session: Session, evidence_uuid: str) -> CredentialView:
    return badges.credential_view(session, badges.evidence_line(session, evidence_uuid).credential_uuid)


def _piece(file: FileView) -> Response:
    """Never kept anywhere: the earner may withdraw it at any moment."""
    response = send_evidence(current_services().files, file, in_page=True)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
