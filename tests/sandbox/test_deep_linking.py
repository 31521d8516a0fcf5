"""A selection on its way through the tool and back into the course."""

from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from app.sandbox import MessageType
from app.sandbox.vocabulary import CLAIM, DEEP_LINKING
from tests.sandbox.tool import ToolSide

ITEM = {
    "type": "ltiResourceLink",
    "title": "Inclusive discussion",
    "text": "Bring every student in",
    "url": "http://localhost:9000/launch",
    "custom": {"cairn_mc": "inclusive", "on": True, "off": False},
    "lineItem": {
        "label": "Inclusive",
        "scoreMaximum": 20,
        "resourceId": "mc-2",
        "submissionReview": {"url": "http://x/r"},
    },
}


class Picker:
    """A teacher's visit to the tool's picker."""

    def __init__(self, tool: ToolSide) -> None:
        self.tool = tool
        login = tool.lms.login(
            tool.lms.person_named("Ada"), course=tool.course, tool=tool.tool, message=MessageType.DEEP_LINKING
        )
        self.settings: dict[str, Any] = tool.lms.claims(login)[f"{DEEP_LINKING}deep_linking_settings"]

    def send_back(self, *items: Any, **changes: Any) -> TestResponse:
        now = int(self.tool.lms.platform.now().timestamp())
        claims = {
            "iss": self.tool.tool.client_id,
            "aud": self.tool.lms.issuer,
            "iat": now,
            "exp": now + 60,
            "nonce": "once",
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}deployment_id": self.tool.tool.deployment_id,
            f"{CLAIM}message_type": "LtiDeepLinkingResponse",
            f"{DEEP_LINKING}content_items": list(items),
            f"{DEEP_LINKING}data": self.settings.get("data"),
            **changes,
        }
        token = self.tool.sign({name: value for name, value in claims.items() if value is not None})
        path = self.settings["deep_link_return_url"].removeprefix(self.tool.lms.base_url)
        return Client(self.tool.lms.app).post(path, data={"JWT": token})


def browser(tool: ToolSide) -> Client:
    client = Client(tool.lms.app)
    client.post("/sign-in", data={"person": tool.lms.person_named("Ada").id})
    return client


def placed(tool: ToolSide) -> list[str]:
    return [activity.title for activity in tool.lms.activities(tool.course)]


def target_of(answer: TestResponse) -> str:
    return answer.text.partition('<a href="')[2].partition('"')[0]


def test_canvas_places_the_items_at_once_under_their_columns_names(canvas: ToolSide) -> None:
    answer = Picker(canvas).send_back(ITEM, {**ITEM, "title": "Other", "lineItem": None})
    assert target_of(answer) == f"/courses/{canvas.course.id}"
    assert placed(canvas) == ["Portfolio", "Inclusive", "Other"]


def test_moodle_waits_until_the_teacher_saves_and_takes_changes(moodle: ToolSide) -> None:
    target = target_of(Picker(moodle).send_back(ITEM))
    assert placed(moodle) == ["Portfolio"]
    client = browser(moodle)
    assert "Inclusive discussion" in client.get(target).text
    client.post(target, data={"title": "My title", "points": "12.5"})
    activity = moodle.lms.activities(moodle.course)[-1]
    item = moodle.lms.line_item(activity)
    assert (activity.title, item.label, item.maximum, item.resource_id) == ("My title", "My title", 12.5, "mc-2")
    assert item.review == {"url": "http://x/r"}
    assert activity.custom == {"cairn_mc": "inclusive", "on": "1", "off": ""}


def test_moodle_saves_several_items_together(moodle: ToolSide) -> None:
    target = target_of(Picker(moodle).send_back(ITEM, {"type": "ltiResourceLink", "title": "Reading"}))
    client = browser(moodle)
    assert "Graded activity, maximum 20" in client.get(target).text
    client.post(target)
    assert placed(moodle) == ["Portfolio", "Inclusive discussion", "Reading"]
    assert client.get(target).status_code == 404


def test_a_cancelled_selection_changes_nothing(moodle: ToolSide) -> None:
    target = target_of(Picker(moodle).send_back(ITEM))
    browser(moodle).post(target, data={"cancel": "1"})
    assert placed(moodle) == ["Portfolio"]


def test_an_empty_selection_leads_back_to_the_course(either: ToolSide) -> None:
    assert target_of(Picker(either).send_back()) == f"/courses/{either.course.id}"
    assert placed(either) == ["Portfolio"]


def test_a_column_without_a_maximum_gets_a_hundred_points(canvas: ToolSide) -> None:
    Picker(canvas).send_back({"type": "ltiResourceLink", "title": "T", "lineItem": {}})
    assert canvas.lms.line_item(canvas.lms.activities(canvas.course)[-1]).maximum == 100


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "another"},
        {"aud": "https://elsewhere.example"},
        {"exp": 1},
        {"nonce": None},
        {f"{CLAIM}deployment_id": "another"},
        {f"{CLAIM}message_type": "LtiResourceLinkRequest"},
        {f"{CLAIM}version": "1.1"},
    ],
)
def test_a_selection_that_is_not_in_order_is_refused(either: ToolSide, changes: dict[str, Any]) -> None:
    assert Picker(either).send_back(ITEM, **changes).status_code == 400
    assert placed(either) == ["Portfolio"]


def test_canvas_wants_its_data_back(canvas: ToolSide) -> None:
    assert Picker(canvas).send_back(ITEM, **{f"{DEEP_LINKING}data": None}).status_code == 400


def test_a_selection_signed_by_somebody_else_is_refused(either: ToolSide) -> None:
    path = Picker(either).settings["deep_link_return_url"].removeprefix(either.lms.base_url)
    assert Client(either.lms.app).post(path, data={"JWT": "no.such.token"}).status_code == 403


def test_a_selection_is_returned_once(either: ToolSide) -> None:
    picker = Picker(either)
    picker.send_back(ITEM)
    assert picker.send_back(ITEM).status_code == 409


def test_nested_custom_values_are_refused(canvas: ToolSide) -> None:
    assert Picker(canvas).send_back({**ITEM, "custom": {"deep": {"a": 1}}}).status_code == 404
    assert placed(canvas) == ["Portfolio"]
