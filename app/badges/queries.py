"""Every SELECT on badges."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from app.badges.errors import badge_unknown, issuer_unknown
from app.badges.models import (
    Achievement,
    BadgeEvent,
    BadgeEventKind,
    BadgeImage,
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


def required_issuer(session: Session, slug: str) -> IssuerView:
    """Raises NotFound."""
    issuer = issuer_by_slug(session, slug)
    if issuer is None:
        raise issuer_unknown(slug)
    return issuer_view(issuer)


def issuer_of_organisation(session: Session, organisation_id: int | None) -> Issuer | None:
    """The organisation's own issuer, the oldest if it has several; None without an organisation."""
    if organisation_id is None:
        return None
    where = Issuer.organisation_id == organisation_id
    return session.scalars(select(Issuer).where(where).order_by(Issuer.id).limit(1)).one_or_none()


def all_issuers(session: Session) -> list[IssuerView]:
    return [issuer_view(each) for each in session.scalars(select(Issuer).order_by(Issuer.name))]


def keys_of(session: Session, issuer_id: int) -> Sequence[IssuerKey]:
    """All keys of an issuer, the newest first, so that verifiers that read only the first find the one in use."""
    where = IssuerKey.issuer_id == issuer_id
    return session.scalars(select(IssuerKey).where(where).order_by(IssuerKey.id.desc())).all()


def is_one_compromised(session: Session, key_ids: Collection[int]) -> bool:
    """Whether one of these keys is known to be in other hands."""
    where = (IssuerKey.id.in_(key_ids), IssuerKey.compromised_at.is_not(None))
    return session.scalar(select(IssuerKey.id).where(*where).limit(1)) is not None


def achievement_by_version(session: Session, version_id: int, issuer_id: int) -> Achievement | None:
    """What this issuer awards for the version."""
    where = (Achievement.version_id == version_id, Achievement.issuer_id == issuer_id)
    return session.scalars(select(Achievement).where(*where)).one_or_none()


def achievement_by_key(session: Session, key: str) -> AchievementView | None:
    """The achievement at this address, with its issuer."""
    chosen = select(Achievement, Issuer).join(Issuer, Issuer.id == Achievement.issuer_id).where(Achievement.key == key)
    row = session.execute(chosen).one_or_none()
    return _achievement_view(row[0], row[1]) if row else None


def achievements_under(session: Session, organisation_id: int | None) -> list[AchievementView]:
    """What the issuers of an organisation award; of all issuers where none is named."""
    chosen = select(Achievement, Issuer).join(Issuer, Issuer.id == Achievement.issuer_id)
    if organisation_id is not None:
        chosen = chosen.where(Issuer.organisation_id == organisation_id)
    return [_achievement_view(row[0], row[1]) for row in session.execute(chosen.order_by(Achievement.key))]


def achievements_of(session: Session, slug: str) -> list[AchievementView]:
    """What an issuer has awarded so far, by name of its address."""
    chosen = select(Achievement, Issuer).join(Issuer, Issuer.id == Achievement.issuer_id).where(Issuer.slug == slug)
    return [_achievement_view(row[0], row[1]) for row in session.execute(chosen.order_by(Achievement.key))]


def locked_achievement(session: Session, key: str) -> Achievement | None:
    """The row itself; a second writer waits until this one has committed."""
    chosen = select(Achievement).where(Achievement.key == key).with_for_update()
    return session.scalars(chosen.execution_options(populate_existing=True)).one_or_none()


def image_row(session: Session, achievement_id: int) -> BadgeImage | None:
    return session.scalars(select(BadgeImage).where(BadgeImage.achievement_id == achievement_id)).one_or_none()


