"""Tools in the administration of the whole site and on a person's own pages (Canvas): no course is behind them."""

from dataclasses import dataclass, replace

from flask import Blueprint, abort, render_template, request, url_for

from app.sandbox.pages.chrome import OWN, administrator, here
from app.sandbox.pages.launches import initiation, new_hint
from app.sandbox.platform import current_platform
from app.sandbox.records import Person, Tool
from app.sandbox.tempers.base import ACCOUNT, USER

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
    return _framed(_tool(tool_id, NAVIGATION), NAVIGATION, "places.start")


@blueprint.get("/account/launch")
def start() -> str:
    """Inside the frame: posts the login initiation to the tool."""
    return _posting(administrator(), NAVIGATION, ACCOUNT)


@blueprint.get("/account/return")
def returned() -> str:
    """Where a tool sends an administrator back to."""
    administrator()
    message = request.args.get("lti_errormsg") or request.args.get("lti_msg") or ""
    return render_template("leaving_frame.html", target=url_for("tools.overview"), message=message)


@blueprint.get("/profile/tools/<int:tool_id>")
def of_user(tool_id: int) -> str:
    here()
    return _framed(_tool(tool_id, OWN), OWN, "places.start_own")


@blueprint.get("/profile/launch")
def start_own() -> str:
    """Inside the frame: posts the login initiation to the tool, from the person's own pages."""
    return _posting(here(), OWN, USER)


@blueprint.get("/profile/return")
def returned_to_profile() -> str:
    """Where a tool sends somebody back to who came from their own pages."""
    here()
    message = request.args.get("lti_errormsg") or request.args.get("lti_msg") or ""
    return render_template("leaving_frame.html", target=url_for("courses.overview"), message=message)


def _framed(tool: Tool, name: str, start: str) -> str:
    temper, place = current_platform().temper, tool.placement(name)
    page = AccountPage(
        title=(place.label if place else "") or tool.name,
        start=url_for(start, tool=tool.id),
        storage_target=temper.storage_target,
        answers=temper.answers_frames,
    )
    return render_template("account_framed.html", page=page)


def _posting(person: Person, name: str, course_id: int) -> str:
    tool = _tool(request.args.get("tool", 0, int), name)
    place = tool.placement(name)
    if place is None:
        abort(404)
    hint = new_hint(person, place.message, tool_id=tool.id, course_id=course_id)
    return render_template("posting.html", form=initiation(replace(hint, placement=name)))


def _tool(tool_id: int, name: str) -> Tool:
    """An active tool that is registered for this place; else there is nothing here."""
    found = [tool for tool in current_platform().tools.active() if tool.id == tool_id and tool.placement(name)]
    if not found:
        abort(404)
    return found[0]
