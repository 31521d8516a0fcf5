"""Awarding a stack's badge, and what becomes of it when one of its parts was revoked."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.badges import queries, stack_queries
from app.badges.models import Achievement, BadgeEvent, BadgeEventKind, BadgePart, Credential, Issuer
from app.badges.service.awards import hidden_identity
from app.badges.service.issuers import issuer_for_award, profile
from app.badges.service.signatures import owe_signatures
from app.badges.service.standing import note_event, required_row
from app.badges.service.status_lists import reserve_position
from app.badges.stacked import (
    CountedBadge,
    StackFacts,
    credit_sum,
    stack_achievement_document,
    stack_achievement_key,
    stack_credential_document,
)
from app.badges.status_bits import StatusPointer
from app.badges.views import CredentialView
from app.badges.words import years_later
from app.catalog import Definition, PartRef, StackDefinition, definitions_of
from app.clock import Clock
from app.errors import Conflict
from app.sealing import Sealer


@dataclass(frozen=True, slots=True)
class StackRequest:
    """Which stack was earned, by whom, and with which badges. `titles` name the stack's parts; `email` is only ever
    hashed."""

    stack_version_id: int
    definition: StackDefinition
    titles: Mapping[PartRef, str]
    person_id: int
    email: str | None
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RevokedPart:
    """A badge that counted for a stack and was revoked afterwards."""

    uuid: str
    name: str
    reason: str
    revoked_at: datetime


@dataclass(frozen=True, slots=True)
class QuestionedBadge:
    """A stack's badge that a person has to look at, with the parts that gave the reason."""

    badge: CredentialView
    parts: tuple[RevokedPart, ...]


def award_stack(
    session: Session, *, clock: Clock, sealer: Sealer, public_url: str, request: StackRequest
) -> CredentialView | None:
    """The badge for this stack, or the one that is there already; None if a part was revoked a moment ago.

    Like any award it is settled in the caller's transaction and signed by the worker. A person holds at most one
    standing badge per version of a stack, however much at once it is awarded. Raises Conflict if the issuer isn't set
    up.
    """
    parts = stack_queries.locked_credentials(session, request.parts)
    if len(parts) < len(request.parts) or any(part.revoked_at or part.document is None for part in parts):
        return None
    if (there := _standing(session, request)) is not None:
        return there
    issuer = issuer_for_award(
        session, clock=clock, sealer=sealer, public_url=public_url, slug=request.definition.issuer
    )
    try:
        with session.begin_nested():
            credential = _store(session, clock, public_url, issuer, request, parts)
    except IntegrityError:
        if (there := _standing(session, request)) is None:
            raise
        return there
    owe_signatures(session, clock, [credential.uuid])
    return queries.required_credential(session, credential.uuid)


def parts_of(session: Session, uuid: str) -> list[CredentialView]:
    """The badges that a stack's badge rests on, in the order they counted; none for other badges."""
    return stack_queries.parts_of(session, uuid)


def stacks_with(session: Session, uuid: str) -> list[CredentialView]:
    """The stacks' badges, revoked ones included, that this badge counted for."""
    return stack_queries.stacks_with(session, uuid)


def questioned_badges(session: Session, organisation_id: int | None = None) -> list[QuestionedBadge]:
    """The standing stacks' badges that have a revoked part which nobody has looked at yet, the longest waiting first;
    of an organisation's own issuers where one is named."""
    found: dict[str, list[RevokedPart]] = {}
    for whole, part in stack_queries.questioned_parts(session, organisation_id):
        revoked = RevokedPart(part.uuid, part.name, part.revoked_reason or "", part.revoked_at or whole.awarded_at)
        found.setdefault(whole.uuid, []).append(revoked)
    badges = {badge.uuid: badge for badge in queries.credentials_among(session, list(found))}
    return [QuestionedBadge(badges[uuid], tuple(parts)) for uuid, parts in found.items()]


def settle_questions(session: Session, clock: Clock, uuid: str, by: str, words: str) -> None:
    """Somebody has looked at the revoked parts of a stack's badge. Raises Conflict if somebody else was quicker."""
    credential = required_row(session, uuid)
    rows = stack_queries.open_questions(session, credential.id)
    if not rows:
        raise Conflict(
            "badge-settled-already",
            "Nobody has to look at this badge any more: somebody else was quicker, or it was revoked.",
            "Go back to the list to see what is left.",
        )
    now = clock.now()
    for row in rows:
        row.settled_at, row.settled_by = now, by
    note_event(session, credential, BadgeEventKind.PART_SETTLED, words, now)


