"""Answers to service calls, and who is calling."""

import hashlib
from datetime import datetime

from flask import Flask, Response, request

from app.sandbox.platform import current_platform
from app.sandbox.records import Tool
from app.sandbox.refusals import ServiceRefusalError
from app.sandbox.store import from_json, to_json

NOTE = "sandbox.note"


def register(app: Flask) -> None:
    app.register_error_handler(ServiceRefusalError, refused)


def document(body: object, media_type: str = "application/json", status: int = 200) -> Response:
    return Response(to_json(body), status=status, content_type=media_type)


def refused(refusal: ServiceRefusalError) -> Response:
    """A refusal as an HTTP answer, its reason in the status line where it has one."""
    text = refusal.body if isinstance(refusal.body, str) else to_json(refusal.body)
    note(refusal.reason or text)
    response = Response(text, status=refusal.status, content_type=refusal.media_type)
    if refusal.reason:
        response.status = f"{refusal.status} {refusal.reason}"
    return response


def note(words: str) -> None:
    """Remembers for the log, in plain words, what came of this call."""
    request.environ[NOTE] = words


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def calling_tool(*scopes: str) -> Tool:
    """The tool whose access token this call carries, if it covers one of `scopes`. Raises ServiceRefusalError."""
    platform = current_platform()
    if platform.temper.needs_user_agent and not request.headers.get("User-Agent"):
        raise ServiceRefusalError(403, "403 Forbidden: a User-Agent is required", media_type="text/plain")
    token = bearer()
    row = platform.store.one("SELECT * FROM access_token WHERE digest = ?", digest(token))
    if row is None or datetime.fromisoformat(row["expires_at"]) <= platform.now():
        raise unauthorized("The access token is missing, unknown or expired")
    if not set(from_json(row["scopes"])) & set(scopes):
        raise unauthorized("The access token does not cover this service")
    return platform.tools.get(row["tool_id"])


def bearer() -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def unauthorized(reason: str) -> ServiceRefusalError:
    return ServiceRefusalError(401, {"status": 401, "reason": reason, "errors": {"message": reason}})


def not_found(reason: str) -> ServiceRefusalError:
    return ServiceRefusalError(404, {"status": 404, "reason": reason, "errors": {"message": reason}})


def json_body() -> object:
    """The request's body as JSON whatever it calls itself. Raises ServiceRefusalError."""
    body = request.get_json(force=True, silent=True)
    if body is None:
        raise ServiceRefusalError(400, {"status": 400, "reason": "The body is not JSON"})
    return body
