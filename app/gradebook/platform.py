"""Whose gradebook a placement's scores go to."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.gradebook.guard import temper_of
from app.gradebook.rules import Temper
from app.lti import registration_of_deployment, results_page
from app.outbox import gate_of
from app.placement import PlacementView


@dataclass(frozen=True, slots=True)
class Platform:
    """The registration that a placement belongs to, and whose rules its LMS follows."""

    registration_id: int
    temper: Temper
    results_page: int | None = None
    """How many results to ask for at a time."""

    @property
    def gate(self) -> str:
        """The outbox gate of all deliveries to this platform."""
        return gate_of(self.registration_id)


def platform_of(session: Session, placement: PlacementView) -> Platform:
    """Raises NotFound when the deployment is gone."""
    return platform_of_deployment(session, placement.deployment_id)


def platform_of_deployment(session: Session, deployment_id: int) -> Platform:
    """The platform of a deployment, by row id. Raises NotFound when it is gone."""
    registration = registration_of_deployment(session, deployment_id)
    family = registration.product_family
    return Platform(registration.id, temper_of(family), results_page(family))
