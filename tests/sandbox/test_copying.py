"""Copied courses: what comes along and what doesn't, what launches tell of it, and who is told at once."""

import json
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from flask.testing import FlaskClient

from app.sandbox import Lms
from app.sandbox.records import CourseRole, Person
from app.sandbox.vocabulary import SCOPE_NOTICES, SCOPES
from tests.conftest import ManualClock
from tests.loopback import Heard, Loopback, loopback_server, reply
from tests.sandbox.tool import ToolSide, connect

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
HELLO, COPY = "LtiHelloWorldNotice", "LtiContextCopyNotice"


def ada(side: ToolSide) -> Person:
    return side.lms.person_named("Ada")


def custom_of(side: ToolSide, **launch: Any) -> dict[str, str]:
    claims: dict[str, str] = side.lms.claims(side.lms.login(ada(side), **launch))[f"{CLAIM}custom"]
    return claims


def test_activities_come_along_with_new_ids_and_columns_of_their_own(either: ToolSide) -> None:
    lms = either.lms
    custom = {"cairn_mc": "asking-well", "cairn_placement": "uuid-1"}
    first = lms.place(either.course, either.tool, "Week 1", custom=custom, resource_id="r1", tag="t", maximum=50)
    lms.place(either.course, either.tool, "Week 2", maximum=None)
    copy = lms.copy_course(either.course)
    copied = {activity.title: activity for activity in lms.activities(copy)}
    assert {"Week 1", "Week 2"} <= set(copied)
    assert copied["Week 1"].custom == custom
    assert lms.link_id(copied["Week 1"]) != lms.link_id(first)
    old, new = lms.line_item(first), lms.line_item(copied["Week 1"])
    assert new.id != old.id and (new.course_id, new.maximum) == (copy.id, 50)
    assert (new.resource_id, new.tag) == ("r1", "t")
    with pytest.raises(LookupError):
        lms.line_item(copied["Week 2"])


def test_people_and_grades_stay_behind(either: ToolSide) -> None:
    lms = either.lms
    assert either.score().status_code == 200
    copy = lms.copy_course(either.course)
    assert lms.platform.directory.members(copy.id) == []
    (copied,) = [each for each in lms.activities(copy) if each.title == either.activity.title]
    assert lms.result(copied, either.learner).score is None
    assert lms.result(either.activity, either.learner).score is not None


def test_launches_tell_where_a_course_comes_from_the_latest_first(either: ToolSide) -> None:
    lms = either.lms
    tool = lms.register_tool(
        login_url="https://tool.example/login",
        launch_url="https://tool.example/launch",
        custom={"context_history": "$Context.id.history"},
    )
    first = lms.add_course("A", "First", teachers=[ada(either)])
    other = lms.add_course("B", "Other", teachers=[ada(either)])
    second = lms.copy_course(first)
    third = lms.copy_course(second)
    lms.copy_course(other, into=third)
    for course in (second, third):
        lms.enrol(course, ada(either), CourseRole.TEACHER)
    told = {course.id: custom_of(either, course=course, tool=tool) for course in (first, second, third)}
    assert told[first.id].get("context_history", "") == ""
    assert told[second.id]["context_history"] == lms.context_id(first)
    assert told[third.id]["context_history"].split(",") == [lms.context_id(each) for each in (other, second, first)]


@pytest.fixture
def ears() -> Iterator[Loopback]:
    """A tool's address for notices."""

    def answer(handler: Any, _heard: Heard) -> None:
        reply(handler, 200, b"{}", {"Content-Type": "application/json"})

    with loopback_server(answer) as server:
        yield server


@pytest.fixture
def hearing(clock: ManualClock, ears: Loopback) -> Iterator[ToolSide]:
    """A tool in Canvas's manners that may leave handlers."""
    lms = Lms.new(temper="canvas", clock=clock)
    side = connect(lms, scopes=(*SCOPES, SCOPE_NOTICES))
    lms.platform.store.change("UPDATE tool SET login_url = ?", f"{ears.url}/login")
    side.authorize(SCOPE_NOTICES)
    yield side
    lms.close()


