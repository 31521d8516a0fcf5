"""Handing an earned badge in for an assignment of the LMS (Canvas: `homework_submission`)."""

import re
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from app.badges import CredentialView, open_to_public
from app.errors import Invalid, NotAllowed
from app.flows.deep_link import AskedItems, answer, asked_items
from app.flows.own_badges import own_valid_badge, require_own_hands
from app.lti import ContentItem, ContentType, DeepLinkingForm, FileItem, LinkItem, ResourceLinkItem
from app.people import Actor
from app.services import Services

WAYS = (ContentType.LINK, ContentType.RESOURCE_LINK, ContentType.FILE)
"""What a badge can be handed in as, the best first: a page that anybody can check beats a file."""
SIGNED_FILE = "application/vc+ld+json"
BADGE_PAGE = re.compile(r"/credentials/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$")


def hand_in_badge(session: Session, services: Services, actor: Actor, uuid: str) -> DeepLinkingForm:
    """Open the actor's own badge to everybody who has its address, and bring it to the LMS as the work handed in.

    A badge that is open already stays as it is, the name on it too. Raises NotFound for a badge that isn't theirs,
    Conflict for one that doesn't count, NotAllowed for the test student and while somebody acts as them, Invalid
    where the LMS takes a badge in no form.
    """
    badge = own_valid_badge(session, actor, uuid, services.clock.now())
    require_own_hands(actor)
    _refuse_test_student(actor)
    asked = asked_items(session, actor)
    if not badge.is_public:
        badge = open_to_public(session, services.clock, uuid)
    return answer(session, services, actor, asked, (_item(badge, way_in(asked)),), None)


def way_in(asked: AskedItems) -> ContentType | None:
    """The best form that the assignment takes a badge in; None where it takes none."""
    return next((way for way in WAYS if asked.takes(way)), None)


def handed_in_badge(target_link_uri: str) -> str | None:
    """The id of the badge that a launch's target names: an LMS opens what was handed in by launching its address."""
    found = BADGE_PAGE.search(urlsplit(target_link_uri).path)
    return found.group(1) if found else None


def _item(badge: CredentialView, way: ContentType | None) -> ContentItem:
    text = f"Awarded by {badge.issuer.name}. Anybody can check it at {badge.url}"
    if way is ContentType.LINK:
        return LinkItem(badge.name, badge.url, text)
    if way is ContentType.RESOURCE_LINK:
        return ResourceLinkItem(badge.name, badge.url, text)
    if way is ContentType.FILE:
        return FileItem(f"{badge.name}.json", f"{badge.url}.json", SIGNED_FILE, text)
    raise Invalid(
        "badge-not-accepted",
        "This assignment takes a badge in no form that Cairn knows.",
        "Hand in the address of the badge's page as a web address instead.",
    )


def _refuse_test_student(actor: Actor) -> None:
    if actor.is_test:
        raise NotAllowed(
            "no-badge-for-test-student",
            "This is the course's test student, who has no badges to hand in.",
            "Sign in as a real earner to hand one in.",
        )
