"""Whose gradebook a placement's scores go to."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.gradebook.guard import Temper, temper_of
from app.lti import deployments, registration_view
from app.placement import PlacementView


@dataclass(frozen=True, slots=True)
class Platform:
    """The registration that a placement belongs to, and whose rules its LMS follows."""

    registration_id: int
    temper: Temper

    @property
    def gate(self) -> str:
        """The outbox gate of all deliveries to this platform: an LMS throttles by client, not by course."""
        return f"lms:{self.registration_id}"


def platform_of(session: Session, placement: PlacementView) -> Platform:
    """Raises NotFound when the deployment is gone."""
    for deployment in deployments(session):
        if deployment.id == placement.deployment_id:
            registration = registration_view(session, deployment.registration_id)
            return Platform(registration.id, temper_of(registration.product_family))
    raise NotFound(
        "deployment-unknown", "This activity's LMS is no longer connected.", "Ask the administrator of Cairn."
    )
