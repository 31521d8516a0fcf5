"""What the sandbox LMS knows about, frozen, as it travels between store, rules and pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What somebody is on this site."""

    TEACHER = "teacher"
    ADMINISTRATOR = "administrator"
    LEARNER = "learner"
    TEST_STUDENT = "test student"
    OBSERVER = "observer"


class CourseRole(StrEnum):
    """What somebody is in one course."""

    TEACHER = "teacher"
    ASSISTANT = "assistant"
    LEARNER = "learner"
    OBSERVER = "observer"


class ToolStatus(StrEnum):
    """PENDING until the administrator activates the tool; OFF once it is switched off again."""

    PENDING = "pending"
    ACTIVE = "active"
    OFF = "off"


class MessageType(StrEnum):
    """The LTI messages this platform sends."""

    RESOURCE_LINK = "LtiResourceLinkRequest"
    DEEP_LINKING = "LtiDeepLinkingRequest"
    SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    uuid: str
    name: str
    given_name: str
    family_name: str
    email: str
    kind: Kind
    locale: str


@dataclass(frozen=True, slots=True)
class Course:
    id: int
    uuid: str
    label: str
    title: str
    concluded: bool


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody's place in one course."""

    person: Person
    role: CourseRole
    suspended: bool


@dataclass(frozen=True, slots=True)
class ToolPlacement:
    """One place on the site's pages where a registered tool shows up (Canvas), and what is sent from there.

    `visibility` is "admins" (whoever teaches the course or looks after the account), "members" or "public";
    a place that isn't `on_by_default` has to be switched on in each course.
    """

    name: str
    message: MessageType
    target_url: str
    label: str = ""
    icon_url: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)
    visibility: str = "public"
    on_by_default: bool = True


@dataclass(frozen=True, slots=True)
class Tool:
    """One registered tool with its one deployment; `deployment_id` is empty until there is one."""

    id: int
    client_id: str
    deployment_id: str
    status: ToolStatus
    name: str
    login_url: str
    target_url: str
    deep_link_url: str
    jwks_url: str
    jwks: Mapping[str, Any] | None
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    claims: tuple[str, ...]
    custom: Mapping[str, str]
    placements: tuple[ToolPlacement, ...]

    def placement(self, name: str) -> ToolPlacement | None:
        """The place of that name, if the tool was registered for it."""
        return next((place for place in self.placements if place.name == name), None)


@dataclass(frozen=True, slots=True)
class Activity:
    """One resource link on a course page; an empty `url` means the tool's own target."""

    id: int
    uuid: str
    course_id: int
    tool_id: int
    title: str
    text: str
    url: str
    custom: Mapping[str, str]
    attempts_allowed: int | None
    new_window: bool
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LineItem:
    """One gradebook column; `activity_id` is None where a tool made it without a link."""

    id: int
    course_id: int
    tool_id: int
    activity_id: int | None
    label: str
    maximum: float
    resource_id: str
    tag: str
    review: Mapping[str, Any] | None
    submission: Mapping[str, Any] | None = None
    """What a tool said of the assignment behind a column that it made (the line item extension of Canvas)."""


@dataclass(frozen=True, slots=True)
class Comment:
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Handed:
    """What the tool said was handed in (the score extension of Canvas)."""

    kind: str
    data: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Result:
    """One cell of the gradebook: what is stored now for one person in one column.

    `score` is on the column's scale. `timestamp` is what the next score is compared with. `by_hand`
    says that a person set the present score.
    """

    line_item_id: int
    person_id: int
    score: float | None = None
    comments: tuple[Comment, ...] = ()
    timestamp: datetime | None = None
    activity_progress: str = ""
    grading_progress: str = ""
    attempts: int = 0
    needs_review: bool = False
    by_hand: bool = False
    changed_by: str = ""
    changed_at: datetime | None = None
    handed: Handed | None = None

    @property
    def comment(self) -> str:
        """The latest comment, or an empty text."""
        return self.comments[-1].text if self.comments else ""


@dataclass(frozen=True, slots=True)
class Score:
    """An AGS score as posted, parsed and not yet judged."""

    user_id: str
    timestamp: datetime
    activity_progress: str
    grading_progress: str
    given: float | None
    maximum: float | None
    comment: str | None
    submitted_at: datetime | None
    extension: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LaunchHint:
    """All that a launch is made of, kept while the browser goes through the tool's login."""

    id: str
    message: MessageType
    person_id: int
    tool_id: int
    course_id: int
    activity_id: int | None = None
    for_user_id: int | None = None
    target_url: str = ""
    as_learner: bool = False
    masquerader_id: int | None = None
    placement: str = ""
    """The place on the site's pages that the launch began at (Canvas); empty: an activity, or the product's own way."""
    deep_link_ticket: str | None = None
    used: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One line in the history of a grade."""

    at: datetime
    by: str
    what: str


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """One call that a tool made to this platform's services."""

    id: int
    at: datetime
    method: str
    path: str
    status: int
    who: str
    sent: str
    answered: str
    note: str
