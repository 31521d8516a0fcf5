"""Registering Cairn at platforms: by invitation link, and by hand."""

import json
import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from app.db import reading, transaction
from app.errors import Conflict, Invalid, NotFound, Unavailable
from app.http import PlatformHttp
from app.lti import (
    PlatformEntry,
    Standing,
    add_deployment,
    add_platform,
    deployments,
    find_registration,
    introduce,
    invite,
    list_invitations,
    list_platforms,
    set_deployment_standing,
    set_platform_standing,
    withdraw_invitation,
)
from app.lti.outbound_models import Invitation
from app.lti.scopes import NOTICE_HANDLERS
from tests.lti.platform_server import Answer, running_platform

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
CONFIGURATION = "/mod/lti/openid-configuration.php"
REGISTRATION = "/mod/lti/openid-registration.php"


def configuration(platform, **changes):
    return {
        "issuer": platform.url,
        "authorization_endpoint": f"{platform.url}/auth",
        "token_endpoint": f"{platform.url}/token",
        "jwks_uri": f"{platform.url}/jwks",
        "registration_endpoint": f"{platform.url}{REGISTRATION}",
        PLATFORM: {"product_family_code": "moodle", "version": "4.5"},
        **changes,
    }


def registered(client_id="client-1", deployment_id="1"):
    tool = {"deployment_id": deployment_id} if deployment_id else {}
    return {"client_id": client_id, TOOL: tool}


@pytest.fixture
def platform(database):
    with running_platform() as platform:
        platform.on("GET", CONFIGURATION, Answer(document=configuration(platform)))
        platform.on("POST", REGISTRATION, Answer(document=registered()))
        yield platform


@pytest.fixture
def token(database, services):
    with transaction() as session:
        return invite(session, services.clock, "Test school")


@pytest.fixture
def open_link(client, platform, token):
    """Open the invitation link as the LMS's frame does."""

    def opened(invitation=token, **changes):
        query = {
            "openid_configuration": f"{platform.url}{CONFIGURATION}",
            "registration_token": "one-time",
            **changes,
        }
        given = {name: value for name, value in query.items() if value is not None}
        return client.get(f"/lti/register/{invitation}?{urlencode(given)}")

    return opened


def known_platforms():
    with reading() as session:
        return list_platforms(session)


def test_moodle_is_registered_without_a_click(open_link, platform, services):
    response = open_link()
    assert response.status_code == 200
    assert "Cairn is registered" in response.text
    assert "Activate" in response.text
    assert "lti-registered.js" in response.text
    (found,) = known_platforms()
    assert (found.label, found.issuer, found.client_id) == ("Test school", platform.url, "client-1")
    assert (found.product_family, found.status) == ("moodle", Standing.ACTIVE)
    assert [(one.deployment_id, one.status) for one in found.deployments] == [("1", Standing.ACTIVE)]
    with reading() as session:
        view = find_registration(session, platform.url, "client-1", None)
    assert (view.auth_url, view.token_url, view.jwks_url) == tuple(
        f"{platform.url}/{name}" for name in ("auth", "token", "jwks")
    )


def test_what_is_still_to_do_stays_until_a_person_closes_it(open_link, client):
    response = open_link()
    assert "data-close-registration" in response.text and "by itself" not in response.text
    script = client.get(re.search(r'src="([^"]+lti-registered[^"]+)"', response.text)[1]).text
    assert "postMessage" in script and "Timeout" not in script


def test_the_bearer_goes_with_both_calls(open_link, platform):
    open_link()
    for heard in (platform.heard("GET", CONFIGURATION)[0], platform.heard("POST", REGISTRATION)[0]):
        assert heard.headers["Authorization"] == "Bearer one-time"


def test_a_platform_without_registration_tokens_is_asked_without_one(open_link, platform):
    assert open_link(registration_token=None).status_code == 200
    assert "Authorization" not in platform.heard("POST", REGISTRATION)[0].headers


