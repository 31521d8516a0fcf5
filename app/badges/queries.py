"""Every SELECT on badges."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.badges.errors import badge_unknown
from app.badges.models import (
    Achievement,
    BadgeEvent,
    BadgeEventKind,
    Credential,
    Issuer,
    IssuerKey,
    StatusList,
    StatusPosition,
    Visibility,
)
from app.badges.views import AchievementView, BadgeEventView, CredentialView, IssuerView


def issuer_by_slug(session: Session, slug: str) -> Issuer | None:
    return session.scalars(select(Issuer).where(Issuer.slug == slug)).one_or_none()


def all_issuers(session: Session) -> list[IssuerView]:
    return [issuer_view(each) for each in session.scalars(select(Issuer).order_by(Issuer.name))]


def keys_of(session: Session, issuer_id: int) -> Sequence[IssuerKey]:
    """All keys of an issuer, the newest first, so that verifiers that read only the first find the one in use."""
    where = IssuerKey.issuer_id == issuer_id
    return session.scalars(select(IssuerKey).where(where).order_by(IssuerKey.id.desc())).all()


def achievement_by_version(session: Session, version_id: int) -> Achievement | None:
    return session.scalars(select(Achievement).where(Achievement.version_id == version_id)).one_or_none()


def achievement_by_key(session: Session, key: str) -> AchievementView | None:
    """The achievement at this address, with its issuer."""
    chosen = select(Achievement, Issuer).join(Issuer, Issuer.id == Achievement.issuer_id).where(Achievement.key == key)
    row = session.execute(chosen).one_or_none()
    return _achievement_view(row[0], row[1]) if row else None


def achievements_of(session: Session, slug: str) -> list[AchievementView]:
    """What an issuer has awarded so far, by name of its address."""
    chosen = select(Achievement, Issuer).join(Issuer, Issuer.id == Achievement.issuer_id).where(Issuer.slug == slug)
    return [_achievement_view(row[0], row[1]) for row in session.execute(chosen.order_by(Achievement.key))]


def credential_row(session: Session, uuid: str) -> Credential | None:
    return session.scalars(select(Credential).where(Credential.uuid == uuid)).one_or_none()


def credential_by_uuid(session: Session, uuid: str) -> CredentialView | None:
    return _one(session, Credential.uuid == uuid)


def required_credential(session: Session, uuid: str) -> CredentialView:
    """Raises NotFound."""
    credential = credential_by_uuid(session, uuid)
    if credential is None:
        raise badge_unknown(uuid)
    return credential


def standing_credential(session: Session, person_id: int, placement_id: int, version_id: int) -> CredentialView | None:
    """The one that isn't revoked; the database allows no second."""
    return _one(
        session,
        Credential.person_id == person_id,
        Credential.placement_id == placement_id,
        Credential.version_id == version_id,
        Credential.revoked_at.is_(None),
    )


def credentials_of(session: Session, person_id: int, placement_id: int | None = None) -> list[CredentialView]:
    """A person's badges, newest first; of one placement if one is named."""
    where = [Credential.person_id == person_id]
    if placement_id is not None:
        where.append(Credential.placement_id == placement_id)
    rows = session.execute(_credentials().where(*where).order_by(Credential.id.desc()))
    return [_credential_view(*row) for row in rows]


def status_list_by_number(session: Session, slug: str, number: int, *, locked: bool = False) -> StatusList | None:
    """A list of the issuer called `slug`; `locked` makes a second writer wait until this one has committed."""
    chosen = select(StatusList).join(Issuer, Issuer.id == StatusList.issuer_id)
    chosen = chosen.where(Issuer.slug == slug, StatusList.number == number)
    if locked:
        chosen = chosen.with_for_update(of=StatusList).execution_options(populate_existing=True)
    return session.scalars(chosen).one_or_none()


def newest_status_list(session: Session, issuer_id: int) -> StatusList | None:
    chosen = select(StatusList).where(StatusList.issuer_id == issuer_id).order_by(StatusList.number.desc()).limit(1)
    return session.scalars(chosen).one_or_none()


def revoked_positions(session: Session, status_list_id: int) -> Sequence[int]:
    where = (StatusPosition.status_list_id == status_list_id, StatusPosition.set_at.is_not(None))
    return session.scalars(select(StatusPosition.position).where(*where)).all()


def events_of(session: Session, uuid: str) -> list[BadgeEventView]:
    """The audit trail of a badge, oldest first."""
    chosen = select(BadgeEvent).join(Credential, Credential.id == BadgeEvent.credential_id)
    rows = session.scalars(chosen.where(Credential.uuid == uuid).order_by(BadgeEvent.id))
    return [BadgeEventView(kind=BadgeEventKind(row.kind), words=row.words, at=row.at) for row in rows]


def issuer_view(issuer: Issuer) -> IssuerView:
    return IssuerView(slug=issuer.slug, did=issuer.did, name=issuer.name, email=issuer.email, url=issuer.url)


def _credentials() -> Select[Credential, Achievement, Issuer]:
    """Credentials with what was awarded and by whom."""
    return (
        select(Credential, Achievement, Issuer)
        .join(Achievement, Achievement.id == Credential.achievement_id)
        .join(Issuer, Issuer.id == Achievement.issuer_id)
    )


def _one(session: Session, *where: ColumnElement[bool]) -> CredentialView | None:
    row = session.execute(_credentials().where(*where)).one_or_none()
    return _credential_view(*row) if row else None


def _achievement_view(achievement: Achievement, issuer: Issuer) -> AchievementView:
    return AchievementView(
        key=achievement.key,
        version_id=achievement.version_id,
        stack_version_id=achievement.stack_version_id,
        issuer=issuer_view(issuer),
        document=achievement.document,
    )


def _credential_view(credential: Credential, achievement: Achievement, issuer: Issuer) -> CredentialView:
    return CredentialView(
        uuid=credential.uuid,
        url=credential.url,
        name=credential.name,
        person_id=credential.person_id,
        placement_id=credential.placement_id,
        version_id=credential.version_id,
        attempt_id=credential.attempt_id,
        stack_version_id=credential.stack_version_id,
        achievement_key=achievement.key,
        issuer=issuer_view(issuer),
        awarded_at=credential.awarded_at,
        valid_until=credential.valid_until,
        visibility=Visibility(credential.visibility),
        shows_name=credential.shows_name,
        share_token=credential.share_token,
        is_signed=credential.signed_at is not None,
        revocation_due_at=credential.revocation_due_at,
        revoked_at=credential.revoked_at,
        revoked_reason=credential.revoked_reason,
    )
