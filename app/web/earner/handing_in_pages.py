"""The pages of handing a badge in, as values."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.badges import CredentialView, credential_view, credentials_of_person
from app.clock import Clock
from app.flows.deep_link import asked_items
from app.flows.hand_in import handed_in_badge, way_in
from app.flows.own_badges import valid_badges
from app.lti import ContentType
from app.people import Actor
from app.web.public import STATUS_WORDS

WAY_WORDS = {
    ContentType.LINK: "The address of the badge's public page is handed in.",
    ContentType.RESOURCE_LINK: "The badge is handed in as a link that opens inside your course.",
    ContentType.FILE: "The badge is handed in as its signed file, which your LMS fetches from its public page.",
}
NO_WAY = (
    "This assignment takes a badge in no form that Cairn knows. If it takes a web address, "
    "open your badge's page and hand in that address."
)
TEST_STUDENT = "This is the course's test student, who earns no badges and so has none to hand in."
MASQUERADING = (
    "You are looking through somebody else's eyes. Handing in a badge opens it to others, so only its earner can do it."
)


@dataclass(frozen=True, slots=True)
class HandInLine:
    """One badge that can be handed in."""

    uuid: str
    name: str
    issuer: str
    achievement_key: str
    awarded_at: datetime
    valid_until: datetime | None
    is_public: bool
    shows_name: bool
    url: str


@dataclass(frozen=True, slots=True)
class HandInPage:
    """What templates/earner/handing_in.html shows; `barred` says why nothing can be handed in."""

    badges: tuple[HandInLine, ...]
    left_out: int
    """Badges that were taken back or have expired."""
    way: str
    barred: str


@dataclass(frozen=True, slots=True)
class HandedInPage:
    """What templates/earner/handing_in_shown.html shows: no more than the public page says."""

    badge: HandInLine
    standing: tuple[str, str]
    """(word, kind of status)."""


def build_hand_in(session: Session, clock: Clock, actor: Actor) -> HandInPage:
    """Raises Invalid for a launch that asks for nothing to be handed in."""
    way = way_in(asked_items(session, actor))
    barred = _barred(actor, way)
    if barred:
        return HandInPage((), 0, "", barred)
    held = valid_badges(session, actor, clock.now())
    left_out = len(credentials_of_person(session, actor.person_id)) - len(held)
    return HandInPage(tuple(_line(badge) for badge in held), left_out, WAY_WORDS[way] if way else "", "")


def build_handed_in(session: Session, clock: Clock, actor: Actor) -> HandedInPage | None:
    """The badge that the launch was sent to; None for a launch that was sent elsewhere. Raises NotFound."""
    uuid = handed_in_badge(actor.target_link_uri)
    if uuid is None:
        return None
    badge = credential_view(session, uuid)
    return HandedInPage(_line(badge), STATUS_WORDS[badge.status_at(clock.now())])


def _barred(actor: Actor, way: ContentType | None) -> str:
    if actor.masquerading:
        return MASQUERADING
    if actor.is_test:
        return TEST_STUDENT
    return "" if way else NO_WAY


def _line(badge: CredentialView) -> HandInLine:
    return HandInLine(
        uuid=badge.uuid,
        name=badge.name,
        issuer=badge.issuer.name,
        achievement_key=badge.achievement_key,
        awarded_at=badge.awarded_at,
        valid_until=badge.valid_until,
        is_public=badge.is_public,
        shows_name=badge.shows_name,
        url=badge.url,
    )