def test_only_the_lms_that_opened_the_page_may_frame_it(open_link, platform):
    assert f"frame-ancestors {platform.url};" in open_link().headers["Content-Security-Policy"] + ";"


def test_moodle_is_told_what_it_demands_and_no_word_of_canvas(open_link, platform):
    open_link()
    body = platform.said("POST", REGISTRATION)
    assert body["redirect_uris"] == ["http://localhost:8000/lti/launch"]
    assert body["initiate_login_uri"] == "http://localhost:8000/lti/login"
    assert body["response_types"] == ["id_token"]
    assert body["token_endpoint_auth_method"] == "private_key_jwt"
    assert set(body["grant_types"]) == {"client_credentials", "implicit"}
    assert len(body["scope"].split()) == 5
    assert body[TOOL]["domain"] == "localhost:8000"
    assert body[TOOL]["target_link_uri"] in body["redirect_uris"]
    assert all(message["target_link_uri"] in body["redirect_uris"] for message in body[TOOL]["messages"])
    assert {"name", "email", "sub"} <= set(body[TOOL]["claims"])
    assert "canvas" not in json.dumps(body).lower()


def test_canvas_is_told_its_placements_and_tells_no_deployment(open_link, platform):
    described = {"product_family_code": "canvas"}
    platform.on("GET", CONFIGURATION, Answer(document=configuration(platform, **{PLATFORM: described})))
    platform.on("POST", REGISTRATION, Answer(document=registered("10000000000001", None)))
    response = open_link()
    assert "approve-deployment" in response.text
    tool = platform.said("POST", REGISTRATION)[TOOL]
    placements = {name for message in tool["messages"] for name in message["placements"]}
    assert {"assignment_selection", "course_navigation", "account_navigation"} <= placements
    assert tool["https://canvas.instructure.com/lti/privacy_level"] == "public"
    assert tool["custom_parameters"]["canvas_masquerading_user_id"] == "$Canvas.masqueradingUser.id"
    assert known_platforms()[0].deployments == ()


def test_registering_again_keeps_the_ids_and_what_people_decided(open_link, platform, services):
    open_link()
    before = known_platforms()[0]
    with transaction() as session:
        set_deployment_standing(session, before.deployments[0].id, Standing.BLOCKED)
        again = invite(session, services.clock, "Another name")
    changed = configuration(platform, token_endpoint=f"{platform.url}/new-token")
    platform.on("GET", CONFIGURATION, Answer(document=changed))
    assert "renewed" in open_link(again).text
    (after,) = known_platforms()
    assert (after.id, after.label, after.deployments[0].id) == (before.id, before.label, before.deployments[0].id)
    assert after.deployments[0].status is Standing.BLOCKED
    with reading() as session:
        assert find_registration(session, platform.url, "client-1", None).token_url.endswith("/new-token")


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_registering_again_never_moves_a_connection_to_another_server(open_link, platform, services, name):
    open_link()
    with transaction() as session:
        again = invite(session, services.clock, "Another name")
    moved = configuration(platform, **{name: "https://elsewhere.example/mine"})
    platform.on("GET", CONFIGURATION, Answer(document=moved))
    refused(open_link(again), 422, "addresses-moved")
    with reading() as session:
        view = find_registration(session, platform.url, "client-1", None)
    assert "elsewhere" not in view.auth_url + view.token_url + view.jwks_url


def refused(response, status, code):
    assert response.status_code == status, response.text
    assert f"<code>{code}</code>" in response.text
    assert "Reference" in response.text
    return response.text


def test_an_invitation_works_once(open_link, platform):
    open_link()
    refused(open_link(), 403, "invitation-used")
    assert len(platform.heard("POST", REGISTRATION)) == 1


def test_an_invitation_ends_after_a_week(open_link, platform, clock):
    clock.advance(seconds=7 * 24 * 3600)
    refused(open_link(), 403, "invitation-expired")
    assert platform.server.heard == []


def test_an_invented_invitation_is_refused_before_anything_is_called(open_link, platform):
    refused(open_link("invented"), 404, "invitation-unknown")
    assert platform.server.heard == []


