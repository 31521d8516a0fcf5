"""Two texts for one place: what an earner sees when a page was behind."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """What templates/earner/conflict.html shows. Saving `mine` with `version` replaces what is stored."""

    slot_id: str
    mine: str
    stored: str
    version: int
    saved_at: datetime
    step_url: str
