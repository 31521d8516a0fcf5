"""The token endpoint believes nothing that it has not checked."""

import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from app.sandbox import Lms
from app.sandbox.vocabulary import SCOPE_LINE_ITEM, SCOPE_LINE_ITEM_READ, SCOPE_SCORE
from tests.conftest import ManualClock
from tests.sandbox.tool import ToolSide, connect


def refused(tool: ToolSide, **changes: Any) -> str:
    """Sends a correct assertion with `changes`; what the refusal says."""
    answer = tool.ask_token(tool.sign(tool.assertion(**changes)))
    assert answer.status_code == 400
    body = json.loads(answer.text)
    assert body["error"] == "invalid_client"
    return str(body["error_description"])


def test_a_token_is_granted_for_what_was_asked_and_registered(clock: ManualClock) -> None:
    lms = Lms.new(clock=clock)
    tool = connect(lms, scopes=[SCOPE_SCORE, SCOPE_LINE_ITEM_READ])
    answer = json.loads(tool.ask_token(tool.sign(tool.assertion()), SCOPE_SCORE, SCOPE_LINE_ITEM).text)
    assert (answer["scope"], answer["token_type"], answer["expires_in"]) == (SCOPE_SCORE, "Bearer", 3600)
    none = tool.ask_token(tool.sign(tool.assertion()), SCOPE_LINE_ITEM)
    assert (none.status_code, json.loads(none.text)) == (400, {"error": "invalid_scope"})
    lms.close()


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "iat", "jti"])
def test_an_assertion_must_carry_every_claim(either: ToolSide, claim: str) -> None:
    assert claim in refused(either, **{claim: None})


def test_an_assertion_for_another_audience_is_refused(either: ToolSide) -> None:
    assert "aud" in refused(either, aud="https://elsewhere.example/token")


def test_an_assertion_of_somebody_else_is_refused(either: ToolSide) -> None:
    assert "iss" in refused(either, iss="somebody else")


def test_an_expired_assertion_is_refused(either: ToolSide, clock: ManualClock) -> None:
    assert "exp" in refused(either, exp=int(clock.now().timestamp()))


def test_an_assertion_is_good_for_one_use(either: ToolSide) -> None:
    assertion = either.sign(either.assertion())
    assert either.ask_token(assertion).status_code == 200
    assert "jti" in json.loads(either.ask_token(assertion).text)["error_description"]


def test_moodle_takes_no_assertion_from_the_future(moodle: ToolSide, clock: ManualClock) -> None:
    assert "ahead" in refused(moodle, iat=int(clock.now().timestamp()) + 5)


def test_canvas_takes_half_a_minute_of_skew_and_no_old_assertion(canvas: ToolSide, clock: ManualClock) -> None:
    now = int(clock.now().timestamp())
    assert canvas.ask_token(canvas.sign(canvas.assertion(iat=now + 29))).status_code == 200
    assert "ahead" in refused(canvas, iat=now + 40)
    assert "too old" in refused(canvas, iat=now - 301)


def test_an_unknown_client_is_refused(either: ToolSide) -> None:
    answer = either.ask_token(either.sign(either.assertion(iss="nobody", sub="nobody")))
    assert (answer.status_code, json.loads(answer.text)["error"]) == (400, "invalid_client")


def test_another_key_under_a_known_name_is_refused(either: ToolSide) -> None:
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    forged = jwt.encode(either.assertion(), stranger, "RS256", headers={"kid": "tool-key"})
    assert either.ask_token(forged).status_code == 400


def test_moodle_calls_its_json_html(moodle: ToolSide) -> None:
    answer = moodle.ask_token(moodle.sign(moodle.assertion()))
    assert answer.mimetype == "text/html"
    assert json.loads(answer.text)["access_token"]


def test_moodle_answers_a_missing_kid_with_broken_json(moodle: ToolSide) -> None:
    answer = moodle.ask_token(moodle.sign(moodle.assertion(), kid=None))
    assert answer.status_code == 400
    with pytest.raises(ValueError, match="delimiter"):
        json.loads(answer.text)


def test_moodle_shows_a_page_when_the_tools_keys_are_out_of_reach(moodle: ToolSide) -> None:
    lost = moodle.lms.register_tool(
        login_url="http://localhost:9/login", launch_url="http://localhost:9/l", jwks_url="http://127.0.0.1:9/jwks"
    )
    answer = moodle.ask_token(moodle.sign(moodle.assertion(iss=lost.client_id, sub=lost.client_id)))
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_a_token_lives_an_hour(either: ToolSide, clock: ManualClock) -> None:
    clock.advance(seconds=3599)
    assert either.score().status_code == 200
    clock.advance(seconds=1)
    assert either.score().status_code == 401


def test_a_token_opens_only_what_it_is_for(either: ToolSide) -> None:
    either.authorize(SCOPE_LINE_ITEM_READ)
    assert either.line_items().status_code == 200
    assert either.score().status_code == 401
    assert either.roster().status_code == 401


def test_a_json_request_gets_no_token(either: ToolSide) -> None:
    assert either.http.post("/token", json={"grant_type": "client_credentials"}).status_code == 400
