"""What a transcript says, read from badges, catalogue and ledger in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app import badges, credit
from app.badges import CredentialStatus, CredentialView
from app.catalog import Definition, definitions_of
from app.credit import CreditView, Standing
from app.people import person_view
from app.transcript.rules import shown_code
from app.transcript.views import Transcript, TranscriptLine, credit_part


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose transcript, from where, at which moment. `person_ids` are all accounts of one human being."""

    person_id: int
    person_ids: tuple[int, ...]
    public_url: str
    now: datetime


def transcript_of(session: Session, asked: Asked) -> Transcript:
    """All of a person's badges that weren't revoked."""
    held = badges.credentials_of_people(session, asked.person_ids)
    standing = [badge for badge in held if badge.status is not CredentialStatus.REVOKED]
    return _transcript(session, asked, standing, left_out=len(held) - len(standing))


def transcript_by_code(session: Session, asked: Asked, code: str, uuids: Collection[str]) -> Transcript:
    """The badges that a code stands for, as each of them stands now; revoked ones say so.

    Those of an account that was disconnected since are another human being's, and are left out.
    """
    listed = badges.credentials_among(session, uuids)
    own = [badge for badge in listed if badge.person_id in asked.person_ids]
    return _transcript(session, asked, own, left_out=len(listed) - len(own), code=code)


def _transcript(
    session: Session, asked: Asked, held: Sequence[CredentialView], *, left_out: int = 0, code: str | None = None
) -> Transcript:
    definitions = definitions_of(session, {badge.version_id for badge in held if badge.version_id is not None})
    by_badge: dict[str, list[CreditView]] = defaultdict(list)
    for each in credit.credits_of(session, {*asked.person_ids, *(badge.person_id for badge in held)}):
        if each.standing is not Standing.TAKEN_BACK:
            by_badge[each.suggestion.credential_uuid].append(each)
    profile = credit.profile_of(session, asked.person_ids)
    return Transcript(
        holder=person_view(session, asked.person_id).display_name,
        licence_number=profile.licence_number if profile else "",
        made_at=asked.now,
        publisher=asked.public_url,
        lines=tuple(_line(badge, definitions, by_badge, asked.now) for badge in reversed(held)),
        left_out=left_out,
        code=None if code is None else shown_code(code),
        check_url=None if code is None else f"{asked.public_url}/transcripts/{shown_code(code)}",
    )


def _line(
    badge: CredentialView,
    definitions: Mapping[int, Definition],
    credits: Mapping[str, Sequence[CreditView]],
    now: datetime,
) -> TranscriptLine:
    definition = definitions.get(badge.version_id) if badge.version_id is not None else None
    slug, _, version = badge.achievement_key.rpartition("-")
    slug = slug.rpartition(".")[2]
    return TranscriptLine(
        uuid=badge.uuid,
        url=badge.url,
        micro_credential=definition.slug if definition else slug,
        version=definition.version if definition else version,
        title=badge.name,
        is_stack=badge.stack_version_id is not None,
        issuer=badge.issuer.name,
        issuer_did=badge.issuer.did,
        awarded_at=badge.awarded_at,
        valid_until=badge.valid_until,
        hours=definition.credit.hours if definition else None,
        credits=tuple(credit_part(each) for each in credits.get(badge.uuid, ())),
        status=badge.status_at(now),
    )
