"""The JSON that a Canvas administrator pastes, or gives the address of, instead of Dynamic Registration."""

from typing import Any

from app.lti.manifest import places
from app.lti.manifest.places import CANVAS_PLACES, Place
from app.lti.manifest.tool import DESCRIPTION, NAME, TOOL_ID, ToolAddresses, scopes_wanted, tool_addresses
from app.lti.manifest.variables import CANVAS_CUSTOM
from app.lti.scopes import OPTIONAL_SCOPES


def canvas_configuration(public_url: str) -> dict[str, Any]:
    """Cairn as one JSON document of Canvas's kind (its doc/api/lti_dev_key_config.md)."""
    addresses = tool_addresses(public_url)
    placements = [_placement(place, addresses) for place in CANVAS_PLACES]
    settings = {"text": NAME, "icon_url": addresses.icon, "placements": placements}
    return {
        "title": NAME,
        "description": DESCRIPTION,
        "target_link_uri": addresses.launch,
        "oidc_initiation_url": addresses.login,
        "public_jwk_url": addresses.keys,
        "redirect_uris": [addresses.launch],
        "scopes": list(scopes_wanted(OPTIONAL_SCOPES)),
        "custom_fields": CANVAS_CUSTOM,
        "extensions": [
            {
                "platform": "canvas.instructure.com",
                "privacy_level": "public",
                "domain": addresses.domain,
                "tool_id": TOOL_ID,
                "settings": settings,
            }
        ],
    }


def _placement(place: Place, addresses: ToolAddresses) -> dict[str, Any]:
    placement: dict[str, Any] = {
        "placement": place.name,
        "text": place.label,
        "message_type": place.message,
        "target_link_uri": addresses.launch,
        "icon_url": addresses.icon,
        "visibility": place.visibility.value,
        "enabled": True,
    }
    if not place.on_by_default:
        placement["default"] = "disabled"
    if place.message == places.PICKS:
        placement["selection_width"] = places.DIALOG_WIDTH
        placement["selection_height"] = places.DIALOG_HEIGHT
    return placement
