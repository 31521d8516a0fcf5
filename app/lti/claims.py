"""What a verified launch says, as frozen values; and how they are read from the claims.

Reading is tolerant where LTI is optional: a value of the wrong kind counts as missing. What must be
there was checked before (`verify`), and what is read here fits into the database and into a page.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.lti import quirks
from app.lti.addresses import web_address

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS_SERVICE = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
NOTICE_SERVICE = CLAIM + "platformnotificationservice"
CANVAS_PLACEMENT = "https://www.instructure.com/placement"

LONGEST_WORDS = 500
LONGEST_CODE = 255
LONGEST_EMAIL = 320
LONGEST_PLACEMENT = 64
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")
TIME_ZONE_NAME = re.compile(r"(?=.{1,64}$)[A-Za-z][\w+-]*(/[\w+-]+){0,2}", re.ASCII)
MASQUERADING = ("canvas_masquerading_user_id", "masquerading_user_id")
"""Custom parameters that are filled in while somebody acts as somebody else."""
TIME_ZONES = ("person_time_zone", "person_timezone", "time_zone")
HIGH_CONTRAST = "canvas_high_contrast"
HISTORY = "context_history"
MOST_HISTORY = 50
MOST_MENTORED = 200
NO_CONTEXT = frozenset({"truncated", "timed out"})
"""Words that Canvas puts among the ids of a long history."""


class MessageType(StrEnum):
    """The messages that Cairn answers, by their names in LTI."""

    RESOURCE_LINK = "LtiResourceLinkRequest"
    DEEP_LINKING = "LtiDeepLinkingRequest"
    SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"


@dataclass(frozen=True, slots=True)
class Context:
    """The course that a launch came from."""

    id: str
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class ResourceLink:
    """The activity on the course page that was opened."""

    id: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class AgsEndpoint:
    """Where and with which scopes grades may be sent. `lineitem` is missing where there is none or several."""

    scopes: tuple[str, ...]
    lineitems: str | None
    lineitem: str | None


@dataclass(frozen=True, slots=True)
class DeepLinkingSettings:
    """What a deep linking request accepts; `data` is to be returned as it came, and only if it came."""

    return_url: str
    accept_types: tuple[str, ...]
    accept_multiple: bool
    accept_lineitem: bool | None
    data: str | None
    accept_targets: tuple[str, ...] = ()
    """Where the LMS can show an item: "iframe", "window", "embed"."""


@dataclass(frozen=True, slots=True)
class NoticeService:
    """Where the platform can be asked for notices, and of which types."""

    url: str
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Launch:
    """One verified message of a platform. Ids of platform and deployment are our row ids."""

    registration_id: int
    deployment_id: int
    deployment_active: bool
    message_type: MessageType
    subject: str
    """The platform's `sub`; means something together with the registration only."""
    name: str
    given_name: str
    family_name: str
    email: str
    roles: tuple[str, ...]
    context: Context | None
    resource_link: ResourceLink | None
    target_link_uri: str
    custom: Mapping[str, str]
    ags: AgsEndpoint | None
    nrps_url: str | None
    deep_linking: DeepLinkingSettings | None
    for_user: str | None
    """`sub` of the person whose work is to be reviewed, in a submission review."""
    locale: str
    time_zone: str | None
    return_url: str | None
    document_target: str | None
    product_family: str | None
    product_version: str | None
    platform_guid: str | None
    masquerading: bool
    lms_placement: str | None
    """Where in Canvas the tool was opened, in its own word: "course_navigation", "editor_button". None elsewhere."""
    history: tuple[str, ...]
    """Context ids of the courses that this one was copied from, the nearest first."""
    notices: NoticeService | None
    """The platform's notification service, if it has one; after admission only where our handlers aren't there yet."""
    high_contrast: bool
    mentored: tuple[str, ...] | None = None
    """`sub` of each learner whom this person may follow (role_scope_mentor); None where the platform names nobody."""

    @property
    def activity(self) -> ResourceLink | None:
        """The link that was opened; None where the tool was opened from the course itself."""
        link, context_id = self.resource_link, self.context.id if self.context else ""
        return None if link is None or quirks.is_of_course(self.lms_placement, link.id, context_id) else link


def read_launch(
    claims: Mapping[str, Any], *, registration_id: int, deployment_id: int, deployment_active: bool
) -> Launch:
    """The frozen launch of claims that `messages.check_message` has admitted."""
    custom = _custom(_object(claims, CLAIM + "custom"))
    presentation = _object(claims, CLAIM + "launch_presentation")
    platform = _object(claims, CLAIM + "tool_platform")
    return Launch(
        registration_id=registration_id,
        deployment_id=deployment_id,
        deployment_active=deployment_active,
        message_type=MessageType(claims[CLAIM + "message_type"]),
        subject=identifier(claims["sub"]),
        name=_words(claims.get("name")),
        given_name=_words(claims.get("given_name")),
        family_name=_words(claims.get("family_name")),
        email=mail_address(claims.get("email")),
        roles=tuple(text(role) for role in claims[CLAIM + "roles"] if isinstance(role, str)),
        context=context_of(_object(claims, CLAIM + "context")),
        resource_link=_resource_link(_object(claims, CLAIM + "resource_link")),
        target_link_uri=text(claims[CLAIM + "target_link_uri"]),
        custom=custom,
        ags=_ags(_object(claims, AGS_ENDPOINT)),
        nrps_url=web_address(_object(claims, NRPS_SERVICE).get("context_memberships_url")),
        deep_linking=_deep_linking(_object(claims, DEEP_LINKING)),
        for_user=identifier(_object(claims, CLAIM + "for_user").get("user_id")) or None,
        locale=_locale(presentation.get("locale")),
        time_zone=_time_zone(custom),
        return_url=return_address(claims),
        document_target=_words(presentation.get("document_target")) or None,
        product_family=_words(platform.get("product_family_code")).lower()[:LONGEST_CODE] or None,
        product_version=_words(platform.get("version"))[:LONGEST_CODE] or None,
        platform_guid=_words(platform.get("guid"))[:LONGEST_CODE] or None,
        masquerading=any(custom.get(name) for name in MASQUERADING),
        lms_placement=_words(claims.get(CANVAS_PLACEMENT)).lower()[:LONGEST_PLACEMENT] or None,
        history=_history(custom.get(HISTORY, "")),
        notices=_notices(_object(claims, NOTICE_SERVICE)),
        high_contrast=custom.get(HIGH_CONTRAST, "").lower() == "true",
        mentored=_mentored(claims.get(CLAIM + "role_scope_mentor")),
    )


