"""Connecting tools: Dynamic Registration in a frame, registration by hand, activation."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.sandbox import registering
from app.sandbox.pages.chrome import administrator
from app.sandbox.placements import PICKERS
from app.sandbox.platform import current_platform
from app.sandbox.records import Kind, Person, Tool, ToolStatus
from app.sandbox.tools import ToolForm
from app.sandbox.vocabulary import SCOPES

blueprint = Blueprint("tools", __name__)


@dataclass(frozen=True, slots=True)
class ToolsPage:
    """The tools, and what an administrator copies into a tool that is registered by hand."""

    tools: tuple[Tool, ...]
    people: tuple[Person, ...]
    issuer: str
    auth_url: str
    token_url: str
    jwks_url: str
    keys: tuple[str, ...]
    waiting: frozenset[int]
    """Tools that asked to be changed."""


@blueprint.get("/admin")
def overview() -> str:
    administrator()
    platform = current_platform()
    page = ToolsPage(
        tools=tuple(platform.tools.all()),
        people=tuple(one for one in platform.directory.people() if one.kind is not Kind.ADMINISTRATOR),
        issuer=platform.issuer,
        auth_url=platform.url("/auth"),
        token_url=platform.url("/token"),
        jwks_url=platform.url("/jwks"),
        keys=tuple(key["kid"] for key in platform.keys.jwks()["keys"]),
        waiting=registering.waiting_updates(platform),
    )
    return render_template("tools.html", page=page)


@blueprint.post("/admin/tools/registering")
def register() -> str:
    """The tool's registration page in a frame; it closes itself with a message when it is done.

    A tool of the same host may be updated instead of registered once more, so the administrator is asked.
    """
    administrator()
    platform, choice = current_platform(), request.form.get("as", "")
    address = request.form.get("url", "").strip()
    if urlsplit(address).scheme not in {"http", "https"}:
        abort(400, "A registration address begins with http:// or https://. The tool gives it to you.")
    known = registering.same_tool(platform, address)
    if known and choice not in {"update", "new"}:
        return render_template("registering_again.html", tool=known, address=address)
    link = registering.registration_link(platform, address, known if choice == "update" else None)
    return render_template("registering.html", frame=link)


@blueprint.post("/admin/tools")
def register_by_hand() -> ResponseReturnValue:
    administrator()
    text = {name: value.strip() for name, value in request.form.items()}
    needed = ("name", "login_url", "launch_url", "jwks_url")
    missing = [name for name in needed if not text.get(name)]
    if missing:
        abort(400, f"Still missing: {', '.join(missing).replace('_', ' ')}.")
    form = ToolForm(
        name=text["name"],
        login_url=text["login_url"],
        target_url=text["launch_url"],
        redirect_uris=(text["launch_url"],),
        scopes=SCOPES,
        jwks_url=text["jwks_url"],
        deep_link_url=text.get("deep_link_url", ""),
        placements=current_platform().plain_placements(
            (*PICKERS, "course_navigation"), text["launch_url"], text["name"]
        ),
    )
    current_platform().register(form)
    return redirect(url_for("tools.overview"), 303)


@blueprint.post("/admin/tools/<int:tool_id>")
def change(tool_id: int) -> ResponseReturnValue:
    """Activates a tool, changes it as it asked, or switches it off."""
    administrator()
    platform = current_platform()
    if request.form.get("action") == "activate":
        platform.activate(tool_id)
    elif request.form.get("action") == "accept":
        registering.accept_update(platform, tool_id)
    else:
        platform.tools.set_status(platform.tools.get(tool_id).id, ToolStatus.OFF)
    return redirect(url_for("tools.overview"), 303)


@blueprint.post("/admin/keys")
def rotate_key() -> ResponseReturnValue:
    """A new signing key; the old one stays in the key set or leaves it at once."""
    administrator()
    current_platform().keys.rotate(current_platform().now(), keep_old="keep" in request.form)
    return redirect(url_for("tools.overview"), 303)
