"""A selection on its way through the tool and back into the course."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from app.sandbox import Lms, MessageType, homework, texts
from app.sandbox.records import Activity
from app.sandbox.sanitising import sanitised
from app.sandbox.vocabulary import CLAIM, DEEP_LINKING
from tests.conftest import ManualClock
from tests.sandbox.tool import ToolSide, connect

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

    def __init__(self, tool: ToolSide, placement: str = "", who: str = "Ada", into: int | None = None) -> None:
        self.tool = tool
        login = tool.lms.login(
            tool.lms.person_named(who),
            course=tool.course,
            tool=tool.tool,
            message=MessageType.DEEP_LINKING,
            placement=placement,
            into=into,
        )
        self.settings: dict[str, Any] = tool.lms.claims(login)[f"{DEEP_LINKING}deep_linking_settings"]

    def send_back(self, *items: Any, **changes: Any) -> TestResponse:
        now = int(self.tool.lms.platform.now().timestamp())
        claims = {
            "iss": self.tool.tool.client_id,
            "aud": self.tool.lms.issuer,
            "iat": now,
            "exp": now + 60,
            "nonce": uuid.uuid4().hex,
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


@pytest.fixture
def writing(clock: ManualClock) -> Iterator[ToolSide]:
    """A Canvas temper whose tool is in the editor and where homework is handed in."""
    lms = Lms.new(temper="canvas", clock=clock)
    yield connect(lms, placements=("assignment_selection", "editor_button", "homework_submission"))
    lms.close()


def browser(tool: ToolSide, who: str = "Ada") -> Client:
    client = Client(tool.lms.app)
    client.post("/sign-in", data={"person": tool.lms.person_named(who).id})
    return client


def placed(tool: ToolSide) -> list[str]:
    return [activity.title for activity in tool.lms.activities(tool.course)]


def target_of(answer: TestResponse) -> str:
    return answer.text.partition('<a href="')[2].partition('"')[0]


def test_canvas_places_the_items_at_once_under_their_columns_names(canvas: ToolSide) -> None:
    answer = Picker(canvas, "link_selection").send_back(ITEM, {**ITEM, "title": "Other", "lineItem": None})
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
    assert target_of(Picker(either).send_back()).startswith(f"/courses/{either.course.id}")
    assert placed(either) == ["Portfolio"]


@pytest.mark.parametrize("claim", ["msg", "errormsg"])
def test_what_the_tool_says_is_shown_by_canvas_and_not_by_moodle(either: ToolSide, claim: str) -> None:
    target = target_of(Picker(either).send_back(**{f"{DEEP_LINKING}{claim}": "Nothing <b>fits</b>."}))
    page = browser(either).get(target).text
    assert ("Nothing &lt;b&gt;fits&lt;/b&gt;." in page) == (either.lms.platform.temper.name == "canvas")


def test_what_the_tool_said_in_another_course_is_not_shown(canvas: ToolSide) -> None:
    target = target_of(Picker(canvas).send_back(**{f"{DEEP_LINKING}msg": "For the first course."}))
    other = canvas.lms.add_course("X", "Other", teachers=[canvas.lms.person_named("Ada")])
    ticket = target.partition("?")[2]
    assert "For the first course." not in browser(canvas).get(f"/courses/{other.id}?{ticket}").text


def test_moodle_makes_a_column_of_a_hundred_points_where_none_are_named(moodle: ToolSide) -> None:
    client = browser(moodle)
    client.post(target_of(Picker(moodle).send_back({"type": "ltiResourceLink", "title": "T", "lineItem": {}})))
    assert moodle.lms.line_item(moodle.lms.activities(moodle.course)[-1]).maximum == 100


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([{"type": "html", "html": "<p>x</p>"}], "takes no html"),
        ([ITEM, ITEM], "takes one item"),
        ([{"type": "ltiResourceLink", "title": "T", "lineItem": {}}], "scoreMaximum is a required field"),
    ],
)
def test_canvas_refuses_what_the_place_does_not_take(canvas: ToolSide, items: list[Any], words: str) -> None:
    answer = Picker(canvas).send_back(*items)
    assert answer.status_code == 400 and words in answer.text
    assert placed(canvas) == ["Portfolio"]


DATED = {
    **ITEM,
    "available": {"startDateTime": "2027-01-01T08:00:00Z", "endDateTime": "2027-02-01T08:00:00Z"},
    "submission": {"endDateTime": "2027-01-20T22:59:00.000Z"},
}


def dates_of(activity: Activity) -> tuple[datetime | None, ...]:
    return activity.opens_at, activity.due_at, activity.closes_at


def test_canvas_keeps_the_dates_of_an_assignment(canvas: ToolSide) -> None:
    Picker(canvas, "link_selection").send_back(DATED, {**DATED, "lineItem": None})
    *_, assignment, plain = canvas.lms.activities(canvas.course)
    assert dates_of(assignment) == (
        datetime(2027, 1, 1, 8, tzinfo=UTC),
        datetime(2027, 1, 20, 22, 59, tzinfo=UTC),
        datetime(2027, 2, 1, 8, tzinfo=UTC),
    )
    assert dates_of(plain) == (None, None, None)
    assert "Due" in browser(canvas).get(f"/courses/{canvas.course.id}").text


def test_moodle_passes_dates_over(moodle: ToolSide) -> None:
    browser(moodle).post(target_of(Picker(moodle).send_back(DATED)))
    assert dates_of(moodle.lms.activities(moodle.course)[-1]) == (None, None, None)


CARD = '<p><a href="https://cairn.example/x" onclick="x()">Card</a><script>alert(1)</script></p>'


def test_the_editor_puts_what_comes_back_into_the_page(writing: ToolSide) -> None:
    page = texts.add(writing.lms.platform, writing.course.id, "Welcome", "<p>Hello</p>")
    picker = Picker(writing, "editor_button", into=page.id)
    assert picker.settings["accept_types"] == ["link", "file", "html", "ltiResourceLink", "image"]
    image = {"type": "image", "url": "https://cairn.example/i.svg", "title": "B", "text": 'A "badge"', "width": 80}
    answer = picker.send_back({"type": "html", "html": CARD}, image, {"type": "link", "url": "https://x.example/<"})
    assert target_of(answer) == f"/courses/{writing.course.id}/texts/{page.id}"
    body = texts.get(writing.lms.platform, page.id).body
    assert body == (
        '<p>Hello</p><p><a href="https://cairn.example/x">Card</a></p>'
        '<p><img src="https://cairn.example/i.svg" alt="A &quot;badge&quot;" width="80" height="200"></p>'
        '<p><a href="https://x.example/&lt;">https://x.example/&lt;</a></p>'
    )
    assert body in browser(writing, "Ben").get(target_of(answer)).text


def test_the_editor_takes_no_columns(writing: ToolSide) -> None:
    page = texts.add(writing.lms.platform, writing.course.id, "Welcome")
    assert "makes no columns" in Picker(writing, "editor_button", into=page.id).send_back(ITEM).text


def test_homework_is_handed_in_as_one_link_and_opened_again(writing: ToolSide) -> None:
    work = homework.add(writing.lms.platform, writing.course.id, "Show a badge")
    picker = Picker(writing, "homework_submission", "Ben", work.id)
    assert (picker.settings["accept_types"], picker.settings["accept_multiple"]) == (["file", "ltiResourceLink"], False)
    link = {"type": "ltiResourceLink", "title": "My badge", "url": "http://localhost:9000/credentials/1"}
    target = target_of(picker.send_back(link))
    own = homework.handed_in_by(writing.lms.platform, work.id, writing.lms.person_named("Ben").id)
    assert own is not None and (own.kind, own.url, own.title) == ("ltiResourceLink", link["url"], "My badge")
    assert "You handed in" in browser(writing, "Ben").get(target).text
    teacher = browser(writing)
    assert "My badge" in teacher.get(target).text
    launch = teacher.get(f"{target}/of/{own.person_id}/launch")
    assert launch.status_code == 200 and link["url"] in launch.text
    assert browser(writing, "Dee").get(f"{target}/of/{own.person_id}").status_code == 403


def test_the_pages_of_editor_and_homework_lead_to_the_picker(writing: ToolSide) -> None:
    teacher, course = browser(writing), f"/courses/{writing.course.id}"
    text = teacher.post(f"{course}/texts", data={"title": "Notes"}).location or ""
    assert f"{text}/insert/{writing.tool.id}" in teacher.get(text).text
    assert "localhost:9000/login" in teacher.get(f"{text}/insert/{writing.tool.id}/start").text
    work = teacher.post(f"{course}/homework", data={"title": "Badge"}).location or ""
    learner = browser(writing, "Ben")
    assert f"{work}/from/{writing.tool.id}" in learner.get(work).text
    assert "localhost:9000/login" in learner.get(f"{work}/from/{writing.tool.id}/start").text
    assert learner.post(f"{course}/homework", data={"title": "X"}).status_code == 403


@pytest.mark.parametrize(
    ("fragment", "clean"),
    [
        ("<p>a<b>b</b></p>", "<p>ab</p>"),
        ("<a href='javascript:x'>a</a>", "<a>a</a>"),
        ("<div><p>open", "<div><p>open</p></div>"),
        ("<style>p{}</style><iframe src=x>in</iframe>&lt;ok&gt;", "&lt;ok&gt;"),
        ("</p></div>x", "x"),
    ],
)
def test_nothing_in_a_text_can_act(fragment: str, clean: str) -> None:
    assert sanitised(fragment) == clean


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "another"},
        {"aud": "https://elsewhere.example"},
        {"exp": 1},
        {"nonce": None},
        {"iat": 1},
        {"iat": None},
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


def test_a_nonce_is_taken_once(either: ToolSide) -> None:
    Picker(either).send_back(nonce="the-same")
    assert Picker(either).send_back(ITEM, nonce="the-same").status_code == 400


def test_moodle_is_sent_no_data_that_it_never_gave(moodle: ToolSide) -> None:
    assert Picker(moodle).send_back(ITEM, **{f"{DEEP_LINKING}data": "made up"}).status_code == 400


def test_a_selection_is_returned_once(either: ToolSide) -> None:
    picker = Picker(either)
    picker.send_back(ITEM)
    assert picker.send_back(ITEM).status_code == 409


def test_nested_custom_values_are_refused(canvas: ToolSide) -> None:
    assert Picker(canvas).send_back({**ITEM, "custom": {"deep": {"a": 1}}}).status_code == 404
    assert placed(canvas) == ["Portfolio"]
