"""What the page shows on which an earner decides who sees a badge."""

from dataclasses import dataclass
from datetime import datetime
from html import escape

from flask import current_app, url_for
from sqlalchemy.orm import Session

from app.badges import ASSURANCES, Assurance, BadgeEventKind, CredentialView, Visibility, events_of, parts_of
from app.files import kind_of_media_type
from app.flows.own_badges import own_badge
from app.flows.release_evidence import EvidencePart, Piece, evidence_parts
from app.people import Actor, linked_people
from app.services import Services
from app.web.credentials.linkedin import add_to_profile
from app.web.credentials.overview import SEEN_BY
from app.web.public import STATUS_WORDS
from app.web.transcript.pages import PagePlace, places

WALLET = "wallet.show"
CHOICES = (
    (
        Visibility.PRIVATE,
        "Only me",
        "Whoever comes across the badge's address sees what was awarded, by whom, when, and whether it is valid: no "
        "name, no evidence, no file.",
    ),
    (
        Visibility.LINK,
        "People with my link",
        "You get a secret link, for an application or an e-mail. Whoever has it sees the whole page and can download "
        "the files. You can renew it at any time, and the old one is dead.",
    ),
    (
        Visibility.PUBLIC,
        "Everybody",
        "Whoever has the address of the badge sees the whole page and can download the files. Choose this for LinkedIn "
        "and for your own website.",
    ),
)
WORDS = {
    BadgeEventKind.AWARDED: "Awarded",
    BadgeEventKind.SIGNED: "Signed",
    BadgeEventKind.SIGNED_ANEW: "Signed anew",
    BadgeEventKind.OPENED: "Opened to everybody",
    BadgeEventKind.LINKED: "Opened to people with the link",
    BadgeEventKind.LINK_CHANGED: "Link renewed",
    BadgeEventKind.CLOSED: "Closed",
    BadgeEventKind.CLAIMED: "Put into a wallet",
    BadgeEventKind.EVIDENCE_RELEASED: "Evidence shown",
    BadgeEventKind.EVIDENCE_WITHDRAWN: "Evidence withdrawn",
    BadgeEventKind.REVOKED: "Taken back by its issuer",
}
"""What an earner reads in the history; what isn't named here is the issuer's own business."""


@dataclass(frozen=True, slots=True)
class PieceLine:
    """One piece as it was handed in. `url` opens its file; `text` and `link` are shown at once."""

    item_id: int
    name: str
    url: str
    kind: str
    size: int
    link: str
    text: str
    caption: str
    shown_since: datetime | None
    assurance: str


@dataclass(frozen=True, slots=True)
class LineOfEvidence:
    """One line of the badge's evidence with its pieces."""

    uuid: str
    name: str
    pieces: tuple[PieceLine, ...]


@dataclass(frozen=True, slots=True)
class PartLine:
    """A badge that a stack's badge is made of. `url` is empty for one of an account that was disconnected since."""

    name: str
    status: tuple[str, str]
    url: str


@dataclass(frozen=True, slots=True)
class ShownAddress:
    """One address that shows the whole badge; `is_secret` for the share link."""

    url: str
    qr_url: str
    is_secret: bool


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something that happened to the badge."""

    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SharePage:
    """What templates/credentials/badge.html shows."""

    places: tuple[PagePlace, ...]
    badge: CredentialView
    status: tuple[str, str]
    image_url: str
    seen_by: str
    """Who sees it now, as the list of badges says it."""
    choices: tuple[tuple[Visibility, str, str], ...]
    """Empty where nothing is left to choose."""
    addresses: tuple[ShownAddress, ...]
    """Where others see the whole badge now; none for somebody who looks through the earner's eyes."""
    is_looking_on: bool
    linkedin_url: str
    """Empty unless everybody sees the badge and it counts, as the next ones."""
    embed_code: str
    wallet_url: str
    parts: tuple[PartLine, ...]
    """What a stack's badge is made of; none for another badge."""
    evidence: tuple[LineOfEvidence, ...]
    assurances: tuple[Assurance, ...]
    history: tuple[HistoryLine, ...]


