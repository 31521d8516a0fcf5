"""What an LMS's gradebook should say about each earner, what it says, and who decides when they differ.

Owns the gradebook columns of a placement (`line_item`), what a teacher chose about them (`gradebook_option`)
and one row per earner and column (`score_sync`). `record` notes a fact and owes the LMS a message in the same
transaction, with the timestamp fixed then and there. The guard (`judge`) decides before each sending what this
LMS would do with it: a missing or lower score never replaces one by itself, and a grade that a person changed
wins. A column is made once, and only a column that Cairn made and that holds nothing is ever taken away.
"""

from app.gradebook.columns import (
    ColumnTerms,
    ColumnView,
    SeenColumn,
    column_terms,
    columns,
    line_item_url,
    look_anew,
    note_column,
    note_taken_away,
    owe_column,
    owe_columns,
    owe_look,
)
from app.gradebook.comparing import Comparison, compare, compare_the_rest, note_compared
from app.gradebook.criteria import (
    Finding,
    has_criterion_columns,
    record_criteria,
    switch_criterion_columns,
    take_columns_away,
)
from app.gradebook.delivery import Delivered, Pending, note, prepare
from app.gradebook.guard import Action, CanvasTerms, Intent, LmsGrade, Verdict, judge, shows
from app.gradebook.models import TOTAL, Fact, Hold, LineItemSource
from app.gradebook.platform import Platform, platform_of, platform_of_deployment
from app.gradebook.queries import (
    COLUMN,
    RESULTS,
    SCORE,
    SyncRow,
    criterion_states,
    placement_of_column,
    sync_state_of,
    sync_states,
    sync_states_at,
    whose_score,
)
from app.gradebook.rules import (
    CriterionOutcome,
    GradeTerms,
    MessageKind,
    ReviewOutcome,
    SyncState,
    Temper,
    column_key,
    column_of_key,
    wanted_points,
)
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
    "COLUMN",
    "RESULTS",
    "SCORE",
    "TOTAL",
    "Action",
    "CanvasTerms",
    "ColumnTerms",
    "ColumnView",
    "Comparison",
    "CriterionOutcome",
    "Delivered",
    "Fact",
    "Finding",
    "GradeTerms",
    "Hold",
    "Intent",
    "LineItemSource",
    "LmsGrade",
    "MessageKind",
    "Pending",
    "Platform",
    "ReviewOutcome",
    "SeenColumn",
    "SyncRow",
    "SyncState",
    "Temper",
    "Verdict",
    "check_again",
    "check_all",
    "column_key",
    "column_of_key",
    "column_terms",
    "columns",
    "compare",
    "compare_the_rest",
    "criterion_states",
    "has_criterion_columns",
    "judge",
    "keep_theirs",
    "line_item_url",
    "look_anew",
    "note",
    "note_column",
    "note_compared",
    "note_taken_away",
    "owe_column",
    "owe_columns",
    "owe_look",
    "owe_rest",
    "placement_of_column",
    "platform_of",
    "platform_of_deployment",
    "prepare",
    "record",
    "record_criteria",
    "retry",
    "retry_all",
    "send_anyway",
    "shows",
    "switch_criterion_columns",
    "sync_state_of",
    "sync_states",
    "sync_states_at",
    "take_columns_away",
    "wanted_points",
    "whose_score",
]
