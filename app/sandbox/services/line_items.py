"""AGS line items: the container and one item, read and written."""

from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from app.sandbox.activities import Column
from app.sandbox.platform import Platform, current_platform
from app.sandbox.records import Activity, Course, LineItem, Tool
from app.sandbox.refusals import ServiceRefusalError
from app.sandbox.services.answering import calling_tool, document, json_body, not_found, unauthorized
from app.sandbox.tempers.reading import read_number
from app.sandbox.vocabulary import LINE_ITEM_TYPE, LINE_ITEMS_TYPE, SCOPE_LINE_ITEM, SCOPE_LINE_ITEM_READ

Row = TypeVar("Row")
blueprint = Blueprint("line_items", __name__)
MOST_PER_PAGE = 100
CONTAINERS = ("/services/<int:course_id>/lineitems", "/api/lti/courses/<int:course_id>/line_items")
ITEMS = (
    "/services/<int:course_id>/lineitems/<int:item_id>/lineitem",
    "/api/lti/courses/<int:course_id>/line_items/<int:item_id>",
)


@blueprint.get(CONTAINERS[0])
@blueprint.get(CONTAINERS[1])
def list_items(course_id: int) -> Response:
    """The calling tool's items of a course, filtered and cut into pages as asked."""
    platform, tool = current_platform(), calling_tool(SCOPE_LINE_ITEM, SCOPE_LINE_ITEM_READ)
    platform.temper.check_accept(request.headers.get("Accept", ""), LINE_ITEMS_TYPE)
    items = [item for item in platform.activities.line_items_of_course(course_id) if _wanted(platform, tool, item)]
    shown, link = paged(platform, items)
    response = document([item_document(platform, item) for item in shown], LINE_ITEMS_TYPE)
    if link:
        response.headers["Link"] = link
    return response


@blueprint.post(CONTAINERS[0])
@blueprint.post(CONTAINERS[1])
def create_item(course_id: int) -> Response:
    platform, tool = current_platform(), calling_tool(SCOPE_LINE_ITEM)
    platform.temper.check_content_type(request.headers.get("Content-Type", ""), LINE_ITEM_TYPE)
    course = _course(platform, course_id)
    body, column = _column(platform)
    activity = _bound_activity(platform, course, tool, body.get("resourceLinkId"))
    activity_id = activity.id if activity else None
    item = platform.activities.add_line_item(course.id, tool.id, activity_id, column, label=column.label)
    return document({**body, "id": item_url(platform, item)}, LINE_ITEM_TYPE, 201)


@blueprint.get(ITEMS[0])
@blueprint.get(ITEMS[1])
def read_item(course_id: int, item_id: int) -> Response:
    platform, tool = current_platform(), calling_tool(SCOPE_LINE_ITEM, SCOPE_LINE_ITEM_READ)
    platform.temper.check_accept(request.headers.get("Accept", ""), LINE_ITEM_TYPE)
    return document(item_document(platform, own_item(platform, tool, course_id, item_id)), LINE_ITEM_TYPE)


@blueprint.put(ITEMS[0])
@blueprint.put(ITEMS[1])
def replace_item(course_id: int, item_id: int) -> Response:
    """Replaces an item; a changed maximum keeps everybody's percentage."""
    platform, tool = current_platform(), calling_tool(SCOPE_LINE_ITEM)
    platform.temper.check_content_type(request.headers.get("Content-Type", ""), LINE_ITEM_TYPE)
    item = own_item(platform, tool, course_id, item_id)
    body, column = _column(platform)
    _check_link(platform, item, body.get("resourceLinkId"))
    with platform.store.transaction():
        platform.grades.rescale(item.id, column.maximum / item.maximum if item.maximum else 1.0)
        changed = platform.activities.change_line_item(item, column)
    return document(item_document(platform, changed), LINE_ITEM_TYPE)


@blueprint.delete(ITEMS[0])
@blueprint.delete(ITEMS[1])
def delete_item(course_id: int, item_id: int) -> Response:
    platform, tool = current_platform(), calling_tool(SCOPE_LINE_ITEM)
    item = own_item(platform, tool, course_id, item_id)
    if item.activity_id and platform.temper.coupled_delete_status != 204:
        raise unauthorized("You can't delete the line item of an activity that the platform made")
    platform.activities.delete_line_item(item.id)
    return Response(status=204)


