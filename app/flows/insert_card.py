"""A card in the LMS's own text: of a micro-credential, or of a badge that its earner has opened to everybody.

Deep linking from an editor (Canvas: `editor_button`) takes HTML, a link or a picture; nothing of it can be graded.
"""

import html
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.administration import organisation_of_deployment
from app.badges import AchievementView, CredentialView, achievement_view, announce
from app.catalog import definition_of, published
from app.errors import Conflict, Invalid, NotFound
from app.flows.deep_link import answer, asked_items
from app.flows.own_badges import own_valid_badge, require_own_hands
from app.lti import ContentItem, ContentType, DeepLinkingForm, HtmlItem, ImageItem, LinkItem, Picture
from app.people import Actor
from app.services import Services

PICTURE_SIZE = 160
SMALL_PICTURE_SIZE = 64
CARD_KINDS = (ContentType.HTML, ContentType.LINK, ContentType.IMAGE)
"""What a card can be, the best first."""
FRAGMENT = (
    '<div><p><a href="{url}" target="_blank" rel="noopener"><img src="{image}" alt="{alt}" '
    'width="{size}" height="{size}"></a></p><p><strong>{name}</strong><br>{lines}</p>'
    '<p><a href="{url}" target="_blank" rel="noopener">{link_words}</a></p></div>'
)


@dataclass(frozen=True, slots=True)
class Card:
    """What is said of a micro-credential or a badge; `url` is its public page."""

    name: str
    url: str
    image_url: str
    image_text: str
    lines: tuple[str, ...]
    link_words: str


def insert_micro_credential(
    session: Session, services: Services, actor: Actor, version_id: int, kind: str
) -> DeepLinkingForm:
    """The signed form that brings a micro-credential's card to the LMS; its public page is there from now on.

    Raises NotFound when it isn't on offer, Conflict when its issuer isn't set up, Invalid for a kind that the LMS
    doesn't take.
    """
    if version_id not in {entry.version_id for entry in published(session)}:
        raise NotFound(
            "no-such-micro-credential", "This micro-credential is not on offer.", "Choose one from the list."
        )
    definition = definition_of(session, version_id)
    achievement = announce(
        session,
        clock=services.clock,
        sealer=services.sealer,
        public_url=services.settings.public_url,
        version_id=version_id,
        definition=definition,
        organisation_id=organisation_of_deployment(session, actor.deployment_id, actor.registration_id),
    )
    return _answer(session, services, actor, card_of_achievement(achievement, definition.title), kind)


def insert_badge(session: Session, services: Services, actor: Actor, uuid: str, kind: str) -> DeepLinkingForm:
    """The signed form that brings the actor's own badge to the LMS.

    Raises NotFound for a badge that isn't theirs, Conflict for one that doesn't count or isn't open to everybody,
    NotAllowed while somebody acts as them, Invalid for a kind that the LMS doesn't take.
    """
    badge = own_valid_badge(session, actor, uuid, services.clock.now())
    require_own_hands(actor)
    if not badge.is_public:
        raise Conflict(
            "badge-not-opened",
            "This badge isn't open to everybody yet, so others would see next to nothing of it.",
            "Open it first: under My credentials, on the page of this badge.",
        )
    achievement = achievement_view(session, badge.achievement_key)
    return _answer(session, services, actor, card_of_badge(badge, achievement), kind)


def card_of_achievement(achievement: AchievementView, title: str) -> Card:
    """The card of what can be earned, under the title of its micro-credential."""
    document = achievement.document
    image = document["image"]
    lines = (document["description"], f"Awarded by {achievement.issuer.name}")
    return Card(title, document["id"], image["id"], image["caption"], lines, "What it takes to earn it")


def card_of_badge(badge: CredentialView, achievement: AchievementView) -> Card:
    """The card of one award. Names nobody: whose badge it is, its page says if its earner wants it to."""
    image = achievement.document["image"]
    lines = (f"Awarded by {badge.issuer.name}, {badge.awarded_at.day} {badge.awarded_at:%B %Y}",)
    return Card(badge.name, badge.url, image["id"], image["caption"], lines, "Check this badge")


def card_item(card: Card, kind: ContentType) -> ContentItem:
    """The card as an item of this type."""
    if kind is ContentType.HTML:
        return HtmlItem(_fragment(card), card.name)
    if kind is ContentType.IMAGE:
        return ImageItem(Picture(card.image_url, PICTURE_SIZE, PICTURE_SIZE), card.name, card.image_text)
    small = Picture(card.image_url, SMALL_PICTURE_SIZE, SMALL_PICTURE_SIZE)
    return LinkItem(card.name, card.url, "\n".join(card.lines), icon=small, thumbnail=small)


def _answer(session: Session, services: Services, actor: Actor, card: Card, kind: str) -> DeepLinkingForm:
    known = next((each for each in CARD_KINDS if each == kind), None)
    if known is None:
        raise Invalid("card-kind-unknown", "A card can't be inserted in this way.", "Choose one of the ways offered.")
    asked = asked_items(session, actor)
    return answer(session, services, actor, asked, (card_item(card, known),), None)


def _fragment(card: Card) -> str:
    """The card as HTML without styles or scripts, which editors take out; everything that people wrote is escaped."""
    return FRAGMENT.format(
        url=html.escape(card.url),
        image=html.escape(card.image_url),
        alt=html.escape(card.image_text),
        size=PICTURE_SIZE,
        name=html.escape(card.name),
        lines="<br>".join(html.escape(line) for line in card.lines),
        link_words=html.escape(card.link_words),
    )
