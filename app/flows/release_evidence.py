"""Evidence with a badge: the earner shows one piece at a time, and withdraws it whenever she likes."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app import badges
from app.badges import BadgeEvidenceView, CredentialView, ReleaseView, evidence_unknown
from app.errors import Invalid
from app.evidence import AttemptItemView, FileView, attempt_file, attempt_view
from app.flows.own_badges import own_badge, require_own_hands, require_standing
from app.people import Actor
from app.services import Services


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece as it was handed in; `number` counts within its line from 1."""

    number: int
    item: AttemptItemView
    release: ReleaseView | None


@dataclass(frozen=True, slots=True)
class EvidencePart:
    """A line of the badge's evidence with its pieces."""

    line: BadgeEvidenceView
    pieces: tuple[Piece, ...]

    @property
    def shown(self) -> tuple[Piece, ...]:
        """Those that the earner shows at present."""
        return tuple(piece for piece in self.pieces if piece.release)


@dataclass(frozen=True, slots=True)
class ReleaseRequest:
    """What the earner says about one piece: who is in it (the key of an assurance), and that she looked at it."""

    evidence_uuid: str
    item_id: int
    assurance: str
    looked: bool


def evidence_parts(session: Session, badge: CredentialView) -> tuple[EvidencePart, ...]:
    """All evidence of a badge, in its order; at most four statements, however many pieces."""
    lines = badges.evidence_of(session, badge.uuid)
    if not lines or badge.attempt_id is None:
        return ()
    attempt = attempt_view(session, badge.attempt_id)
    return tuple(
        EvidencePart(
            line,
            tuple(
                Piece(number, item, line.release_of(item.id))
                for number, item in enumerate(attempt.items_in(line.slot_id), 1)
            ),
        )
        for line in lines
    )


def release_piece(session: Session, services: Services, actor: Actor, uuid: str, request: ReleaseRequest) -> None:
    """Show a piece with the badge, to whoever sees its whole page.

    Raises NotFound for anybody else's badge and for what wasn't handed in for it, NotAllowed for whoever acts as the
    earner, Conflict for a badge that was taken back, Invalid without an assurance or a look at the piece.
    """
    require_own_hands(actor)
    badge = own_badge(session, actor, uuid)
    piece = _piece_of(session, badge, request.evidence_uuid, request.item_id)
    require_standing(badge)
    if not request.looked:
        raise Invalid(
            "look-missing",
            "Open the piece and look at it once more before everybody can.",
            "Tick that you have looked at it, and try again.",
        )
    badges.release_evidence(session, services.clock, request.evidence_uuid, piece.item.id, request.assurance)


def withdraw_piece(
    session: Session, services: Services, actor: Actor, uuid: str, evidence_uuid: str, item_id: int
) -> None:
    """Show a piece no more, at once. Raises NotFound, NotAllowed."""
    require_own_hands(actor)
    piece = _piece_of(session, own_badge(session, actor, uuid), evidence_uuid, item_id)
    badges.withdraw_evidence(session, services.clock, evidence_uuid, piece.item.id)


def own_piece_file(session: Session, actor: Actor, uuid: str, item_id: int) -> FileView:
    """A file that was handed in for the actor's badge, to look at before it is shown. Raises NotFound."""
    badge = own_badge(session, actor, uuid)
    handed_in = {piece.item.id for part in evidence_parts(session, badge) for piece in part.pieces}
    if badge.attempt_id is None or item_id not in handed_in:
        raise evidence_unknown()
    return attempt_file(session, badge.attempt_id, item_id)


def shown_file(session: Session, badge: CredentialView, release_id: int, evidence_uuid: str = "") -> FileView:
    """The file of a piece that is shown with this badge, under a name that tells nothing but what it is.

    With `evidence_uuid` only a piece of that line. Whether the asker sees the badge is the caller's to check. Raises
    NotFound once it is withdrawn.
    """
    lines = [part for part in evidence_parts(session, badge) if evidence_uuid in {"", part.line.uuid}]
    for part in lines:
        for piece in part.shown:
            if piece.release and piece.release.id == release_id and badge.attempt_id is not None:
                found = attempt_file(session, badge.attempt_id, piece.item.id)
                return replace(found, name=shown_name(part, piece))
    raise evidence_unknown()


def shown_name(part: EvidencePart, piece: Piece) -> str:
    """A file's name for strangers: an earner's own may hold a pupil's name."""
    stem = part.line.name if len(part.pieces) == 1 else f"{part.line.name} {piece.number}"
    _, dot, ending = piece.item.file_name.rpartition(".")
    return f"{stem}{dot}{ending}" if dot else stem


def _piece_of(session: Session, badge: CredentialView, evidence_uuid: str, item_id: int) -> Piece:
    for part in evidence_parts(session, badge):
        for piece in part.pieces:
            if part.line.uuid == evidence_uuid and piece.item.id == item_id:
                return piece
    raise evidence_unknown()
