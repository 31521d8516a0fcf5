"""A person's transcript: shown, printed, signed as one record, and given to a registrar by a code."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app import badges, people, transcript
from app.badges import CredentialStatus
from app.errors import NotFound
from app.people import Actor, person_view
from app.services import Services
from app.transcript import Asked, CodeView, Transcript


def asked_by(session: Session, services: Services, actor: Actor) -> Asked:
    """The actor's own transcript, of all accounts that are known to be theirs."""
    return Asked(
        person_id=actor.person_id,
        person_ids=people.linked_people(session, actor.person_id),
        public_url=services.settings.public_url,
        now=services.clock.now(),
    )


def own_transcript(session: Session, services: Services, actor: Actor) -> Transcript:
    """Everything that the actor has earned and that stands."""
    return transcript.transcript_of(session, asked_by(session, services, actor))


def printed_transcript(session: Session, services: Services, actor: Actor, code_id: int) -> Transcript:
    """The transcript of one of the actor's codes. Raises NotFound for anybody else's."""
    return transcript.coded_transcript(session, asked_by(session, services, actor), code_id)


def make_transcript_code(session: Session, services: Services, actor: Actor) -> CodeView:
    """A code for what the actor's transcript shows now. Raises Invalid without a badge, Conflict with too many."""
    return transcript.make_code(session, asked_by(session, services, actor))


def withdraw_transcript_code(session: Session, services: Services, actor: Actor, code_id: int) -> None:
    """Make a code open nothing any more. Raises NotFound for anybody else's."""
    asked = asked_by(session, services, actor)
    transcript.withdraw_code(session, services.clock, asked.person_ids, code_id)


def record_parts(session: Session, shown: Transcript) -> tuple[tuple[str, ...], ...]:
    """The badges of a transcript by the signed records that hold them; only what is signed and valid."""
    valid = [line.uuid for line in shown.lines if line.status is CredentialStatus.VALID]
    return badges.clr_parts(session, valid) if valid else ()


def prepare_record(session: Session, services: Services, actor: Actor, part: int) -> Callable[[], bytes]:
    """A Comprehensive Learner Record of the actor's badges, ready to be signed once the session is closed.

    `part` counts from 1: very many badges take several records. Raises NotFound beyond the last.
    """
    parts = record_parts(session, own_transcript(session, services, actor))
    if not 1 <= part <= len(parts):
        raise NotFound(
            "no-such-record", "There is no such part of your record.", "Go back to your transcript and reload it."
        )
    job = badges.prepare_clr(
        session,
        clock=services.clock,
        public_url=services.settings.public_url,
        uuids=parts[part - 1],
        email=person_view(session, actor.person_id).email,
        is_partial=len(parts) > 1,
    )
    return lambda: badges.sign_clr(job, services.sealer)
