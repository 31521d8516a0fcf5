"""Tools in the administration of the whole site (Canvas): no course is behind them."""

from dataclasses import dataclass, replace

from flask import Blueprint, abort, render_template, request, url_for

from app.sandbox.pages.chrome import administrator
from app.sandbox.pages.launches import initiation, new_hint
from app.sandbox.platform import current_platform
from app.sandbox.records import Tool
from app.sandbox.tempers.base import ACCOUNT

blueprint = Blueprint("places", __name__)
NAVIGATION = "account_navigation"


@dataclass(frozen=True, slots=True)
class AccountPage:
    """A tool in a frame, outside any course."""

    title: str
    start: str
    storage_target: str | None
    answers: bool


@blueprint.get("/account/tools/<int:tool_id>")
def of_account(tool_id: int) -> str:
    administrator()
    tool, temper = _tool(tool_id), current_platform().temper
    place = tool.placement(NAVIGATION)
    page = AccountPage(
        title=(place.label if place else "") or tool.name,
        start=url_for("places.start", tool=tool.id),
        storage_target=temper.storage_target,
        answers=temper.answers_frames,
    )
    return render_template("account_framed.html", page=page)


@blueprint.get("/account/launch")
def start() -> str:
    """Inside the frame: posts the login initiation to the tool."""
    person, tool = administrator(), _tool(request.args.get("tool", 0, int))
    place = tool.placement(NAVIGATION)
    if place is None:
        abort(404)
    hint = new_hint(person, place.message, tool_id=tool.id, course_id=ACCOUNT)
    return render_template("posting.html", form=initiation(replace(hint, placement=NAVIGATION)))


@blueprint.get("/account/return")
def returned() -> str:
    """Where a tool sends an administrator back to."""
    administrator()
    message = request.args.get("lti_errormsg") or request.args.get("lti_msg") or ""
    return render_template("leaving_frame.html", target=url_for("tools.overview"), message=message)


def _tool(tool_id: int) -> Tool:
    """An active tool that is registered for the account's navigation; else there is nothing here."""
    found = [tool for tool in current_platform().tools.active() if tool.id == tool_id and tool.placement(NAVIGATION)]
    if not found:
        abort(404)
    return found[0]