def test_two_registrations_by_one_invitation_at_once_leave_one(app, open_link, platform, services, token):
    def used_meanwhile(_heard):
        with app.app_context(), transaction() as session:
            session.query(Invitation).update({"used_at": services.clock.now()})
        return Answer(document=registered())

    platform.on("POST", REGISTRATION, used_meanwhile)
    refused(open_link(), 409, "invitation-used")
    assert known_platforms() == []


def test_the_invitation_is_not_stored_in_clear(database, services, token):
    with reading() as session:
        stored = session.query(Invitation).one()
        assert token not in (stored.token_hash, stored.label)


def test_the_link_in_a_plain_browser_says_where_it_belongs_and_stays_good(client, platform, token, open_link):
    page = client.get(f"/lti/register/{token}")
    assert page.status_code == 200
    assert f'value="http://localhost:8000/lti/register/{token}"' in page.text
    for word in ("Test school", "Moodle", "Canvas", "Add LTI Advantage", "Dynamic Registration", "22 November 2026"):
        assert word in page.text
    assert open_link().status_code == 200


def test_a_link_that_no_longer_works_says_so_to_a_person_too(client, open_link, token, clock):
    open_link()
    refused(client.get(f"/lti/register/{token}"), 403, "invitation-used")
    clock.advance(seconds=8 * 24 * 3600)
    refused(client.get("/lti/register/invented"), 404, "invitation-unknown")


def test_a_withdrawn_invitation_opens_nothing(open_link, platform, services):
    with transaction() as session:
        (row,) = list_invitations(session)
        withdraw_invitation(session, services.clock, row.id)
    refused(open_link(), 403, "invitation-withdrawn")
    assert platform.server.heard == []


def test_a_used_invitation_cannot_be_withdrawn_and_shows_what_came_of_it(open_link, services):
    open_link()
    with reading() as session:
        (row,) = list_invitations(session)
    assert (row.used_at, row.registration_id, row.is_open(services.clock.now())) == (
        services.clock.now(),
        known_platforms()[0].id,
        False,
    )
    with pytest.raises(Conflict, match="invitation-used"), transaction() as session:
        withdraw_invitation(session, services.clock, row.id)
    with pytest.raises(NotFound, match="invitation-unknown"), transaction() as session:
        withdraw_invitation(session, services.clock, 404)


FAILURES = [
    ("GET", Answer(500), 422, "configuration-refused"),
    ("GET", Answer(401), 422, "configuration-refused"),
    ("GET", Answer(200, body=b"<html>"), 422, "configuration-unreadable"),
    ("GET", Answer(200, document=["a list"]), 422, "configuration-unreadable"),
    ("GET", Answer(302, headers={"Location": "https://elsewhere.example/"}), 422, "configuration-refused"),
    ("POST", Answer(400, body=b"missing required attribute jwks_uri"), 422, "registration-refused"),
    ("POST", Answer(404, body=b"<html>Invalid request</html>"), 422, "registration-refused"),
    ("POST", Answer(200, body=b"<html>"), 422, "registration-unreadable"),
    ("POST", Answer(200, document={}), 422, "registration-without-client"),
    ("POST", Answer(200, document={"client_id": "x" * 300}), 422, "registration-without-client"),
    ("POST", Answer(200, document={"client_id": "a\x00b"}), 422, "registration-without-client"),
    ("POST", Answer(200, document={"client_id": ["client-1"]}), 422, "registration-without-client"),
]


@pytest.mark.parametrize(("method", "answer", "status", "code"), FAILURES)
def test_a_failed_registration_is_explained_and_leaves_the_link_good(open_link, platform, method, answer, status, code):
    path = CONFIGURATION if method == "GET" else REGISTRATION
    good = platform.answers[method, path]
    platform.on(method, path, answer)
    text = refused(open_link(), status, code)
    assert "can be used again" in text
    assert known_platforms() == []
    platform.answers[method, path] = good
    assert open_link().status_code == 200


