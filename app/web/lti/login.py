"""`/lti/login`: a platform asks us to ask it who somebody is."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.db import reading
from app.lti import LoginRequest, RegistrationView, find_registration, login_redirect, read_login
from app.web.access import current_services
from app.web.lti import cookies
from app.web.lti.edge import blueprint, current_edge

LAUNCH_PATH = "/lti/launch"


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Send the browser to the platform with a state that only this browser can use; writes nothing."""
    services = current_services()
    asked = read_login(request.values.to_dict())
    registration = _registration(asked)
    state = current_edge().states.new_state(registration.id, services.clock.now())
    launch_url = services.settings.public_url + LAUNCH_PATH
    response = redirect(login_redirect(asked, registration, state, launch_url), 302)
    cookies.put(response, state.cookie_name, state.cookie_value, cookies.LOGIN_SECONDS)
    return response


def _registration(asked: LoginRequest) -> RegistrationView:
    def read() -> RegistrationView:
        with reading() as session:
            return find_registration(session, asked.issuer, asked.client_id, asked.deployment_id)

    return current_edge().registrations.get(asked.key, current_services().clock.now(), read)
