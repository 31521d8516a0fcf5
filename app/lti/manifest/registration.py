"""The body of a Dynamic Registration, for Moodle and others, and for Canvas with its own keys."""

from collections.abc import Collection
from typing import Any

from app.lti.manifest import places
from app.lti.manifest.places import CANVAS_PLACES, Place
from app.lti.manifest.tool import CLAIMS, DESCRIPTION, NAME, TOOL_ID, ToolAddresses, scopes_wanted, tool_addresses
from app.lti.manifest.variables import CANVAS_CUSTOM, CUSTOM

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
CANVAS = "https://canvas.instructure.com/lti/"


def registration_request(
    public_url: str, product_family: str, scopes_announced: Collection[str] = ()
) -> dict[str, Any]:
    """The body of a Dynamic Registration (LTI Dynamic Registration 1.0, 3.5), for "canvas" with its own keys."""
    addresses = tool_addresses(public_url)
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
        "scope": " ".join(scopes_wanted(scopes_announced)),
        TOOL: {
            "domain": addresses.domain,
            "description": DESCRIPTION,
            "target_link_uri": addresses.launch,
            "claims": list(CLAIMS),
            **(_for_canvas(addresses) if product_family == "canvas" else _for_others(addresses)),
        },
    }


def _for_others(addresses: ToolAddresses) -> dict[str, Any]:
    label = f"{NAME}: choose a micro-credential"
    return {
        "custom_parameters": CUSTOM,
        "messages": [
            {"type": places.OPENS, "target_link_uri": addresses.launch, "label": NAME},
            {"type": places.PICKS, "target_link_uri": addresses.launch, "label": label},
        ],
    }


def _for_canvas(addresses: ToolAddresses) -> dict[str, Any]:
    return {
        "custom_parameters": CANVAS_CUSTOM,
        "messages": [_message(place, addresses) for place in CANVAS_PLACES],
        CANVAS + "privacy_level": "public",
        CANVAS + "tool_id": TOOL_ID,
        CANVAS + "vendor": NAME,
    }


def _message(place: Place, addresses: ToolAddresses) -> dict[str, Any]:
    message: dict[str, Any] = {
        "type": place.message,
        "target_link_uri": addresses.launch,
        "label": place.label,
        "icon_uri": addresses.icon,
        "placements": [place.name],
        CANVAS + "visibility": place.visibility.value,
    }
    if not place.on_by_default:
        message[CANVAS + "course_navigation/default_enabled"] = False
    if place.message == places.PICKS:
        message[CANVAS + "launch_width"] = places.DIALOG_WIDTH
        message[CANVAS + "launch_height"] = places.DIALOG_HEIGHT
    return message
