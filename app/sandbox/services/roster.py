"""Names and Role Provisioning: who is in a course, page by page."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from app.sandbox.platform import Platform, current_platform
from app.sandbox.records import CourseRole, Member, Tool
from app.sandbox.refusals import ServiceRefusalError
from app.sandbox.services.answering import calling_tool, document, not_found, unauthorized
from app.sandbox.vocabulary import CLAIM, MEMBERSHIP, ROSTER_TYPE, SCOPE_ROSTER

blueprint = Blueprint("roster", __name__)
LEARNER = ("Learner", f"{MEMBERSHIP}#Learner")
MENTOR = ("Mentor", f"{MEMBERSHIP}#Mentor")
INSTRUCTOR = ("Instructor", f"{MEMBERSHIP}#Instructor")


@blueprint.get("/services/courses/<int:course_id>/memberships/<int:tool_id>")
def members(course_id: int, tool_id: int) -> Response:
    platform, tool = current_platform(), calling_tool(SCOPE_ROSTER)
    if tool.id != tool_id:
        raise unauthorized("The roster belongs to another tool")
    _check_accept(platform)
    try:
        course = platform.directory.course(course_id)
    except LookupError as error:
        raise not_found("The course does not exist") from error
    _check_link(platform, tool, course_id)
    everybody = [m for m in platform.temper.roster(platform.directory.members(course_id)) if _asked_for(m)]
    limit, start = _page(platform)
    shown = everybody[start : start + limit] if limit else everybody[start:]
    context = platform.temper.context(course)
    body = {
        "id": platform.url(request.path),
        "context": {name: context[name] for name in ("id", "label", "title")},
        "members": [_member(platform, tool, member) for member in shown],
    }
    response = document(body, ROSTER_TYPE)
    if limit and start + limit < len(everybody):
        query = {**request.args.to_dict(), "limit": limit, "from": start + limit}
        address = platform.url(request.path)
        response.headers["Link"] = platform.temper.roster_link(request.url, f"{address}?{urlencode(query)}", address)
    return response


def _check_accept(platform: Platform) -> None:
    """Moodle takes the roster's own type or anything, but not `application/json`."""
    accept = request.headers.get("Accept", "*/*")
    if "*/*" not in accept:
        platform.temper.check_accept(accept, ROSTER_TYPE)


def _check_link(platform: Platform, tool: Tool, course_id: int) -> None:
    """`rlid` must name an activity of the course or, at Canvas, the course itself. Raises ServiceRefusalError."""
    link_id = request.args.get("rlid")
    course = platform.directory.course(course_id)
    known = {
        platform.temper.activity_link_id(activity)
        for activity in platform.activities.of_course(course_id)
        if activity.tool_id == tool.id
    }
    is_canvas = platform.temper.name == "canvas"
    if link_id is None or link_id in known or (is_canvas and link_id == platform.temper.context_id(course)):
        return
    if not is_canvas:
        raise not_found("Unknown resource link")
    raise ServiceRefusalError(400, {"errors": {"message": "Requested ResourceLink was not found"}})


def _asked_for(member: Member) -> bool:
    role = request.args.get("role")
    if role is None:
        return True
    known = {CourseRole.LEARNER: LEARNER, CourseRole.OBSERVER: MENTOR}
    return role in known.get(member.role, INSTRUCTOR)


def _page(platform: Platform) -> tuple[int, int]:
    """Members per page (0: all of them) and how many to leave out."""
    asked, most = request.args.get("limit", 0, int), platform.temper.roster_page or 0
    limit = min(asked, most) if asked > 0 and most else max(asked, most)
    return limit, request.args.get("from", 0, int)


def _member(platform: Platform, tool: Tool, member: Member) -> dict[str, Any]:
    person = member.person
    body = platform.temper.member_document(member)
    personal = {
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
    }
    body |= {name: value for name, value in personal.items() if value and name in tool.claims}
    if "rlid" in request.args:
        body["message"] = [{f"{CLAIM}message_type": "LtiResourceLinkRequest", f"{CLAIM}custom": {}}]
    return body
