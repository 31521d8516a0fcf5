"""Who is signed in to the console, and the button that signs somebody out."""

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.administration import SessionView, open_sessions
from app.administration import end_session as end
from app.db import reading, transaction
from app.web.access import current_services
from app.web.admin.console_page import Frame, frame
from app.web.admin.mount import admin, current_administrator, current_scope


@dataclass(frozen=True, slots=True)
class SessionsPage:
    """What templates/admin/sessions.html shows."""

    frame: Frame
    sessions: tuple[SessionView, ...]
    own: int
    """Id of the session that asks."""


@admin.get("/sessions/")
def sessions() -> ResponseReturnValue:
    """Everybody who is signed in; a tenant's administrators see their own."""
    with reading() as session:
        found = open_sessions(session, current_services().clock.now(), current_scope().organisation_id)
    page = SessionsPage(frame(), found, current_administrator().session_id)
    return render_template("admin/sessions.html", page=page)


@admin.post("/sessions/<int:session_id>/end")
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign somebody out at once."""
    with transaction() as session:
        end(session, current_services().clock, current_scope(), session_id)
    return redirect(url_for(".sessions"), 303)