def identifier(value: object) -> str:
    """An id as text: home-made platforms send integers. Empty for what can't be an id."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    try:
        word = str(value)
    except ValueError:  # an integer of thousands of digits
        return ""
    return word if word.isprintable() and word.strip() else ""


def text(value: object) -> str:
    """Text that any database and page can hold: no control characters but line ends, no lone surrogates."""
    if not isinstance(value, str):
        return ""
    whole = value.encode(errors="replace").decode()
    if whole.isprintable():
        return whole.strip()
    return "".join(letter for letter in whole if letter.isprintable() or letter in " \n\t").strip()


def return_address(claims: Mapping[str, Any]) -> str | None:
    """Where a launch says that the person came from; not yet checked to be the platform's."""
    presentation = claims.get(CLAIM + "launch_presentation")
    return web_address(presentation.get("return_url")) if isinstance(presentation, dict) else None


def _object(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = claims.get(name)
    return value if isinstance(value, dict) else {}


def _words(value: object) -> str:
    return text(value)[:LONGEST_WORDS]


def mail_address(value: object) -> str:
    """An e-mail address; empty for what can't be one."""
    words = _words(value)
    return words if "@" in words and len(words) <= LONGEST_EMAIL else ""


def _custom(claim: Mapping[str, Any]) -> dict[str, str]:
    """Custom parameters that were filled in: an unknown variable arrives literally as `$…`, which counts as missing."""
    read = {text(name): _custom_value(value) for name, value in claim.items()}
    return {name: value for name, value in read.items() if name and value and not value.startswith("$")}


def _custom_value(value: object) -> str:
    return text(value) if isinstance(value, str) else identifier(value)


def context_of(claim: Mapping[str, Any]) -> Context | None:
    context_id = identifier(claim.get("id"))
    return Context(context_id, _words(claim.get("label")), _words(claim.get("title"))) if context_id else None


def _resource_link(claim: Mapping[str, Any]) -> ResourceLink | None:
    link_id = identifier(claim.get("id"))
    return ResourceLink(link_id, _words(claim.get("title")), text(claim.get("description"))) if link_id else None


def _ags(claim: Mapping[str, Any]) -> AgsEndpoint | None:
    """The grade service; its scopes may be missing, then nothing may be sent."""
    lineitems, lineitem = web_address(claim.get("lineitems")), web_address(claim.get("lineitem"))
    return AgsEndpoint(_strings(claim.get("scope")), lineitems, lineitem) if lineitems or lineitem else None


def _deep_linking(claim: Mapping[str, Any]) -> DeepLinkingSettings | None:
    return_url = web_address(claim.get("deep_link_return_url"))
    if return_url is None:
        return None
    lineitem, data = claim.get("accept_lineitem"), claim.get("data")
    return DeepLinkingSettings(
        return_url=return_url,
        accept_types=_strings(claim.get("accept_types")),
        accept_multiple=claim.get("accept_multiple") is True,
        accept_lineitem=lineitem if isinstance(lineitem, bool) else None,
        data=data if isinstance(data, str) else None,
        accept_targets=_strings(claim.get("accept_presentation_document_targets")),
    )


def _notices(claim: Mapping[str, Any]) -> NoticeService | None:
    url = web_address(claim.get("platform_notification_service_url"))
    return NoticeService(url, _strings(claim.get("notice_types_supported"))) if url else None


def _history(value: str) -> tuple[str, ...]:
    """The ids of `$Context.id.history`, which are separated by commas."""
    ids = (part.strip() for part in value.split(","))
    return tuple(dict.fromkeys(part for part in ids if part and part.lower() not in NO_CONTEXT))[:MOST_HISTORY]


def _mentored(value: object) -> tuple[str, ...] | None:
    """The ids of `role_scope_mentor` (LTI 1.3, 5.4.4); an empty or unreadable list names nobody."""
    ids = [identifier(each) for each in value] if isinstance(value, list) else []
    return tuple(dict.fromkeys(each for each in ids if 0 < len(each) <= LONGEST_CODE))[:MOST_MENTORED] or None


def _strings(value: object) -> tuple[str, ...]:
    return tuple(text(item) for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _locale(value: object) -> str:
    """A language tag such as "de" or "pt-BR"; empty for what isn't one (Moodle writes "pt_br")."""
    tag = value.replace("_", "-") if isinstance(value, str) else ""
    return tag if LANGUAGE_TAG.fullmatch(tag) else ""


def _time_zone(custom: Mapping[str, str]) -> str | None:
    name = next((custom[key] for key in TIME_ZONES if key in custom), "")
    return name if TIME_ZONE_NAME.fullmatch(name) else None
