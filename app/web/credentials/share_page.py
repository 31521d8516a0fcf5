"""What the page shows on which an earner decides who sees a badge."""

from dataclasses import dataclass
from datetime import datetime
from html import escape

from flask import current_app, url_for
from sqlalchemy.orm import Session

from app.badges import ASSURANCES, Assurance, BadgeEventKind, CredentialView, Visibility, events_of
from app.files import kind_of_media_type
from app.flows.own_badges import own_badge
from app.flows.release_evidence import EvidencePart, Piece, evidence_parts
from app.people import Actor
from app.services import Services
from app.web.credentials.linkedin import add_to_profile
from app.web.public import STATUS_WORDS
from app.web.transcript.pages import PagePlace, places

WALLET = "wallet.show"
CHOICES = (
    (
        Visibility.PRIVATE,
        "Only me",
        "Strangers with the address of the badge see what was awarded, by whom, when, and whether it is valid: no "
        "name, no evidence, no file.",
    ),
    (
        Visibility.LINK,
        "People with my link",
        "You get a secret link. Whoever has it sees the whole page and can take the files. You can renew it, and the "
        "old one is dead.",
    ),
    (
        Visibility.PUBLIC,
        "Everybody",
        "Whoever has the address of the badge sees the whole page and can take the files. Choose this for LinkedIn and "
        "for your own website.",
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
    choices: tuple[tuple[Visibility, str, str], ...]
    share_url: str
    """The present secret link; empty where there is none, and for somebody who looks through the earner's eyes."""
    qr_url: str
    is_looking_on: bool
    linkedin_url: str
    """Empty unless everybody sees the badge and it counts, as the next ones."""
    embed_code: str
    wallet_url: str
    evidence: tuple[LineOfEvidence, ...]
    assurances: tuple[Assurance, ...]
    history: tuple[HistoryLine, ...]


def share_page(session: Session, services: Services, actor: Actor, uuid: str) -> SharePage:
    """Raises NotFound for anybody else's badge."""
    badge = own_badge(session, actor, uuid)
    token = "" if actor.masquerading else badge.share_token or ""
    is_offered = badge.is_public and not badge.revoked_at
    offers_wallet = badge.is_signed and not badge.revoked_at and WALLET in current_app.view_functions
    return SharePage(
        places=places(),
        badge=badge,
        status=STATUS_WORDS[badge.status_at(services.clock.now())],
        image_url=url_for("public.achievement_image", key=badge.achievement_key),
        choices=CHOICES,
        share_url=f"{services.settings.public_url}/share/{token}" if token else "",
        qr_url=f"/share/{token}/qr.svg" if token else f"/credentials/{uuid}/qr.svg",
        is_looking_on=actor.masquerading,
        linkedin_url=add_to_profile(badge) if is_offered else "",
        embed_code=embed_code(badge) if is_offered else "",
        wallet_url=url_for(WALLET, uuid=uuid) if offers_wallet else "",
        evidence=tuple(_evidence(part, uuid) for part in evidence_parts(session, badge)),
        assurances=ASSURANCES,
        history=tuple(
            HistoryLine(WORDS[event.kind], event.at) for event in events_of(session, uuid) if event.kind in WORDS
        ),
    )


def embed_code(badge: CredentialView) -> str:
    """HTML for a website of the earner's own: a frame without a script."""
    title = escape(f"Badge: {badge.name}")
    return f'<iframe src="{badge.url}/embed" title="{title}" width="360" height="180" loading="lazy"></iframe>'


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
