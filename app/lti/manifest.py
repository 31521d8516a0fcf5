"""What Cairn is to an LMS: one manifest, told in the words of each product.

The redirect address is one and has no query, because Moodle compares it byte for byte; where a launch
leads is told by its signed target instead.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from app.lti.scopes import ALL_SCOPES

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
CANVAS = "https://canvas.instructure.com/lti/"
NAME = "Cairn"
DESCRIPTION = "Micro-credentials for educators: steps, evidence, review against a rubric, score and badge."
CLAIMS = ("iss", "sub", "name", "given_name", "family_name", "email")
PICKER_PLACEMENTS = ("assignment_selection", "link_selection")
COURSE_PLACEMENT = "course_navigation"

CUSTOM = {"context_history": "$Context.id.history"}
CANVAS_CUSTOM = {
    **CUSTOM,
    "canvas_masquerading_user_id": "$Canvas.masqueradingUser.id",
    "person_time_zone": "$Person.address.timezone",
    "canvas_high_contrast": "$Canvas.user.prefersHighContrast",
    "canvas_api_domain": "$Canvas.api.domain",
}


@dataclass(frozen=True, slots=True)
class ToolAddresses:
    """The addresses that an LMS must know."""

    login: str
    launch: str
    keys: str
    icon: str
    domain: str
    """Host and port without scheme."""


def tool_addresses(public_url: str) -> ToolAddresses:
    """Cairn's addresses below `public_url`, which has no trailing slash."""
    return ToolAddresses(
        login=f"{public_url}/lti/login",
        launch=f"{public_url}/lti/launch",
        keys=f"{public_url}/lti/jwks.json",
        icon=f"{public_url}/static/img/cairn.svg",
        domain=urlsplit(public_url).netloc,
    )


def registration_request(public_url: str, product_family: str) -> dict[str, Any]:
    """The body of a Dynamic Registration (LTI Dynamic Registration 1.0, 3.5), for "canvas" with its own keys."""
    addresses = tool_addresses(public_url)
    on_canvas = product_family == "canvas"
    return {
        "application_type": "web",
        "client_name": NAME,
        "client_uri": public_url,
        "logo_uri": addresses.icon,
        "grant_types": ["client_credentials", "implicit"],
        "response_types": ["id_token"],
        "initiate_login_uri": addresses.login,
        "redirect_uris": [addresses.launch],
        "jwks_uri": addresses.keys,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(ALL_SCOPES),
        TOOL: {
            "domain": addresses.domain,
            "description": DESCRIPTION,
            "target_link_uri": addresses.launch,
            "claims": list(CLAIMS),
            "custom_parameters": CANVAS_CUSTOM if on_canvas else CUSTOM,
            "messages": _canvas_messages(addresses) if on_canvas else _messages(addresses),
            **({CANVAS + "privacy_level": "public", CANVAS + "tool_id": "cairn"} if on_canvas else {}),
        },
    }


def canvas_configuration(public_url: str) -> dict[str, Any]:
    """The JSON that a Canvas administrator pastes or gives the address of, instead of Dynamic Registration."""
    addresses = tool_addresses(public_url)
    picker = {"message_type": "LtiDeepLinkingRequest", "target_link_uri": addresses.launch, "enabled": True}
    course = {"message_type": "LtiResourceLinkRequest", "target_link_uri": addresses.launch, "enabled": True}
    placements = [{"placement": name, "text": NAME, **picker} for name in PICKER_PLACEMENTS]
    placements.append({"placement": COURSE_PLACEMENT, "text": NAME, "default": "disabled", **course})
    settings = {"text": NAME, "icon_url": addresses.icon, "placements": placements}
    return {
        "title": NAME,
        "description": DESCRIPTION,
        "target_link_uri": addresses.launch,
        "oidc_initiation_url": addresses.login,
        "public_jwk_url": addresses.keys,
        "redirect_uris": [addresses.launch],
        "scopes": list(ALL_SCOPES),
        "custom_fields": CANVAS_CUSTOM,
        "extensions": [
            {
                "platform": "canvas.instructure.com",
                "privacy_level": "public",
                "domain": addresses.domain,
                "tool_id": "cairn",
                "settings": settings,
            }
        ],
    }


def _messages(addresses: ToolAddresses) -> list[dict[str, Any]]:
    label = f"{NAME}: choose a micro-credential"
    return [
        {"type": "LtiResourceLinkRequest", "target_link_uri": addresses.launch, "label": NAME},
        {"type": "LtiDeepLinkingRequest", "target_link_uri": addresses.launch, "label": label},
    ]


def _canvas_messages(addresses: ToolAddresses) -> list[dict[str, Any]]:
    course, picker = _messages(addresses)
    off_by_default = {CANVAS + "course_navigation/default_enabled": False}
    return [
        {**course, "placements": [COURSE_PLACEMENT], "icon_uri": addresses.icon, **off_by_default},
        {**picker, "placements": list(PICKER_PLACEMENTS), "icon_uri": addresses.icon},
    ]
