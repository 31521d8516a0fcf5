"""The authentication endpoint, with a browser that is signed in."""

import html
import re
from urllib.parse import urlencode

import jwt
import pytest
from werkzeug.test import Client, TestResponse

from app.sandbox import FormPost, Lms
from app.sandbox.records import ToolStatus
from app.sandbox.refusals import LoginProblem, LoginRefusalError
from tests.sandbox.tool import LAUNCH_URL, ToolSide


def request_for(login: FormPost, **changes: str) -> dict[str, str]:
    """The authentication request that a correct tool makes of a login initiation; empty changes drop."""
    params = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": login.fields["client_id"],
        "redirect_uri": LAUNCH_URL,
        "login_hint": login.fields["login_hint"],
        "lti_message_hint": login.fields["lti_message_hint"],
        "state": "a state",
        "nonce": "a nonce",
        **changes,
    }
    return {name: value for name, value in params.items() if value}


def browser(lms: Lms, name: str = "Ben") -> Client:
    client = Client(lms.app)
    client.post("/sign-in", data={"person": lms.person_named(name).id})
    return client


def asked(tool: ToolSide, *, who: str = "Ben", **changes: str) -> TestResponse:
    login = tool.lms.login(tool.learner, tool.activity)
    return browser(tool.lms, who).get(f"/auth?{urlencode(request_for(login, **changes))}")


def posted(answer: TestResponse) -> dict[str, str]:
    """The hidden fields of a page that posts itself, with its address under `action`."""
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', answer.text))
    (action,) = re.findall(r'action="([^"]*)"', answer.text)
    return {name: html.unescape(value) for name, value in {**fields, "action": action}.items()}


def test_a_correct_request_is_answered_with_a_token_and_its_state(either: ToolSide) -> None:
    fields = posted(asked(either))
    assert (fields["action"], fields["state"]) == (LAUNCH_URL, "a state")
    assert either.lms.platform.keys.verify(fields["id_token"])["nonce"] == "a nonce"


def test_the_initiation_names_issuer_person_and_deployment(either: ToolSide) -> None:
    fields = either.lms.login(either.learner, either.activity).fields
    assert fields["iss"] == either.lms.issuer
    assert fields["login_hint"] == either.lms.subject(either.learner)
    assert fields["lti_deployment_id"] == either.tool.deployment_id
    assert fields["target_link_uri"] == LAUNCH_URL


def test_only_canvas_offers_to_store_for_the_tool(moodle: ToolSide, canvas: ToolSide) -> None:
    assert "lti_storage_target" not in moodle.lms.login(moodle.learner, moodle.activity).fields
    fields = canvas.lms.login(canvas.learner, canvas.activity).fields
    assert fields["lti_storage_target"] == "post_message_forwarding"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_mode": "query"}, "invalid_request"),
        ({"prompt": "login"}, "invalid_request"),
        ({"client_id": "another"}, "unauthorized_client"),
        ({"login_hint": "99"}, "access_denied"),
    ],
)
def test_moodle_tells_the_tool_of_some_mistakes(moodle: ToolSide, changes: dict[str, str], error: str) -> None:
    fields = posted(asked(moodle, **changes))
    assert (fields["error"], fields["state"], fields["action"]) == (error, "a state", LAUNCH_URL)
    assert "id_token" not in fields


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": ""},
        {"scope": "profile"},
        {"response_type": "code"},
        {"lti_message_hint": "?"},
        {"redirect_uri": "x:y"},
    ],
)
def test_moodle_keeps_other_mistakes_to_itself(moodle: ToolSide, changes: dict[str, str]) -> None:
    answer = asked(moodle, **changes)
    assert answer.status_code == 404
    assert "<form" not in answer.text


def test_moodle_compares_the_redirect_with_its_query_and_canvas_without(moodle: ToolSide, canvas: ToolSide) -> None:
    with_query = f"{LAUNCH_URL}?dl=1"
    assert asked(moodle, redirect_uri=with_query).status_code == 404
    assert posted(asked(canvas, redirect_uri=with_query))["action"] == with_query


def test_nobody_is_sent_to_an_address_that_was_not_registered(canvas: ToolSide) -> None:
    answer = asked(canvas, redirect_uri="https://evil.example/launch", prompt="login")
    assert answer.status_code == 404
    assert "evil" not in answer.text


def test_a_hint_is_good_for_one_launch(either: ToolSide) -> None:
    login = either.lms.login(either.learner, either.activity)
    client = browser(either.lms)
    address = f"/auth?{urlencode(request_for(login))}"
    assert "id_token" in client.get(address).text
    assert "id_token" not in client.get(address).text


def test_canvas_says_that_a_launch_is_no_longer_valid(canvas: ToolSide) -> None:
    login = canvas.lms.login(canvas.learner, canvas.activity)
    client = browser(canvas.lms)
    address = f"/auth?{urlencode(request_for(login))}"
    client.get(address)
    assert posted(client.get(address))["error"] == "launch_no_longer_valid"


def test_somebody_else_does_not_get_ones_launch(either: ToolSide) -> None:
    assert "id_token" not in posted(asked(either, who="Dee"))


def test_a_request_without_the_session_cookie_is_posted_once_more_and_then_refused(canvas: ToolSide) -> None:
    login = canvas.lms.login(canvas.learner, canvas.activity)
    stranger = Client(canvas.lms.app)
    again = posted(stranger.get(f"/auth?{urlencode(request_for(login))}"))
    assert (again["action"], again["state"]) == ("/auth", "a state")
    refused = posted(stranger.post("/auth", data={n: v for n, v in again.items() if n != "action"}))
    assert refused["error"] == "login_required"
    signed_in = browser(canvas.lms)
    assert "id_token" in posted(signed_in.post("/auth", data={n: v for n, v in again.items() if n != "action"}))


def test_a_pending_tool_is_not_launched(moodle: ToolSide) -> None:
    moodle.lms.platform.tools.set_status(moodle.tool.id, ToolStatus.PENDING)
    assert posted(asked(moodle))["error"] == "unauthorized_client"


def test_a_test_may_answer_with_any_claims(either: ToolSide) -> None:
    login = either.lms.login(either.learner, either.activity)
    form = either.lms.answer(request_for(login), claims={"sub": "other"}, without=["exp"], header={"kid": None})
    assert "kid" not in jwt.get_unverified_header(form.fields["id_token"])
    claims = jwt.decode(form.fields["id_token"], options={"verify_signature": False})
    assert claims["sub"] == "other"
    assert "exp" not in claims


def test_answering_in_process_checks_the_request_as_the_page_does(either: ToolSide) -> None:
    login = either.lms.login(either.learner, either.activity)
    with pytest.raises(LoginRefusalError) as refusal:
        either.lms.answer(request_for(login, nonce=""))
    assert refusal.value.problem is LoginProblem.NONCE
