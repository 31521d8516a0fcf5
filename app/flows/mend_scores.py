"""What a teacher does about a score or a column that didn't go its way: try again, look again, insist, or let be."""

from collections.abc import Callable
from enum import StrEnum

from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import Invalid
from app.gradebook import check_again, check_all, keep_theirs, retry, retry_all, send_anyway
from app.placement import PlacementView
from app.services import Services


class Mending(StrEnum):
    """The four buttons."""

    RETRY = "retry"
    CHECK = "check"
    SEND = "send"
    KEEP = "keep"


_ONE: dict[Mending, Callable[[Session, Clock, PlacementView, int], None]] = {
    Mending.RETRY: retry,
    Mending.CHECK: check_again,
    Mending.SEND: send_anyway,
    Mending.KEEP: keep_theirs,
}
_ALL: dict[Mending, Callable[[Session, Clock, PlacementView], int]] = {
    Mending.RETRY: retry_all,
    Mending.CHECK: check_all,
}


def mend_score(session: Session, services: Services, placement: PlacementView, sync_id: int, way: Mending) -> None:
    """Do it for one learner of this placement. Raises NotFound, or Conflict when it no longer makes sense."""
    _ONE[way](session, services.clock, placement, sync_id)


def mend_all(session: Session, services: Services, placement: PlacementView, way: Mending) -> int:
    """Do it for everybody at this placement whom it concerns; the number of scores, or of columns to look through.

    Raises Invalid for what has to be decided learner by learner.
    """
    if way not in _ALL:
        raise Invalid("not-for-all", "This has to be decided learner by learner.", "Use the buttons in the list.")
    return _ALL[way](session, services.clock, placement)
