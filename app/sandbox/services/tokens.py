"""Access tokens for a signed client assertion (RFC 7523, 1EdTech Security Framework 4.1).

Both tempers verify everything the framework asks for, stricter than Moodle really is: a tool that
passes here passes there, and a mistake that Moodle lets through is found.
"""

import secrets
from datetime import timedelta
from typing import Any

import jwt
from flask import Blueprint, Response, request

from app.sandbox.platform import Platform, current_platform
from app.sandbox.records import Tool, ToolStatus
from app.sandbox.refusals import ServiceRefusalError
from app.sandbox.services.answering import digest, note
from app.sandbox.store import to_json
from app.sandbox.toolkeys import ToolTokenError

blueprint = Blueprint("tokens", __name__)
LIFETIME = timedelta(hours=1)
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@blueprint.post("/token")
def token() -> Response:
    """Grants the scopes that were both asked for and registered."""
    platform = current_platform()
    form = request.form
    if request.mimetype != "application/x-www-form-urlencoded" or form.get("grant_type") != "client_credentials":
        raise _refusal("unsupported_grant_type")
    if form.get("client_assertion_type") != ASSERTION_TYPE or not form.get("client_assertion"):
        raise _refusal("invalid_request")
    tool = _authenticated(platform, form["client_assertion"])
    asked = form.get("scope", "").split()
    granted = [scope for scope in asked if scope in tool.scopes]
    if not granted:
        raise _refusal("invalid_scope")
    note(f"token for {tool.name}, {len(granted)} of {len(asked)} scopes")
    return _answer(platform, _granted(platform, tool, granted))


def _authenticated(platform: Platform, assertion: str) -> Tool:
    """The tool behind an assertion. Raises ServiceRefusalError."""
    tool = platform.tools.find(_claimed_subject(assertion))
    if tool is None or tool.status is ToolStatus.OFF:
        raise _refusal("invalid_client")
    try:
        claims = platform.tool_keys.claims(tool, assertion)
    except ToolTokenError as error:
        raise _unverifiable(platform, error) from error
    problem = _problem(platform, tool, claims)
    if problem:
        raise _refusal("invalid_client", problem)
    return tool


def _claimed_subject(assertion: str) -> str:
    try:
        claims = jwt.decode(assertion, options={"verify_signature": False, "verify_sub": False})
    except jwt.PyJWTError as error:
        raise _refusal("invalid_request", "the assertion is not a JWT") from error
    return str(claims.get("sub", ""))


def _problem(platform: Platform, tool: Tool, claims: dict[str, Any]) -> str:
    """What is wrong with a correctly signed assertion, or nothing."""
    now = platform.now().timestamp()
    audiences = claims.get("aud")
    audiences = audiences if isinstance(audiences, list) else [audiences]
    issued, expires = _number(claims.get("iat")), _number(claims.get("exp"))
    checks = (
        ("iss must be the client id", claims.get("iss") == tool.client_id),
        ("sub must be the client id", claims.get("sub") == tool.client_id),
        ("aud must be the token address", platform.url("/token") in audiences),
        ("exp is missing or past", expires is not None and expires > now),
        ("iat is missing", issued is not None),
        ("iat is ahead of our clock", issued is None or issued <= now + platform.temper.assertion_max_ahead + 1),
        ("iat is too old", issued is None or issued >= now - platform.temper.assertion_max_age),
        ("jti is missing", bool(claims.get("jti"))),
    )
    for words, holds in checks:
        if not holds:
            return words
    return "" if _first_use(platform, tool, str(claims["jti"])) else "jti was used before"


def _first_use(platform: Platform, tool: Tool, jti: str) -> bool:
    sql = "INSERT OR IGNORE INTO used_assertion (tool_id, jti, at) VALUES (?, ?, ?)"
    return platform.store.change(sql, tool.id, jti, platform.now().isoformat()) == 1


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _granted(platform: Platform, tool: Tool, scopes: list[str]) -> dict[str, Any]:
    access_token = secrets.token_hex(16)
    expires_at = (platform.now() + LIFETIME).isoformat()
    sql = "INSERT INTO access_token (digest, tool_id, scopes, expires_at) VALUES (?, ?, ?, ?)"
    platform.store.add(sql, digest(access_token), tool.id, to_json(scopes), expires_at)
    return {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": int(LIFETIME.total_seconds()),
        "scope": " ".join(scopes),
    }


def _answer(platform: Platform, body: dict[str, Any]) -> Response:
    return Response(to_json(body), content_type=platform.temper.token_media_type)


def _refusal(error: str, description: str = "") -> ServiceRefusalError:
    body = {"error": error} | ({"error_description": description} if description else {})
    media_type = current_platform().temper.token_media_type
    return ServiceRefusalError(400, body, media_type=media_type)


def _unverifiable(platform: Platform, error: ToolTokenError) -> ServiceRefusalError:
    """Moodle answers broken JSON for a bad kid and a 404 page when the keys are out of reach."""
    if platform.temper.name != "moodle":
        return _refusal("invalid_client", str(error))
    if error.unreachable:
        return ServiceRefusalError(404, "<html><body>Not found</body></html>", media_type="text/html")
    return ServiceRefusalError(400, f'{{"error" : "{error}"}}', media_type=platform.temper.token_media_type)
