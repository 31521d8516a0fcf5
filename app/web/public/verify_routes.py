"""`/verify`: whether a badge of anybody's is genuine, for anybody. Nothing that is handed in is kept."""

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.errors import Unavailable
from app.verification import MOST_BYTES, Report, verify
from app.web.access import current_services
from app.web.limits import by_address
from app.web.public.own_documents import own_documents, own_path
from app.web.public.places import NoPlace, Places
from app.web.public.verify_page import VerifyPage, result_of

blueprint = Blueprint("verify", __name__)

MOST_REQUEST = MOST_BYTES + 64 * 1024
LONGEST_LINK = 2000
AT_ONCE = 8
"""A verification may wait for an issuer's server; the threads of everybody else must not run out over it."""
FOR_ONE = 4
"""Nor may one visitor, with badges of an issuer that never answers, keep everybody else from checking theirs."""

_places = Places(AT_ONCE, FOR_ONE)


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
    own = own_documents(current_app._get_current_object(), services.settings.public_url)  # type: ignore[attr-defined]
    try:
        with _places.one_for(by_address()):
            return verify(source, clock=services.clock, http=services.http, settings=services.settings, own=own)
    except NoPlace as error:
        words = "Many badges are being checked just now."
        raise Unavailable("verifying-much", words, "Try again in a minute.") from error


def _shown(page: VerifyPage, status: int = 200) -> Response:
    response = make_response(render_template("public/verify.html", page=page), status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
