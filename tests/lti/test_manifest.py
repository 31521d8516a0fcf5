"""One manifest, told to every product: what each of them hears, and that the sheets say nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.lti import SHEETS, canvas_configuration, registration_request, sheet_for, tool_addresses
from app.lti.manifest.places import CANVAS_PLACES
from app.lti.scopes import ALL_SCOPES, NOTICE_HANDLERS
from app.sandbox.placements import MESSAGES, read_placements

PUBLIC = "https://cairn.example.edu"
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
CANVAS = "https://canvas.instructure.com/lti/"
FOLDER = Path(__file__).parents[2] / "lti_config"
PICKING = {
    "assignment_selection",
    "link_selection",
    "module_index_menu_modal",
    "module_menu_modal",
    "course_assignments_menu",
    "editor_button",
    "homework_submission",
}


def messages() -> dict[str, dict[str, Any]]:
    """Canvas's messages by their one place."""
    told = registration_request(PUBLIC, "canvas")[TOOL]["messages"]
    return {place: message for message in told for place in message["placements"]}


def test_every_address_of_the_manifest_is_answered_by_this_tool(app: Flask) -> None:
    addresses = tool_addresses("http://localhost:8000")
    router = app.url_map.bind("localhost:8000")
    for url, method in (
        (addresses.login, "POST"),
        (addresses.login, "GET"),
        (addresses.launch, "POST"),
        (addresses.keys, "GET"),
        (addresses.icon, "GET"),
    ):
        assert router.match(url.removeprefix("http://localhost:8000"), method=method)


@pytest.mark.parametrize("product", ["moodle", "canvas", "desire2learn", ""])
def test_the_one_redirect_address_has_no_query_and_is_every_target(product: str) -> None:
    body = registration_request(PUBLIC, product)
    (redirect,) = body["redirect_uris"]
    assert redirect == f"{PUBLIC}/lti/launch"
    targets = {body[TOOL]["target_link_uri"], *(each["target_link_uri"] for each in body[TOOL]["messages"])}
    assert targets == {redirect}


@pytest.mark.parametrize("product", ["moodle", "canvas"])
def test_scopes_beyond_the_usual_are_asked_only_of_who_announces_them(product: str) -> None:
    assert registration_request(PUBLIC, product)["scope"].split() == list(ALL_SCOPES)
    announced = registration_request(PUBLIC, product, (NOTICE_HANDLERS, "https://elsewhere.example/scope"))
    assert announced["scope"].split() == [*ALL_SCOPES, NOTICE_HANDLERS]


def test_canvas_shows_cairn_at_these_places_with_these_messages() -> None:
    kinds = {place: message["type"] for place, message in messages().items()}
    assert {place for place, kind in kinds.items() if kind == "LtiDeepLinkingRequest"} == PICKING
    assert {place for place, kind in kinds.items() if kind == "LtiResourceLinkRequest"} == {
        "course_navigation",
        "account_navigation",
        "user_navigation",
    }


def test_canvas_knows_every_place_and_its_message() -> None:
    read = read_placements(list(messages().values()), PUBLIC)
    assert {place.name for place in read} == {place.name for place in CANVAS_PLACES} <= set(MESSAGES)


def test_only_who_manages_sees_where_something_is_added_or_administered() -> None:
    seen = {place: message[CANVAS + "visibility"] for place, message in messages().items()}
    assert {place for place, visibility in seen.items() if visibility == "members"} == {
        "course_navigation",
        "user_navigation",
        "editor_button",
        "homework_submission",
    }
    assert set(seen.values()) == {"members", "admins"}


def test_course_navigation_is_off_until_a_teacher_switches_it_on() -> None:
    off = CANVAS + "course_navigation/default_enabled"
    assert [place for place, message in messages().items() if message.get(off) is False] == ["course_navigation"]


def test_every_place_has_a_label_and_an_icon() -> None:
    assert all(message["label"] and message["icon_uri"].endswith("cairn.svg") for message in messages().values())


def test_canvas_hears_who_we_are_and_how_much_we_want_to_know() -> None:
    tool = registration_request(PUBLIC, "canvas")[TOOL]
    said = {name: tool[CANVAS + name] for name in ("privacy_level", "tool_id", "vendor")}
    assert said == {"privacy_level": "public", "tool_id": "cairn", "vendor": "Cairn"}


def test_others_hear_nothing_of_canvas() -> None:
    assert "canvas" not in json.dumps(registration_request(PUBLIC, "moodle")).lower()


def test_canvas_gets_the_same_manifest_as_json(client: FlaskClient) -> None:
    document = client.get("/lti/canvas.json").get_json()
    assert document == canvas_configuration("http://localhost:8000")
    request = registration_request("http://localhost:8000", "canvas", (NOTICE_HANDLERS,))
    assert document["scopes"] == request["scope"].split()
    assert document["custom_fields"] == request[TOOL]["custom_parameters"]
    (extension,) = document["extensions"]
    told = {message["placements"][0]: message for message in request[TOOL]["messages"]}
    for entry in extension["settings"]["placements"]:
        message = told.pop(entry["placement"])
        assert (entry["message_type"], entry["text"], entry["icon_url"], entry["visibility"]) == (
            message["type"],
            message["label"],
            message["icon_uri"],
            message[CANVAS + "visibility"],
        )
        assert (entry.get("default") == "disabled") is (CANVAS + "course_navigation/default_enabled" in message)
        assert entry.get("selection_width") == message.get(CANVAS + "launch_width")
    assert told == {}


def test_the_json_for_administrators_is_what_a_running_cairn_serves() -> None:
    assert json.loads((FOLDER / "canvas.json").read_text()) == canvas_configuration(PUBLIC)


@pytest.mark.parametrize("key", SHEETS)
def test_a_sheet_for_administrators_is_made_of_the_manifest(key: str) -> None:
    """Mended by `flask lti sheet <product> > lti_config/<product>.md`, with PUBLIC_URL set to the example's."""
    assert (FOLDER / f"{key}.md").read_text() == sheet_for(key, PUBLIC)


@pytest.mark.parametrize("key", SHEETS)
def test_a_sheet_names_every_address_scope_and_option_that_a_person_needs(key: str) -> None:
    sheet, addresses = sheet_for(key, PUBLIC), tool_addresses(PUBLIC)
    for value in (addresses.login, addresses.launch, addresses.keys, *ALL_SCOPES):
        assert f"`{value}`" in sheet, value
    for option in ("--issuer", "--client-id", "--auth-url", "--token-url", "--jwks-url", "--deployment-id"):
        assert f"  {option} " in sheet, option


def test_the_index_of_the_sheets_leads_to_each_of_them() -> None:
    index = (FOLDER / "README.md").read_text()
    assert all(f"({key}.md)" in index for key in SHEETS)
