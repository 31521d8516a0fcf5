"""`/lti/notices`: what platforms tell without anybody being there, such as that a course was copied.

A server posts here: no browser, no cookie, no session. Everything is checked before anything is kept, and a platform
that tells a thing twice is answered as the first time, because none of them asks what came of it.
"""

import json
from typing import Any

import structlog
from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from app.db import reading, transaction
from app.errors import Refusal
from app.flows.hear_of_copies import take_notices
from app.lti import RegistrationView, VerifiedNotice, find_registration, named_in, peek, verify_notice
from app.web.access import current_services
from app.web.lti.edge import blueprint, current_edge
from app.web.lti.platform_keys import verifying_key

log = structlog.get_logger(__name__)

MOST_NOTICES = 50
LONGEST_POST = 1_000_000
NOBODY = "\N{EMPTY SET}"
"""A client id that no platform has given us: without one, a registration could be found by its issuer alone."""


@blueprint.post("/notices")
def notices() -> ResponseReturnValue:
    """Take the notices of one post, all of them or none."""
    tokens = _tokens()
    if tokens is None:
        return _refused("notices-malformed")
    try:
        verified = [_verified(token) for token in tokens]
        with transaction() as session:
            taken = take_notices(session, current_services(), verified)
    except Refusal as refusal:
        return _refused(refusal.code)
    for notice in taken:
        log.info("notice", type=notice.type[:80], deployment=notice.deployment_id, origins=len(notice.origins))
    return jsonify({"taken": len(taken)})


def _tokens() -> list[str] | None:
    """The JWTs of `{"notices": [{"jwt": …}]}`; None for anything else."""
    request.max_content_length = LONGEST_POST
    try:
        body: Any = json.loads(request.get_data())
    except (ValueError, RecursionError, RequestEntityTooLarge):
        return None
    listed = body.get("notices") if isinstance(body, dict) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_NOTICES:
        return None
    found = (entry.get("jwt") if isinstance(entry, dict) else None for entry in listed)
    tokens = [token for token in found if isinstance(token, str)]
    return tokens if len(tokens) == len(listed) else None


def _verified(text: str) -> VerifiedNotice:
    """All checks of one notice that an id_token gets too, but for the login that nobody began."""
    now = current_services().clock.now()
    registration = _registration(*named_in(text))
    token = peek(text, registration)
    return verify_notice(token, verifying_key(registration, token.kid, now), registration, now)


def _registration(issuer: str, audience: tuple[str, ...]) -> RegistrationView:
    client_id = audience[0] if audience else NOBODY

    def read() -> RegistrationView:
        with reading() as session:
            return find_registration(session, issuer, client_id, None)

    return current_edge().registrations.get((issuer, client_id, None), current_services().clock.now(), read)


def _refused(code: str) -> tuple[Response, int]:
    """Plain words for a log of theirs; always the same status, so that nobody learns which platforms there are."""
    log.warning("refused", status=400, code=code, endpoint=request.endpoint)
    return jsonify({"error": code if code == "notices-malformed" else "notice-refused"}), 400
