"""Line items and the roster, with the oddities that tools trip over."""

import json
import re
from typing import Any

import pytest

from app.sandbox import CourseRole, Lms
from app.sandbox.vocabulary import LINE_ITEM_TYPE, LINE_ITEMS_TYPE
from tests.conftest import ManualClock
from tests.sandbox.tool import ToolSide, connect


def read(tool: ToolSide, url: str = "") -> dict[str, Any]:
    answer = tool.call("GET", url or tool.at(), accept=LINE_ITEM_TYPE)
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.text)
    return found


def test_a_column_tells_its_link_and_resource(either: ToolSide) -> None:
    item = read(either)
    assert (item["label"], item["scoreMaximum"], item["resourceId"], item["tag"]) == (
        "Portfolio",
        50,
        "mc-1",
        "mc-total",
    )
    assert item["resourceLinkId"] == either.lms.link_id(either.activity)


@pytest.mark.parametrize("accept", ["*/*", "application/json", LINE_ITEMS_TYPE])
def test_moodle_wants_the_very_media_type(moodle: ToolSide, accept: str) -> None:
    assert moodle.call("GET", moodle.at(), accept=accept).status_code == 400


def test_canvas_takes_any_accept(canvas: ToolSide) -> None:
    assert canvas.call("GET", canvas.at(), accept="application/json").status_code == 200


def test_filters_find_the_column(either: ToolSide) -> None:
    either.create_line_item(label="Criterion", scoreMaximum=4, tag="mc-criterion", resourceId="mc-1:c1")
    queries = ["tag=mc-criterion", "resource_id=mc-1", f"resource_link_id={either.lms.link_id(either.activity)}"]
    found = [json.loads(either.line_items(query).text) for query in queries]
    assert [[item["label"] for item in items] for items in found] == [["Criterion"], ["Portfolio"], ["Portfolio"]]


def test_moodle_curls_the_quotes_and_escapes_the_ampersands_of_its_next_page(moodle: ToolSide) -> None:
    moodle.create_line_item(label="Second", scoreMaximum=4)
    answer = moodle.line_items("limit=1")
    link = answer.headers["Link"].encode("latin-1").decode()
    assert len(json.loads(answer.text)) == 1
    assert "&amp;" in link
    assert "rel=\u201cnext\u201d" in link


def test_canvas_links_to_its_next_page_properly(canvas: ToolSide) -> None:
    canvas.create_line_item(label="Second", scoreMaximum=4)
    link = canvas.line_items("limit=1").headers["Link"]
    assert link.endswith('>; rel="next"')
    following = canvas.call("GET", link[1 : link.index(">")])
    assert [item["label"] for item in json.loads(following.text)] == ["Second"]


def test_a_created_column_is_echoed_with_its_id(either: ToolSide) -> None:
    answer = either.create_line_item(label="Extra", scoreMaximum=5, unheard="of")
    created = json.loads(answer.text)
    assert (answer.status_code, created["unheard"]) == (201, "of")
    assert read(either, created["id"])["label"] == "Extra"


def test_a_column_without_label_or_maximum_is_refused(either: ToolSide) -> None:
    assert either.create_line_item(label="Extra").status_code == 400
    assert either.create_line_item(scoreMaximum=5).status_code == 400


def test_an_unknown_link_is_403_in_moodle_and_404_in_canvas(moodle: ToolSide, canvas: ToolSide) -> None:
    codes = [
        side.create_line_item(label="X", scoreMaximum=1, resourceLinkId="99").status_code for side in (moodle, canvas)
    ]
    assert codes == [403, 404]


def test_a_new_maximum_keeps_percentages_and_drops_what_is_not_sent(either: ToolSide) -> None:
    either.score(4, 5)
    body = {"label": "Portfolio", "scoreMaximum": 10}
    assert either.call("PUT", either.at(), send=LINE_ITEM_TYPE, body=body).status_code == 200
    item = either.lms.line_item(either.activity)
    assert (either.stored.score, item.maximum, item.tag) == (8, 10, "")


def test_moodle_deletes_a_coupled_column_and_canvas_refuses(moodle: ToolSide, canvas: ToolSide) -> None:
    codes = [side.call("DELETE", side.at()).status_code for side in (moodle, canvas)]
    assert codes == [204, 401]


