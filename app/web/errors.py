"""Every failure as a page (or JSON for scripts) with a code, plain words, a reference and a way back.

No stack trace, token or claim ever reaches a person; the log has the reference and the rest.
"""

import secrets
import sqlite3
from dataclasses import dataclass

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request, url_for
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.errors import Refusal
from app.lti import saying
from app.people import Actor
from app.web.headers import ANYBODY, INSIDE_THE_LMS
from app.web.kept_words import kept_words

log = structlog.get_logger(__name__)

HTTP_WORDS = {
    404: ("no-such-page", "There is no page at this address.", "Open the activity again from your course."),
    405: ("wrong-method", "This address can't be used that way.", "Go back and use the buttons of the page."),
    413: ("too-large", "That is more than can be sent at once.", "Choose a smaller file and send it again."),
    429: ("too-many", "That was too much in too short a time.", "Wait a minute and try again."),
}
ADMIN = "/admin/"
NO_PAGE_OF_THE_CONSOLE = ("no-such-page", "There is no page at this address.", "Choose one of the console's own pages.")
SQLITE_TROUBLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}
"""Primary result codes that are no fault of ours. On PostgreSQL every OperationalError is of this kind."""
SOMETHING = ("not-understood", "The request couldn't be understood.", "Go back, reload the page and try again.")


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What templates/errors/refusal.html shows."""

    status: int
    code: str
    words: str
    way_out: str
    reference: str
    return_url: str | None
    """The way back into the course, with these words for the LMS."""
    home: str | None
    """The console's first page, for whoever is in there."""
    kept: tuple[str, ...]
    """What the person had written into the form that was refused."""


def register(app: Flask) -> None:
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(OperationalError, database_down)
    app.register_error_handler(Exception, crashed)


def refused(refusal: Refusal) -> Response:
    return _answer(refusal.status, refusal.code, refusal.words, refusal.way_out)


def http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    if status == 404 and request.path.startswith(ADMIN):
        return _answer(status, *NO_PAGE_OF_THE_CONSOLE)
    return _answer(status, *HTTP_WORDS.get(status, SOMETHING))


def database_down(error: OperationalError) -> Response:
    """The database is full, locked, read-only or gone: nothing of this request was kept, and later it may work."""
    sqlite_code = getattr(error.orig, "sqlite_errorcode", None)
    if sqlite_code is not None and sqlite_code & 0xFF not in SQLITE_TROUBLE:
        return crashed(error)
    reference = reference_id()
    log.error("database_down", reference=reference, path=_shown_path(), exc_info=error)
    words = "This could not be saved or looked up just now. Nothing was changed, and everything saved before is safe."
    way_out = (
        "Go back and try again in a few minutes; copy a longer text first. If it stays, give support the reference."
    )
    return _render(_page(503, "database-down", words, way_out, reference))


def crashed(error: Exception) -> Response:
    """A fault of ours: logged with its trace under the reference, shown without it."""
    reference = reference_id()
    log.error("crashed", reference=reference, path=_shown_path(), exc_info=error)
    words = "Something went wrong on our side. What you had saved is safe."
    return _render(_page(500, "fault", words, "Try again; if it stays, give support the reference.", reference))


def _answer(status: int, code: str, words: str, way_out: str) -> Response:
    reference = reference_id()
    log.warning("refused", reference=reference, status=status, code=code, endpoint=request.endpoint)
    return _render(_page(status, code, words, way_out, reference))


def _page(status: int, code: str, words: str, way_out: str, reference: str) -> ErrorPage:
    back = _back()
    if back:
        back = saying(back, error=words, log=f"Cairn {code} {reference}")
    return ErrorPage(status, code, words, way_out, reference, back, _home(), kept_words())


def _render(page: ErrorPage) -> Response:
    if request.path.startswith(INSIDE_THE_LMS):
        g.setdefault("frame_origins", ANYBODY)
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        body = {"code": page.code, "words": page.words, "way_out": page.way_out, "reference": page.reference}
        body |= {"return_url": page.return_url} if page.return_url else {}
        response = jsonify(body)
    else:
        response = make_response(render_template("errors/refusal.html", page=page))
    response.status_code = page.status
    return response


def _back() -> str | None:
    actor: Actor | None = g.get("actor")
    known: str | None = actor.return_url if actor else g.get("return_url")
    return known


def _home() -> str | None:
    """None for who was let into neither door of the console; an address of its own that isn't there leads back too."""
    if "scope" in g:
        return url_for(f"{request.blueprint}.overview")
    return url_for("admin.overview") if request.url_rule is None and request.path.startswith(ADMIN) else None


def _shown_path() -> str:
    """The route that was asked for: an address itself may hold a key, or a token that works once."""
    return request.url_rule.rule if request.url_rule else "unknown"


def reference_id() -> str:
    """What finds this answer again in the log; the same for whoever asks while it is made."""
    made: str = g.setdefault("reference", secrets.token_hex(4).upper())
    return made
