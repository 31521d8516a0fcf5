"""What is owed to the outside, as rows that commit together with the facts behind them.

One row per (kind, key). `mark_due` owes the current fact; `claim` takes a due row for one worker at a
time; `settle` writes down how the delivery ended. Delivery is at least once; a message is always made of
the current fact, never of a queued copy; a gate (one platform) lets one delivery through at a time and
closes as a whole when the platform asks for patience, doesn't answer or has one fault after another; when the
pause is over, one delivery goes first. Who wakes the worker doesn't matter to any of this.
"""

from app.outbox.handler import Handler, Sent
from app.outbox.models import OutboxState
from app.outbox.queries import (
    AttemptLine,
    GateView,
    Status,
    attempts_of,
    gates,
    next_wake_up,
    owed_kinds,
    statuses,
    troubled,
    worker_seen_at,
)
from app.outbox.rules import LEASE, Outcome, OutcomeKind, gate_of
from app.outbox.service import MARKED, Claimed, claim, mark_all_due, mark_due, may_claim, note_worker, reopen, settle

__all__ = [
    "LEASE",
    "MARKED",
    "AttemptLine",
    "Claimed",
    "GateView",
    "Handler",
    "OutboxState",
    "Outcome",
    "OutcomeKind",
    "Sent",
    "Status",
    "attempts_of",
    "claim",
    "gate_of",
    "gates",
    "mark_all_due",
    "mark_due",
    "may_claim",
    "next_wake_up",
    "note_worker",
    "owed_kinds",
    "reopen",
    "settle",
    "statuses",
    "troubled",
    "worker_seen_at",
]
