"""Dynamic Registration, from the tool's side of the table."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import Client, TestResponse

from app.sandbox import Lms
from app.sandbox.records import Tool, ToolStatus
from app.sandbox.registering import RegistrationError
from app.sandbox.vocabulary import SCOPE_NOTICES, SCOPE_SCORE, TOOL_CONFIGURATION
from tests.conftest import ManualClock
from tests.loopback import loopback_server, reply
from tests.sandbox.tool import DEEP_LINK, ToolSide, register, request_body


def ticket_of(lms: Lms) -> str:
    link = lms.registration_link("http://localhost:9000/register?invite=1")
    query = parse_qs(urlsplit(link).query)
    assert query["invite"] == ["1"]
    assert query["openid_configuration"][0].startswith(lms.base_url)
    return query["registration_token"][0]


def tool_of(side: ToolSide, answer: TestResponse | dict[str, Any]) -> Tool:
    told = answer if isinstance(answer, dict) else answer.get_json()
    found = side.lms.platform.tools.find(told["client_id"])
    assert found is not None, told
    return found


def test_a_tool_registers_once_with_one_token(either: ToolSide) -> None:
    token = ticket_of(either.lms)
    answer = register(either.lms, token, request_body())
    assert answer.status_code == 200
    tool = either.lms.platform.tools.find(answer.get_json()["client_id"])
    assert tool is not None
    assert (tool.status, tool.scopes, tool.claims) == (ToolStatus.PENDING, (SCOPE_SCORE,), ("name",))
    assert tool.deep_link_url == DEEP_LINK["target_link_uri"]
    again = register(either.lms, token, request_body())
    assert again.status_code == 401
    assert "token_already_used" in again.text


def test_moodle_leaves_out_scopes_it_does_not_know_and_canvas_refuses_them(moodle: ToolSide, canvas: ToolSide) -> None:
    body = request_body(scope=f"{SCOPE_SCORE} {SCOPE_NOTICES} unheard.of")
    taken = register(moodle.lms, ticket_of(moodle.lms), body)
    assert tool_of(moodle, taken).scopes == (SCOPE_SCORE,)
    refused = register(canvas.lms, ticket_of(canvas.lms), body)
    assert (refused.status_code, "Invalid scopes: unheard.of" in refused.text) == (422, True)
    known = request_body(scope=f"{SCOPE_SCORE} {SCOPE_NOTICES}")
    assert tool_of(canvas, register(canvas.lms, ticket_of(canvas.lms), known)).scopes == (SCOPE_SCORE, SCOPE_NOTICES)


def with_settings(**changes: Any) -> dict[str, Any]:
    return request_body(**{TOOL_CONFIGURATION: {**request_body()[TOOL_CONFIGURATION], **changes}})


def test_canvas_remembers_the_places_that_a_tool_asks_for(canvas: ToolSide, moodle: ToolSide) -> None:
    extension = "https://canvas.instructure.com/lti/"
    course = {
        "type": "LtiResourceLinkRequest",
        "label": "Badges",
        "placements": ["course_navigation", "unheard_of"],
        "custom_parameters": {"from": "course"},
        f"{extension}course_navigation/default_enabled": False,
        f"{extension}visibility": "admins",
    }
    body = with_settings(messages=[course, {**DEEP_LINK, "placements": ["RichTextEditor", "course_assignments_menu"]}])
    found = tool_of(canvas, register(canvas.lms, ticket_of(canvas.lms), body)).placements
    assert [place.name for place in found] == ["course_navigation", "editor_button", "course_assignments_menu"]
    first = found[0]
    assert (first.label, first.custom, first.visibility, first.on_by_default) == (
        "Badges",
        {"from": "course"},
        "admins",
        False,
    )
    assert [place.target_url for place in found] == [
        "http://localhost:9000/launch",
        *[DEEP_LINK["target_link_uri"]] * 2,
    ]
    assert tool_of(moodle, register(moodle.lms, ticket_of(moodle.lms), body)).placements == ()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            with_settings(messages=[{**DEEP_LINK, "placements": ["account_navigation"]}]),
            "account_navigation can't send",
        ),
        (
            with_settings(messages=[{"type": "LtiResourceLinkRequest", "placements": ["editor_button"]}]),
            "editor_button",
        ),
        (with_settings(custom_parameters={"number": 7}), "values must be strings"),
        (request_body(grant_types=["implicit"]), "client_credentials"),
        (request_body(application_type="native"), "Must be 'web'"),
        (request_body(token_endpoint_auth_method="none"), "private_key_jwt"),
        (request_body(redirect_uris=["/launch"]), "valid URIs"),
        (request_body(scope=None), "scope"),
        (request_body(**{TOOL_CONFIGURATION: {"domain": "localhost:9000"}}), "target_link_uri"),
    ],
)
def test_canvas_refuses_what_it_cannot_show_or_grant(canvas: ToolSide, body: dict[str, Any], words: str) -> None:
    answer = register(canvas.lms, ticket_of(canvas.lms), body)
    assert answer.status_code == 422
    assert words in answer.get_json()["errors"][0]["message"]


def test_moodle_updates_a_tool_and_leaves_its_ids(moodle: ToolSide) -> None:
    lms = moodle.lms
    tool = lms.activate(tool_of(moodle, register(lms, ticket_of(lms), request_body())))
    link = lms.registration_link("http://localhost:9000/register?invite=2", updating=tool)
    token = parse_qs(urlsplit(link).query)["registration_token"][0]
    taken = register(lms, token, request_body(client_name="Another name"))
    assert taken.get_json()["client_id"] == tool.client_id
    assert taken.get_json()[TOOL_CONFIGURATION]["deployment_id"] == tool.deployment_id
    after = tool_of(moodle, taken)
    assert (after.id, after.name, after.status) == (tool.id, "Another name", ToolStatus.ACTIVE)
    assert register(lms, token, request_body()).status_code == 401


def test_moodle_keeps_only_what_it_uses_and_tells_more_scopes_than_it_grants(moodle: ToolSide) -> None:
    told = register(moodle.lms, ticket_of(moodle.lms), request_body(client_uri="http://localhost:9000")).get_json()
    assert "client_uri" not in told
    assert len(told["scope"].split()) == 4
    assert tool_of(moodle, told).scopes == (SCOPE_SCORE,)


def test_moodle_tells_the_deployment_and_canvas_does_not(moodle: ToolSide, canvas: ToolSide) -> None:
    told = [register(side.lms, ticket_of(side.lms), request_body()).get_json() for side in (moodle, canvas)]
    assert ["deployment_id" in one[TOOL_CONFIGURATION] for one in told] == [True, False]
    tool = canvas.lms.platform.tools.find(told[1]["client_id"])
    assert tool is not None
    assert canvas.lms.activate(tool).deployment_id


def test_canvas_shows_its_configuration_only_to_who_carries_the_token(moodle: ToolSide, canvas: ToolSide) -> None:
    path = "/.well-known/openid-configuration"
    assert moodle.http.get(path).get_json()["issuer"] == moodle.lms.issuer
    assert canvas.http.get(path).status_code == 422
    bearer = {"Authorization": f"Bearer {ticket_of(canvas.lms)}"}
    assert canvas.http.get(path, headers=bearer).get_json()["issuer"] == canvas.lms.issuer


@pytest.mark.parametrize("name", ["jwks_uri", "initiate_login_uri", "redirect_uris", "client_name", "response_types"])
def test_moodle_names_what_is_missing_in_plain_text(moodle: ToolSide, name: str) -> None:
    answer = register(moodle.lms, ticket_of(moodle.lms), request_body(**{name: None}))
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert answer.text == f"missing required attribute {name}"


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"target_link_uri": "http://localhost:9000/launch"}, "missing_domain"),
        (
            {"domain": "elsewhere.example", "target_link_uri": "http://localhost:9000/x"},
            "domain_targetlinkuri_mismatch",
        ),
    ],
)
def test_the_domain_must_be_that_of_the_target(moodle: ToolSide, settings: dict[str, str], code: str) -> None:
    answer = register(moodle.lms, ticket_of(moodle.lms), request_body(**{TOOL_CONFIGURATION: settings}))
    assert (answer.status_code, answer.text) == (400, code)


def test_a_failed_registration_leaves_the_token_usable(either: ToolSide) -> None:
    token = ticket_of(either.lms)
    assert register(either.lms, token, request_body(jwks_uri=None)).status_code in {400, 422}
    assert register(either.lms, token, request_body()).status_code == 200


def test_moodle_answers_garbage_with_a_page_and_no_token_with_401(moodle: ToolSide) -> None:
    assert register(moodle.lms, "garbage", request_body()).status_code == 404
    missing = Client(moodle.lms.app).post("/register", json=request_body())
    assert (missing.status_code, missing.text) == (401, "missing_registration_token")
    unreadable = Client(moodle.lms.app).post(
        "/register", data="{", headers={"Authorization": f"Bearer {ticket_of(moodle.lms)}"}
    )
    assert unreadable.status_code == 404


def test_a_token_is_good_for_an_hour(either: ToolSide, clock: ManualClock) -> None:
    token = ticket_of(either.lms)
    clock.advance(seconds=3600)
    assert register(either.lms, token, request_body()).status_code == 401


def test_the_privacy_level_of_canvas_decides_what_goes_out(canvas: ToolSide) -> None:
    settings = {**request_body()[TOOL_CONFIGURATION], "https://canvas.instructure.com/lti/privacy_level": "email_only"}
    answer = register(canvas.lms, ticket_of(canvas.lms), request_body(**{TOOL_CONFIGURATION: settings}))
    tool = canvas.lms.platform.tools.find(answer.get_json()["client_id"])
    assert tool is not None
    assert tool.claims == ("email",)


def test_bootstrap_registers_and_activates_a_running_tool(clock: ManualClock) -> None:
    """The tool is a small server that does what a registration page does when it is opened."""
    lms = Lms.new(clock=clock)

    def answer(handler: Any, heard: Any) -> None:
        query = parse_qs(urlsplit(heard.path).query)
        taken = register(lms, query["registration_token"][0], request_body())
        reply(handler, 200, json.dumps(taken.get_json()).encode())

    with loopback_server(answer) as server:
        tool = lms.bootstrap(f"{server.url}/register")
    assert (tool.name, tool.status) == ("Some tool", ToolStatus.ACTIVE)
    lms.close()


def test_bootstrap_says_what_the_tool_answered_when_nothing_came_of_it(clock: ManualClock) -> None:
    lms = Lms.new(clock=clock)
    with (
        loopback_server(lambda handler, _heard: reply(handler, 422, b"used before")) as server,
        pytest.raises(RegistrationError, match="used before"),
    ):
        lms.bootstrap(server.url)
    lms.close()
