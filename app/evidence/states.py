"""Evidence as others see it: frozen values, and the states of an attempt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.catalog import SlotType


class AttemptState(StrEnum):
    """Where a handed-in attempt stands. The outcome of a decided one is `review`'s to tell."""

    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED_INCOMPLETE = "returned_incomplete"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether somebody is still to judge it; nothing can be changed meanwhile."""
        return self in {AttemptState.SUBMITTED, AttemptState.IN_REVIEW}

    @property
    def is_used(self) -> bool:
        """Whether it counts against the limit; one returned as incomplete or withdrawn does not."""
        return self not in {AttemptState.RETURNED_INCOMPLETE, AttemptState.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class ItemView:
    """One piece of evidence in the working portfolio. `version` counts the saves of a text."""

    id: int
    slot_id: str
    kind: SlotType
    text: str
    url: str
    file_key: str
    file_name: str
    size: int
    sha256: str
    media_type: str
    caption: str
    version: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class AttemptItemView:
    """One piece of evidence as it was handed in. `id` opens its file through `attempt_file`."""

    id: int
    slot_id: str
    kind: SlotType
    text: str
    url: str
    file_key: str
    file_name: str
    size: int
    sha256: str
    media_type: str
    caption: str


@dataclass(frozen=True, slots=True)
class AttemptView:
    """A frozen portfolio. `number` counts a person's attempts at a placement from 1, returned ones too.

    `attestations` holds the sentences that the earner agreed to, by key, word for word.
    """

    id: int
    placement_id: int
    person_id: int
    version_id: int
    number: int
    state: AttemptState
    submitted_at: datetime
    state_at: datetime
    supersedes_id: int | None
    change_note: str
    attestations: Mapping[str, str]
    items: tuple[AttemptItemView, ...]

    def items_in(self, slot_id: str) -> tuple[AttemptItemView, ...]:
        """What was handed in for this slot, in the order it was added."""
        return tuple(item for item in self.items if item.slot_id == slot_id)
