"""LTI messages: from a launch hint to the claims of an id_token."""

import uuid
from typing import Any

from app.sandbox.copying import history_of
from app.sandbox.notices import TYPES as NOTICE_TYPES
from app.sandbox.platform import Platform
from app.sandbox.records import Course, CourseRole, LaunchHint, MessageType, Person
from app.sandbox.tempers.base import ACCOUNT, USER, Launch
from app.sandbox.variables import substituted
from app.sandbox.vocabulary import AGS_CLAIM, AGS_SCOPES, CLAIM, DEEP_LINKING, NRPS_CLAIM, SCOPE_NOTICES, SCOPE_ROSTER

OWN_PAGES = uuid.UUID("5a4db000-0000-4000-8000-00000000babe")


def launch_of(platform: Platform, hint: LaunchHint) -> Launch:
    """Everything the message needs, looked up. Raises LookupError if something is gone."""
    directory, activities = platform.directory, platform.activities
    member = directory.member(hint.course_id, hint.person_id)
    activity = activities.get(hint.activity_id) if hint.activity_id else None
    return Launch(
        hint=hint,
        person=directory.person(hint.person_id),
        role=member.role if member else CourseRole.TEACHER,
        tool=platform.tools.get(hint.tool_id),
        course=_context_of(platform, hint),
        activity=activity,
        line_items=tuple(activities.line_items_of(activity.id)) if activity else (),
        for_user=directory.person(hint.for_user_id) if hint.for_user_id else None,
        masquerader=directory.person(hint.masquerader_id) if hint.masquerader_id else None,
        base_url=platform.base_url,
        observed=tuple(directory.observed_in(hint.course_id, hint.person_id)),
        history=history_of(platform, hint.course_id),
    )


def account_of(platform: Platform) -> Course:
    """The whole site where a course would stand."""
    return Course(ACCOUNT, "ac0ac0ac-0000-4000-8000-5a4db0000001", "", platform.temper.site_name, concluded=False)


def pages_of(person: Person) -> Course:
    """A person's own pages where a course would stand: Canvas calls the person themselves the context."""
    return Course(USER, str(uuid.uuid5(OWN_PAGES, str(person.id))), "", person.name, concluded=False)


def _context_of(platform: Platform, hint: LaunchHint) -> Course:
    if hint.course_id == USER:
        return pages_of(platform.directory.person(hint.person_id))
    return account_of(platform) if hint.course_id == ACCOUNT else platform.directory.course(hint.course_id)


def target_of(platform: Platform, launch: Launch) -> str:
    """The target link: the activity's address, the review's, the place's, or the tool's own."""
    hint = launch.hint
    if hint.target_url:
        return hint.target_url
    activity_url = launch.activity.url if launch.activity else ""
    if hint.message is MessageType.SUBMISSION_REVIEW:
        activity_url = str(_review(launch).get("url") or activity_url)
    place = launch.tool.placement(hint.placement)
    return activity_url or (place.target_url if place else platform.target_of(launch.tool, hint.message))


def message_claims(platform: Platform, launch: Launch, nonce: str) -> dict[str, Any]:
    """The whole id_token of one message."""
    now = int(platform.now().timestamp())
    temper = platform.temper
    claims: dict[str, Any] = {
        "iss": platform.issuer,
        "aud": launch.tool.client_id,
        "sub": temper.subject(launch.person),
        "iat": now,
        "exp": now + temper.id_token_seconds,
        "nonce": nonce,
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}message_type": launch.hint.message.value,
        f"{CLAIM}deployment_id": launch.tool.deployment_id,
        f"{CLAIM}target_link_uri": target_of(platform, launch),
        f"{CLAIM}roles": temper.roles(launch),
        f"{CLAIM}context": temper.context(launch.course),
    }
    claims |= _personal(launch)
    claims |= temper.extra_claims(launch)
    claims |= _custom(platform, launch)
    return claims | _services(platform, launch) | _of_message(platform, launch)


def _personal(launch: Launch) -> dict[str, str]:
    """Name and address, as far as the registration lets them out and the person has them."""
    person = launch.person
    known = {
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
    }
    return {name: value for name, value in known.items() if value and name in launch.tool.claims}


def _custom(platform: Platform, launch: Launch) -> dict[str, Any]:
    """Custom parameters of item, tool and place, the latter winning; no claim at all where there are none."""
    item = dict(launch.activity.custom) if launch.activity else {}
    if launch.hint.message is MessageType.SUBMISSION_REVIEW:
        item |= {str(name): str(value) for name, value in dict(_review(launch).get("custom") or {}).items()}
    place = launch.tool.placement(launch.hint.placement)
    placed = dict(place.custom) if place else {}
    values = substituted({**item, **launch.tool.custom, **placed}, platform.temper, launch)
    return {f"{CLAIM}custom": platform.temper.custom(values)} if values else {}


def _services(platform: Platform, launch: Launch) -> dict[str, Any]:
    claims: dict[str, Any] = {}
    if launch.of_account or launch.of_user:
        return claims
    scopes = [scope for scope in AGS_SCOPES if scope in launch.tool.scopes]
    if scopes:
        temper, base = platform.temper, platform.base_url
        endpoint: dict[str, Any] = {
            "scope": scopes,
            "lineitems": temper.line_items_url(base, launch.course, launch.tool.id),
        }
        if len(launch.line_items) == 1:
            endpoint["lineitem"] = temper.line_item_url(base, launch.line_items[0])
        claims[AGS_CLAIM] = endpoint
    if SCOPE_ROSTER in launch.tool.scopes:
        address = platform.url(f"/services/courses/{launch.course.id}/memberships/{launch.tool.id}")
        claims[NRPS_CLAIM] = {"context_memberships_url": address, "service_versions": ["1.0", "2.0"]}
    return claims | _notices(platform, launch)


def _notices(platform: Platform, launch: Launch) -> dict[str, Any]:
    if not platform.temper.sends_notices or SCOPE_NOTICES not in launch.tool.scopes:
        return {}
    return {
        f"{CLAIM}platformnotificationservice": {
            "service_versions": ["1.0"],
            "platform_notification_service_url": platform.url(f"/api/lti/notice-handlers/{launch.tool.id}"),
            "scope": [SCOPE_NOTICES],
            "notice_types_supported": list(NOTICE_TYPES),
        }
    }


def _of_message(platform: Platform, launch: Launch) -> dict[str, Any]:
    temper, hint = platform.temper, launch.hint
    if hint.message is MessageType.DEEP_LINKING:
        settings = temper.deep_linking_settings(launch, platform.url(f"/deep-links/{hint.deep_link_ticket}"))
        return {f"{DEEP_LINKING}deep_linking_settings": settings}
    link = {"id": temper.link_id(launch)}
    if launch.activity:
        link |= {"title": launch.activity.title, "description": launch.activity.text}
    claims: dict[str, Any] = {f"{CLAIM}resource_link": link}
    if launch.for_user:
        claims[f"{CLAIM}for_user"] = {"user_id": temper.subject(launch.for_user)}
    return claims


def _review(launch: Launch) -> dict[str, Any]:
    items = [item for item in launch.line_items if item.review is not None]
    return dict(items[0].review or {}) if items else {}
