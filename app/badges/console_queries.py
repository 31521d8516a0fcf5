"""Every SELECT for those who look after badges: the badges within their reach, and issuers with their keys."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.badges.models import Achievement, Credential, Issuer, IssuerKey, KeyAlgorithm
from app.badges.queries import credentials_among, issuer_view
from app.badges.views import CredentialView, IssuerKeyView, KeptIssuer


@dataclass(frozen=True, slots=True)
class Within:
    """Whose badges are meant: those earned at these placements, and the stacks' badges of this body's own issuers."""

    placements: Select[int]
    organisation_id: int | None


def credentials_within(
    session: Session, within: Within | None, *, people: Collection[int] | None = None,
    uuids: Collection[str] | None = None, most: int,
) -> list[CredentialView]:  # fmt: skip
    """The newest badges within reach (None: everybody's), of these people, or among these ids; two statements."""
    chosen = select(Credential.uuid).join(Achievement, Achievement.id == Credential.achievement_id)
    chosen = chosen.join(Issuer, Issuer.id == Achievement.issuer_id)
    if within is not None:
        chosen = chosen.where(_reached(within))
    if people is not None:
        chosen = chosen.where(Credential.person_id.in_(people))
    if uuids is not None:
        chosen = chosen.where(Credential.uuid.in_(uuids))
    return credentials_among(session, session.scalars(chosen.order_by(Credential.id.desc()).limit(most)).all())


def credentials_at(session: Session, placement_id: int) -> list[CredentialView]:
    """All badges of a placement, oldest first, revoked ones included; two statements."""
    uuids = session.scalars(select(Credential.uuid).where(Credential.placement_id == placement_id)).all()
    return credentials_among(session, uuids)[::-1]


def kept_issuers(session: Session, organisation_id: int | None) -> list[KeptIssuer]:
    """The issuers of an organisation, of all where none is named, by name, with every key they ever had."""
    chosen = select(Issuer).order_by(Issuer.name)
    if organisation_id is not None:
        chosen = chosen.where(Issuer.organisation_id == organisation_id)
    rows, keys, signed = session.scalars(chosen).all(), _keys_by_issuer(session), _signed_by_key(session)
    return [
        KeptIssuer(
            issuer=issuer_view(row),
            organisation_id=row.organisation_id,
            keys=tuple(_key_view(key, signed.get(key.id, 0)) for key in keys.get(row.id, [])),
        )
        for row in rows
    ]


def _reached(within: Within) -> ColumnElement[bool]:
    at_places = Credential.placement_id.in_(within.placements)
    if within.organisation_id is None:
        return at_places
    return or_(at_places, Credential.placement_id.is_(None) & (Issuer.organisation_id == within.organisation_id))


def _keys_by_issuer(session: Session) -> dict[int, list[IssuerKey]]:
    """The newest key of each issuer first."""
    found: dict[int, list[IssuerKey]] = {}
    for key in session.scalars(select(IssuerKey).order_by(IssuerKey.id.desc())):
        found.setdefault(key.issuer_id, []).append(key)
    return found


def _signed_by_key(session: Session) -> dict[int, int]:
    """How many present files and tokens each key has signed."""
    found: dict[int, int] = {}
    for column in (Credential.signing_key_id, Credential.jwt_key_id):
        rows = session.execute(select(column, func.count()).where(column.is_not(None)).group_by(column))
        found |= {key_id: count for key_id, count in rows if key_id is not None}
    return found


def _key_view(key: IssuerKey, signed: int) -> IssuerKeyView:
    return IssuerKeyView(
        fragment=key.fragment,
        algorithm=KeyAlgorithm(key.algorithm),
        signed=signed,
        created_at=key.created_at,
        retired_at=key.retired_at,
        compromised_at=key.compromised_at,
    )
