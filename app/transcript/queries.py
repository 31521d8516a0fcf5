"""Every SELECT on transcripts."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.transcript.models import TranscriptCode, TranscriptCodeBadge
from app.transcript.views import CodeView


def working_codes(session: Session, person_ids: Collection[int], now: datetime) -> tuple[CodeView, ...]:
    """The codes of these accounts that open something, newest first."""
    badges = func.count(TranscriptCodeBadge.credential_uuid)
    chosen = (
        select(TranscriptCode, badges)
        .join(TranscriptCodeBadge, TranscriptCodeBadge.code_id == TranscriptCode.id)
        .where(TranscriptCode.person_id.in_(person_ids), *_working(now))
        .group_by(TranscriptCode.id)
        .order_by(TranscriptCode.id.desc())
    )
    return tuple(
        CodeView(row.id, row.code, row.name, row.made_at, row.expires_at, count)
        for row, count in session.execute(chosen)
    )


def working_row(session: Session, code: str, now: datetime) -> TranscriptCode | None:
    return session.scalars(select(TranscriptCode).where(TranscriptCode.code == code, *_working(now))).one_or_none()


def own_row(session: Session, code_id: int, person_ids: Collection[int], now: datetime) -> TranscriptCode | None:
    own = (TranscriptCode.id == code_id, TranscriptCode.person_id.in_(person_ids))
    return session.scalars(select(TranscriptCode).where(*own, *_working(now))).one_or_none()


def badges_of(session: Session, code_id: int) -> Sequence[str]:
    chosen = select(TranscriptCodeBadge.credential_uuid).where(TranscriptCodeBadge.code_id == code_id)
    return session.scalars(chosen).all()


def _working(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return TranscriptCode.withdrawn_at.is_(None), TranscriptCode.expires_at > now
