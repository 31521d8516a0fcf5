"""Awarding: everything about one badge that must be settled with the decision; it is signed afterwards."""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.badges import queries
from app.badges.achievement import achievement_document, achievement_key
from app.badges.document import CredentialFacts, EvidenceLine, credential_document
from app.badges.models import Achievement, BadgeEvent, BadgeEventKind, BadgeEvidence, Credential, Issuer
from app.badges.service.issuers import issuer_for_award, profile
from app.badges.service.looking import achievement_view
from app.badges.service.signatures import owe_signatures
from app.badges.service.status_lists import reserve_position
from app.badges.status_bits import StatusPointer
from app.badges.views import AchievementView, CredentialView
from app.badges.words import HashedIdentity, hashed_identity, years_later
from app.catalog import Definition
from app.clock import Clock
from app.errors import NotAllowed
from app.people import is_test_person
from app.placement import placement_view
from app.sealing import Sealer


@dataclass(frozen=True, slots=True)
class AwardRequest:
    """What was earned, by whom, and what is said about it.

    `levels` maps every criterion's id to the key of the level reached. `email` is only ever hashed.
    `reviewed_by` is words, as `review_words` gives them, never a name.
    """

    version_id: int
    definition: Definition
    person_id: int
    email: str | None
    placement_id: int
    attempt_id: int
    levels: Mapping[str, str]
    activity_start: datetime
    activity_end: datetime
    reviewed_by: str
    evidence: tuple[EvidenceLine, ...] = ()
    organisation_id: int | None = None
    """Whose course it was earned in; its own issuer awards, where the micro-credential names none."""


def award(session: Session, *, clock: Clock, sealer: Sealer, public_url: str, request: AwardRequest) -> CredentialView:
    """The badge for this work, or the one that is there already.

    What it will say is written down, its status position reserved and its signature owed, all in the caller's
    transaction; the worker signs it a moment later. A person holds at most one standing badge per placement and
    version, however often and however much at once it is awarded; after a revocation it can be earned anew. Raises
    NotAllowed for a test student, Conflict if the issuer isn't set up, KeyError if a level isn't the rubric's.
    """
    _refuse_test_student(session, request)
    there = _standing(session, request)
    if there is not None:
        return there
    issuer = issuer_for_award(
        session, clock=clock, sealer=sealer, public_url=public_url, slug=request.definition.issuer,
        organisation_id=request.organisation_id,
    )  # fmt: skip
    try:
        with session.begin_nested():
            credential = _store(session, clock, public_url, issuer, request)
    except IntegrityError:
        if (there := _standing(session, request)) is None:
            raise
        return there
    owe_signatures(session, clock, [credential.uuid])
    return queries.required_credential(session, credential.uuid)


def announce(
    session: Session, *, clock: Clock, sealer: Sealer, public_url: str, version_id: int, definition: Definition,
    organisation_id: int | None = None,
) -> AchievementView:  # fmt: skip
    """The public page of what can be earned, there from now on although nobody has earned it yet.

    Raises Conflict if the issuer isn't set up.
    """
    issuer = issuer_for_award(
        session, clock=clock, sealer=sealer, public_url=public_url, slug=definition.issuer,
        organisation_id=organisation_id,
    )  # fmt: skip
    key = _achievement(session, clock, public_url, issuer, version_id, definition).key
    return achievement_view(session, key)


def _standing(session: Session, request: AwardRequest) -> CredentialView | None:
    return queries.standing_credential(session, request.person_id, request.placement_id, request.version_id)


def _refuse_test_student(session: Session, request: AwardRequest) -> None:
    course_id = placement_view(session, request.placement_id).course_id
    if is_test_person(session, course_id, request.person_id):
        raise NotAllowed(
            "no-badge-for-test-student",
            "This is the course's test student, who can try everything out but is never awarded a badge.",
            "Release the decision without a badge, or review the work of a real earner.",
        )