def share_page(session: Session, services: Services, actor: Actor, uuid: str) -> SharePage:
    """Raises NotFound for anybody else's badge."""
    badge = own_badge(session, actor, uuid)
    is_offered = badge.is_public and not badge.revoked_at and not actor.masquerading
    offers_wallet = badge.is_signed and not badge.revoked_at and WALLET in current_app.view_functions
    return SharePage(
        places=places(),
        badge=badge,
        status=STATUS_WORDS[badge.status_at(services.clock.now())],
        image_url=url_for("public.achievement_image", key=badge.achievement_key),
        seen_by=SEEN_BY[badge.visibility],
        choices=_choices(badge),
        addresses=() if actor.masquerading else _addresses(badge, services.settings.public_url),
        is_looking_on=actor.masquerading,
        linkedin_url=add_to_profile(badge) if is_offered else "",
        embed_code=embed_code(badge) if is_offered else "",
        wallet_url=url_for(WALLET, uuid=uuid) if offers_wallet else "",
        parts=_parts(session, badge, actor, services.clock.now()) if badge.stack_version_id else (),
        evidence=tuple(_evidence(part, uuid) for part in evidence_parts(session, badge)),
        assurances=ASSURANCES,
        history=tuple(
            HistoryLine(WORDS[event.kind], event.at) for event in events_of(session, uuid) if event.kind in WORDS
        ),
    )


def _parts(session: Session, badge: CredentialView, actor: Actor, now: datetime) -> tuple[PartLine, ...]:
    own = linked_people(session, actor.person_id)
    return tuple(
        PartLine(
            name=part.name,
            status=STATUS_WORDS[part.status_at(now)],
            url=url_for("credentials.badge", uuid=part.uuid) if part.person_id in own else "",
        )
        for part in parts_of(session, badge.uuid)
    )


def _addresses(badge: CredentialView, public_url: str) -> tuple[ShownAddress, ...]:
    """The badge's own address while everybody sees it, then the secret link while there is one."""
    found = []
    if badge.is_public:
        found.append(ShownAddress(badge.url, f"/credentials/{badge.uuid}/qr.svg", False))
    if badge.share_token:
        path = f"/share/{badge.share_token}"
        found.append(ShownAddress(public_url + path, f"{path}/qr.svg", True))
    return tuple(found)


def _choices(badge: CredentialView) -> tuple[tuple[Visibility, str, str], ...]:
    """A badge that was taken back can be closed, and is not opened again."""
    if not badge.revoked_at:
        return CHOICES
    if badge.visibility is Visibility.PRIVATE:
        return ()
    return tuple(choice for choice in CHOICES if choice[0] in (Visibility.PRIVATE, badge.visibility))


def embed_code(badge: CredentialView) -> str:
    """HTML for a website of the earner's own: a frame without a script."""
    title = escape(f"Badge: {badge.name}")
    return f'<iframe src="{badge.url}/embed" title="{title}" width="360" height="220" loading="lazy"></iframe>'


def _evidence(part: EvidencePart, uuid: str) -> LineOfEvidence:
    return LineOfEvidence(part.line.uuid, part.line.name, tuple(_piece(each, uuid) for each in part.pieces))


def _piece(piece: Piece, uuid: str) -> PieceLine:
    item, release = piece.item, piece.release
    kind = kind_of_media_type(item.media_type) if item.file_key else None
    return PieceLine(
        item_id=item.id,
        name=item.file_name,
        url=url_for("credentials.piece_file", uuid=uuid, item_id=item.id) if item.file_key else "",
        kind=kind.words if kind else "",
        size=item.size,
        link=item.url,
        text=item.text,
        caption=item.caption,
        shown_since=release.released_at if release else None,
        assurance=release.assurance if release else "",
    )
