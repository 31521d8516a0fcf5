"""The address that a tool returns a teacher's selection to.

The tool's signature and the single-use ticket in the address stand for the session: the browser
posts here from the tool's site and does not send the session cookie with it.
"""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from app.sandbox import selections
from app.sandbox.platform import Platform, current_platform
from app.sandbox.records import Tool
from app.sandbox.services.answering import note
from app.sandbox.toolkeys import ToolTokenError
from app.sandbox.vocabulary import CLAIM, DEEP_LINKING

blueprint = Blueprint("deep_links", __name__)


@blueprint.post("/deep-links/<ticket>")
def returned(ticket: str) -> Response:
    """Keeps the selection and leads the whole window back to the course."""
    platform = current_platform()
    selection = selections.find(platform, ticket)
    if selection is None or selection.items is not None:
        return _refused("This selection was returned before, or it is not known here.", 409)
    tool = platform.tools.get(selection.tool_id)
    try:
        claims = platform.tool_keys.claims(tool, request.form.get("JWT", ""))
    except ToolTokenError as error:
        return _refused(f"The selection's signature can't be verified: {error}.", 403)
    problem = _problem(platform, tool, claims)
    if problem:
        return _refused(f"The selection can't be used: {problem}.", 400)
    items = claims.get(f"{DEEP_LINKING}content_items") or []
    message = str(claims.get(f"{DEEP_LINKING}msg") or claims.get(f"{DEEP_LINKING}errormsg") or "")
    selections.keep_answer(platform, ticket, items, message)
    if items and not platform.temper.confirms_selection:
        answered = selections.find(platform, ticket)
        selections.create(platform, answered or selection, tool)
    note(f"selection of {len(items)} item(s)")
    return _lead_back(selection.course_id, ticket, items)


def _problem(platform: Platform, tool: Tool, claims: dict[str, Any]) -> str:
    audience = claims.get("aud")
    settings_data = claims.get(f"{DEEP_LINKING}data")
    items = claims.get(f"{DEEP_LINKING}content_items") or []
    checks = (
        ("iss must be the client id", claims.get("iss") == tool.client_id),
        ("aud must be the platform", platform.issuer in (audience if isinstance(audience, list) else [audience])),
        ("it has expired", isinstance(claims.get("exp"), int | float) and claims["exp"] > platform.now().timestamp()),
        ("the nonce is missing", bool(claims.get("nonce"))),
        ("the deployment is another one", claims.get(f"{CLAIM}deployment_id") == tool.deployment_id),
        ("the message type is wrong", claims.get(f"{CLAIM}message_type") == "LtiDeepLinkingResponse"),
        ("the version is wrong", claims.get(f"{CLAIM}version") == "1.3.0"),
        ("data must come back as it was sent", platform.temper.name == "moodle" or bool(settings_data)),
        ("content items must be a list of objects", all(isinstance(item, dict) for item in items)),
    )
    return next((words for words, holds in checks if not holds), "")


def _lead_back(course_id: int, ticket: str, items: list[dict[str, Any]]) -> Response:
    confirm = bool(items) and current_platform().temper.confirms_selection
    target = f"/courses/{course_id}/selections/{ticket}" if confirm else f"/courses/{course_id}"
    return make_response(render_template("leaving_frame.html", target=target))


def _refused(words: str, status: int) -> Response:
    note(words)
    return make_response(render_template("frame_error.html", title="Selection refused", words=words), status)