def test_a_short_plain_reason_of_the_lms_is_passed_on_and_markup_is_not(open_link, platform):
    platform.on("POST", REGISTRATION, Answer(401, body=b"token_already_used"))
    assert "token_already_used" in open_link().text
    platform.on("POST", REGISTRATION, Answer(401, body=b"<b>bold</b>"))
    assert "bold" not in open_link().text


def test_an_lms_that_is_down_leaves_the_link_good(open_link, platform):
    refused(open_link(openid_configuration=f"http://127.0.0.1:9{CONFIGURATION}"), 503, "platform-unreachable")
    assert open_link().status_code == 200


@pytest.mark.parametrize("url", ["http://moodle.example/x", "javascript:alert(1)", "file:///etc/passwd", "nonsense"])
def test_a_configuration_that_is_no_safe_address_is_not_fetched(open_link, url):
    refused(open_link(openid_configuration=url), 422, "configuration-address")


def test_a_configuration_that_speaks_for_another_lms_is_refused(open_link, platform):
    platform.on("GET", CONFIGURATION, Answer(document=configuration(platform, issuer="https://canvas.instructure.com")))
    refused(open_link(), 422, "issuer-elsewhere")
    assert platform.heard("POST", REGISTRATION) == []


@pytest.mark.parametrize("rest", ["/" + "x" * 255, "/a\x00b", "/\ud800"])
def test_an_issuer_that_cannot_be_kept_is_refused_before_anything_is_registered(open_link, platform, rest):
    platform.on("GET", CONFIGURATION, Answer(document=configuration(platform, issuer=platform.url + rest)))
    refused(open_link(), 422, "issuer-elsewhere")
    assert platform.heard("POST", REGISTRATION) == []


def test_a_product_or_a_deployment_that_cannot_be_kept_counts_as_untold(open_link, platform):
    odd = configuration(platform, **{PLATFORM: {"product_family_code": "moo\x00dle"}})
    platform.on("GET", CONFIGURATION, Answer(document=odd))
    platform.on("POST", REGISTRATION, Answer(document=registered(deployment_id="1\x00")))
    assert open_link().status_code == 200
    (found,) = known_platforms()
    assert (found.product_family, found.deployments) == ("moodle", ())


INWARD = ["https://169.254.169.254/latest/x", "https://10.1.2.3/x", "https://[::1]/x", "https://127.0.0.1/x"]


@pytest.mark.parametrize("url", INWARD)
def test_a_configuration_that_points_inward_is_not_fetched_by_a_public_tool(services, url):
    guarded = PlatformHttp(replace(services.settings, allow_private_networks=False))
    with pytest.raises(Unavailable, match="address-private"):
        introduce(guarded, "https://cairn.example", openid_configuration=url, registration_token=None)


def test_an_endless_configuration_is_given_up(open_link, platform):
    platform.on("GET", CONFIGURATION, Answer(body=b"{" + b" " * 9_000_000))
    refused(open_link(), 503, "answer-too-large")
    assert known_platforms() == []


def test_a_configuration_elsewhere_is_not_followed_with_the_token(open_link, platform):
    with running_platform() as other:
        platform.on("GET", CONFIGURATION, Answer(302, headers={"Location": f"{other.url}/steal"}))
        refused(open_link(), 422, "configuration-refused")
        assert other.server.heard == []


def test_the_environments_of_canvas_are_not_mixed(open_link, platform):
    changed = configuration(platform, token_endpoint="https://sso.canvaslms.com/login/oauth2/token")
    platform.on("GET", CONFIGURATION, Answer(document=changed))
    refused(open_link(), 422, "addresses-mixed")
    assert platform.heard("POST", REGISTRATION) == []