def _store(session: Session, clock: Clock, public_url: str, issuer: Issuer, request: AwardRequest) -> Credential:
    """The badge with its evidence lines and the first line of its trail."""
    awarded_at = clock.now().replace(microsecond=0)
    achievement = _achievement(session, clock, public_url, issuer, request.version_id, request.definition)
    status_list, position = reserve_position(session, issuer, public_url)
    status = StatusPointer(status_list.url, position)
    facts = _facts(request, public_url, issuer, achievement, awarded_at, status)
    credential = Credential(
        uuid=facts.url.rpartition("/")[2],
        person_id=request.person_id,
        placement_id=request.placement_id,
        version_id=request.version_id,
        attempt_id=request.attempt_id,
        achievement_id=achievement.id,
        status_list_id=status_list.id,
        status_position=position,
        url=facts.url,
        name=request.definition.achievement.name,
        unsigned=credential_document(facts),
        awarded_at=awarded_at,
        valid_until=facts.valid_until,
    )
    session.add(credential)
    session.flush()
    session.add_all(_evidence_row(credential, line) for line in facts.evidence)
    session.add(_awarded_event(credential))
    return credential


def _facts(
    request: AwardRequest,
    public_url: str,
    issuer: Issuer,
    achievement: Achievement,
    awarded_at: datetime,
    status: StatusPointer,
) -> CredentialFacts:
    years = request.definition.achievement.valid_years
    return CredentialFacts(
        url=f"{public_url}/credentials/{uuid.uuid4()}",
        issuer=profile(queries.issuer_view(issuer), public_url),
        definition=request.definition,
        achievement=achievement.document,
        subject=f"urn:uuid:{uuid.uuid4()}",
        identity=hidden_identity(request.email),
        awarded_at=awarded_at,
        valid_until=years_later(awarded_at, years) if years else None,
        activity_start=request.activity_start,
        activity_end=request.activity_end,
        levels=request.levels,
        reviewed_by=request.reviewed_by,
        evidence=tuple(replace(line, id=f"{public_url}/evidence/{uuid.uuid4()}") for line in request.evidence),
        status=status,
    )


def hidden_identity(email: str | None) -> HashedIdentity | None:
    """128 random bits of salt for each award, so that two badges of one person can't be put together."""
    return hashed_identity(email, secrets.token_hex(16)) if email and email.strip() else None


def _achievement(
    session: Session, clock: Clock, public_url: str, issuer: Issuer, version_id: int, definition: Definition
) -> Achievement:
    """What this issuer awards for the version, written down when it is first needed and never changed, whoever is
    first. The body that the micro-credential names has the plain address; another puts its own name before it."""
    there = queries.achievement_by_version(session, version_id, issuer.id)
    if there is not None:
        return there
    plain = achievement_key(definition.slug, definition.version)
    key = plain if issuer.slug == definition.issuer else f"{issuer.slug}.{plain}"
    by = profile(queries.issuer_view(issuer), public_url)
    achievement = Achievement(
        version_id=version_id,
        issuer_id=issuer.id,
        key=key,
        document=achievement_document(definition, by, f"{public_url}/achievements/{key}"),
        created_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(achievement)
    except IntegrityError:
        if (there := queries.achievement_by_version(session, version_id, issuer.id)) is None:
            raise
        return there
    return achievement


def _evidence_row(credential: Credential, line: EvidenceLine) -> BadgeEvidence:
    return BadgeEvidence(
        uuid=line.id.rpartition("/")[2],
        credential_id=credential.id,
        slot_id=line.slot_id,
        name=line.name,
        genre=line.genre,
    )


def _awarded_event(credential: Credential) -> BadgeEvent:
    return BadgeEvent(
        credential_id=credential.id,
        kind=BadgeEventKind.AWARDED,
        words=f"attempt {credential.attempt_id}",
        at=credential.awarded_at,
    )
