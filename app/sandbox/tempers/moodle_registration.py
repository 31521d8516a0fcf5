"""What Moodle asks of a tool that registers itself, and what it says back (registration_helper.php, seen on 4.5.6)."""

from typing import Any
from urllib.parse import urlsplit

from app.sandbox.records import MessageType, Tool
from app.sandbox.vocabulary import SCOPE_ROSTER, SCOPES, TOOL_CONFIGURATION

REQUIRED = (
    "response_types",
    "initiate_login_uri",
    "redirect_uris",
    "client_name",
    "jwks_uri",
    "token_endpoint_auth_method",
    TOOL_CONFIGURATION,
)
ECHOED = (
    "response_types",
    "jwks_uri",
    "initiate_login_uri",
    "grant_types",
    "redirect_uris",
    "application_type",
    "token_endpoint_auth_method",
    "client_name",
    "logo_uri",
)


def problem(request: dict[str, Any], settings: dict[str, Any]) -> str:
    """The code of the first thing that is missing or wrong, or nothing."""
    for name in REQUIRED:
        if not request.get(name):
            return f"missing required attribute {name}"
    method = request["token_endpoint_auth_method"]
    domain = str(settings.get("domain") or "")
    target = urlsplit(str(settings.get("target_link_uri") or f"https://{domain}"))
    checks = (
        ("missing_domain", bool(domain)),
        ("domain_targetlinkuri_mismatch", domain.removeprefix("www.") == target.netloc.removeprefix("www.")),
        ("invalid_response_types", "id_token" in request["response_types"]),
        ("invalid_redirect_uris", isinstance(request["redirect_uris"], list)),
        ("invalid_token_endpoint_auth_method", method == "private_key_jwt"),
        ("invalid_application_type", request.get("application_type") in (None, "", "web")),
    )
    return next((code for code, holds in checks if not holds), "")


def answer(tool: Tool, request: dict[str, Any]) -> dict[str, Any]:
    """The few things that Moodle keeps, with the deployment.

    The scopes are not the granted ones: whoever asked for any of the grade services hears of all of them.
    """
    messages = [{"type": MessageType.DEEP_LINKING.value, "target_link_uri": tool.deep_link_url}]
    grades = any(scope != SCOPE_ROSTER for scope in tool.scopes)
    said = [scope for scope in SCOPES if (grades if scope != SCOPE_ROSTER else scope in tool.scopes)]
    return {
        **{name: request[name] for name in ECHOED if name in request},
        "client_id": tool.client_id,
        "scope": " ".join(said),
        TOOL_CONFIGURATION: {
            "version": "1.3.0",
            "deployment_id": tool.deployment_id,
            "target_link_uri": tool.target_url,
            "domain": request[TOOL_CONFIGURATION]["domain"],
            "description": request[TOOL_CONFIGURATION].get("description", ""),
            "messages": messages if tool.deep_link_url else [],
            "custom_parameters": dict(tool.custom),
            "claims": ["sub", "iss", *tool.claims],
        },
    }