def test_a_canvas_that_knows_notices_is_asked_for_them_and_another_is_not(open_link, platform, services):
    open_link()
    assert NOTICE_HANDLERS not in platform.said("POST", REGISTRATION)["scope"]
    knows = configuration(platform, scopes_supported=["openid", NOTICE_HANDLERS, 7])
    platform.on("GET", CONFIGURATION, Answer(document=knows))
    with transaction() as session:
        again = invite(session, services.clock, "Test school")
    open_link(again)
    assert NOTICE_HANDLERS in platform.said("POST", REGISTRATION)["scope"].split()


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint"])
@pytest.mark.parametrize("value", [None, "", "http://plain.example/", "ftp://x.example/", 7, "https://x.example/\x00"])
def test_a_configuration_with_a_missing_or_unsafe_address_is_refused(open_link, platform, name, value):
    platform.on("GET", CONFIGURATION, Answer(document=configuration(platform, **{name: value})))
    assert name in refused(open_link(), 422, "configuration-incomplete")
    assert platform.heard("POST", REGISTRATION) == []


ENTRY = {
    "label": "School",
    "issuer": "https://moodle.example",
    "client_id": "client-1",
    "auth_url": "https://moodle.example/auth",
    "token_url": "https://moodle.example/token",
    "jwks_url": "https://moodle.example/jwks",
    "deployment_ids": ("1", "2"),
}


def add(services, *, slash_is_meant=False, **changes):
    with transaction() as session:
        return add_platform(
            session, services.clock, PlatformEntry(**{**ENTRY, **changes}), slash_is_meant=slash_is_meant
        )


def test_a_platform_entered_by_hand_may_launch_at_once(database, services):
    number = add(services)
    (found,) = known_platforms()
    assert (found.id, found.status) == (number, Standing.ACTIVE)
    assert [one.deployment_id for one in found.deployments] == ["1", "2"]


def test_one_issuer_may_have_several_clients_but_none_twice(database, services):
    add(services)
    add(services, client_id="client-2")
    with pytest.raises(Conflict):
        add(services)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("issuer", "https://moodle.example/", "issuer-slash"),
        ("issuer", "http://moodle.example", "issuer-unusable"),
        ("issuer", "moodle.example", "issuer-unusable"),
        ("client_id", "", "client-id-unusable"),
        ("auth_url", "http://moodle.example/auth", "address-unusable"),
        ("token_url", "", "address-unusable"),
        ("jwks_url", "file:///etc/passwd", "address-unusable"),
    ],
)
def test_a_wrong_field_is_named(database, services, field, value, code):
    with pytest.raises(Invalid) as caught:
        add(services, **{field: value})
    assert caught.value.code == code
    assert known_platforms() == []


def test_a_slash_that_is_meant_is_kept(database, services):
    add(services, issuer="https://lms.example/", slash_is_meant=True)
    assert known_platforms()[0].issuer == "https://lms.example/"


def test_plain_http_is_taken_on_this_machine_only(database, services):
    addresses = dict.fromkeys(("issuer", "auth_url", "token_url", "jwks_url"), "http://127.0.0.1:8001")
    assert add(services, **addresses)


def test_a_deployment_may_be_let_in_before_it_was_seen(database, services):
    number = add(services, deployment_ids=())
    with transaction() as session:
        add_deployment(session, services.clock, number, "77:abc")
        add_deployment(session, services.clock, number, "77:abc")
    assert [one.deployment_id for one in known_platforms()[0].deployments] == ["77:abc"]
    with pytest.raises(NotFound), transaction() as session:
        add_deployment(session, services.clock, 999, "1")


def test_a_platform_is_kept_out_and_let_in_again(database, services):
    number = add(services)
    for standing in (Standing.BLOCKED, Standing.ACTIVE):
        with transaction() as session:
            set_platform_standing(session, number, standing)
        assert known_platforms()[0].status is standing
    with pytest.raises(NotFound), transaction() as session:
        set_platform_standing(session, 999, Standing.BLOCKED)


def test_deployments_of_two_platforms_are_not_mixed_up(database, services):
    add(services)
    add(services, client_id="client-2", deployment_ids=("9",))
    assert [[one.deployment_id for one in found.deployments] for found in known_platforms()] == [["1", "2"], ["9"]]
    with reading() as session:
        assert len(deployments(session)) == 3
