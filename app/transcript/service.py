"""Codes: made and withdrawn by the earner, looked up by whoever was given one."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.clock import Clock
from app.people import linked_people
from app.transcript import errors, queries
from app.transcript.gathering import Asked, transcript_by_code, transcript_of
from app.transcript.models import TranscriptCode, TranscriptCodeBadge
from app.transcript.rules import MOST_CODES, end_of, new_code, read_code
from app.transcript.views import CheckedTranscript, CodeView, Transcript


def make_code(session: Session, asked: Asked) -> CodeView:
    """A code for what the transcript shows now; what is earned later needs another one.

    Raises Invalid without a badge, Conflict with too many codes.
    """
    shown = transcript_of(session, asked)
    if not shown.lines:
        raise errors.nothing_to_show()
    if len(queries.working_codes(session, asked.person_ids, asked.now)) >= MOST_CODES:
        raise errors.too_many_codes(MOST_CODES)
    row = TranscriptCode(
        code=new_code(),
        person_id=asked.person_id,
        name=shown.holder[:500],
        made_at=asked.now,
        expires_at=end_of(asked.now),
    )
    session.add(row)
    session.flush()
    session.add_all(TranscriptCodeBadge(code_id=row.id, credential_uuid=line.uuid) for line in shown.lines)
    session.flush()
    return CodeView(row.id, row.code, row.name, row.made_at, row.expires_at, len(shown.lines))


def withdraw_code(session: Session, clock: Clock, person_ids: tuple[int, ...], code_id: int) -> None:
    """Make a code open nothing from now on. Raises NotFound for anybody else's, as for none."""
    row = queries.own_row(session, code_id, person_ids, clock.now())
    if row is None:
        raise errors.code_unknown()
    row.withdrawn_at = clock.now()
    session.flush()


def coded_transcript(session: Session, asked: Asked, code_id: int) -> Transcript:
    """The transcript of one of the person's own codes, to print. Raises NotFound for anybody else's."""
    row = queries.own_row(session, code_id, asked.person_ids, asked.now)
    if row is None:
        raise errors.code_unknown()
    return replace(transcript_by_code(session, asked, row.code, queries.badges_of(session, row.id)), holder=row.name)


def check_code(session: Session, public_url: str, now: datetime, typed: str) -> CheckedTranscript:
    """What a code shows, each line as it stands at `now`. Raises NotFound for whatever isn't a working code."""
    code = read_code(typed)
    row = None if code is None else queries.working_row(session, code, now)
    if row is None:
        raise errors.code_unknown()
    asked = Asked(row.person_id, linked_people(session, row.person_id), public_url, now)
    shown = transcript_by_code(session, asked, row.code, queries.badges_of(session, row.id))
    return CheckedTranscript(
        transcript=replace(shown, licence_number=""),
        name_then=row.name if row.name != shown.holder else None,
        made_at=row.made_at,
        expires_at=row.expires_at,
    )
