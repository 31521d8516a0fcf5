"""The discovery document and the registration endpoint."""

from flask import Blueprint, Response, request

from app.sandbox import registering
from app.sandbox.platform import current_platform
from app.sandbox.registering import RegistrationError
from app.sandbox.services.answering import bearer, document, note

blueprint = Blueprint("registration", __name__)


@blueprint.app_errorhandler(RegistrationError)
def refused(error: RegistrationError) -> Response:
    """Moodle answers text, and a page of its own for what it can't read; Canvas answers JSON."""
    note(error.code)
    if current_platform().temper.name == "moodle":
        text = f"<html><body>{error.code}</body></html>" if error.status == 404 else error.code
        return Response(text, status=error.status, content_type="text/html; charset=utf-8")
    status = 422 if error.status in {400, 404} else error.status
    return document({"errors": [{"message": error.code}]}, status=status)


@blueprint.get("/.well-known/openid-configuration")
def configuration() -> Response:
    """Canvas shows it only to who carries the registration token."""
    platform = current_platform()
    if platform.temper.configuration_needs_token:
        _ticket_of_configuration()
    return document(registering.configuration(platform))


def _ticket_of_configuration() -> None:
    try:
        registering.check_ticket(current_platform(), bearer())
    except RegistrationError as error:
        raise RegistrationError(422, error.code) from error


@blueprint.post("/register")
def register() -> Response:
    """Takes a registration: 200, as both products answer."""
    platform = current_platform()
    ticket = registering.check_ticket(platform, bearer())
    body = request.get_json(force=True, silent=True)
    tool = registering.register(platform, ticket, body)
    note(f"registered {tool.name}")
    return document(platform.temper.registration_answer(tool, dict(body or {}), platform.base_url))
