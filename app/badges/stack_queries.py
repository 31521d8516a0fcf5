"""Every SELECT on stacks' badges and what they rest on."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from app.badges.models import Achievement, BadgePart, Credential, Issuer
from app.badges.queries import credential_by_uuid, credentials_among
from app.badges.views import CredentialView


def achievement_by_stack(session: Session, stack_version_id: int, issuer_id: int) -> Achievement | None:
    """What this issuer awards for the version of a stack."""
    where = (Achievement.stack_version_id == stack_version_id, Achievement.issuer_id == issuer_id)
    return session.scalars(select(Achievement).where(*where)).one_or_none()


def achievements_by_id(session: Session, ids: Collection[int]) -> dict[int, Achievement]:
    return {row.id: row for row in session.scalars(select(Achievement).where(Achievement.id.in_(ids)))}


def standing_stack(session: Session, person_id: int, stack_version_id: int) -> CredentialView | None:
    """The one that isn't revoked; the database allows no second."""
    where = (Credential.person_id == person_id, Credential.stack_version_id == stack_version_id)
    uuid = session.scalars(select(Credential.uuid).where(*where, Credential.revoked_at.is_(None))).one_or_none()
    return credential_by_uuid(session, uuid) if uuid else None


def locked_credentials(session: Session, uuids: Collection[str]) -> Sequence[Credential]:
    """These rows, oldest first; who wants to change one of them waits until this transaction has committed."""
    chosen = select(Credential).where(Credential.uuid.in_(uuids)).order_by(Credential.id)
    return session.scalars(chosen.with_for_update().execution_options(populate_existing=True)).all()


def part_rows(session: Session, whole_ids: Collection[int]) -> list[Credential]:
    """The badges that these stacks' badges rest on."""
    if not whole_ids:
        return []
    chosen = select(Credential).join(BadgePart, BadgePart.part_id == Credential.id)
    return list(session.scalars(chosen.where(BadgePart.credential_id.in_(whole_ids)).order_by(Credential.id)))


def parts_of(session: Session, uuid: str) -> list[CredentialView]:
    """The badges that a stack's badge rests on."""
    whole = select(Credential.id).where(Credential.uuid == uuid).scalar_subquery()
    chosen = select(Credential.uuid).join(BadgePart, BadgePart.part_id == Credential.id)
    return _among(session, chosen.where(BadgePart.credential_id == whole).order_by(BadgePart.id))


def stacks_with(session: Session, uuid: str) -> list[CredentialView]:
    """The stacks' badges that rest on this one."""
    part = select(Credential.id).where(Credential.uuid == uuid).scalar_subquery()
    chosen = select(Credential.uuid).join(BadgePart, BadgePart.credential_id == Credential.id)
    return _among(session, chosen.where(BadgePart.part_id == part).order_by(BadgePart.id))


def questioned_parts(session: Session, organisation_id: int | None) -> list[tuple[Credential, Credential]]:
    """(stack's badge, revoked part of it) wherever nobody has settled it, by the time of the question."""
    part = aliased(Credential)
    chosen = (
        select(Credential, part)
        .join(BadgePart, BadgePart.credential_id == Credential.id)
        .join(part, part.id == BadgePart.part_id)
        .join(Achievement, Achievement.id == Credential.achievement_id)
        .join(Issuer, Issuer.id == Achievement.issuer_id)
        .where(BadgePart.questioned_at.is_not(None), BadgePart.settled_at.is_(None), Credential.revoked_at.is_(None))
    )
    if organisation_id is not None:
        chosen = chosen.where(Issuer.organisation_id == organisation_id)
    return [(row[0], row[1]) for row in session.execute(chosen.order_by(BadgePart.questioned_at, BadgePart.id))]


def open_questions(session: Session, credential_id: int) -> Sequence[BadgePart]:
    """The revoked parts of a standing stack's badge that nobody has settled; others who would wait."""
    chosen = select(BadgePart).join(Credential, Credential.id == BadgePart.credential_id)
    chosen = chosen.where(BadgePart.credential_id == credential_id, Credential.revoked_at.is_(None))
    chosen = chosen.where(BadgePart.questioned_at.is_not(None), BadgePart.settled_at.is_(None))
    return session.scalars(chosen.with_for_update(of=BadgePart).execution_options(populate_existing=True)).all()


def wholes_of(session: Session, part_id: int) -> list[tuple[BadgePart, Credential]]:
    """The standing badges of stacks that this badge counted for, with the row that says so."""
    chosen = select(BadgePart, Credential).join(Credential, Credential.id == BadgePart.credential_id)
    where = (BadgePart.part_id == part_id, BadgePart.questioned_at.is_(None), Credential.revoked_at.is_(None))
    return [(row[0], row[1]) for row in session.execute(chosen.where(*where).order_by(BadgePart.id))]


def _among(session: Session, uuids: Select[str]) -> list[CredentialView]:
    """The badges that are chosen, in the order in which they are."""
    wanted = session.scalars(uuids).all()
    found = {badge.uuid: badge for badge in credentials_among(session, wanted)}
    return [found[uuid] for uuid in wanted]
