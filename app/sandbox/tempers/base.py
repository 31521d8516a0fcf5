"""What two learning management systems may do differently, as one object of policies.

A temper holds no state and touches no storage: it is asked, and answers from what it is handed. The
routes stay the same for both. `knowledge` of each product is named beside its rule.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.sandbox.records import (
    Activity,
    Course,
    CourseRole,
    LaunchHint,
    LineItem,
    Member,
    Person,
    Result,
    Score,
    Tool,
)
from app.sandbox.refusals import LoginProblem

ACCOUNT = 0
"""The course number of a launch from the administration of the whole site, which belongs to no course."""
USER = -1
"""The course number of a launch from a person's own pages, which belongs to no course either."""


@dataclass(frozen=True, slots=True)
class Launch:
    """Everything one LTI message is made from."""

    hint: LaunchHint
    person: Person
    role: CourseRole
    tool: Tool
    course: Course
    activity: Activity | None
    line_items: tuple[LineItem, ...]
    for_user: Person | None
    masquerader: Person | None
    base_url: str
    observed: tuple[Person, ...] = ()
    """The learners of this course whom the person is linked to as their observer."""
    history: tuple[str, ...] = ()
    """Context ids of the courses that this one was copied from, the latest copy first."""

    @property
    def from_course_menu(self) -> bool:
        """A launch from the course's navigation, which belongs to no activity."""
        return self.activity is None and self.hint.deep_link_ticket is None

    @property
    def of_account(self) -> bool:
        """A launch from the administration of the whole site, which belongs to no course (Canvas)."""
        return self.hint.course_id == ACCOUNT

    @property
    def of_user(self) -> bool:
        """A launch from the person's own pages, whatever their courses (Canvas)."""
        return self.hint.course_id == USER


@dataclass(frozen=True, slots=True)
class Judged:
    """A score that was taken: the cell as it is now, and a line for its history."""

    result: Result
    note: str


@dataclass(frozen=True, slots=True)
class Scoring:
    """What a posted score meets: the cell, its column, and the course around it."""

    result: Result
    item: LineItem
    activity: Activity | None
    course: Course
    member: Member | None
    tool_name: str
    now: datetime


