"""Every SELECT on the evidence of badges and on what of it is shown."""

from collections import defaultdict

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.badges.models import BadgeEvidence, Credential, EvidenceRelease
from app.badges.views import BadgeEvidenceView, ReleaseView


def evidence_of(session: Session, uuid: str) -> tuple[BadgeEvidenceView, ...]:
    """The lines of a badge's evidence in the order of the badge; two statements."""
    return _views(session, Credential.uuid == uuid)


def find_evidence(session: Session, uuid: str) -> BadgeEvidenceView | None:
    """The line with this id; None where there is none."""
    return next(iter(_views(session, BadgeEvidence.uuid == uuid)), None)


def evidence_row(session: Session, uuid: str) -> BadgeEvidence | None:
    """The row itself; a second writer waits until this one has committed."""
    chosen = select(BadgeEvidence).where(BadgeEvidence.uuid == uuid).with_for_update()
    return session.scalars(chosen.execution_options(populate_existing=True)).one_or_none()


def open_release(session: Session, evidence_id: int, item_id: int) -> EvidenceRelease | None:
    """The release of this piece that isn't withdrawn; the database allows no second."""
    where = (
        EvidenceRelease.badge_evidence_id == evidence_id,
        EvidenceRelease.attempt_item_id == item_id,
        EvidenceRelease.withdrawn_at.is_(None),
    )
    return session.scalars(select(EvidenceRelease).where(*where)).one_or_none()


def _views(session: Session, where: ColumnElement[bool]) -> tuple[BadgeEvidenceView, ...]:
    chosen = select(BadgeEvidence, Credential.uuid).join(Credential, Credential.id == BadgeEvidence.credential_id)
    rows = session.execute(chosen.where(where).order_by(BadgeEvidence.id)).all()
    shown = _releases(session, [row[0].id for row in rows])
    return tuple(
        BadgeEvidenceView(
            uuid=line.uuid,
            credential_uuid=badge,
            slot_id=line.slot_id,
            name=line.name,
            genre=line.genre,
            releases=tuple(shown[line.id]),
        )
        for line, badge in rows
    )


def _releases(session: Session, evidence_ids: list[int]) -> dict[int, list[ReleaseView]]:
    found: dict[int, list[ReleaseView]] = defaultdict(list)
    where = (EvidenceRelease.badge_evidence_id.in_(evidence_ids), EvidenceRelease.withdrawn_at.is_(None))
    for row in session.scalars(select(EvidenceRelease).where(*where).order_by(EvidenceRelease.id)):
        found[row.badge_evidence_id].append(ReleaseView(row.id, row.attempt_item_id, row.assurance, row.released_at))
    return found
