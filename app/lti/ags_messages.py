"""What is sent to an LMS's gradebook and what comes back, as frozen values.

Inside Cairn points are integer hundredths. Here, and only here, they become JSON numbers.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem as LineItemMessage

from app.clock import isoformat
from app.errors import Invalid

CANVAS_SUBMISSION = "https://canvas.instructure.com/lti/submission"
CANVAS_SUBMISSION_TYPE = "https://canvas.instructure.com/lti/submission_type"
TOTAL_TAG = "mc-total"
"""Tag of the column that holds a micro-credential's whole score."""
OLDER_TOTAL_TAGS = frozenset({"cairn-total"})
"""What that column was tagged with before; such columns are still in use."""
CRITERION_TAG = "mc-criterion"
"""Tag of the column of one rubric criterion."""

MOST_HUNDREDTHS = 2**31 - 1
"""What a column of the database holds, and more than any gradebook has."""


class ActivityProgress(StrEnum):
    """How far the learner is (AGS 2.0, 3.4.7)."""

    INITIALIZED = "Initialized"
    STARTED = "Started"
    IN_PROGRESS = "InProgress"
    SUBMITTED = "Submitted"
    COMPLETED = "Completed"


class GradingProgress(StrEnum):
    """How far the grading is (AGS 2.0, 3.4.8). Only FULLY_GRADED keeps a grade in every LMS."""

    FULLY_GRADED = "FullyGraded"
    PENDING = "Pending"
    PENDING_MANUAL = "PendingManual"
    FAILED = "Failed"
    NOT_READY = "NotReady"


@dataclass(frozen=True, slots=True)
class CanvasSubmission:
    """Canvas's own addition to a score; other LMSs pass it over. Without it Canvas counts every score as an attempt."""

    new_submission: bool = False
    preserve_score: bool | None = None
    prioritize_non_tool_grade: bool | None = None
    submission_type: str | None = None
    """Such as "basic_lti_launch" or "online_url"."""
    submission_data: str | None = None


@dataclass(frozen=True, slots=True)
class ScoreMessage:
    """One score for one learner on one line item. Points are hundredths; the LMS scales to its own maximum."""

    lineitem_url: str
    user_id: str
    """The learner's `sub` at this platform."""
    score_given: int | None
    score_maximum: int | None
    activity_progress: ActivityProgress
    grading_progress: GradingProgress
    timestamp: datetime
    """Fixed when the fact was recorded, never when it is sent."""
    comment: str | None = None
    submitted_at: datetime | None = None
    canvas: CanvasSubmission | None = None


@dataclass(frozen=True, slots=True)
class LineItem:
    """A column of the LMS's gradebook. `fields` is all that the platform said, unknown fields too."""

    url: str
    label: str
    score_maximum: int
    resource_id: str
    tag: str
    resource_link_id: str
    fields: Mapping[str, Any]


class SubmissionType(StrEnum):
    """What Canvas does with the assignment behind a column that a tool makes; other LMSs pass it over.

    Source: Canvas doc/api/line_items (submission_type extension).
    """

    NONE = "none"
    EXTERNAL_TOOL = "external_tool"
    """Canvas opens the tool from it, and SpeedGrader shows what was handed in."""


@dataclass(frozen=True, slots=True)
class NewLineItem:
    """A column to be made; `score_maximum` in hundredths, above zero. `launch_url` is for EXTERNAL_TOOL only."""

    label: str
    score_maximum: int
    resource_id: str | None = None
    tag: str | None = None
    resource_link_id: str | None = None
    submission_type: SubmissionType | None = None
    launch_url: str | None = None
    extra: Mapping[str, Any] | None = None


def line_item_document(item: NewLineItem) -> dict[str, Any]:
    """The JSON document of a new column. Raises Invalid for a maximum that isn't above zero."""
    document = {**json.loads(line_item_message(item).get_value()), **(item.extra or {})}
    if item.submission_type is not None:
        launch = {"external_tool_url": item.launch_url} if item.launch_url else {}
        document[CANVAS_SUBMISSION_TYPE] = {"type": item.submission_type.value, **launch}
    return document


