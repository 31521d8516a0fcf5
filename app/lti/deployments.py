"""Deployments as an administrator sees them, and the switch that lets one in or keeps it out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.lti import queries
from app.lti.models import Deployment, Standing
from app.lti.registrations import RegistrationView, registration_view

LIST_THEM = "Connections in the console lists them, and so does `flask lti platforms`."


@dataclass(frozen=True, slots=True)
class DeploymentView:
    """One deployment; `platform_name` and `platform_guid` are what its first launch said of itself."""

    id: int
    registration_id: int
    deployment_id: str
    status: Standing
    first_seen_at: datetime
    platform_guid: str | None
    platform_name: str | None


def deployments(session: Session, *, status: Standing | None = None) -> list[DeploymentView]:
    """All deployments in the order they came, or those of one standing."""
    return [_view_of(row) for row in queries.deployments(session, status=status)]


def deployment_view(session: Session, row_id: int) -> DeploymentView:
    """One deployment. Raises NotFound for an unknown row id."""
    return _view_of(_row(session, row_id))


def set_deployment_standing(session: Session, row_id: int, status: Standing) -> DeploymentView:
    """Approve or block a deployment. Raises NotFound for an unknown row id."""
    row = _row(session, row_id)
    row.status = status
    session.flush()
    return _view_of(row)


def registration_of_deployment(session: Session, row_id: int) -> RegistrationView:
    """The registration that a deployment belongs to. Raises NotFound for an unknown row id."""
    return registration_view(session, _row(session, row_id).registration_id)


def _row(session: Session, row_id: int) -> Deployment:
    row = queries.deployment(session, row_id)
    if row is None:
        raise NotFound("deployment-unknown", f"There is no deployment with the number {row_id}.", LIST_THEM)
    return row


def _view_of(row: Deployment) -> DeploymentView:
    return DeploymentView(
        id=row.id,
        registration_id=row.registration_id,
        deployment_id=row.deployment_id,
        status=Standing(row.status),
        first_seen_at=row.first_seen_at,
        platform_guid=row.platform_guid,
        platform_name=row.platform_name,
    )
