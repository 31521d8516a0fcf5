"""The page that offers cards, as a value."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.catalog import CatalogEntry, published
from app.clock import Clock
from app.flows.deep_link import asked_items
from app.flows.own_badges import valid_badges
from app.people import Actor
from app.web.access import PLACE, TEACH
from app.web.deep_linking import card_ways

MASQUERADING = "You are looking through somebody else's eyes, and would write in their name. Stop acting as them first."
NO_KIND = (
    "Your LMS takes neither cards nor links nor pictures here. "
    "Go back, and open Cairn from the editor of a page or a discussion."
)


@dataclass(frozen=True, slots=True)
class BadgeLine:
    """One badge of the person's own."""

    uuid: str
    name: str
    issuer: str
    achievement_key: str
    awarded_at: datetime
    shows_name: bool


@dataclass(frozen=True, slots=True)
class CardsPage:
    """What templates/cards/choose.html shows."""

    kinds: tuple[tuple[str, str], ...]
    """(content type, words for its button); empty where the LMS takes no card in any form."""
    badges: tuple[BadgeLine, ...]
    closed: int
    """How many badges of theirs aren't open to everybody."""
    teaches: bool
    entries: tuple[CatalogEntry, ...]
    total: int
    search: str
    barred: str = ""
    """Why nothing can be inserted from here."""


def build_cards(session: Session, clock: Clock, actor: Actor, search: str) -> CardsPage:
    """Raises Invalid for a launch that asks for nothing to be inserted."""
    asked = asked_items(session, actor)
    if actor.masquerading:
        return CardsPage((), (), 0, False, (), 0, "", MASQUERADING)
    held = valid_badges(session, actor, clock.now())
    teaches = actor.role in TEACH | PLACE
    everything, kinds = published(session) if teaches else (), card_ways(asked)
    return CardsPage(
        kinds=kinds,
        badges=tuple(
            BadgeLine(
                badge.uuid, badge.name, badge.issuer.name, badge.achievement_key, badge.awarded_at, badge.shows_name
            )
            for badge in held
            if badge.is_public
        ),
        closed=sum(not badge.is_public for badge in held),
        teaches=teaches,
        entries=published(session, search) if teaches and search else everything,
        total=len(everything),
        search=search,
        barred="" if kinds else NO_KIND,
    )
