"""For a registrar: type a code, see what it shows, each line as it stands now. Nothing is kept about who looks."""

import json

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.db import reading
from app.errors import NotFound, Refusal
from app.transcript import CheckedTranscript, check_code, document, read_code, shown_code
from app.web.access import current_services
from app.web.public import STATUS_WORDS, answers
from app.web.transcript import pages
from app.web.transcript.blueprint import public

public.register_error_handler(Refusal, answers.refused)

NO_CODE = "That isn't a whole code. Compare it with the printed one: there is no 0, 1, I, L, O or U in it."


@public.get("/")
def enter() -> ResponseReturnValue:
    """Where the code of a printed transcript is typed in."""
    typed = request.args.get("code", "")
    code = read_code(typed)
    if code is not None:
        return _unkept(redirect(url_for("transcripts.check", code=shown_code(code)), 303))
    return _entering(pages.EnterPage(typed[:100], NO_CODE if typed else ""))


@public.get("/<code>")
def check(code: str) -> ResponseReturnValue:
    """The lines of the transcript with this code; the same as JSON for a machine. Who mistyped it may try again."""
    services = current_services()
    now = services.clock.now()
    try:
        with reading() as session:
            found = check_code(session, services.settings.public_url, now, code.removesuffix(".json"))
    except NotFound as refusal:
        if answers.wants_document():
            raise
        return _entering(pages.EnterPage(code[:100], f"{refusal.words} {refusal.way_out}"), refusal.status)
    if answers.wants_document():
        return _unkept(answers.document(_document(found), answers.REVALIDATE))
    page = pages.CheckPage(found, now)
    return _unkept(make_response(render_template("transcript/check.html", page=page, STATUS=STATUS_WORDS)))


def _entering(page: pages.EnterPage, status: int = 200) -> Response:
    return _unkept(make_response(render_template("transcript/enter.html", page=page), status))


def _document(found: CheckedTranscript) -> bytes:
    return json.dumps(document(found.transcript), ensure_ascii=False).encode()


def _unkept(response: Response) -> Response:
    """What a code shows is for whoever holds it, and only as long as it works."""
    response.headers["Cache-Control"] = "no-store"
    return response
