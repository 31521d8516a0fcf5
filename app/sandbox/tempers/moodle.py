"""A site with Moodle's manners (4.5, as observed on a live instance)."""

import json
import secrets
import string
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

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
from app.sandbox.refusals import LoginProblem, ServiceRefusalError
from app.sandbox.tempers import moodle_grades, moodle_registration
from app.sandbox.tempers.base import Judged, Launch, Scoring, Temper
from app.sandbox.tempers.reading import read_score
from app.sandbox.vocabulary import CLAIM, INSTITUTION, MEMBERSHIP, SCOPES, SYSTEM

LEARNING = frozenset({CourseRole.LEARNER, CourseRole.OBSERVER})
ALPHABET = string.ascii_letters + string.digits


class MoodleTemper(Temper):
    name = "moodle"
    site_name = "Meadow"
    imitates = "Moodle"
    family = "moodle"
    version = "4.5.6 (Build: 20250811)"
    id_token_seconds = 60
    storage_target = None
    answers_frames = False
    offers_submission_review = True
    tells_deployment_at_registration = True
    configuration_needs_token = False
    keeps_dates = False
    shows_remarks = False
    confirms_selection = True
    placements = frozenset[str]()
    scopes = SCOPES
    messages_supported = [
        {"type": MessageType.RESOURCE_LINK.value},
        {"type": MessageType.DEEP_LINKING.value, "placements": ["ContentArea"]},
    ]
    updates_at_once = True
    told_problems = frozenset(
        {LoginProblem.RESPONSE_MODE, LoginProblem.PROMPT, LoginProblem.CLIENT, LoginProblem.USER, LoginProblem.TOOL_OFF}
    )
    token_media_type = "text/html; charset=utf-8"  # noqa: S105
    list_page = None
    roster_page = None
    needs_user_agent = False
    assertion_max_age = 3600
    assertion_max_ahead = 0
    coupled_delete_status = 204
    sends_notices = False

    def subject(self, person: Person) -> str:
        return str(person.id)

    def context_id(self, course: Course) -> str:
        return str(course.id)

    def link_id(self, launch: Launch) -> str:
        return self.activity_link_id(launch.activity) if launch.activity else ""

    def activity_link_id(self, activity: Activity) -> str:
        return str(activity.id)

    def new_client_id(self) -> str:
        return "".join(secrets.choice(ALPHABET) for _ in range(15))

    def new_deployment_id(self, tool_id: int) -> str:
        return str(tool_id)

    def message_hint(self, hint: LaunchHint) -> str:
        course_module = {"cmid": hint.activity_id} if hint.activity_id else {}
        return json.dumps({**course_module, "launchid": f"ltilaunch_{hint.id}"}, separators=(",", ":"))

    def hint_id(self, message_hint: str) -> str:
        try:
            document = json.loads(message_hint)
        except ValueError:
            return ""
        return str(document.get("launchid", "")).removeprefix("ltilaunch_") if isinstance(document, dict) else ""

    def login_extras(self, tool: Tool) -> dict[str, str]:
        return {"client_id": tool.client_id, "lti_deployment_id": tool.deployment_id}

    def redirect_allowed(self, tool: Tool, redirect_uri: str) -> bool:
        """Byte for byte, query included."""
        return redirect_uri in tool.redirect_uris

    def login_error(self, problem: LoginProblem) -> tuple[str, str]:
        known = {
            LoginProblem.CLIENT: ("unauthorized_client", "Unauthorized client"),
            LoginProblem.TOOL_OFF: ("unauthorized_client", "Unauthorized client"),
            LoginProblem.USER: ("access_denied", "Access denied"),
        }
        return known.get(problem, ("invalid_request", f"Invalid {problem.value}"))

    def roles(self, launch: Launch) -> list[str]:
        """Learner or Instructor, never an assistant or observer: whoever may not manage activities is a Learner.

        So is a teacher in the student role, under their own id.
        """
        if launch.hint.as_learner or launch.role in LEARNING:
            return [f"{MEMBERSHIP}#Learner"]
        if launch.person.kind is Kind.ADMINISTRATOR:
            return [f"{INSTITUTION}Administrator", f"{MEMBERSHIP}#Instructor", f"{SYSTEM}Administrator"]
        return [f"{MEMBERSHIP}#Instructor"]

    def context(self, course: Course) -> dict[str, Any]:
        return {"id": str(course.id), "label": course.label, "title": course.title, "type": ["CourseSection"]}

    def custom(self, values: Mapping[str, str]) -> dict[str, str]:
        """Lower-cased names beside the original ones; anything but letters and digits becomes an underscore."""
        sent: dict[str, str] = {}
        for name, value in values.items():
            plain = "".join(letter if letter.isalnum() else "_" for letter in name.lower())
            sent[plain] = value
            sent[name] = value
        return sent

    def extra_claims(self, launch: Launch) -> dict[str, Any]:
        presentation = {"locale": launch.person.locale}
        if launch.hint.message is not MessageType.DEEP_LINKING:
            target = "window" if launch.activity and launch.activity.new_window else "iframe"
            back = f"{launch.base_url}/courses/{launch.course.id}/return"
            presentation |= {"document_target": target, "return_url": back}
        return {
            f"{CLAIM}lis": {
                "person_sourcedid": f"ID-{launch.person.id}",
                "course_section_sourcedid": launch.course.label.lower(),
            },
            f"{CLAIM}ext": {"lms": "moodle-2"},
            f"{CLAIM}launch_presentation": presentation,
            f"{CLAIM}tool_platform": {
                "product_family_code": "moodle",
                "version": "2024100706",
                "guid": "5e0f6d1c3a7b4c2f9d8e7a6b5c4d3e2f",
                "name": self.site_name,
                "description": "A small LMS with Moodle's manners",
            },
        }

    def variables(self, _launch: Launch) -> dict[str, str]:
        return {"$Moodle.Person.userGroupIds": ""}

    def deep_linking_settings(self, launch: Launch, return_url: str) -> dict[str, Any]:
        """Only resource links, and no `data`."""
        return {
            "deep_link_return_url": return_url,
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["frame", "iframe", "window"],
            "accept_copy_advice": False,
            "accept_multiple": True,
            "accept_unsigned": False,
            "auto_create": False,
            "can_confirm": False,
            "title": launch.tool.name,
            "text": "",
        }

    def registration_problem(self, request: dict[str, Any], settings: dict[str, Any]) -> str:
        return moodle_registration.problem(request, settings)

    def registration_answer(self, tool: Tool, request: dict[str, Any], _base_url: str) -> dict[str, Any]:
        return moodle_registration.answer(tool, request)

    def selection_problem(self, _placement: str, _items: Sequence[Mapping[str, Any]]) -> str:
        """Whatever its type, title and address of an item go into the form."""
        return ""

    def line_item_url(self, base_url: str, item: LineItem) -> str:
        """The path goes on before the query: `…/lineitem/scores?type_id=1`."""
        return f"{base_url}/services/{item.course_id}/lineitems/{item.id}/lineitem?type_id={item.tool_id}"

    def line_items_url(self, base_url: str, course: Course, tool_id: int) -> str:
        return f"{base_url}/services/{course.id}/lineitems?type_id={tool_id}"

    def check_accept(self, accept: str, wanted: str) -> None:
        """The very media type must be named: `*/*` is no answer."""
        if wanted not in [part.split(";")[0].strip() for part in accept.split(",")]:
            raise ServiceRefusalError(
                400, {"status": 400, "reason": "No handler found for the accepted types", "request": {}}
            )

    def check_content_type(self, content_type: str, wanted: str) -> None:
        if content_type.split(";")[0].strip() != wanted:
            raise ServiceRefusalError(400, {"status": 400, "reason": "Unsupported content type", "request": {}})

    def next_link(self, url: str) -> str:
        """Curly quotes and an escaped ampersand, as the product really sends them (UTF-8 read as Latin-1)."""
        return f"<{escape(url)}>; rel=\u201cnext\u201d".encode().decode("latin-1")

    def line_item_document(self, url: str, item: LineItem, activity: Activity | None) -> dict[str, Any]:
        document: dict[str, Any] = {
            "id": url,
            "label": item.label,
            "scoreMaximum": item.maximum,
            "resourceId": item.resource_id,
            "tag": item.tag,
        }
        if activity:
            document |= {"resourceLinkId": str(activity.id), "ltiLinkId": str(activity.id)}
        return document | ({"submissionReview": dict(item.review)} if item.review is not None else {})

    def result_document(self, url: str, result: Result, item: LineItem, subject: str) -> dict[str, Any]:
        path, _, query = url.partition("?")
        document: dict[str, Any] = {
            "id": f"{path}/results?{query}&user_id={subject}",
            "userId": subject,
            "scoreOf": url,
        }
        if result.score is not None:
            document |= {"resultScore": result.score, "resultMaximum": item.maximum, "comment": result.comment}
            document |= {"timestamp": result.timestamp.isoformat(timespec="seconds")} if result.timestamp else {}
        return document

    def member_document(self, member: Member) -> dict[str, Any]:
        """Short role names."""
        role = "Learner" if member.role in LEARNING else "Instructor"
        document: dict[str, Any] = {"status": "Active", "roles": [role], "user_id": str(member.person.id)}
        return document | {"lis_person_sourcedid": f"ID-{member.person.id}"}

    def roster(self, members: Sequence[Member]) -> list[Member]:
        """Suspended enrolments vanish; there is no Inactive entry."""
        return [member for member in members if not member.suspended]

    def read_score(self, document: Any) -> Score:
        return read_score(document, moodle_grades.refused_score)

    def judge(self, score: Score, scoring: Scoring) -> Judged:
        return moodle_grades.judge(score, scoring)

    def edited_by_hand(self, result: Result, score: float | None, comment: str, who: str, now: datetime) -> Result:
        return moodle_grades.edited_by_hand(result, score, comment, who, now)

    def score_answer(self, _result_url: str) -> object | None:
        """200 and not a byte more."""
        return None
