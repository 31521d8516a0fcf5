"""The person's accounts in the LMS: which are connected, a code for one more, and the word of both."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.db import reading, transaction
from app.errors import Invalid, NotFound
from app.flows.link_people import agree_to_link, decline_link, disconnect_account, enter_link_code, make_link_code
from app.web.access import ANYONE, allowed, current_actor, current_services
from app.web.accounts import pages
from app.web.accounts.blueprint import blueprint
from app.web.plain import without_nul


@blueprint.get("/")
@allowed(ANYONE)
def accounts() -> ResponseReturnValue:
    """The connected accounts, and what waits for a word."""
    with reading() as session:
        page = pages.accounts_page(session, current_services(), current_actor())
    return render_template("accounts/accounts.html", page=page)


@blueprint.post("/codes")
@allowed(ANYONE)
def make_code() -> ResponseReturnValue:
    """Make a code and show it, this once: it isn't stored, so there is no page to go on to."""
    with transaction() as session:
        code = make_link_code(session, current_services(), current_actor())
        page = pages.code_page(session, current_actor(), code)
    return render_template("accounts/code.html", page=page)


@blueprint.post("/enter")
@allowed(ANYONE)
def enter() -> ResponseReturnValue:
    """Take the other account's code; the page then asks whether it is really one's own. Who mistyped it tries again."""
    typed = without_nul(request.form).get("code", "")
    try:
        with transaction() as session:
            enter_link_code(session, current_services(), current_actor(), typed)
    except (NotFound, Invalid) as refusal:
        mistyped = pages.Mistyped(typed[:40], f"{refusal.words} {refusal.way_out}")
        with reading() as session:
            page = pages.accounts_page(session, current_services(), current_actor(), mistyped)
        return render_template("accounts/accounts.html", page=page), refusal.status
    return _back()


@blueprint.post("/codes/<int:code_id>/agree")
@allowed(ANYONE)
def agree(code_id: int) -> ResponseReturnValue:
    """One end's yes."""
    with transaction() as session:
        agree_to_link(session, current_services(), current_actor(), code_id)
    return _back()


@blueprint.post("/codes/<int:code_id>/decline")
@allowed(ANYONE)
def decline(code_id: int) -> ResponseReturnValue:
    """One end's no."""
    with transaction() as session:
        decline_link(session, current_services(), current_actor(), code_id)
    return _back()


@blueprint.post("/<int:person_id>/disconnect")
@allowed(ANYONE)
def disconnect(person_id: int) -> ResponseReturnValue:
    """Let one of the connected accounts stand alone again."""
    with transaction() as session:
        disconnect_account(session, current_services(), current_actor(), person_id)
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("accounts.accounts"), 303)