def picture_parts(session: Session, key: str) -> tuple[Achievement, Issuer, BadgeImage | None] | None:
    """An achievement with whoever awards it and what was chosen for its picture."""
    chosen = select(Achievement, Issuer, BadgeImage).join(Issuer, Issuer.id == Achievement.issuer_id)
    chosen = chosen.outerjoin(BadgeImage, BadgeImage.achievement_id == Achievement.id).where(Achievement.key == key)
    row = session.execute(chosen).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def credential_row(session: Session, uuid: str, *, locked: bool = False) -> Credential | None:
    """The row itself; `locked` makes a second writer wait until this one has committed."""
    chosen = select(Credential).where(Credential.uuid == uuid)
    if locked:
        chosen = chosen.with_for_update().execution_options(populate_existing=True)
    return session.scalars(chosen).one_or_none()


def credential_by_uuid(session: Session, uuid: str) -> CredentialView | None:
    return _one(session, Credential.uuid == uuid)


def required_credential(session: Session, uuid: str) -> CredentialView:
    """Raises NotFound."""
    credential = credential_by_uuid(session, uuid)
    if credential is None:
        raise badge_unknown(uuid)
    return credential


def issuer_of_credential(session: Session, credential: Credential) -> Issuer:
    chosen = select(Issuer).join(Achievement, Achievement.issuer_id == Issuer.id)
    return session.scalars(chosen.where(Achievement.id == credential.achievement_id)).one()


def achievement_key_of(session: Session, credential: Credential) -> str:
    return session.scalars(select(Achievement.key).where(Achievement.id == credential.achievement_id)).one()


def signed_by(session: Session, key_id: int) -> Sequence[Credential]:
    """The badges whose present file or token this key signed, oldest first."""
    where = or_(Credential.signing_key_id == key_id, Credential.jwt_key_id == key_id)
    return session.scalars(select(Credential).where(where).order_by(Credential.id)).all()


def people_with_badges(session: Session) -> Sequence[int]:
    """Everybody who holds a badge that isn't revoked."""
    chosen = select(Credential.person_id).where(Credential.revoked_at.is_(None)).distinct()
    return session.scalars(chosen.order_by(Credential.person_id)).all()


def without_token(session: Session) -> Sequence[str]:
    """Badges that were signed when there were no tokens yet, by their ids."""
    where = (Credential.document.is_not(None), Credential.jwt.is_(None), Credential.unsigned.is_(None))
    return session.scalars(select(Credential.uuid).where(*where)).all()


def credential_by_share_token(session: Session, token: str) -> CredentialView | None:
    """The badge whose present link this is, unless its earner has closed it."""
    return _one(session, Credential.share_token == token, Credential.visibility != Visibility.PRIVATE)


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


def credentials_of_people(session: Session, person_ids: Collection[int]) -> list[CredentialView]:
    """All badges of several accounts, newest first, in one statement; revoked ones included."""
    rows = session.execute(_credentials().where(Credential.person_id.in_(person_ids)).order_by(Credential.id.desc()))
    return [_credential_view(*row) for row in rows]


def credentials_among(session: Session, uuids: Collection[str]) -> list[CredentialView]:
    """The badges with these ids, newest first, in one statement; ids that aren't there are left out."""
    rows = session.execute(_credentials().where(Credential.uuid.in_(uuids)).order_by(Credential.id.desc()))
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


def status_lists_of(session: Session, issuer_id: int) -> Sequence[StatusList]:
    return session.scalars(select(StatusList).where(StatusList.issuer_id == issuer_id)).all()


def stale_status_lists(session: Session, before: datetime) -> list[tuple[str, int]]:
    """Lists that were signed at or before this moment, never, or before their last change: slug and number."""
    stale = or_(
        StatusList.signed_at.is_(None),
        StatusList.signed_at <= before,
        StatusList.signed_changes.is_distinct_from(StatusList.changes),
    )
    chosen = select(Issuer.slug, StatusList.number).join(Issuer, Issuer.id == StatusList.issuer_id)
    rows = session.execute(chosen.where(stale).order_by(StatusList.id))
    return [(row.slug, row.number) for row in rows]


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
        revocation_asked_reason=credential.revocation_asked_reason,
        revoked_at=credential.revoked_at,
        revoked_reason=credential.revoked_reason,
    )