def service_of(side: ToolSide) -> dict[str, Any]:
    claims = side.lms.claims(side.lms.login(side.learner, side.activity))
    told: dict[str, Any] = claims[f"{CLAIM}platformnotificationservice"]
    return told


def leave(side: ToolSide, kind: object, handler: object) -> Any:
    url = service_of(side)["platform_notification_service_url"]
    return side.call("PUT", url, send="application/json", body={"notice_type": kind, "handler": handler})


def test_a_tool_that_asked_is_told_of_a_copy_at_once(hearing: ToolSide, ears: Loopback) -> None:
    assert COPY in service_of(hearing)["notice_types_supported"]
    assert leave(hearing, COPY, f"{ears.url}/notices").status_code == 200
    copy = hearing.lms.copy_course(hearing.course, "NEW", "New term")
    (heard,) = ears.heard
    (entry,) = json.loads(heard.body)["notices"]
    claims = jwt.decode(entry["jwt"], options={"verify_signature": False})
    assert claims[f"{CLAIM}notice"]["type"] == COPY and claims["aud"] == hearing.tool.client_id
    assert claims[f"{CLAIM}context"]["id"] == hearing.lms.context_id(copy)
    assert claims[f"{CLAIM}origin_contexts"] == [hearing.lms.context_id(hearing.course)]
    assert "sub" not in claims and "jti" not in claims
    assert [(notice.type, notice.status) for notice in hearing.lms.notices()] == [(COPY, 200)]


def test_greetings_come_as_soon_as_they_are_asked_for(hearing: ToolSide, ears: Loopback) -> None:
    leave(hearing, HELLO, f"{ears.url}/notices")
    assert [notice.type for notice in hearing.lms.notices()] == [HELLO]


def test_a_handler_can_be_taken_away_and_nobody_is_told_then(hearing: ToolSide, ears: Loopback) -> None:
    leave(hearing, COPY, f"{ears.url}/notices")
    assert leave(hearing, COPY, "").status_code == 200
    hearing.lms.copy_course(hearing.course)
    assert hearing.lms.notices() == []


def test_a_tool_that_does_not_answer_is_told_once_and_no_more(hearing: ToolSide) -> None:
    nobody = "http://127.0.0.1:9"
    hearing.lms.platform.store.change("UPDATE tool SET login_url = ?", f"{nobody}/login")
    leave(hearing, COPY, f"{nobody}/notices")
    assert hearing.lms.copy_course(hearing.course)
    assert [notice.status for notice in hearing.lms.notices()] == [0]


@pytest.mark.parametrize(
    ("kind", "handler"), [("Unknown", ""), (None, ""), (COPY, "https://elsewhere.example/notices"), (COPY, 7)]
)
def test_what_is_no_handler_of_this_tool_is_refused(hearing: ToolSide, kind: object, handler: object) -> None:
    assert leave(hearing, kind, handler).status_code == 400


def test_without_the_scope_there_is_no_service(either: ToolSide) -> None:
    assert f"{CLAIM}platformnotificationservice" not in either.lms.claims(
        either.lms.login(either.learner, either.activity)
    )
    answer = either.call("GET", f"/api/lti/notice-handlers/{either.tool.id}")
    assert answer.status_code == (404 if either.lms.platform.temper.name == "moodle" else 401)


def test_a_teacher_copies_a_course_on_its_settings_page(either: ToolSide) -> None:
    http: FlaskClient = either.lms.app.test_client()
    http.post("/sign-in", data={"person": ada(either).id})
    assert "Copy this course" in http.get(f"/courses/{either.course.id}/settings").text
    answer = http.post(f"/courses/{either.course.id}/copies", data={"label": "NEW", "title": "New term"})
    assert answer.status_code == 303
    page = http.get(answer.location).text
    assert "New term" in page and either.activity.title in page
