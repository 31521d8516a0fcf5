"""The grade service of an LMS in memory, with the worst habits of Moodle or Canvas, and bad days on demand.

It stands in for `PlatformHttp`: what the LMS would answer, or no answer at all. It also judges: `harm` lists
every time that a call of ours cleared, lowered or overwrote a grade, or counted an attempt that was none.
"""

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlsplit

from app.http import Response, TransportError

CANVAS = "https://canvas.instructure.com/lti/submission"
HOST = "https://lms.example"
COLUMN = f"{HOST}/columns/1"


class Fault(StrEnum):
    """What goes wrong with one call."""

    REFUSED = "refused"
    """The connection fails; nothing was done."""
    LOST = "lost"
    """It was done; the answer is lost."""
    ERROR = "error"
    ERROR_AFTER = "error-after"
    THROTTLED = "throttled"
    NOT_PERMITTED = "not-permitted"


@dataclass
class Grade:
    """What one learner's cell holds; `score` as a share of the column's maximum."""

    score: Decimal | None = None
    by_hand: bool = False
    changed_at: datetime | None = None
    comments: list[str] = field(default_factory=list)
    attempts: int = 0
    confirmed: bool = False
    """Whether a score above 0 was stored here and its sender was told so."""


@dataclass
class Post:
    """One score that arrived, as it was stored or refused."""

    user_id: str
    body: dict[str, Any]
    status: int


