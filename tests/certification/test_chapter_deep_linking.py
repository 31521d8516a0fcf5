"""1EdTech's deep linking chapter, in both tempers: from the LMS to the tool's picker, back, and into what was made."""

from dataclasses import replace
from typing import Any

import pytest

from app.catalog import publish
from app.db import transaction
from app.people import Role
from app.sandbox import MessageType
from tests.certification.joined import Joined
from tests.evidence.world import TALKS
from tests.lti.signer import CLAIM
from tests.web.returned import returned

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"


def pick(joined: Joined, page: Any, **fields: str) -> Any:
    """Ada looks at the micro-credential and adds it; the page that takes it back."""
    look = joined.browser(joined.ada).get(joined.address_in(page, f"/place/{joined.version_id}"))
    form = {"points": "50", "policy": "points_percent"} | fields
    return joined.send(look, f"/place/{joined.version_id}", form)


def test_the_answer_is_a_message_of_the_tool_to_the_platform_that_asked(joined: Joined) -> None:
    claims, (activity,) = joined.bring_back(pick(joined, joined.picker()))
    now = joined.clock.now().timestamp()
    assert claims["iss"] == joined.tool.client_id
    assert claims["aud"] in (joined.lms.issuer, [joined.lms.issuer])
    assert claims["iat"] <= now < claims["exp"] <= now + 600 and claims["nonce"]
    assert claims[CLAIM + "message_type"] == "LtiDeepLinkingResponse"
    assert claims[CLAIM + "version"] == "1.3.0"
    assert claims[CLAIM + "deployment_id"] == joined.tool.deployment_id
    (item,) = claims[DL + "content_items"]
    assert item["type"] == "ltiResourceLink"
    assert activity.title == item["title"] == TALKS.title
    assert joined.lms.line_item(activity).maximum == 50


def test_what_was_made_opens_for_the_teacher_and_for_a_learner(joined: Joined) -> None:
    activity, ben = joined.picked(), joined.learners[0]
    assert TALKS.title in joined.open(joined.ada, activity).text
    assert TALKS.title in joined.open(ben, activity).text
    teacher, learner = joined.actor(joined.ada, activity), joined.actor(ben, activity)
    assert (teacher.role, learner.role) == (Role.INSTRUCTOR, Role.LEARNER)
    assert joined.placement(teacher).id == joined.placement(learner).id
    assert joined.placement(learner).points == 50_00


def test_a_learner_may_be_the_first_who_opens_it(joined: Joined) -> None:
    activity, cleo = joined.picked(), joined.learners[1]
    assert TALKS.title in joined.open(cleo, activity).text


def test_several_come_in_one_answer_and_each_opens_as_itself(joined: Joined) -> None:
    with transaction() as session:
        other = publish(session, joined.clock, replace(TALKS, slug="leading-walks", title="Leading walks"))
    assert other is not None
    page = joined.picker("link_selection" if joined.is_canvas else "", accept_multiple=True)
    versions = [joined.version_id, other.version_id]
    address = joined.address_in(page, "/place/cancel").replace("cancel", "several")
    chosen = joined.browser(joined.ada).get(address, query_string={"v": versions})
    claims, made = joined.bring_back(joined.send(chosen, "/place/several", {"v": versions}))
    assert [item["title"] for item in claims[DL + "content_items"]] == [TALKS.title, "Leading walks"]
    ben = joined.learners[0]
    opened = [joined.placement(joined.actor(ben, activity)).version_id for activity in made]
    assert opened == versions


def test_where_one_is_accepted_several_cannot_be_added(joined: Joined) -> None:
    page = joined.picker(accept_multiple=False)
    assert "Tick to add several" not in page.text


def test_cancelling_goes_back_with_a_message_and_makes_nothing(joined: Joined) -> None:
    claims, made = joined.bring_back(joined.send(joined.picker(), "/place/cancel"))
    assert made == []
    assert claims.get(DL + "content_items", []) == []
    assert claims[DL + "msg"] == "No micro-credential was added."


@pytest.mark.parametrize("data", ["", "opaque & <odd> ☃", '{"a": [1]}'])
def test_data_comes_back_letter_by_letter(joined: Joined, data: str) -> None:
    answer = joined.send(joined.picker(data=data), "/place/cancel")
    assert returned(answer).get(DL + "data") == data


def test_data_that_was_not_given_is_not_made_up(joined: Joined) -> None:
    answer = joined.send(joined.picker(data=None), "/place/cancel")
    assert DL + "data" not in returned(answer)


def test_without_columns_accepted_the_item_asks_for_none(joined: Joined) -> None:
    answer = pick(joined, joined.picker(accept_lineitem=False))
    (item,) = returned(answer)[DL + "content_items"]
    assert "lineItem" not in item


@pytest.mark.parametrize("types", [["file"], ["https://lms.example/of-its-own"]])
def test_an_lms_that_takes_no_activities_hears_why_nothing_comes(joined: Joined, types: list[str]) -> None:
    page = joined.picker(accept_types=types)
    claims = returned(joined.send(page, "/place/cancel"))
    assert not claims.get(DL + "content_items")
    assert claims[DL + "errormsg"] and types[0] in claims[DL + "errorlog"]


def test_an_answer_is_taken_once(joined: Joined) -> None:
    answer = pick(joined, joined.picker())
    joined.bring_back(answer)
    with pytest.raises(AssertionError, match="returned before"):
        joined.bring_back(answer)


def test_a_learner_may_add_no_activity(joined: Joined) -> None:
    ben = joined.learners[0]
    page = joined.open(ben, course=joined.course, tool=joined.tool, message=MessageType.DEEP_LINKING)
    assert "/place/" not in page.text
    launch = "/".join(page.request.path.split("/")[:3])
    assert joined.browser(ben).get(f"{launch}/place/").status_code == 403
    assert joined.browser(ben).get(f"{launch}/place/{joined.version_id}").status_code == 403
