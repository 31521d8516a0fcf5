"""`/admin/sign-in/<token>`: a page with one button, so that no preview of the link uses it up; and the way out."""

import secrets
from dataclasses import dataclass

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.administration import LINK_LIFE, SESSION_LIFE, SignInView, end_session, look_at_sign_in_link, sign_in
from app.db import reading, transaction
from app.web import csrf
from app.web.access import current_services
from app.web.admin.mount import COOKIE, admin, current_administrator, current_scope, keep_out_of_caches
from app.web.lti import cookies

TRYING = "__Host-cairn-admin-try"
PURPOSE = "admin-sign-in"

blueprint = Blueprint("sign_in", __name__, url_prefix="/admin/sign-in")
blueprint.after_request(keep_out_of_caches)


@dataclass(frozen=True, slots=True)
class SignInPage:
    """What templates/admin/sign_in.html shows."""

    link: SignInView
    token: str


@blueprint.get("/<token>")
def ask(token: str) -> ResponseReturnValue:
    """Say who would come in; nothing is used up yet."""
    with reading() as session:
        page = SignInPage(look_at_sign_in_link(session, current_services().clock, token), token)
    proof = secrets.token_urlsafe(24)
    g.form_binding = (PURPOSE, proof)
    response = make_response(render_template("admin/sign_in.html", page=page))
    cookies.put_own(response, TRYING, proof, int(LINK_LIFE.total_seconds()))
    return response


@blueprint.post("/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Use the link up and open a session in this browser."""
    services = current_services()
    csrf.check(services.settings.secret_key, PURPOSE, request.cookies.get(TRYING) or secrets.token_hex(16))
    with transaction() as session:
        opened = sign_in(session, services.clock, token)
    response = redirect(url_for("admin.overview"), 303)
    cookies.put_own(response, COOKIE, opened.secret, int(SESSION_LIFE.total_seconds()))
    cookies.put_own(response, TRYING, "", 0)
    return response


@admin.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this session and forget its cookie."""
    with transaction() as session:
        end_session(session, current_services().clock, current_scope(), current_administrator().session_id)
    response = make_response(render_template("admin/signed_out.html"))
    cookies.put_own(response, COOKIE, "", 0)
    return response
