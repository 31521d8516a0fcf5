"""Evidence: what an earner puts into the slots of a micro-credential, and the frozen attempts made of it.

Owns `evidence_item` (the working portfolio, which changes) and `attempt` with `attempt_item` (what was
handed in, which never does). Promises: a draft is never overwritten by an older page; a person has at
most one attempt under review per placement; a stored file that an attempt names stays. It doesn't judge
(that is `review`) and decides nobody's access (that is `web`); callers say which slots are open.
"""

from app.evidence.attempts import (
    AttemptRequest,
    already_submitted,
    count_used,
    freeze_attempt,
    may_move,
    require_attempt_left,
    set_attempt_state,
    withdraw_attempt,
)
from app.evidence.attestations import ATTESTATIONS, Attestation, agreed
from app.evidence.frozen import (
    attempt_file,
    attempt_view,
    attempts_of,
    latest_attempt,
    placement_attempts,
)
from app.evidence.items import (
    NewFile,
    StaleText,
    add_file,
    add_link,
    remove_item,
    require_room,
    save_caption,
    save_text,
)
from app.evidence.queries import (
    FileView,
    all_file_keys,
    is_referenced,
    item_file,
    items_at,
    items_of,
    own_slot,
    portfolio,
)
from app.evidence.rules import (
    LONGEST_NOTE,
    Missing,
    SlotState,
    check_link,
    count_words,
    filled_slots,
    missing_pieces,
    slot_states,
    words_rule,
)
from app.evidence.states import AttemptItemView, AttemptState, AttemptView, ItemView

__all__ = [
    "ATTESTATIONS",
    "LONGEST_NOTE",
    "AttemptItemView",
    "AttemptRequest",
    "AttemptState",
    "AttemptView",
    "Attestation",
    "FileView",
    "ItemView",
    "Missing",
    "NewFile",
    "SlotState",
    "StaleText",
    "add_file",
    "add_link",
    "agreed",
    "all_file_keys",
    "already_submitted",
    "attempt_file",
    "attempt_view",
    "attempts_of",
    "check_link",
    "count_used",
    "count_words",
    "filled_slots",
    "freeze_attempt",
    "is_referenced",
    "item_file",
    "items_at",
    "items_of",
    "latest_attempt",
    "may_move",
    "missing_pieces",
    "own_slot",
    "placement_attempts",
    "portfolio",
    "remove_item",
    "require_attempt_left",
    "require_room",
    "save_caption",
    "save_text",
    "set_attempt_state",
    "slot_states",
    "withdraw_attempt",
    "words_rule",
]
