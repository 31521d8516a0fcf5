"""An earner starts."""

from sqlalchemy.orm import Session

from app import journey
from app.people import Actor
from app.placement import PlacementView
from app.services import Services


def start_work(session: Session, services: Services, actor: Actor, placement: PlacementView) -> journey.EnrollmentView:
    """Enrol the actor, pinned to the placement's version; who has started already just goes on."""
    return journey.start(
        session,
        services.clock,
        placement_id=placement.id,
        person_id=actor.person_id,
        version_id=placement.version_id,
    )
