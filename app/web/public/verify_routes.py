"""`/verify`: whether a badge of anybody's is genuine, for anybody. Nothing that is handed in is kept."""

from threading import BoundedSemaphore

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.errors import Unavailable
from app.verification import MOST_BYTES, Report, verify
from app.web.access import current_services
from app.web.public.own_documents import own_documents, own_path
from app.web.public.verify_page import VerifyPage, result_of

blueprint = Blueprint("verify", __name__)

MOST_REQUEST = MOST_BYTES + 64 * 1024
LONGEST_LINK = 2000
AT_ONCE = 8
"""A verification may wait for an issuer's server; the threads of everybody else must not run out over it."""

_places = BoundedSemaphore(AT_ONCE)


@blueprint.get("/verify")
def form() -> ResponseReturnValue:
    """The form. `?url=` fills it in; for an address of this very server the result comes at once.

    Any other address waits for the button: whoever follows a link shouldn't make us call a third party.
    """
    link = request.args.get("url", "").strip()[:LONGEST_LINK]
    if own_path(link, current_services().settings.public_url) is None:
        return _shown(VerifyPage(pasted=link))
    return _shown(VerifyPage(pasted=link, result=result_of(_verified(link.encode()))))


@blueprint.post("/verify")
def check() -> ResponseReturnValue:
    """Check a file, a pasted text or a link."""
    request.max_content_length = MOST_REQUEST
    request.max_form_memory_size = MOST_REQUEST
    pasted = request.form.get("pasted", "").strip()
    sent = request.files.get("file")
    source = (sent.read() if sent else b"") or pasted.encode(errors="replace")
    if not source:
        return _shown(VerifyPage(error="Choose a file, or paste a link or the badge itself."), 422)
    kept = pasted if len(pasted) <= LONGEST_LINK else ""
    return _shown(VerifyPage(pasted=kept, result=result_of(_verified(source))))


def _verified(source: bytes) -> Report:
    services = current_services()
    if not _places.acquire(blocking=False):
        raise Unavailable("verifying-much", "Many badges are being checked just now.", "Try again in a minute.")
    try:
        own = own_documents(current_app._get_current_object(), services.settings.public_url)  # type: ignore[attr-defined]
        return verify(source, clock=services.clock, http=services.http, settings=services.settings, own=own)
    finally:
        _places.release()


def _shown(page: VerifyPage, status: int = 200) -> Response:
    response = make_response(render_template("public/verify.html", page=page), status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