def _standing(session: Session, request: StackRequest) -> CredentialView | None:
    return stack_queries.standing_stack(session, request.person_id, request.stack_version_id)


def _store(
    session: Session, clock: Clock, public_url: str, issuer: Issuer, request: StackRequest, parts: Sequence[Credential]
) -> Credential:
    """The badge with its parts and the first line of its trail."""
    achievement = _achievement(session, clock, public_url, issuer, request)
    status_list, position = reserve_position(session, issuer, public_url)
    now = clock.now().replace(microsecond=0)
    years = request.definition.achievement.valid_years
    facts = StackFacts(
        url=f"{public_url}/credentials/{uuid.uuid4()}",
        issuer=profile(queries.issuer_view(issuer), public_url),
        achievement=achievement.document,
        subject=f"urn:uuid:{uuid.uuid4()}",
        identity=hidden_identity(request.email),
        awarded_at=now,
        valid_until=years_later(now, years) if years else None,
        parts=_counted(session, parts),
        credit=credit_sum(_micro_credentials_in(session, parts)),
        status=StatusPointer(status_list.url, position),
    )
    credential = Credential(
        uuid=facts.url.rpartition("/")[2],
        person_id=request.person_id,
        stack_version_id=request.stack_version_id,
        achievement_id=achievement.id,
        status_list_id=status_list.id,
        status_position=position,
        url=facts.url,
        name=request.definition.achievement.name,
        unsigned=stack_credential_document(facts),
        awarded_at=now,
        valid_until=facts.valid_until,
    )
    session.add(credential)
    session.flush()
    session.add_all(
        BadgePart(credential_id=credential.id, part_id=part.id, digest=counted.digest)
        for part, counted in zip(parts, facts.parts, strict=True)
    )
    words = f"stack {request.definition.slug} {request.definition.version}"
    session.add(BadgeEvent(credential_id=credential.id, kind=BadgeEventKind.AWARDED, words=words, at=now))
    return credential


def _counted(session: Session, parts: Sequence[Credential]) -> tuple[CountedBadge, ...]:
    achievements = stack_queries.achievements_by_id(session, {part.achievement_id for part in parts})
    return tuple(
        CountedBadge(
            url=part.url,
            name=part.name,
            achievement_url=achievements[part.achievement_id].document["id"],
            achievement_version=achievements[part.achievement_id].document["version"],
            awarded_at=part.awarded_at,
            digest=hashlib.sha256(part.document or b"").hexdigest(),
        )
        for part in parts
    )


def _micro_credentials_in(session: Session, parts: Sequence[Credential]) -> list[Definition]:
    """What lies at the bottom of these badges, each micro-credential once however many of them rest on it."""
    found: set[int] = set()
    level = list(parts)
    while level:
        found |= {each.version_id for each in level if each.version_id is not None}
        level = stack_queries.part_rows(session, [each.id for each in level if each.stack_version_id is not None])
    definitions = definitions_of(session, found)
    by_slug = {definitions[version_id].slug: definitions[version_id] for version_id in sorted(found)}
    return list(by_slug.values())


def _achievement(session: Session, clock: Clock, public_url: str, issuer: Issuer, request: StackRequest) -> Achievement:
    """What this issuer awards for the stack's version, written down when it is first needed, whoever is first."""
    definition = request.definition
    there = stack_queries.achievement_by_stack(session, request.stack_version_id, issuer.id)
    if there is not None:
        return there
    key = stack_achievement_key(definition.slug, definition.version)
    by = profile(queries.issuer_view(issuer), public_url)
    url = f"{public_url}/achievements/{key}"
    achievement = Achievement(
        stack_version_id=request.stack_version_id,
        issuer_id=issuer.id,
        key=key,
        document=stack_achievement_document(definition, request.titles, by, url),
        created_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(achievement)
    except IntegrityError:
        if (there := stack_queries.achievement_by_stack(session, request.stack_version_id, issuer.id)) is None:
            raise
        return there
    return achievement
