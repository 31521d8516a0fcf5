"""`/lti/login`: a platform asks us to ask it who somebody is."""

from dataclasses import dataclass

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.db import reading
from app.lti import (
    LoginRequest,
    NewState,
    RegistrationView,
    find_registration,
    login_redirect,
    origin_of,
    read_login,
)
from app.web.access import current_services
from app.web.lti import cookies
from app.web.lti.edge import blueprint, current_edge

LAUNCH_PATH = "/lti/launch"


@dataclass(frozen=True, slots=True)
class StoragePage:
    """What templates/lti/storage.html needs: where the login goes on, and what is to be kept for it where."""

    url: str
    origin: str
    target: str
    key: str
    value: str


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Send the browser to the platform with a state that only this browser can use; writes nothing.

    Where the platform keeps values for tools, a page in between has it keep what the cookie holds.
    """
    services = current_services()
    asked = read_login(request.values.to_dict())
    registration = _registration(asked)
    target = asked.storage_target if origin_of(registration.auth_url) else ""
    state = current_edge().states.new_state(registration.id, services.clock.now(), target)
    url = login_redirect(asked, registration, state, services.settings.public_url + LAUNCH_PATH)
    response = _by_way_of_storage(url, target, state) if target else redirect(url, 302)
    cookies.put(response, state.cookie_name, state.cookie_value, cookies.LOGIN_SECONDS)
    return response


def _by_way_of_storage(url: str, target: str, state: NewState) -> Response:
    """The only origin that may hear the value is the one that the browser is about to ask who this is."""
    page = StoragePage(url, origin_of(url) or "", target, state.storage_key, state.cookie_value)
    return make_response(render_template("lti/storage.html", page=page))


def _registration(asked: LoginRequest) -> RegistrationView:
    def read() -> RegistrationView:
        with reading() as session:
            return find_registration(session, asked.issuer, asked.client_id, asked.deployment_id)

    return current_edge().registrations.get(asked.key, current_services().clock.now(), read)
