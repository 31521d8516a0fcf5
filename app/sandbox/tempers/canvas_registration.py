"""What Canvas asks of a tool that registers itself, and what it says back.

Source: its doc/api/registration.md, lti/ims/registration.rb and dynamic_registration_controller.rb. What Canvas
does not know is an error there: a scope, a message at a place that can't send it, a missing grant type.
"""

from typing import Any
from urllib.parse import urlsplit

from app.sandbox.placements import CANVAS, MisplacedError, read_placements
from app.sandbox.records import Tool
from app.sandbox.vocabulary import CANVAS_SCOPES, TOOL_CONFIGURATION

REQUIRED = ("redirect_uris", "initiate_login_uri", "client_name", "jwks_uri", "scope", TOOL_CONFIGURATION)
SETTINGS = ("domain", "target_link_uri", "messages", "claims")


def problem(request: dict[str, Any], settings: dict[str, Any]) -> str:
    """What Canvas finds wrong first, in its words, or nothing."""
    missing = [name for name in REQUIRED if not request.get(name)]
    missing += [name for name in SETTINGS if name not in settings]
    if missing:
        return f"missing required attribute {missing[0]}"
    return _wrong_value(request) or _wrong_place(settings)


def _wrong_value(request: dict[str, Any]) -> str:
    invalid = [scope for scope in str(request["scope"]).split() if scope not in CANVAS_SCOPES]
    redirects, grants = request["redirect_uris"], _set(request, "grant_types")
    checks = (
        ("Must include client_credentials, implicit", {"client_credentials", "implicit"} <= grants),
        ("Must include id_token", "id_token" in _set(request, "response_types")),
        ("Must be 'private_key_jwt'", request.get("token_endpoint_auth_method") == "private_key_jwt"),
        ("Must be 'web'", request.get("application_type") == "web"),
        ("Must only contain valid URIs", isinstance(redirects, list) and all(map(_is_address, redirects))),
        (f"Invalid scopes: {', '.join(invalid)}", not invalid),
    )
    return next((words for words, holds in checks if not holds), "")


def _wrong_place(settings: dict[str, Any]) -> str:
    custom = settings.get("custom_parameters") or {}
    if not all(isinstance(value, str) for value in custom.values()):
        return "custom_parameters: values must be strings"
    try:
        read_placements(settings["messages"], str(settings["target_link_uri"]))
    except MisplacedError as error:
        return str(error)
    return ""


def _set(request: dict[str, Any], name: str) -> set[str]:
    return {str(value) for value in request.get(name) or ()}


def _is_address(value: object) -> bool:
    return urlsplit(str(value)).scheme in {"http", "https"}


def answer(tool: Tool, request: dict[str, Any], configuration_url: str) -> dict[str, Any]:
    """The whole request, the client id, and where the tool may ask for changes; never a deployment."""
    settings = {**request[TOOL_CONFIGURATION], f"{CANVAS}registration_config_url": configuration_url}
    scope = " ".join(tool.scopes)
    return {**request, "client_id": tool.client_id, "scope": scope, TOOL_CONFIGURATION: settings}
