"""Where a Canvas-like site shows a tool: only where it was registered, and only to whom the place is for."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from app.sandbox import Lms
from app.sandbox.placements import MESSAGES
from app.sandbox.records import Course, Tool
from app.sandbox.vocabulary import CANVAS_PLACEMENT, CLAIM, TOOL_CONFIGURATION
from tests.conftest import ManualClock
from tests.sandbox.test_pages import Checked
from tests.sandbox.tool import LAUNCH_URL, public_jwks, register, request_body

MENUS = ("module_index_menu_modal", "module_menu_modal", "course_assignments_menu")


@pytest.fixture
def lms(clock: ManualClock) -> Iterator[Lms]:
    lms = Lms.new(temper="canvas", clock=clock)
    lms.furnish()
    yield lms
    lms.close()


def tool_at(lms: Lms, *places: str) -> Tool:
    return lms.register_tool(
        login_url="http://localhost:9000/login", launch_url=LAUNCH_URL, jwks=public_jwks(), placements=places
    )


def course_of(lms: Lms) -> Course:
    return lms.platform.directory.courses()[0]


@pytest.mark.parametrize("place", sorted(MESSAGES))
def test_a_launch_from_a_place_says_where_it_began(lms: Lms, place: str) -> None:
    tool = tool_at(lms, place)
    login = lms.login(lms.person_named("Sam"), course=course_of(lms), tool=tool, placement=place)
    claims = lms.claims(login)
    assert claims[CANVAS_PLACEMENT] == place
    assert claims[f"{CLAIM}message_type"] in MESSAGES[place]


def test_there_is_no_launch_from_a_place_that_was_not_asked_for(lms: Lms) -> None:
    tool = tool_at(lms, "editor_button")
    with pytest.raises(LookupError, match="homework_submission"):
        lms.login(lms.person_named("Ben"), course=course_of(lms), tool=tool, placement="homework_submission")
    assert Checked(lms, "Ben").get(f"/courses/1/tools/{tool.id}").status_code == 404
    assert Checked(lms, "Sam").get(f"/account/tools/{tool.id}").status_code == 404


def test_a_launch_of_the_account_has_no_course_and_no_services(lms: Lms) -> None:
    tool = tool_at(lms, "account_navigation")
    claims = lms.claims(lms.login(lms.person_named("Sam"), tool=tool, placement="account_navigation"))
    assert claims[f"{CLAIM}context"]["type"] == ["Account"]
    assert not [name for name in claims if "lti-ags" in name or "lti-nrps" in name]
    roles = claims[f"{CLAIM}roles"]
    assert any(role.endswith("institution/person#Administrator") for role in roles)
    assert not any("membership" in role for role in roles)


def test_a_launch_from_somebodys_own_pages_has_themselves_for_a_context_and_no_role_in_a_course(lms: Lms) -> None:
    tool = tool_at(lms, "user_navigation")
    claims = lms.claims(lms.login(lms.person_named("Ben"), tool=tool, placement="user_navigation"))
    context = claims[f"{CLAIM}context"]
    assert context["type"] == ["User"] and context["title"] == lms.person_named("Ben").name
    assert claims[f"{CLAIM}resource_link"]["id"] == context["id"]
    assert not [name for name in claims if "lti-ags" in name or "lti-nrps" in name]
    assert not any("membership" in role for role in claims[f"{CLAIM}roles"])
    other = lms.claims(lms.login(lms.person_named("Ada"), tool=tool, placement="user_navigation"))
    assert other[f"{CLAIM}context"]["id"] != context["id"]


def test_everybodys_own_pages_show_the_tool_that_asked_for_it(lms: Lms) -> None:
    tool = tool_at(lms, "user_navigation")
    entry, ben = f"/profile/tools/{tool.id}", Checked(lms, "Ben")
    assert entry in ben.get("/").text or entry in ben.get("/courses/1").text
    assert "data-src" in ben.get(entry).text
    assert "http://localhost:9000/login" in ben.get(f"/profile/launch?tool={tool.id}").text
    assert ben.get("/profile/return?lti_msg=Done").status_code == 200
    without = tool_at(lms, "course_navigation")
    assert ben.get(f"/profile/tools/{without.id}").status_code == 404


def test_the_account_shows_the_tool_to_administrators_only(lms: Lms) -> None:
    tool = tool_at(lms, "account_navigation")
    sam = Checked(lms, "Sam")
    assert "for this account" in sam.get("/admin").text
    assert "data-src" in sam.get(f"/account/tools/{tool.id}").text
    assert "http://localhost:9000/login" in sam.get(f"/account/launch?tool={tool.id}").text
    assert Checked(lms, "Ada").get(f"/account/tools/{tool.id}").status_code == 403


def test_the_course_shows_the_menus_that_a_tool_asked_for_to_its_teachers(lms: Lms) -> None:
    tool = tool_at(lms, *MENUS)
    ada = Checked(lms, "Ada").get("/courses/1").text
    assert all(f"/courses/1/add/{tool.id}?place={place}" in ada for place in MENUS)
    assert "place=" not in Checked(lms, "Ben").get("/courses/1").text


def test_a_tool_is_in_the_menu_once_a_teacher_switched_it_on(lms: Lms) -> None:
    tool = registered_for_navigation(lms, default_enabled=False)
    entry, ada = f"/courses/1/tools/{tool.id}", Checked(lms, "Ada")
    assert entry not in ada.get("/courses/1").text
    assert "Some tool in the course" in ada.get("/courses/1/settings").text
    assert ada.post("/courses/1/menu", data={"tool": tool.id}).status_code == 303
    assert entry in ada.get("/courses/1").text and entry in Checked(lms, "Ben").get("/courses/1").text
    ada.post("/courses/1/menu")
    assert entry not in ada.get("/courses/1").text


def test_a_menu_entry_for_those_who_manage_is_hidden_from_learners(lms: Lms) -> None:
    tool = registered_for_navigation(lms, visibility="admins")
    entry = f"/courses/1/tools/{tool.id}"
    assert entry in Checked(lms, "Ada").get("/courses/1").text
    assert entry not in Checked(lms, "Ben").get("/courses/1").text


def registered_for_navigation(lms: Lms, *, default_enabled: bool = True, visibility: str = "members") -> Tool:
    extension = "https://canvas.instructure.com/lti/"
    message = {
        "type": "LtiResourceLinkRequest",
        "placements": ["course_navigation"],
        f"{extension}course_navigation/default_enabled": default_enabled,
        f"{extension}visibility": visibility,
    }
    settings = {**request_body()[TOOL_CONFIGURATION], "messages": [message]}
    link = lms.registration_link("http://localhost:9000/register")
    token = parse_qs(urlsplit(link).query)["registration_token"][0]
    told = register(lms, token, request_body(**{TOOL_CONFIGURATION: settings})).get_json()
    tool = lms.platform.tools.find(told["client_id"])
    assert tool is not None
    return lms.activate(tool)
