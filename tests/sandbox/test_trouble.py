"""Trouble on demand, and the record of what a tool said."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from werkzeug.test import Client

from app.config import Settings
from app.http import Limits, PlatformHttp, TransportError
from app.sandbox import FaultKind, Lms
from app.sandbox.vocabulary import SCORE_TYPE
from tests.sandbox.tool import ToolSide, connect


@pytest.fixture
def outside(settings: Settings) -> PlatformHttp:
    """The way a tool talks to platforms, with little patience."""
    return PlatformHttp(settings, limits=Limits(read=0.3))


@pytest.fixture
def served() -> Iterator[ToolSide]:
    lms = Lms.new(temper="canvas")
    with lms.serving():
        yield connect(lms)
    lms.close()


def post(tool: ToolSide, http: PlatformHttp) -> int:
    """A score over a real socket; its status."""
    body = {
        "userId": tool.lms.subject(tool.learner),
        "timestamp": tool.lms.platform.now().isoformat(),
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "scoreGiven": 1,
        "scoreMaximum": 1,
    }
    headers = {"Authorization": f"Bearer {tool.token}", "Content-Type": SCORE_TYPE}
    return http.post(tool.at("scores"), headers=headers, json=body).status


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (FaultKind.SERVER_ERROR, 500),
        (FaultKind.DOWN, 503),
        (FaultKind.TOO_MANY, 429),
        (FaultKind.THROTTLED, 403),
        (FaultKind.EXPIRED_TOKEN, 401),
        (FaultKind.GONE, 404),
    ],
)
def test_trouble_comes_as_often_as_asked_and_goes(either: ToolSide, kind: FaultKind, status: int) -> None:
    either.lms.trouble(kind, "scores", times=2)
    assert [either.score().status_code for _ in range(3)] == [status, status, 200]


def test_trouble_lasts_until_it_is_calmed(either: ToolSide) -> None:
    either.lms.trouble(FaultKind.DOWN, times=None)
    assert {either.score().status_code, either.line_items().status_code, either.roster().status_code} == {503}
    either.lms.calm()
    assert either.score().status_code == 200


def test_trouble_of_one_family_leaves_the_others_alone(either: ToolSide) -> None:
    either.lms.trouble(FaultKind.DOWN, "results", times=None)
    assert either.score().status_code == 200


def test_too_many_requests_come_with_a_time_to_wait(either: ToolSide) -> None:
    either.lms.trouble(FaultKind.TOO_MANY, "scores", seconds=7)
    assert either.score().headers["Retry-After"] == "7"


def test_throttling_looks_as_it_does_in_canvas(canvas: ToolSide) -> None:
    canvas.lms.trouble(FaultKind.THROTTLED, "scores")
    answer = canvas.score()
    assert "Rate Limit Exceeded" in answer.text
    assert answer.headers["X-Rate-Limit-Remaining"] == "0.0"


def test_garbage_is_200_and_no_json(either: ToolSide) -> None:
    either.lms.trouble(FaultKind.GARBAGE, "scores")
    answer = either.score()
    assert (answer.status_code, answer.mimetype) == (200, "text/html")


def test_forgotten_tokens_are_refused(either: ToolSide) -> None:
    either.lms.expire_tokens()
    assert either.score().status_code == 401


def test_a_broken_connection_leaves_nothing_behind(served: ToolSide, outside: PlatformHttp) -> None:
    served.lms.trouble(FaultKind.RESET, "scores")
    with pytest.raises(TransportError) as refusal:
        post(served, outside)
    assert not refusal.value.timed_out
    assert served.stored.score is None


def test_a_lost_answer_leaves_the_score_behind(served: ToolSide, outside: PlatformHttp) -> None:
    served.lms.trouble(FaultKind.LOST_ANSWER, "scores")
    with pytest.raises(TransportError) as refusal:
        post(served, outside)
    assert refusal.value.uncertain
    assert not refusal.value.timed_out
    assert served.stored.score == 50


def test_a_slow_platform_is_slower_than_a_tools_patience(served: ToolSide, outside: PlatformHttp) -> None:
    served.lms.trouble(FaultKind.SLOW, "scores", seconds=3)
    started = time.monotonic()
    with pytest.raises(TransportError) as refusal:
        post(served, outside)
    assert refusal.value.timed_out
    assert time.monotonic() - started < 3


def test_many_calls_at_once_lose_no_score(served: ToolSide, settings: Settings) -> None:
    patient = PlatformHttp(settings)
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: post(served, patient), range(40)))
    assert codes.count(200) + codes.count(400) == 40
    assert served.stored.attempts == codes.count(200)


def test_scripts_switch_trouble_on_and_off(either: ToolSide) -> None:
    client = Client(either.lms.app)
    made = client.post("/sandbox/faults", json={"kind": "too-many-requests", "family": "scores", "times": None})
    assert made.status_code == 201
    assert [fault["kind"] for fault in client.get("/sandbox/faults").get_json()] == ["too-many-requests"]
    assert either.score().status_code == 429
    client.delete("/sandbox/faults")
    assert either.score().status_code == 200
    assert client.post("/sandbox/faults", json={"kind": "earthquake"}).status_code == 400


def test_each_call_is_recorded_with_its_answer_and_without_its_secrets(either: ToolSide) -> None:
    either.score(comment="Well done")
    score, token = either.lms.calls()
    assert (score.method, score.status) == ("POST", 200)
    assert "Well done" in score.sent
    assert "stored 40" in score.note
    assert token.path == "/token"
    assert "client_assertion=ey" in token.sent
    assert len(token.sent) < 500
    assert either.token not in token.answered


def test_trouble_is_recorded_too(either: ToolSide) -> None:
    either.lms.trouble(FaultKind.DOWN, "scores")
    either.score()
    assert [(call.status, call.note) for call in either.lms.calls("/scores")] == [(503, "fault: down")]
