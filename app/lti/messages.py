"""Whether true claims make a message that Cairn answers: pylti1p3's validators, and what they leave open.

The validators take it for granted that a claim is of the right kind and end in a TypeError where it
isn't, and none of them asks for the deployment, the target or the deep linking return address.
"""

from collections.abc import Mapping
from typing import Any

from pylti1p3.exception import LtiException
from pylti1p3.message_validators import get_validators

from app.lti import errors
from app.lti.addresses import origin_of, web_address
from app.lti.claims import AGS_ENDPOINT, CLAIM, DEEP_LINKING, NRPS_SERVICE, MessageType, identifier, return_address
from app.lti.registrations import RegistrationView, belongs_to

LONGEST_ID = 255
VERSION = "1.3.0"
OBJECTS = tuple(CLAIM + name for name in ("context", "resource_link", "custom", "launch_presentation", "for_user"))
OBJECTS += (CLAIM + "tool_platform", DEEP_LINKING, AGS_ENDPOINT, NRPS_SERVICE)
VALIDATORS = get_validators()  # type: ignore[no-untyped-call]
TYPES = frozenset(MessageType)


def check_message(claims: Mapping[str, Any], registration: RegistrationView, public_url: str) -> None:
    """Raises LaunchRefused, naming what is missing, unless the message has all that LTI demands of it."""
    refusal = _shape(claims) or _envelope(claims) or _identities(claims, public_url)
    refusal = refusal or _validated(claims) or _beyond_the_library(claims)
    if refusal is not None:
        raise errors.message_refused(*refusal, way_back(claims, registration))


def way_back(claims: Mapping[str, Any], registration: RegistrationView) -> str | None:
    """The return address of a signed launch, if it leads to the platform that signed it."""
    url = return_address(claims)
    return url if belongs_to(registration, url) else None


def _shape(claims: Mapping[str, Any]) -> tuple[str, str] | None:
    """Optional claims may be missing or null; what is there must be an object."""
    if any(not isinstance(claims.get(name), dict | None) for name in OBJECTS):
        return "message-malformed", "What your learning platform sent doesn't have the form of an LTI launch."
    return None


def _envelope(claims: Mapping[str, Any]) -> tuple[str, str] | None:
    """What every message has, whatever its type."""
    message_type = claims.get(CLAIM + "message_type")
    if claims.get(CLAIM + "version") != VERSION:
        return "message-version", "Your learning platform speaks another version of LTI than 1.3."
    if not isinstance(message_type, str) or message_type not in TYPES:
        return "message-type", "Your learning platform asked for something that Cairn doesn't do."
    if not isinstance(claims.get(CLAIM + "roles"), list):
        return "message-roles", "Your learning platform didn't say which roles you have."
    return None


def _identities(claims: Mapping[str, Any], public_url: str) -> tuple[str, str] | None:
    subject = identifier(claims.get("sub"))
    if not subject or len(subject) > LONGEST_ID or not subject.isascii():
        return "message-subject", "Your learning platform didn't say who you are, or not in a usable way."
    deployment = identifier(claims.get(CLAIM + "deployment_id"))
    if not deployment or len(deployment) > LONGEST_ID:
        return "message-deployment", "Your learning platform didn't say which of its places you came from."
    target = web_address(claims.get(CLAIM + "target_link_uri"))
    if target is None or origin_of(target) != origin_of(public_url):
        return "message-target", "Your learning platform asked for a page that isn't one of Cairn's."
    return None


def _validated(claims: Mapping[str, Any]) -> tuple[str, str] | None:
    """What a message of its own type has, as pylti1p3 knows it."""
    usable = {name: value for name, value in claims.items() if value is not None}
    if DEEP_LINKING in usable:
        usable[DEEP_LINKING] = _with_activities(usable[DEEP_LINKING])
    validator = next(each for each in VALIDATORS if each.can_validate(usable))
    try:
        validator.validate(usable)
    except LtiException:
        return "message-incomplete", "The launch lacks something that LTI demands of it."
    return None


def _with_activities(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """pylti1p3 knows only requests that take activities; LTI also has those for links, cards or files alone."""
    types = settings.get("accept_types")
    if not isinstance(types, list) or not any(isinstance(each, str) and each for each in types):
        return settings
    return {**settings, "accept_types": [*types, "ltiResourceLink"]}


def _beyond_the_library(claims: Mapping[str, Any]) -> tuple[str, str] | None:
    """Ids that are there and can't be used, and a request to choose that names no way to answer."""
    for name, member in (("context", "id"), ("resource_link", "id"), ("for_user", "user_id")):
        value = (claims.get(CLAIM + name) or {}).get(member)
        if value is not None and not 0 < len(identifier(value)) <= LONGEST_ID:
            return (
                f"message-{name.replace('_', '-')}",
                "The launch names its course, link or person unusably.",
            )
    message_type = claims[CLAIM + "message_type"]
    if message_type == MessageType.SUBMISSION_REVIEW and claims[CLAIM + "for_user"]["user_id"] is None:
        return "message-for-user", "Your learning platform didn't say whose work is to be reviewed."
    if message_type != MessageType.DEEP_LINKING:
        return None
    if web_address(claims[DEEP_LINKING].get("deep_link_return_url")) is None:
        return "message-deep-linking-return", "Your learning platform didn't say where to send what you choose."
    return None