class Temper(ABC):
    """Policies of one kind of LMS."""

    name: str
    site_name: str
    imitates: str
    family: str
    version: str
    id_token_seconds: int
    storage_target: str | None
    """Name of the frame that keeps values for the tool, told with each login initiation."""
    answers_frames: bool
    """Whether the page around a tool answers its messages; every one of them takes a height (lti.frameResize)."""
    offers_submission_review: bool
    """Whether review is its own LTI message rather than a relaunch of the submission's address."""
    tells_deployment_at_registration: bool
    configuration_needs_token: bool
    keeps_dates: bool
    """Whether due, unlock and lock dates of a returned item are kept."""
    shows_remarks: bool
    """Whether people see what a tool says beside its items."""
    confirms_selection: bool
    """Whether deep linked items wait in a form until the teacher saves it."""
    placements: frozenset[str]
    """The places on its pages that this LMS puts tools at; none where tools are activities only."""
    scopes: tuple[str, ...]
    """Every scope that there is here."""
    messages_supported: list[dict[str, Any]]
    """The messages and their places, as the configuration for registering tools tells them."""
    updates_at_once: bool
    """Whether a tool that registers again is changed at once; else an administrator looks at it first."""
    told_problems: frozenset[LoginProblem]
    """Login problems that are posted to the tool; the others end on a page of the LMS."""
    token_media_type: str
    list_page: int | None
    """Line items or results per page when the tool names no limit; None sends all."""
    roster_page: int | None
    """Members per page when the tool names no limit; None sends all."""
    needs_user_agent: bool
    assertion_max_age: int
    """Seconds that a client assertion's iat may lie back."""
    assertion_max_ahead: int
    coupled_delete_status: int
    sends_notices: bool
    """Whether it tells tools of copied courses (Platform Notification Service)."""

    # -- identity

    @abstractmethod
    def subject(self, person: Person) -> str:
        """The `sub` of somebody."""

    @abstractmethod
    def context_id(self, course: Course) -> str: ...

    @abstractmethod
    def link_id(self, launch: Launch) -> str:
        """The resource link id of a launch."""

    @abstractmethod
    def activity_link_id(self, activity: Activity) -> str: ...

    @abstractmethod
    def new_client_id(self) -> str: ...

    @abstractmethod
    def new_deployment_id(self, tool_id: int) -> str: ...

    def issuer(self, base_url: str) -> str:
        return base_url

    # -- login and launch

    @abstractmethod
    def message_hint(self, hint: LaunchHint) -> str:
        """`lti_message_hint` of a launch."""

    @abstractmethod
    def hint_id(self, message_hint: str) -> str:
        """The launch hint's id again; empty if the text isn't one of ours."""

    @abstractmethod
    def login_extras(self, tool: Tool) -> dict[str, str]:
        """Parameters of the login initiation beyond the common ones."""

    @abstractmethod
    def redirect_allowed(self, tool: Tool, redirect_uri: str) -> bool: ...

    @abstractmethod
    def login_error(self, problem: LoginProblem) -> tuple[str, str]:
        """`error` and `error_description` as posted to the tool."""

    @abstractmethod
    def roles(self, launch: Launch) -> list[str]: ...

    @abstractmethod
    def context(self, course: Course) -> dict[str, Any]: ...

    @abstractmethod
    def custom(self, values: Mapping[str, str]) -> dict[str, str]:
        """Custom parameters, substituted already, under the names this LMS sends them by."""

    @abstractmethod
    def extra_claims(self, launch: Launch) -> dict[str, Any]:
        """Claims of this product alone, by full name."""

    @abstractmethod
    def variables(self, launch: Launch) -> dict[str, str]:
        """Variables of this product alone, with their `$`."""

    @abstractmethod
    def deep_linking_settings(self, launch: Launch, return_url: str) -> dict[str, Any]: ...

    @abstractmethod
    def selection_problem(self, placement: str, items: Sequence[Mapping[str, Any]]) -> str:
        """Why items returned to a place can't be used; empty if they can."""

    # -- registering tools

    @abstractmethod
    def registration_problem(self, request: dict[str, Any], settings: dict[str, Any]) -> str:
        """What is wrong first with a registration and its tool settings, in this product's words, or nothing."""

    @abstractmethod
    def registration_answer(self, tool: Tool, request: dict[str, Any], base_url: str) -> dict[str, Any]: ...

    # -- services

    @abstractmethod
    def line_item_url(self, base_url: str, item: LineItem) -> str: ...

    @abstractmethod
    def line_items_url(self, base_url: str, course: Course, tool_id: int) -> str: ...

    @abstractmethod
    def check_accept(self, accept: str, wanted: str) -> None:
        """Raises ServiceRefusalError for an Accept header this product does not take."""

    @abstractmethod
    def check_content_type(self, content_type: str, wanted: str) -> None: ...

    @abstractmethod
    def next_link(self, url: str) -> str:
        """A Link header that leads to the next page of line items or results."""

    @abstractmethod
    def line_item_document(self, url: str, item: LineItem, activity: Activity | None) -> dict[str, Any]: ...

    def read_submission(self, _document: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What a tool's new line item says of the assignment behind it, kept with it; None in most products."""
        return None

    @abstractmethod
    def result_document(self, url: str, result: Result, item: LineItem, subject: str) -> dict[str, Any]: ...

    def roster_link(self, _current: str, following: str, _first: str) -> str:
        """A Link header that leads to the next page of the roster."""
        return f'<{following}>; rel="next"'

    @abstractmethod
    def member_document(self, member: Member) -> dict[str, Any]: ...

    @abstractmethod
    def roster(self, members: Sequence[Member]) -> list[Member]:
        """The members that the roster shows."""

    # -- grades

    @abstractmethod
    def read_score(self, document: Any) -> Score:
        """A posted score, parsed. Raises ServiceRefusalError."""

    @abstractmethod
    def judge(self, score: Score, scoring: Scoring) -> Judged:
        """What the score does to the cell. Raises ServiceRefusalError."""

    @abstractmethod
    def edited_by_hand(self, result: Result, score: float | None, comment: str, who: str, now: datetime) -> Result:
        """The cell after a person changed it in the gradebook."""

    @abstractmethod
    def score_answer(self, result_url: str) -> object | None:
        """The body that answers a score; None for an empty one."""