class FakeLms:
    """One column of one course. `canvas` chooses the temper, `maximum` is the column's own scale."""

    def __init__(self, *, canvas: bool = False, maximum: int = 100, retry_after: int = 30) -> None:
        self.canvas = canvas
        self.maximum = maximum
        self.retry_after = retry_after
        self.grades: dict[str, Grade] = {}
        self.posts: list[Post] = []
        self.harm: list[str] = []
        self.faults: deque[Fault | None] = deque()
        self.columns: list[dict[str, Any]] = [{"id": COLUMN, "resourceLinkId": "link-1", "tag": "mc-total"}]
        self.gone: set[str] = set()
        self.may_read_results = True
        self.real_attempts: dict[str, int] = {}
        self._answers = True
        self._lock = Lock()

    def grade(self, user_id: str) -> Grade:
        return self.grades.setdefault(user_id, Grade())

    def shown(self, user_id: str) -> Decimal | None:
        """The cell in the column's scale, as a teacher reads it."""
        score = self.grade(user_id).score
        return None if score is None else round(score * self.maximum, 2)

    def edit(self, user_id: str, score: Decimal | str | None, now: datetime) -> None:
        """A teacher types into the cell, in the column's scale; None empties it.

        An emptied cell counts as a person's work only where we know that a score of ours was in it;
        otherwise nobody could tell it from one that was always empty.
        """
        grade = self.grade(user_id)
        if score is None and not grade.score:
            return
        grade.score = None if score is None else Decimal(score) / self.maximum
        grade.by_hand, grade.changed_at = grade.score is not None or grade.confirmed, now

    # What PlatformHttp offers.
    def post(
        self, url: str, *, headers: Mapping[str, str] | None = None, json: Any = None, form: Any = None
    ) -> Response:
        if form is not None:
            return self._answer(url, 200, {"access_token": "token", "expires_in": 3600})
        return self._with_trouble(url, lambda: self._posted(url, json))

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Response:
        return self._with_trouble(url, lambda: self._got(url))

    def _with_trouble(self, url: str, act: Any) -> Response:
        with self._lock:
            fault = self.faults.popleft() if self.faults else None
            if fault is Fault.REFUSED:
                raise TransportError("platform-unreachable", "No answer.", retryable=True)
            if fault is Fault.ERROR:
                return self._answer(url, 500, {})
            if fault is Fault.THROTTLED:
                return self._answer(url, 429, {}, {"Retry-After": str(self.retry_after)})
            if fault is Fault.NOT_PERMITTED:
                return self._answer(url, 403, {})
            self._answers = fault is None
            response: Response = act()
            if fault is Fault.LOST:
                raise TransportError("platform-timeout", "No answer.", retryable=True, uncertain=True)
            return self._answer(url, 502, {}) if fault is Fault.ERROR_AFTER else response

    def _posted(self, url: str, body: dict[str, Any]) -> Response:
        if url.endswith("/columns"):
            column = {**body, "id": f"{HOST}/columns/{len(self.columns) + 1}"}
            self.columns.append(column)
            return self._answer(url, 201, column)
        if not url.endswith("/scores") or self._column_of(url) in self.gone:
            return self._answer(url, 404, {})
        status, words = self._scored(body)
        self.posts.append(Post(body["userId"], body, status))
        return self._answer(url, status, {"message": words} if words else "")

    def _scored(self, body: dict[str, Any]) -> tuple[int, str]:
        grade, sent_at = self.grade(body["userId"]), datetime.fromisoformat(body["timestamp"])
        before = Grade(grade.score, grade.by_hand)
        refusal = self._refusal(grade, sent_at)
        if refusal:
            return refusal
        if self.canvas:
            self._score_as_canvas(grade, body, sent_at)
        else:
            self._score_as_moodle(grade, body, sent_at)
        grade.confirmed = grade.confirmed or (self._answers and bool(grade.score))
        self._judge(body["userId"], before, grade)
        return 200, ""

    def _refusal(self, grade: Grade, sent_at: datetime) -> tuple[int, str] | None:
        if grade.changed_at is None:
            return None
        if self.canvas and sent_at < grade.changed_at:
            return 400, "timestamp is earlier than the last updated score"
        if not self.canvas and int(sent_at.timestamp()) <= int(grade.changed_at.timestamp()):
            return 409, "Refusing score with an earlier timestamp"
        return None

    def _score_as_moodle(self, grade: Grade, body: dict[str, Any], sent_at: datetime) -> None:
        final = body["gradingProgress"] == "FullyGraded" and "scoreGiven" in body
        grade.score = _share(body) if final else None
        grade.comments = [body["comment"]] if "comment" in body else []
        grade.by_hand, grade.changed_at = False, sent_at

    def _score_as_canvas(self, grade: Grade, body: dict[str, Any], sent_at: datetime) -> None:
        extension = body.get(CANVAS, {})
        if extension.get("new_submission", True):
            grade.attempts += 1
        if "comment" in body:
            grade.comments.append(body["comment"])
        grade.changed_at = sent_at
        if body["gradingProgress"] in {"FullyGraded", "PendingManual"} and "scoreGiven" in body:
            if not (grade.by_hand and extension.get("prioritize_non_tool_grade")):
                grade.score, grade.by_hand = _share(body), False
        elif not extension.get("preserve_score"):
            grade.score = None

    def _judge(self, user_id: str, before: Grade, after: Grade) -> None:
        if before.score is not None and after.score is None:
            self.harm.append(f"cleared {user_id}")
        elif before.score is not None and after.score is not None and after.score < before.score:
            self.harm.append(f"lowered {user_id}")
        if before.by_hand and before.score != after.score:
            self.harm.append(f"overwrote what a person did for {user_id}")
        if after.attempts > self.real_attempts.get(user_id, 0) and self.canvas:
            self.harm.append(f"counted an attempt of {user_id} that was none")

    def _got(self, url: str) -> Response:
        parts = urlsplit(url)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path.endswith("/results"):
            return self._results(url, asked)
        if parts.path.endswith("/columns"):
            return self._answer(url, 200, self.columns)
        known = {} if url in self.gone else {column["id"]: column for column in self.columns}
        column = {"scoreMaximum": self.maximum, **known[url]} if url in known else {}
        return self._answer(url, 200 if column else 404, column)

    def _results(self, url: str, asked: dict[str, str]) -> Response:
        if self._column_of(url) in self.gone:
            return self._answer(url, 404, {})
        if not self.may_read_results:
            return self._answer(url, 403, {})
        users = [asked["user_id"]] if "user_id" in asked else list(self.grades)
        # Moodle leaves out people without a grade, and grades of exactly 0.
        shown = [
            user for user in users if (self.grade(user).score is not None if self.canvas else self.grade(user).score)
        ]
        return self._answer(
            url,
            200,
            [
                {"userId": user, "resultScore": float(self.shown(user) or 0), "resultMaximum": self.maximum}
                for user in shown
            ],
        )

    def _column_of(self, url: str) -> str:
        return url.partition("?")[0].rpartition("/")[0]

    def _answer(self, url: str, status: int, body: Any, headers: dict[str, str] | None = None) -> Response:
        return Response(status, headers or {}, json.dumps(body).encode(), url, "")


def _share(body: dict[str, Any]) -> Decimal:
    return Decimal(str(body["scoreGiven"])) / Decimal(str(body["scoreMaximum"]))