@dataclass(frozen=True, slots=True)
class Result:
    """What the gradebook holds for one learner, in hundredths; `timestamp` where the LMS tells it."""

    user_id: str
    score: int | None
    maximum: int | None
    comment: str | None
    timestamp: datetime | None


def points_number(hundredths: int) -> int | float:
    """1250 -> 12.5 and 1000 -> 10, as a JSON number."""
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100


def hundredths_of(number: object) -> int | None:
    """A JSON number (or a text that holds one) in hundredths, rounded; None for what isn't any or can't be kept."""
    if number is None or isinstance(number, bool):
        return None
    try:
        hundredths = Decimal(str(number)) * 100
        return round(hundredths) if abs(hundredths) <= MOST_HUNDREDTHS else None
    except (ArithmeticError, ValueError):
        return None


def score_body(message: ScoreMessage) -> str:
    """The score as JSON text. Fields that are None stay out."""
    grade = (
        Grade()
        .set_user_id(message.user_id)
        .set_activity_progress(str(message.activity_progress))
        .set_grading_progress(str(message.grading_progress))
        .set_timestamp(isoformat(message.timestamp))
    )
    if message.score_given is not None:
        grade.set_score_given(points_number(message.score_given))
    if message.score_maximum is not None:
        grade.set_score_maximum(points_number(message.score_maximum))
    if message.comment is not None:
        grade.set_comment(message.comment)
    return str(grade.set_extra_claims(_extensions(message)).get_value())


def _extensions(message: ScoreMessage) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    if message.submitted_at is not None:
        extra["submission"] = {"submittedAt": isoformat(message.submitted_at)}
    if message.canvas is not None:
        canvas = message.canvas
        values = {
            "new_submission": canvas.new_submission,
            "preserve_score": canvas.preserve_score,
            "prioritize_non_tool_grade": canvas.prioritize_non_tool_grade,
            "submission_type": canvas.submission_type,
            "submission_data": canvas.submission_data,
        }
        extra[CANVAS_SUBMISSION] = {name: value for name, value in values.items() if value is not None}
    return extra


def labelled(label: str, score_maximum: int) -> LineItemMessage:
    """The library's line item with what each must have. Raises Invalid for a maximum that isn't above zero."""
    if score_maximum <= 0:
        raise Invalid("points-not-positive", "A gradebook column needs more than zero points.")
    return LineItemMessage().set_label(label).set_score_maximum(points_number(score_maximum))


def line_item_message(item: NewLineItem) -> LineItemMessage:
    """The library's line item for a new column. Raises Invalid for a maximum that isn't above zero."""
    message = labelled(item.label, item.score_maximum)
    if item.resource_id:
        message.set_resource_id(item.resource_id)
    if item.tag:
        message.set_tag(item.tag)
    if item.resource_link_id:
        message.set_resource_link_id(item.resource_link_id)
    return message


def line_item_of(fields: Mapping[str, Any]) -> LineItem:
    """A line item as a platform describes it. Missing texts are empty; a missing maximum is zero."""
    return LineItem(
        url=str(fields.get("id") or ""),
        label=str(fields.get("label") or ""),
        score_maximum=hundredths_of(fields.get("scoreMaximum")) or 0,
        resource_id=str(fields.get("resourceId") or ""),
        tag=str(fields.get("tag") or ""),
        resource_link_id=str(fields.get("resourceLinkId") or ""),
        fields=dict(fields),
    )


def result_of(fields: Mapping[str, Any]) -> Result:
    """A result as a platform describes it."""
    comment = fields.get("comment")
    return Result(
        user_id=str(fields.get("userId") or ""),
        score=hundredths_of(fields.get("resultScore")),
        maximum=hundredths_of(fields.get("resultMaximum")),
        comment=str(comment) if comment else None,
        timestamp=_moment(fields.get("timestamp")),
    )


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
