"""The address that a tool returns a selection to.

The tool's signature and the single-use ticket in the address stand for the session: the browser
posts here from the tool's site and does not send the session cookie with it.
"""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from app.sandbox import homework, selections, texts
from app.sandbox.platform import Platform, current_platform
from app.sandbox.records import Tool
from app.sandbox.selections import Selection
from app.sandbox.services.answering import note
from app.sandbox.tempers.canvas_picking import EDITOR, HOMEWORK
from app.sandbox.toolkeys import ToolTokenError
from app.sandbox.vocabulary import CLAIM, DEEP_LINKING

blueprint = Blueprint("deep_links", __name__)
OLDEST = 3600
"""Seconds that a message may be old."""


@blueprint.post("/deep-links/<ticket>")
def returned(ticket: str) -> Response:
    """Keeps the selection and leads the whole window back to where it was asked for."""
    platform = current_platform()
    selection = selections.find(platform, ticket)
    if selection is None or selection.items is not None:
        return _refused("This selection was returned before, or it is not known here.", 409)
    tool = platform.tools.get(selection.tool_id)
    try:
        claims = platform.tool_keys.claims(tool, request.form.get("JWT", ""))
    except ToolTokenError as error:
        return _refused(f"The selection's signature can't be verified: {error}.", 403)
    items = claims.get(f"{DEEP_LINKING}content_items") or []
    problem = _problem(platform, tool, claims) or platform.temper.selection_problem(selection.placement, items)
    if problem:
        return _refused(f"The selection can't be used: {problem}.", 400)
    if not _first_time(platform, tool, str(claims["nonce"])):
        return _refused("The selection can't be used: the nonce was used before.", 400)
    selections.keep_answer(platform, ticket, items, _remark(claims))
    _use(platform, tool, selection, items)
    note(f"selection of {len(items)} item(s) {_log(claims)}".strip())
    return make_response(render_template("leaving_frame.html", target=_target(platform, selection, items)))


def _use(platform: Platform, tool: Tool, selection: Selection, items: list[dict[str, Any]]) -> None:
    """Puts the items where they are for, unless a person has to confirm them first."""
    if not items:
        return
    if selection.placement == EDITOR and selection.into_id:
        texts.insert(platform, selection.into_id, items)
    elif selection.placement == HOMEWORK and selection.into_id:
        homework.hand_in(platform, selection.into_id, selection.person_id, tool.id, items[0])
    elif not platform.temper.confirms_selection:
        answered = selections.find(platform, selection.ticket)
        selections.create(platform, answered or selection, tool)


def _problem(platform: Platform, tool: Tool, claims: dict[str, Any]) -> str:
    audience = claims.get("aud")
    settings_data = claims.get(f"{DEEP_LINKING}data")
    items = claims.get(f"{DEEP_LINKING}content_items") or []
    now, issued = platform.now().timestamp(), claims.get("iat")
    checks = (
        ("iss must be the client id", claims.get("iss") == tool.client_id),
        ("aud must be the platform", platform.issuer in (audience if isinstance(audience, list) else [audience])),
        ("it has expired", isinstance(claims.get("exp"), int | float) and claims["exp"] > now),
        ("it wasn't issued just now", isinstance(issued, int | float) and now - OLDEST < issued <= now + 60),
        ("the nonce is missing", bool(claims.get("nonce"))),
        ("the deployment is another one", claims.get(f"{CLAIM}deployment_id") == tool.deployment_id),
        ("the message type is wrong", claims.get(f"{CLAIM}message_type") == "LtiDeepLinkingResponse"),
        ("the version is wrong", claims.get(f"{CLAIM}version") == "1.3.0"),
        ("data must come back as it was sent", platform.temper.name == "moodle" or bool(settings_data)),
        ("data was never sent", platform.temper.name == "canvas" or settings_data is None),
        ("content items must be a list of objects", all(isinstance(item, dict) for item in items)),
    )
    return next((words for words, holds in checks if not holds), "")


def _first_time(platform: Platform, tool: Tool, nonce: str) -> bool:
    sql = "INSERT OR IGNORE INTO used_assertion (tool_id, jti, at) VALUES (?, ?, ?)"
    return platform.store.change(sql, tool.id, f"deep-link:{nonce}", platform.now().isoformat()) == 1


def _remark(claims: dict[str, Any]) -> str:
    return str(claims.get(f"{DEEP_LINKING}errormsg") or claims.get(f"{DEEP_LINKING}msg") or "")


def _log(claims: dict[str, Any]) -> str:
    return str(claims.get(f"{DEEP_LINKING}errorlog") or claims.get(f"{DEEP_LINKING}log") or "")


def _target(platform: Platform, selection: Selection, items: list[dict[str, Any]]) -> str:
    course = f"/courses/{selection.course_id}"
    if selection.into_id:
        course = f"{course}/{'texts' if selection.placement == EDITOR else 'homework'}/{selection.into_id}"
    elif items and platform.temper.confirms_selection:
        return f"{course}/selections/{selection.ticket}"
    said = platform.temper.shows_remarks and not items
    return f"{course}?selection={selection.ticket}" if said else course


def _refused(words: str, status: int) -> Response:
    note(words)
    return make_response(render_template("frame_error.html", title="Selection refused", words=words), status)
