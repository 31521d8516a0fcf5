"""Routes that only programs ask for: badges as tokens, in Open Badges 2.0, and behind a share link."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from app import badges
from app.db import reading
from app.errors import Refusal
from app.web.access import current_services
from app.web.public import answers

blueprint = Blueprint("documents", __name__)
blueprint.register_error_handler(Refusal, answers.refused)


@blueprint.get("/credentials/<uuid:uuid>.jwt")
def credential_token(uuid: UUID) -> ResponseReturnValue:
    """The badge as a compact token, once its earner has opened it."""
    with reading() as session:
        token = badges.public_jwt(session, str(uuid))
    return answers.token(token)


@blueprint.get("/credentials/<uuid:uuid>/ob2.json")
def assertion(uuid: UUID) -> ResponseReturnValue:
    """The hosted assertion; 410 with the reason after a revocation."""
    with reading() as session:
        hosted = badges.hosted_assertion(session, str(uuid))
    response = _json(hosted.document)
    response.status_code = 410 if hosted.is_revoked else response.status_code
    return response


@blueprint.get("/achievements/<key>/badgeclass.json")
def badge_class(key: str) -> ResponseReturnValue:
    with reading() as session:
        found = badges.achievement_view(session, key)
    return _json(badges.ob2_badge_class(found, current_services().settings.public_url))


@blueprint.get("/issuers/<slug>/ob2.json")
def issuer(slug: str) -> ResponseReturnValue:
    with reading() as session:
        document = badges.ob2_issuer(session, slug, current_services().settings.public_url)
    return _json(document)


@blueprint.get("/share/<token>.json")
def shared_document(token: str) -> ResponseReturnValue:
    """The signed file, for whoever has the present link."""
    with reading() as session:
        written = badges.signed_document(session, badges.shared_credential(session, token).uuid)
    return answers.document(written, answers.REVALIDATE)


@blueprint.get("/share/<token>.jwt")
def shared_token(token: str) -> ResponseReturnValue:
    with reading() as session:
        signed = badges.signed_jwt(session, badges.shared_credential(session, token).uuid)
    return answers.token(signed)


def _json(document: Mapping[str, Any]) -> Response:
    """Plain JSON: the readers of 2.0 ask for whatever they like and mean JSON."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return answers.document(body, answers.REVALIDATE)
