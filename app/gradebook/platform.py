"""Whose gradebook a placement's scores go to."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.gradebook.guard import Temper, temper_of
from app.lti import registration_of_deployment
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
    registration = registration_of_deployment(session, placement.deployment_id)
    return Platform(registration.id, temper_of(registration.product_family))
