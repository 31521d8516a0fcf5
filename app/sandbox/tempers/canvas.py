"""A site with Canvas's manners (as read in its published source and API pages)."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.sandbox.placements import MESSAGES
from app.sandbox.records import (
    Activity,
    Course,
    CourseRole,
    Kind,
    LaunchHint,
    LineItem,
    Member,
    MessageType,
    Person,
    Result,
    Score,
    Tool,
)
from app.sandbox.refusals import LoginProblem
from app.sandbox.tempers import canvas_grades, canvas_picking, canvas_registration
from app.sandbox.tempers.base import ACCOUNT, USER, Judged, Launch, Scoring, Temper
from app.sandbox.tempers.reading import read_score
from app.sandbox.vocabulary import (
    CANVAS_PLACEMENT,
    CANVAS_SCOPES,
    CANVAS_SUBMISSION_TYPE,
    CLAIM,
    COURSE_OFFERING,
    INSTITUTION,
    MEMBERSHIP,
    SYSTEM,
    TEST_USER,
)

SUBROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"
OTHER_CONTEXTS = {ACCOUNT: "Account", USER: "User"}
"""What Canvas calls a context that is no course (lib lti/messages/jwt_message.rb)."""
INSTITUTION_ROLES = {Kind.ADMINISTRATOR: "Administrator", Kind.TEACHER: "Instructor"}
ACCOUNT_GUID = "kQ3sandboxharbour7Zt"


class CanvasTemper(Temper):
    name = "canvas"
    site_name = "Harbour"
    imitates = "Canvas"
    family = "canvas"
    version = "vCloud"
    id_token_seconds = 3600
    storage_target = "post_message_forwarding"
    answers_frames = True
    offers_submission_review = False
    tells_deployment_at_registration = False
    configuration_needs_token = True
    keeps_dates = True
    shows_remarks = True
    confirms_selection = False
    placements = frozenset(MESSAGES)
    scopes = CANVAS_SCOPES
    messages_supported = [
        {"type": kind.value, "placements": [name for name, kinds in MESSAGES.items() if kind in kinds]}
        for kind in (MessageType.RESOURCE_LINK, MessageType.DEEP_LINKING)
    ]
    updates_at_once = False
    told_problems = frozenset(LoginProblem) - {LoginProblem.CLIENT, LoginProblem.REDIRECT_URI}
    token_media_type = "application/json; charset=utf-8"  # noqa: S105
    list_page = 10
    roster_page = 50
    needs_user_agent = True
    assertion_max_age = 300
    assertion_max_ahead = 30
    coupled_delete_status = 401
    sends_notices = True

    def __init__(self, shared_issuer: str | None = None) -> None:
        """`shared_issuer` makes every site name the same `iss`, as all tenants in the cloud do."""
        self._shared_issuer = shared_issuer

    def issuer(self, base_url: str) -> str:
        return self._shared_issuer or base_url

    def subject(self, person: Person) -> str:
        return person.uuid

    def context_id(self, course: Course) -> str:
        return course.uuid.replace("-", "")

    def link_id(self, launch: Launch) -> str:
        """The context's own id for a launch from the course menu: there is no activity behind it."""
        if launch.from_course_menu:
            return self.context_id(launch.course)
        return self.activity_link_id(launch.activity) if launch.activity else ""

    def activity_link_id(self, activity: Activity) -> str:
        return activity.uuid

    def new_client_id(self) -> str:
        return str(10_000_000_000_000 + secrets.randbelow(10_000))

    def new_deployment_id(self, tool_id: int) -> str:
        return f"{tool_id}:{secrets.token_hex(20)}"

    def message_hint(self, hint: LaunchHint) -> str:
        return f"verifier.{hint.id}"

    def hint_id(self, message_hint: str) -> str:
        return message_hint.removeprefix("verifier.") if message_hint.startswith("verifier.") else ""

    def login_extras(self, tool: Tool) -> dict[str, str]:
        return {
            "client_id": tool.client_id,
            "deployment_id": tool.deployment_id,
            "lti_deployment_id": tool.deployment_id,
            "canvas_region": "not_configured",
            "canvas_environment": "prod",
            "lti_storage_target": self.storage_target or "",
        }

    def redirect_allowed(self, tool: Tool, redirect_uri: str) -> bool:
        """The query doesn't count."""
        bare = redirect_uri.partition("?")[0]
        return any(bare == allowed.partition("?")[0] for allowed in tool.redirect_uris)

    def login_error(self, problem: LoginProblem) -> tuple[str, str]:
        known = {
            LoginProblem.SIGNED_OUT: ("login_required", "Must have an active user session"),
            LoginProblem.USER: ("login_required", "The user is not logged in"),
            LoginProblem.USED_HINT: (
                "launch_no_longer_valid",
                "The launch has either expired or already been consumed",
            ),
            LoginProblem.HINT: ("launch_no_longer_valid", "The launch has either expired or already been consumed"),
            LoginProblem.TOOL_OFF: ("unauthorized_client", "Client not authorized in requested context"),
        }
        return known.get(problem, ("invalid_request_object", f"The request is invalid: {problem.value}"))

    def roles(self, launch: Launch) -> list[str]:
        """System and institution roles beside the course's own; an assistant is an Instructor too."""
        everyone = [f"{SYSTEM}User"]
        if launch.of_account:
            return [f"{INSTITUTION}Administrator", *everyone]
        if launch.of_user:
            return [f"{INSTITUTION}{INSTITUTION_ROLES.get(launch.person.kind, 'Student')}", *everyone]
        if launch.person.kind is Kind.TEST_STUDENT:
            return [f"{INSTITUTION}Student", f"{MEMBERSHIP}#Learner", *everyone, TEST_USER]
        if launch.person.kind is Kind.ADMINISTRATOR:
            return [f"{INSTITUTION}Administrator", f"{MEMBERSHIP}#Administrator", *everyone]
        if launch.role is CourseRole.LEARNER:
            return [f"{INSTITUTION}Student", f"{MEMBERSHIP}#Learner", *everyone]
        if launch.role is CourseRole.OBSERVER:
            return [f"{INSTITUTION}Observer", f"{MEMBERSHIP}#Mentor", *everyone]
        assistant = [SUBROLE] if launch.role is CourseRole.ASSISTANT else []
        return [f"{INSTITUTION}Instructor", f"{MEMBERSHIP}#Instructor", *assistant, *everyone]

    def context(self, course: Course) -> dict[str, Any]:
        return {
            "id": self.context_id(course),
            "label": course.label,
            "title": course.title,
            "type": [OTHER_CONTEXTS.get(course.id, COURSE_OFFERING)],
        }

    def custom(self, values: Mapping[str, str]) -> dict[str, str]:
        return dict(values)

    def extra_claims(self, launch: Launch) -> dict[str, Any]:
        homes = {ACCOUNT: "account", USER: "profile"}
        home = f"{launch.base_url}/{homes.get(launch.course.id, f'courses/{launch.course.id}')}"
        new_window = bool(launch.activity and launch.activity.new_window)
        return {
            f"{CLAIM}launch_presentation": {
                "document_target": "window" if new_window else "iframe",
                "return_url": f"{home}/return",
                "locale": launch.person.locale,
                "height": 400,
                "width": 800,
            },
            f"{CLAIM}tool_platform": {
                "guid": f"{ACCOUNT_GUID}:sandbox",
                "name": self.site_name,
                "version": "cloud",
                "product_family_code": "canvas",
            },
            f"{CLAIM}lti11_legacy_user_id": launch.person.uuid.replace("-", ""),
            CANVAS_PLACEMENT: _placement(launch),
            "locale": launch.person.locale,
            "errors": {"errors": {}},
            **self._observing(launch),
        }

    def _observing(self, launch: Launch) -> dict[str, Any]:
        """Whom an observer is linked to; the claim is left out where that is nobody."""
        observed = [self.subject(person) for person in launch.observed]
        is_observer = launch.role is CourseRole.OBSERVER and bool(observed)
        return {f"{CLAIM}role_scope_mentor": observed} if is_observer else {}

    def variables(self, launch: Launch) -> dict[str, str]:
        activity = launch.activity
        item = launch.line_items[0] if launch.line_items else None
        masquerader = launch.masquerader
        return {
            **dict.fromkeys(("$Canvas.account.id", "$Canvas.rootAccount.id"), "1"),
            "$Canvas.user.id": str(launch.person.id),
            "$Canvas.course.id": str(launch.course.id),
            "$Canvas.api.domain": launch.base_url.partition("://")[2],
            "$Canvas.assignment.id": str(activity.id) if activity else "$Canvas.assignment.id",
            "$Canvas.assignment.pointsPossible": f"{item.maximum:g}" if item else "$Canvas.assignment.pointsPossible",
            "$Canvas.assignment.allowedAttempts": str((activity and activity.attempts_allowed) or -1),
            "$com.instructure.Assignment.lti.id": activity.uuid if activity else "$com.instructure.Assignment.lti.id",
            "$Canvas.masqueradingUser.id": str(masquerader.id) if masquerader else "$Canvas.masqueradingUser.id",
            "$Canvas.masqueradingUser.userId": masquerader.uuid if masquerader else "$Canvas.masqueradingUser.userId",
            "$Canvas.enrollment.enrollmentState": "active",
            "$Canvas.membership.roles": launch.role.value,
            "$Canvas.course.previousContextIds.recursive": ",".join(launch.history),
            "$Person.address.timezone": "Europe/Oslo",
        }

    def deep_linking_settings(self, launch: Launch, return_url: str) -> dict[str, Any]:
        return canvas_picking.settings(launch, return_url)

    def selection_problem(self, placement: str, items: Sequence[Mapping[str, Any]]) -> str:
        return canvas_picking.problem(placement, items)

    def registration_problem(self, request: dict[str, Any], settings: dict[str, Any]) -> str:
        return canvas_registration.problem(request, settings)

    def registration_answer(self, tool: Tool, request: dict[str, Any], base_url: str) -> dict[str, Any]:
        configuration_url = f"{base_url}/api/lti/registrations/{tool.id}/configuration"
        return canvas_registration.answer(tool, request, configuration_url)

    def line_item_url(self, base_url: str, item: LineItem) -> str:
        return f"{base_url}/api/lti/courses/{item.course_id}/line_items/{item.id}"

    def line_items_url(self, base_url: str, course: Course, _tool_id: int) -> str:
        return f"{base_url}/api/lti/courses/{course.id}/line_items"

    def check_accept(self, accept: str, wanted: str) -> None:
        """Whatever the tool accepts, it gets the one type there is."""

    def check_content_type(self, content_type: str, wanted: str) -> None:
        """JSON of any name is read."""

    def next_link(self, url: str) -> str:
        return f'<{url}>; rel="next"'

    def line_item_document(self, url: str, item: LineItem, activity: Activity | None) -> dict[str, Any]:
        document: dict[str, Any] = {"id": url, "scoreMaximum": item.maximum, "label": item.label}
        document |= {"tag": item.tag} if item.tag else {}
        document |= {"resourceId": item.resource_id} if item.resource_id else {}
        return document | ({"resourceLinkId": activity.uuid} if activity else {})

    def read_submission(self, document: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The submission type of the new assignment; one that opens the tool needs an address."""
        extension = document.get(CANVAS_SUBMISSION_TYPE)
        if extension is None:
            return None
        kind = extension.get("type") if isinstance(extension, dict) else None
        if kind not in {"none", "external_tool"}:
            raise canvas_grades.bad_request("Invalid submission type")
        if kind == "external_tool" and not extension.get("external_tool_url"):
            raise canvas_grades.bad_request("external_tool_url is required for type external_tool")
        return dict(extension)

    def result_document(self, url: str, result: Result, item: LineItem, subject: str) -> dict[str, Any]:
        document: dict[str, Any] = {"id": f"{url}/results/{result.person_id}", "userId": subject, "scoreOf": url}
        if result.score is not None:
            document |= {"resultScore": result.score, "resultMaximum": item.maximum}
        return document | ({"comment": result.comment} if result.comment else {})

    def member_document(self, member: Member) -> dict[str, Any]:
        known = {CourseRole.LEARNER: "Learner", CourseRole.OBSERVER: "Mentor"}
        roles = [f"{MEMBERSHIP}#{known.get(member.role, 'Instructor')}"]
        if member.role is CourseRole.ASSISTANT:
            roles.append(SUBROLE)
        older_id = {"lti11_legacy_user_id": member.person.uuid.replace("-", "")}
        return {"status": "Active", "user_id": member.person.uuid, "roles": roles, **older_id}

    def roster_link(self, current: str, following: str, first: str) -> str:
        """Several links in one header, as the paging of all its services has them."""
        return f'<{current}>; rel="current", <{following}>; rel="next", <{first}>; rel="first"'

    def roster(self, members: Sequence[Member]) -> list[Member]:
        """Neither suspended people nor the test student."""
        return [m for m in members if not m.suspended and m.person.kind is not Kind.TEST_STUDENT]

    def read_score(self, document: Any) -> Score:
        return read_score(document, canvas_grades.bad_request)

    def judge(self, score: Score, scoring: Scoring) -> Judged:
        return canvas_grades.judge(score, scoring)

    def edited_by_hand(self, result: Result, score: float | None, comment: str, who: str, now: datetime) -> Result:
        return canvas_grades.edited_by_hand(result, score, comment, who, now)

    def score_answer(self, result_url: str) -> object | None:
        return {"resultUrl": result_url}


def _placement(launch: Launch) -> str:
    if launch.hint.placement:
        return launch.hint.placement
    if launch.hint.message is MessageType.DEEP_LINKING:
        return canvas_picking.USUAL
    return "course_navigation" if launch.from_course_menu else "assignment_view"
