"""What an LMS's answer to a service call means: done, later, never like this, or somebody was faster."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from app.errors import Unavailable
from app.http import Response, TransportError, host_of
from app.lti import quirks

LONGEST_DETAIL = 300
LONGEST_PAUSE_SECONDS = 24 * 3600
THROTTLE_SECONDS = 60
PASSING = frozenset({408, 425})
THROTTLE_JITTER_SECONDS = 30


class ReplyKind(StrEnum):
    """DONE: stored. RETRY: again later. STOP: a person must act first. CONFLICT: the LMS holds a newer entry."""

    DONE = "done"
    RETRY = "retry"
    STOP = "stop"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, classified.

    `words` are for the teacher; `detail` is what the LMS said, scrubbed and cut, for the log only.
    `retry_after` is in seconds; `gates_platform` says that it holds for the whole platform.
    `uncertain`: the LMS may have stored the message though no answer came.
    """

    kind: ReplyKind
    code: str
    words: str = ""
    status: int | None = None
    retry_after: float | None = None
    gates_platform: bool = False
    uncertain: bool = False
    detail: str = ""


class ServiceRefused(Unavailable):
    """A service call that should have brought something back did not; `reply` says why and what to do."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.code, reply.words, "")
        self.reply = reply


@dataclass(frozen=True, slots=True)
class _Rule:
    applies: Callable[[int, str], bool]
    kind: ReplyKind
    code: str
    words: str


def _status(*statuses: int) -> Callable[[int, str], bool]:
    return lambda status, _text: status in statuses


def _unprocessable(*signs: str) -> Callable[[int, str], bool]:
    return lambda status, text: status == 422 and any(sign in text.lower() for sign in signs)


RULES = (
    _Rule(
        quirks.is_stale_timestamp,
        ReplyKind.CONFLICT,
        "newer-in-gradebook",
        "The gradebook was changed after this score was decided, so it was left as it is.",
    ),
    _Rule(
        quirks.is_ahead_of_their_clock,
        ReplyKind.RETRY,
        "their-clock-is-behind",
        "The clock of the LMS is behind Cairn's, so it did not take this yet. Cairn will try again; ask the "
        "administrators of both to set their clocks.",
    ),
    _Rule(
        quirks.is_not_gradable,
        ReplyKind.STOP,
        "not-gradable",
        "The LMS keeps no grade for this person in this course, probably because they are not enrolled as a student.",
    ),
    _Rule(
        _status(401),
        ReplyKind.STOP,
        "not-permitted",
        "The LMS doesn't let Cairn write to this grade column. Ask the LMS administrator to check that the tool is "
        "active and may use grades.",
    ),
    _Rule(
        _status(403),
        ReplyKind.STOP,
        "permission-lost",
        "The LMS no longer lets Cairn do this in this course. Ask the LMS administrator to check its permissions.",
    ),
    _Rule(
        _status(404, 410),
        ReplyKind.STOP,
        "line-item-gone",
        "The grade column for this activity is gone from the LMS. Open the activity once more, or place it anew.",
    ),
    _Rule(
        _status(412),
        ReplyKind.STOP,
        "link-mismatch",
        "The grade column belongs to another activity in the LMS. Place the activity anew.",
    ),
    _Rule(
        _unprocessable("attempt"),
        ReplyKind.STOP,
        "attempts-used-up",
        "The LMS allows no further attempt for this student. Allow one more attempt there, then try again.",
    ),
    _Rule(
        _unprocessable("conclude", "closed", "completed course"),
        ReplyKind.STOP,
        "course-concluded",
        "The course has ended in the LMS and takes no more scores.",
    ),
    _Rule(
        _unprocessable("not found in course", "not a student", "user not found", "is not enrolled", "userid"),
        ReplyKind.STOP,
        "not-gradable",
        "The LMS keeps no grade for this person in this course, probably because they are not enrolled as a student.",
    ),
    _Rule(
        lambda status, _text: 400 <= status < 500 and status not in PASSING,
        ReplyKind.STOP,
        "not-accepted",
        "The LMS did not accept this score. Give your support the code and the time.",
    ),
)


def reply_to(response: Response, *, now: datetime) -> Reply:
    """The meaning of an answer. The body of a success is never looked at: Moodle's is empty, others' isn't JSON."""
    text = f"{response.reason} {response.text}"
    if response.ok:
        return Reply(ReplyKind.DONE, "done", status=response.status)
    if quirks.is_throttled(response.status, text):
        return _throttled(response, now)
    rule = next((rule for rule in RULES if rule.applies(response.status, text)), None)
    if rule:
        return Reply(rule.kind, rule.code, rule.words, status=response.status, detail=scrubbed(text))
    pause = retry_after(response, now)
    return Reply(
        ReplyKind.RETRY,
        "lms-fault",
        f"{host_of(response.url)} has a fault at the moment. Cairn will try again.",
        status=response.status,
        retry_after=pause,
        gates_platform=pause is not None,
        detail=scrubbed(text),
    )


def reply_to_failure(error: TransportError) -> Reply:
    """The meaning of no answer."""
    kind = ReplyKind.RETRY if error.retryable else ReplyKind.STOP
    words = (
        f"{error.words} Cairn will try again." if error.retryable else f"{error.words} Ask the administrator of Cairn."
    )
    return Reply(kind, error.code, words, uncertain=error.uncertain)


def retry_after(response: Response, now: datetime) -> float | None:
    """Seconds of the Retry-After header, given as seconds or as a date; None where it makes no sense."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return min(float(value), LONGEST_PAUSE_SECONDS)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_PAUSE_SECONDS)


def scrubbed(text: str) -> str:
    """What an LMS said, fit for a log: no markup, addresses, tokens or long texts."""
    text = re.sub(r"<[^>]*>", " ", text)
    text = re.sub(r"\S+@\S+", "[address]", text)
    text = re.sub(r"https?://\S+", "[link]", text)
    text = re.sub(r"[A-Za-z0-9_\-+/=.]{24,}", "[token]", text)
    return " ".join(text.split())[:LONGEST_DETAIL]


def _throttled(response: Response, now: datetime) -> Reply:
    pause = retry_after(response, now)
    if pause is None:
        pause = THROTTLE_SECONDS + secrets.randbelow(THROTTLE_JITTER_SECONDS)
    return Reply(
        ReplyKind.RETRY,
        "throttled",
        f"{host_of(response.url)} asked Cairn to go more slowly. The score is sent a little later.",
        status=response.status,
        retry_after=pause,
        gates_platform=True,
    )
