"""A teacher opens one more submission for an earner who has used all of them."""

from sqlalchemy.orm import Session

from app import journey
from app.errors import Conflict
from app.flows.open_work import Closed, open_work
from app.placement import PlacementView


def allow_attempt(session: Session, placement: PlacementView, person_id: int) -> None:
    """Allow the earner one more submission. Raises Conflict while it isn't needed, so that two clicks add one."""
    work = open_work(session, placement, person_id)
    if work.closed is Closed.EARNED or work.has_attempt_left:
        raise Conflict(
            "attempt-not-needed",
            "This earner can submit as it is, or has earned the micro-credential.",
            "Look at the learners page again; somebody may have been quicker.",
        )
    journey.add_attempt(session, placement.id, person_id)
