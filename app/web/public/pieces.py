"""Released pieces of evidence on public pages, and the page of one line of evidence."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.badges import CredentialView, evidence_line
from app.files import kind_of_media_type
from app.flows.release_evidence import EvidencePart, Piece, evidence_parts, shown_name

NOT_SHOWN = "Reviewed for the badge; not public."
SHOWN = "Reviewed for the badge; shown by its earner."


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """One piece that its earner shows: a file with its address, a link, or a text."""

    name: str
    url: str
    kind: str
    size: int
    is_picture: bool
    link: str
    text: str
    caption: str


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """One line of a badge's evidence. Without `shown`, nothing tells what it was or whose."""

    id: str
    name: str
    genre: str
    narrative: str
    badge_name: str
    badge_url: str
    pieces: tuple[ShownPiece, ...]
    shown: bool

    @property
    def document(self) -> dict[str, object]:
        """The same for a machine, as Open Badges 3.0 calls it."""
        document: dict[str, object] = {"id": self.id, "type": ["Evidence"], "name": self.name}
        return document | ({"genre": self.genre} if self.genre else {}) | {"narrative": self.narrative}


def shown_pieces(part: EvidencePart, base: str) -> tuple[ShownPiece, ...]:
    """What the earner shows of a line; files stand at `base`/<number of the release>."""
    return tuple(_shown(part, piece, base) for piece in part.shown)


def evidence_page(session: Session, badge: CredentialView, uuid: str, public_url: str) -> EvidencePage:
    """The line at `/evidence/<uuid>` of a badge: whole while the badge is open to everybody. Raises NotFound."""
    line = evidence_line(session, uuid)
    path = f"/evidence/{uuid}"
    parts = evidence_parts(session, badge) if badge.is_public else ()
    pieces = next((shown_pieces(part, path) for part in parts if part.line.uuid == uuid), ())
    return EvidencePage(
        id=f"{public_url}{path}",
        name=line.name if badge.is_public else "Evidence",
        genre=line.genre if badge.is_public else "",
        narrative=SHOWN if pieces else NOT_SHOWN,
        badge_name=badge.name if badge.is_public else "",
        badge_url=f"/credentials/{badge.uuid}" if badge.is_public else "",
        pieces=pieces,
        shown=bool(pieces),
    )


def _shown(part: EvidencePart, piece: Piece, base: str) -> ShownPiece:
    item = piece.item
    kind = kind_of_media_type(item.media_type) if item.file_key else None
    return ShownPiece(
        name=shown_name(part, piece),
        url=f"{base}/{piece.release.id}" if item.file_key and piece.release else "",
        kind=kind.words if kind else "",
        size=item.size,
        is_picture=kind is not None and kind.group == "image" and kind.shown_in_page,
        link=item.url,
        text=item.text,
        caption=item.caption,
    )