def test_after_its_column_is_deleted_a_score_finds_nothing(either: ToolSide) -> None:
    url = either.at("scores")
    either.lms.delete_line_item(either.activity)
    answer = either.call("POST", url, send="application/vnd.ims.lis.v1.score+json", body={})
    assert answer.status_code == 404


def test_another_tools_column_is_not_ones_own(either: ToolSide) -> None:
    other = either.lms.register_tool(
        login_url="http://localhost:9/l", launch_url="http://localhost:9/x", jwks={"keys": []}
    )
    foreign = either.lms.place(either.course, other, "Foreign")
    assert either.call("GET", either.lms.line_item_url(foreign), accept=LINE_ITEM_TYPE).status_code == 401


def test_moodles_roster_has_short_roles_and_no_suspended_people(moodle: ToolSide) -> None:
    moodle.lms.enrol(moodle.course, moodle.learner, CourseRole.LEARNER, suspended=True)
    members = json.loads(moodle.roster().text)["members"]
    assert {role for member in members for role in member["roles"]} == {"Learner", "Instructor"}
    assert moodle.lms.subject(moodle.learner) not in [member["user_id"] for member in members]
    assert "Олена Коваленко" in [member["name"] for member in members]


def test_canvas_has_full_role_names_and_no_test_student(canvas: ToolSide) -> None:
    members = json.loads(canvas.roster().text)["members"]
    assert all("#" in role for member in members for role in member["roles"])
    assert "Test student" not in [member["name"] for member in members]


def test_a_roster_comes_in_pages_of_the_size_asked_for(either: ToolSide) -> None:
    first = either.roster("limit=2")
    second = either.call("GET", re.findall(r'<([^>]+)>; rel="next"', first.headers["Link"])[0])
    ids = [member["user_id"] for page in (first, second) for member in json.loads(page.text)["members"]]
    assert len(set(ids)) == 4


def test_canvas_names_several_pages_and_an_older_id_of_everybody(canvas: ToolSide) -> None:
    first = canvas.roster("limit=1")
    assert re.findall(r'rel="(\w+)"', first.headers["Link"]) == ["current", "next", "first"]
    assert all(member["lti11_legacy_user_id"] for member in json.loads(first.text)["members"])


def test_somebody_who_is_removed_is_missing_and_who_is_added_is_there(either: ToolSide) -> None:
    newcomer = either.lms.add_person("Nia Novak")
    either.lms.enrol(either.course, newcomer, CourseRole.LEARNER)
    either.lms.unenrol(either.course, either.learner)
    listed = {member["user_id"] for member in json.loads(either.roster().text)["members"]}
    assert either.lms.subject(newcomer) in listed
    assert either.lms.subject(either.learner) not in listed


def test_a_link_that_was_deleted_is_refused_by_the_roster_and_the_course_is_not(either: ToolSide) -> None:
    link_id = either.lms.link_id(either.activity)
    assert either.roster(f"rlid={link_id}").status_code == 200
    either.lms.platform.activities.delete(either.activity.id)
    assert either.roster(f"rlid={link_id}").status_code in {400, 404}
    assert either.roster().status_code == 200


def test_canvas_never_sends_more_than_fifty_members(clock: ManualClock) -> None:
    lms = Lms.new(temper="canvas", clock=clock)
    tool = connect(lms)
    for number in range(60):
        lms.enrol(tool.course, lms.add_person(f"Learner {number}"), CourseRole.LEARNER)
    first = tool.roster("limit=100")
    assert len(json.loads(first.text)["members"]) == 50
    assert 'rel="next"' in first.headers["Link"]
    lms.close()


def test_a_roster_can_be_asked_for_one_role(either: ToolSide) -> None:
    members = json.loads(either.roster("role=Instructor").text)["members"]
    assert [member["name"] for member in members] == ["Ada Okafor"]


def test_a_roster_of_a_link_carries_messages_and_an_unknown_link_fails(moodle: ToolSide, canvas: ToolSide) -> None:
    for side, status in ((moodle, 404), (canvas, 400)):
        known = side.roster(f"rlid={side.lms.link_id(side.activity)}")
        assert all("message" in member for member in json.loads(known.text)["members"])
        assert side.roster("rlid=unknown").status_code == status
