"""Keys: what each is doing and when it changes. Tenants may look; the people who run Cairn may change them now."""

from dataclasses import dataclass
from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.db import reading, transaction
from app.flows.administer_platforms import rotate_keys_now
from app.lti import ToolKeyView, tool_key_views
from app.web.access import current_services
from app.web.admin.console_page import Frame, frame
from app.web.admin.mount import admin, both, current_scope


@dataclass(frozen=True, slots=True)
class KeysPage:
    """What templates/admin/keys.html shows."""

    frame: Frame
    keys: tuple[ToolKeyView, ...]
    rotation_days: int
    address: str
    may_rotate: bool


@both("/keys/")
def keys() -> ResponseReturnValue:
    """Cairn's own keys: next, active and retired."""
    settings = current_services().settings
    with reading() as session:
        found = tool_key_views(session, timedelta(days=settings.key_rotation_days))
    page = KeysPage(
        frame=frame(),
        keys=found,
        rotation_days=settings.key_rotation_days,
        address=settings.public_url + url_for("lti.jwks"),
        may_rotate=current_scope().is_operator,
    )
    return render_template("admin/keys.html", page=page)


@admin.post("/keys/rotate")
def rotate_keys() -> ResponseReturnValue:
    """Let the next key sign from now on; at once and unannounced only if that was ticked."""
    with transaction() as session:
        rotate_keys_now(session, current_services(), current_scope(), force=request.form.get("force") == "yes")
    return redirect(url_for(".keys"), 303)