def own_item(platform: Platform, tool: Tool, course_id: int, item_id: int) -> LineItem:
    """An item of the calling tool. Raises ServiceRefusalError: 404 if there is none, 401 if it is another tool's."""
    item = platform.activities.find_line_item(item_id)
    if item is None or item.course_id != course_id:
        raise not_found("The specified line item does not exist")
    if item.tool_id != tool.id or request.args.get("type_id", str(tool.id)) != str(tool.id):
        raise unauthorized("The line item belongs to another tool")
    return item


def item_url(platform: Platform, item: LineItem) -> str:
    return platform.temper.line_item_url(platform.base_url, item)


def item_document(platform: Platform, item: LineItem) -> dict[str, Any]:
    activity = platform.activities.find(item.activity_id) if item.activity_id else None
    return platform.temper.line_item_document(item_url(platform, item), item, activity)


def paged(platform: Platform, rows: list[Row]) -> tuple[list[Row], str]:
    """The page that `limit` and `from` ask for, and a Link header value if there is more."""
    limit = min(request.args.get("limit", platform.temper.list_page or 0, int), MOST_PER_PAGE)
    start = request.args.get("from", 0, int)
    if limit < 1 or start + limit >= len(rows):
        return rows[start:], ""
    query = {**request.args.to_dict(), "limit": limit, "from": start + limit}
    return rows[start : start + limit], platform.temper.next_link(f"{platform.url(request.path)}?{urlencode(query)}")


def _wanted(platform: Platform, tool: Tool, item: LineItem) -> bool:
    """Whether an item is the tool's and passes the filters of the request."""
    activity = platform.activities.find(item.activity_id) if item.activity_id else None
    link_id = platform.temper.activity_link_id(activity) if activity else ""
    found = {"tag": item.tag, "resource_id": item.resource_id, "resource_link_id": link_id}
    return item.tool_id == tool.id and all(request.args.get(name, has) == has for name, has in found.items())


def _course(platform: Platform, course_id: int) -> Course:
    try:
        return platform.directory.course(course_id)
    except LookupError as error:
        raise not_found("The course does not exist") from error


def _check_link(platform: Platform, item: LineItem, link_id: object) -> None:
    """Refuses a change that names another activity than the item's: 412 in Canvas; Moodle doesn't look."""
    activity = platform.activities.find(item.activity_id) if item.activity_id else None
    has = platform.temper.activity_link_id(activity) if activity else None
    if link_id and link_id != has and platform.temper.name == "canvas":
        raise ServiceRefusalError(412, {"errors": {"message": "The specified LineItem is not of this resource link"}})


def _column(platform: Platform) -> tuple[dict[str, Any], Column]:
    """The request's line item, as sent and as read."""
    body = json_body()
    if not isinstance(body, dict):
        raise _bad("Not a line item")
    maximum = read_number(body.get("scoreMaximum"), "scoreMaximum", _bad)
    label = str(body.get("label") or "")
    if maximum is None or maximum < 0 or not label:
        raise _bad("label and scoreMaximum are required")
    review = body.get("submissionReview")
    return body, Column(
        maximum=maximum,
        label=label,
        resource_id=str(body.get("resourceId") or ""),
        tag=str(body.get("tag") or ""),
        review=review if isinstance(review, dict) else None,
        submission=platform.temper.read_submission(body),
    )


def _bound_activity(platform: Platform, course: Course, tool: Tool, link_id: object) -> Activity | None:
    """The activity that a resourceLinkId names; None without one. An unknown one: 403 in Moodle, 404 in Canvas."""
    if not link_id:
        return None
    for activity in platform.activities.of_course(course.id):
        if platform.temper.activity_link_id(activity) == link_id and activity.tool_id == tool.id:
            return activity
    if platform.temper.name == "moodle":
        raise ServiceRefusalError(403, {"status": 403, "reason": "Invalid resourceLinkId"})
    raise not_found("The resourceLinkId is not known")


def _bad(reason: str) -> ServiceRefusalError:
    return ServiceRefusalError(400, {"status": 400, "reason": reason})
