"""What an LMS's gradebook should say about each earner, what it says, and who decides when they differ.

Owns the gradebook column of a placement (`line_item`) and one row per earner and placement
(`score_sync`). `record` notes a fact and owes the LMS a message in the same transaction, with the
timestamp fixed then and there. The guard (`judge`) decides before each sending what this LMS would do
with it: a missing or lower score never replaces one by itself, and a grade that a person changed wins.
"""

from app.gradebook.delivery import Delivered, Pending, line_item_url, note, note_line_item, prepare
from app.gradebook.guard import Action, CanvasTerms, Intent, LmsGrade, Temper, Verdict, judge, shows
from app.gradebook.models import Fact, Hold, LineItemSource
from app.gradebook.platform import Platform, platform_of
from app.gradebook.queries import (
    SCORE,
    SyncRow,
    placement_of_column,
    sync_state_of,
    sync_states,
    sync_states_at,
    whose_score,
)
from app.gradebook.rules import GradeTerms, MessageKind, ReviewOutcome, SyncState, wanted_points
from app.gradebook.service import (
    check_again,
    check_all,
    keep_theirs,
    owe_rest,
    record,
    retry,
    retry_all,
    send_anyway,
)

__all__ = [
    "SCORE",
    "Action",
    "CanvasTerms",
    "Delivered",
    "Fact",
    "GradeTerms",
    "Hold",
    "Intent",
    "LineItemSource",
    "LmsGrade",
    "MessageKind",
    "Pending",
    "Platform",
    "ReviewOutcome",
    "SyncRow",
    "SyncState",
    "Temper",
    "Verdict",
    "check_again",
    "check_all",
    "judge",
    "keep_theirs",
    "line_item_url",
    "note",
    "note_line_item",
    "owe_rest",
    "placement_of_column",
    "platform_of",
    "prepare",
    "record",
    "retry",
    "retry_all",
    "send_anyway",
    "shows",
    "sync_state_of",
    "sync_states",
    "sync_states_at",
    "wanted_points",
    "whose_score",
]
