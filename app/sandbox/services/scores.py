"""AGS scores and results. What a score does to a grade is decided by the temper."""

from typing import Any

from flask import Blueprint, Response, request

from app.sandbox.platform import Platform, current_platform
from app.sandbox.records import Change, Course, LineItem, Member, Score, Tool
from app.sandbox.refusals import ServiceRefusalError
from app.sandbox.services.answering import calling_tool, document, json_body, note
from app.sandbox.services.line_items import ITEMS, item_url, own_item, paged
from app.sandbox.tempers.base import Scoring
from app.sandbox.vocabulary import RESULTS_TYPE, SCOPE_RESULT, SCOPE_SCORE, SCORE_TYPE

blueprint = Blueprint("scores", __name__)


@blueprint.post(f"{ITEMS[0]}/scores")
@blueprint.post(f"{ITEMS[1]}/scores")
def post_score(course_id: int, item_id: int) -> Response:
    """Takes or refuses a score; both are written into the history of the grade."""
    platform, tool = current_platform(), calling_tool(SCOPE_SCORE)
    platform.temper.check_content_type(request.headers.get("Content-Type", ""), SCORE_TYPE)
    item = own_item(platform, tool, course_id, item_id)
    score = platform.temper.read_score(json_body())
    with platform.store.transaction():
        words = _take(platform, tool, item, score)
    note(words)
    answer = platform.temper.score_answer(f"{item_url(platform, item)}/results")
    return Response(status=200) if answer is None else document(answer)


def _take(platform: Platform, tool: Tool, item: LineItem, score: Score) -> str:
    """Applies a score to its cell; what it did, in words."""
    course = platform.directory.course(item.course_id)
    member = _member(platform, course, score.user_id)
    person_id = member.person.id if member else 0
    scoring = Scoring(
        result=platform.grades.result(item.id, person_id),
        item=item,
        activity=platform.activities.find(item.activity_id) if item.activity_id else None,
        course=course,
        member=member,
        tool_name=tool.name,
        now=platform.now(),
    )
    judged = platform.temper.judge(score, scoring)
    words = f"{judged.note} ({score.activity_progress}, {score.grading_progress})"
    platform.grades.save(judged.result, Change(platform.now(), tool.name, words))
    return words


def _member(platform: Platform, course: Course, subject: str) -> Member | None:
    members = platform.directory.members(course.id)
    return next((member for member in members if platform.temper.subject(member.person) == subject), None)


@blueprint.get(f"{ITEMS[0]}/results")
@blueprint.get(f"{ITEMS[1]}/results")
def list_results(course_id: int, item_id: int) -> Response:
    """Everybody's results, or one person's with `user_id`."""
    platform, tool = current_platform(), calling_tool(SCOPE_RESULT)
    platform.temper.check_accept(request.headers.get("Accept", ""), RESULTS_TYPE)
    if platform.temper.name == "moodle" and "limit" in request.args:
        raise ServiceRefusalError(404, "<html><body>Error</body></html>", media_type="text/html")
    item = own_item(platform, tool, course_id, item_id)
    shown, link = paged(platform, _results(platform, item, request.args.get("user_id")))
    response = document(shown, RESULTS_TYPE)
    if link:
        response.headers["Link"] = link
    return response


def _results(platform: Platform, item: LineItem, subject: str | None) -> list[dict[str, Any]]:
    url = item_url(platform, item)
    documents = []
    for result in platform.grades.of_line_item(item.id):
        whose = platform.temper.subject(platform.directory.person(result.person_id))
        if subject in (None, whose):
            documents.append(platform.temper.result_document(url, result, item, whose))
    return documents
