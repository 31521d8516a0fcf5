"""When to try again, and what may be written down about a try. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LEASE = timedelta(seconds=180)
"""Longer than every call that one delivery may make; a handler stops before it runs out."""
GIVE_UP_AFTER = timedelta(hours=48)
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)
LONGEST_ASKED = timedelta(hours=24)
BREAKS_AFTER = 3
"""So many faults of a platform in a row, and it is left in peace as a whole."""
KEPT_ATTEMPTS = 20
DETAIL_LENGTH = 300

_EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
_QUERY = re.compile(r"\?[^\s\"'<>]+")
_SECRET = re.compile(r"[A-Za-z0-9_\-.+/=]{32,}")


class OutcomeKind(StrEnum):
    """How one delivery ended."""

    DONE = "done"
    RETRY = "retry"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one delivery. `words` are for a teacher, `detail` for support (it is scrubbed before it is kept)."""

    kind: OutcomeKind
    words: str = ""
    detail: str = ""
    retry_after: int | None = None
    """Seconds that the platform asked for."""
    closes_gate: bool = False
    """Whether the platform as a whole turned us away, not this one message."""
    strains_gate: bool = False
    """A fault of the platform that may be of this one message alone: a few of them in a row close the gate."""


def gate_of(registration_id: int) -> str:
    """The gate of all that goes to one platform: an LMS throttles by client, not by course."""
    return f"lms:{registration_id}"


def breaks(outcome: Outcome, failures: int) -> bool:
    """Whether the gate closes after this outcome, the platform's `failures`-th trouble in a row."""
    return outcome.closes_gate or (outcome.strains_gate and failures >= BREAKS_AFTER)


def wait_before_retry(failures: int, jitter: float) -> timedelta:
    """15 s, doubled with each failure up to an hour, of which `jitter` in [0, 1) takes away up to a half.

    Spread out so that a whole course does not knock on a recovering LMS at the same second.
    """
    doubled = FIRST_WAIT * 2.0 ** min(max(failures - 1, 0), 12)
    return min(doubled, LONGEST_WAIT) * (1 - jitter / 2)


def next_try(outcome: Outcome, failures: int, jitter: float, now: datetime) -> datetime:
    """When to try again: never sooner than the platform asked for, and not at the very second that it named."""
    own = wait_before_retry(failures, jitter)
    if outcome.retry_after is None:
        return now + own
    asked = timedelta(seconds=max(outcome.retry_after, 0))
    return now + min(asked, LONGEST_ASKED) + own / 20


def gives_up(failing_since: datetime, now: datetime) -> bool:
    """Whether it failed for so long that a person should look at it. Source: knowledge of LMS outages, 48 h."""
    return now - failing_since >= GIVE_UP_AFTER


def scrub(text: str) -> str:
    """`text` short enough to keep, without addresses, query strings, tokens or markup."""
    text = re.sub(r"<[^>]*>", " ", text)
    for pattern in (_EMAIL, _QUERY, _SECRET):
        text = pattern.sub("…", text)
    return " ".join(text.split())[:DETAIL_LENGTH]
