"""Evidence with a badge: shown piece by piece, only by its earner, and never by what is signed.

The signed badge names each line by an address of ours. What stands there can be shown and withdrawn at any time
without touching the badge.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.badges import evidence_queries
from app.badges.errors import assurance_missing, evidence_unknown
from app.badges.models import BadgeEventKind, BadgeEvidence, Credential, EvidenceRelease
from app.badges.service.standing import note_event
from app.badges.views import BadgeEvidenceView
from app.clock import Clock


@dataclass(frozen=True, slots=True)
class Assurance:
    """What an earner can say about the people in a piece of evidence, under a stable key."""

    key: str
    words: str


ASSURANCES = (
    Assurance(
        "nobody",
        "Nobody but me can be recognised in it: no face, no voice, no name and no handwriting of anybody else.",
    ),
    Assurance(
        "consent",
        "Everybody who can be recognised in it has agreed in writing that anybody may see it; for children, their "
        "parents have. I keep the papers.",
    ),
)


def evidence_line(session: Session, uuid: str) -> BadgeEvidenceView:
    """The line of evidence at `/evidence/<uuid>`. Raises NotFound."""
    line = evidence_queries.find_evidence(session, uuid)
    if line is None:
        raise evidence_unknown()
    return line


def release_evidence(session: Session, clock: Clock, uuid: str, item_id: int, assurance: str) -> None:
    """Show one handed-in piece with its badge from now on; once more changes nothing.

    `assurance` is the key of what the earner says about the people in it; its very words are kept. Whose badge it is,
    and whether the piece belongs to it, is the caller's to check. Raises NotFound, Invalid without an assurance.
    """
    words = next((each.words for each in ASSURANCES if each.key == assurance), None)
    if words is None:
        raise assurance_missing()
    line = _row(session, uuid)
    if evidence_queries.open_release(session, line.id, item_id) is not None:
        return
    now = clock.now()
    release = EvidenceRelease(badge_evidence_id=line.id, attempt_item_id=item_id, assurance=words, released_at=now)
    session.add(release)
    session.flush()
    note_event(session, _badge(session, line), BadgeEventKind.EVIDENCE_RELEASED, f"piece {item_id}", now)


def withdraw_evidence(session: Session, clock: Clock, uuid: str, item_id: int) -> None:
    """Show a piece no more; the signed badge stays as it is. Nothing changes where it isn't shown. Raises NotFound."""
    line = _row(session, uuid)
    release = evidence_queries.open_release(session, line.id, item_id)
    if release is None:
        return
    release.withdrawn_at = clock.now()
    note_event(
        session, _badge(session, line), BadgeEventKind.EVIDENCE_WITHDRAWN, f"piece {item_id}", release.withdrawn_at
    )


def _row(session: Session, uuid: str) -> BadgeEvidence:
    line = evidence_queries.evidence_row(session, uuid)
    if line is None:
        raise evidence_unknown()
    return line


def _badge(session: Session, line: BadgeEvidence) -> Credential:
    return session.get_one(Credential, line.credential_id)
