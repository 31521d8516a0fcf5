"""Every SELECT on the tables of the inbound LTI edge."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session

from app.lti.models import Deployment, DeploymentPolicy, KeySet, KeyStatus, Registration, Standing, ToolKey, UsedState


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
    deployment_policy: DeploymentPolicy
    id: int | None
    status: Standing | None
    notices_url: str | None
    notices_asked_at: datetime | None


# Built once, of tables and not of classes: both are asked at each launch or page.
_of, _at = Registration.metadata.tables["lti_registration"].c, Deployment.metadata.tables["lti_deployment"].c
_standing: Select[Any] = (
    select(_of.status, _of.product_family, _of.frame_origins, _of.deployment_policy)
    .add_columns(_at.id, _at.status, _at.notices_url, _at.notices_asked_at)
    .outerjoin(_at.id.table, (_at.registration_id == _of.id) & (_at.deployment_id == bindparam("deployment")))
    .where(_of.id == bindparam("registration"))
)
_origins: Select[Any] = select(_of.issuer, _of.auth_url, _of.frame_origins, _of.status).where(
    _of.id == bindparam("registration")
)


def standing(session: Session, registration_id: int, deployment_id: str) -> Found | None:
    """None for an unknown registration."""
    parameters = {"registration": registration_id, "deployment": deployment_id}
    row = session.connection().execute(_standing, parameters).one_or_none()
    return Found(*row) if row else None


def origins(session: Session, registration_id: int) -> tuple[str, str, list[str], Standing] | None:
    """Issuer, authorization address, learned frame origins and standing of a registration."""
    row = session.connection().execute(_origins, {"registration": registration_id}).one_or_none()
    return (row[0], row[1], row[2], row[3]) if row else None


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
