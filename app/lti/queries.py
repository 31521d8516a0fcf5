"""Every SELECT on the tables of the inbound LTI edge."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.lti.models import Deployment, KeySet, KeyStatus, Registration, Standing, ToolKey, UsedState


def registrations_of_issuer(session: Session, issuer: str) -> list[Registration]:
    return list(session.scalars(select(Registration).where(Registration.issuer == issuer).order_by(Registration.id)))


def registration(session: Session, registration_id: int) -> Registration | None:
    return session.get(Registration, registration_id)


def registrations_with_deployment(session: Session, issuer: str, deployment_id: str) -> list[int]:
    """Ids of the registrations of an issuer that have a deployment of this name."""
    return list(
        session.scalars(
            select(Registration.id)
            .join(Deployment, Deployment.registration_id == Registration.id)
            .where(Registration.issuer == issuer, Deployment.deployment_id == deployment_id)
        )
    )


@dataclass(frozen=True, slots=True)
class Found:
    """How a registration stands, and one of its deployments: `id` and `status` are None if that is unknown."""

    registration_status: Standing
    product_family: str | None
    frame_origins: list[str]
    id: int | None
    status: Standing | None


def standing(session: Session, registration_id: int, deployment_id: str) -> Found | None:
    """None for an unknown registration."""
    row = session.execute(
        select(
            Registration.status,
            Registration.product_family,
            Registration.frame_origins,
            Deployment.id,
            Deployment.status,
        )
        .outerjoin(
            Deployment,
            (Deployment.registration_id == Registration.id) & (Deployment.deployment_id == deployment_id),
        )
        .where(Registration.id == registration_id)
    ).one_or_none()
    return Found(*row) if row else None


def origins(session: Session, registration_id: int) -> tuple[str, str, list[str]] | None:
    """Issuer, authorization address and learned frame origins of a registration."""
    row = session.execute(
        select(Registration.issuer, Registration.auth_url, Registration.frame_origins).where(
            Registration.id == registration_id
        )
    ).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def deployment(session: Session, row_id: int) -> Deployment | None:
    return session.get(Deployment, row_id)


def deployments(session: Session, *, status: Standing | None = None) -> list[Deployment]:
    statement = select(Deployment).order_by(Deployment.id)
    return list(session.scalars(statement.where(Deployment.status == status) if status else statement))


def key_set(session: Session, registration_id: int) -> KeySet | None:
    return session.get(KeySet, registration_id)


def tool_keys(session: Session) -> list[ToolKey]:
    """All tool keys, newest first."""
    return list(session.scalars(select(ToolKey).order_by(ToolKey.created_at.desc(), ToolKey.kid)))


def tool_key(session: Session, status: KeyStatus) -> ToolKey | None:
    """The newest key of a status."""
    return session.scalars(
        select(ToolKey).where(ToolKey.status == status).order_by(ToolKey.created_at.desc()).limit(1)
    ).first()


def used_before(moment: datetime) -> ColumnElement[bool]:
    """Condition of the used states that have expired by `moment`."""
    return UsedState.expires_at < moment
