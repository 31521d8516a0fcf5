"""The notification service's own address: where a tool says which notices it wants, and where."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response

from app.sandbox import notices
from app.sandbox.platform import Platform, current_platform
from app.sandbox.records import Tool
from app.sandbox.refusals import ServiceRefusalError
from app.sandbox.services.answering import calling_tool, document, json_body, not_found, note, unauthorized
from app.sandbox.vocabulary import SCOPE_NOTICES

blueprint = Blueprint("notice_handlers", __name__)
PATH = "/api/lti/notice-handlers/<int:tool_id>"


@blueprint.get(PATH)
def show(tool_id: int) -> Response:
    platform, tool = _asking(tool_id)
    left = [{"notice_type": kind, "handler": url} for kind, url in notices.handlers(platform, tool).items()]
    return document({"client_id": tool.client_id, "deployment_id": tool.deployment_id, "notice_handlers": left})


@blueprint.put(PATH)
def leave(tool_id: int) -> Response:
    """One handler per type of notice; an empty address takes it away."""
    platform, tool = _asking(tool_id)
    body: Any = json_body()
    notice_type = body.get("notice_type") if isinstance(body, dict) else None
    url = body.get("handler") if isinstance(body, dict) else None
    if notice_type not in notices.TYPES:
        raise _bad("unknown notice_type")
    if not isinstance(url, str) or (url and urlsplit(url).netloc != urlsplit(tool.login_url).netloc):
        raise _bad("handler must be a valid URL of the tool's domain")
    notices.leave_handler(platform, tool, notice_type, url)
    note(f"handler for {notice_type}" if url else f"no handler for {notice_type}")
    return document({"notice_type": notice_type, "handler": url})


def _asking(tool_id: int) -> tuple[Platform, Tool]:
    platform = current_platform()
    if not platform.temper.sends_notices:
        raise not_found("This site sends no notices")
    tool = calling_tool(SCOPE_NOTICES)
    if tool.id != tool_id:
        raise unauthorized("The notification service belongs to another tool")
    return platform, tool


def _bad(reason: str) -> ServiceRefusalError:
    return ServiceRefusalError(400, {"errors": {"type": "bad_request", "message": reason}})
