"""What is written to the log, and what an error page says: never a token, a secret, a claim or somebody's words."""

import html
import logging
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import transaction
from app.lti import invite
from app.services import Services
from app.web import csrf
from app.web.access import ANYONE, POLICY
from tests import cast
from tests.cast import LEARNER
from tests.lti.signer import Login, SigningPlatform, key_pair, launch_id_of, signing_platform
from tests.pages import PageChecker, field
from tests.world import Window, World, read

CLAIMS = {"sub": "subject-7711", "name": "Zoltan Quux", "email": "zoltan.quux@example.org", "roles": list(LEARNER)}


class Listener:
    """What must not be heard, and the error pages that were seen on the way."""

    def __init__(self) -> None:
        self.secrets: set[str] = set()
        self.refusals: list[str] = []

    def keep(self, *values: str) -> None:
        self.secrets |= {part for value in values for part in (value, *value.split(".")) if len(part) > 5}

    def refused(self, answer: TestResponse) -> None:
        assert 400 <= answer.status_code < 600
        self.refusals.append(answer.get_data(as_text=True))


@pytest.fixture
def listener() -> Listener:
    heard = Listener()
    heard.keep(CLAIMS["sub"], CLAIMS["name"], CLAIMS["email"])  # type: ignore[arg-type]
    return heard


@pytest.fixture
def platform(app: Flask) -> Iterator[SigningPlatform]:
    services: Services = app.extensions["cairn"]
    with app.app_context(), signing_platform(services, services.clock) as running:
        yield running


def begin(client: FlaskClient, platform: SigningPlatform, listener: Listener) -> Login:
    login = platform.login(client)
    cookie = login.response.headers["Set-Cookie"].split(";")[0].split("=", 1)[1]
    listener.keep(login.state, login.nonce, cookie)
    return login


def post(client: FlaskClient, platform: SigningPlatform, listener: Listener, **changes: object) -> TestResponse:
    login = begin(client, platform, listener)
    token = platform.sign(platform.claims(login, **CLAIMS, **changes))
    listener.keep(token)
    return platform.post(client, login, token)


def refused_launches(app: Flask, platform: SigningPlatform, listener: Listener) -> None:
    """Every way of launching that goes wrong late, when all values are known."""
    client = PageChecker(app, app.response_class)
    now = int(platform.clock.now().timestamp())
    for changes in ({"exp": now - 900}, {"nonce": "another-nonce"}, {"aud": "somebody-else"}, {"version": "9"}):
        listener.refused(post(client, platform, listener, **changes))
    login = begin(client, platform, listener)
    forged = platform.sign(platform.claims(login, **CLAIMS), key=key_pair("a stranger"))
    good = platform.sign(platform.claims(login, **CLAIMS))
    listener.keep(forged, good)
    listener.refused(platform.post(client, login, forged))
    assert platform.post(client, login, good).status_code == 303
    listener.refused(platform.post(client, login, good))
    listener.refused(client.post("/lti/launch", data={"error": "login_required", "state": login.state}))


def launch_without_cookies(app: Flask, platform: SigningPlatform, listener: Listener) -> None:
    """A browser that keeps no cookies in frames: a new window, its ticket, and the ticket once more."""
    frame = app.test_client(use_cookies=False)
    answer = post(frame, platform, listener)
    assert answer.status_code == 403
    ticket = field(answer, "ticket")
    window = PageChecker(app, app.response_class)
    asked = window.post("/lti/resume", data={"ticket": ticket})
    form = {"ticket": ticket, **{name: field(asked, name) for name in ("window", "proof")}}
    listener.keep(ticket, form["proof"])
    assert window.post("/lti/resume", data=form).status_code == 303
    stranger = PageChecker(app, app.response_class)
    listener.refused(stranger.post("/lti/resume", data=form))
    listener.refused(stranger.post("/lti/resume", data=form | {"proof": "x"}))


def launch_by_key(app: Flask, platform: SigningPlatform, listener: Listener) -> None:
    """A browser whose proof the platform keeps, and the key that opens its launch."""
    frame = PageChecker(app, app.response_class, use_cookies=False)
    asked = frame.post(
        "/lti/login",
        data={"iss": platform.issuer, "login_hint": "user-7", "lti_storage_target": "frame_of_the_lms"},
    )
    page = asked.get_data(as_text=True)
    url = html.unescape(found(r'href="(https://lms[^"]+)"', page))
    login, value = Login(dict(parse_qsl(urlsplit(url).query)), asked), found(r'data-value="([^"]+)"', page)
    listener.keep(login.state, login.nonce, value)
    held = platform.post(frame, login, platform.sign(platform.claims(login, **CLAIMS)))
    form = {"ticket": field(held, "ticket"), "proof": value}
    listener.keep(form["ticket"])
    opened = frame.post("/lti/proven", data=form, headers={"Origin": "http://localhost:8000"})
    segment = launch_id_of(opened)
    key = segment.split(".")[1]
    listener.keep(key, key[8:])
    for address in (f"/l/{segment}/no-such-page", f"/l/{segment}/teach/", f"/l/{segment[:-1]}x/", f"/l/{segment}/"):
        answer = frame.get(address)
        if answer.status_code >= 400:
            listener.refused(answer)
    app.view_functions["home.home"] = lambda: 1 / 0
    setattr(app.view_functions["home.home"], POLICY, ANYONE)
    assert frame.get(f"/l/{segment}/").status_code == 500


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match, pattern
    return match.group(1)


def inside(app: Flask, world: World, platform: SigningPlatform, listener: Listener) -> None:
    """Pages and refusals of launches that are open."""
    client = PageChecker(app, app.response_class)
    answer = post(client, platform, listener)
    cookie = client.get_cookie(f"__Host-cairn-{launch_id_of(answer)}")
    assert cookie is not None
    listener.keep(
        cookie.value, csrf.token(app.extensions["cairn"].settings.secret_key, launch_id_of(answer), cookie.value)
    )
    dee = Window(app, world, cast.DEE)
    listener.keep(dee.opened.secret, dee.token, cast.DEE.keepsake)
    for path in ("/work/", "/work/steps/s1", f"/work/items/{world.items['dee']}"):
        assert dee.get(path).status_code == 200
    listener.refused(dee.get("/teach/"))
    listener.refused(dee.get(f"/work/items/{world.items['ben']}"))
    listener.refused(dee.post("/work/slots/forum/links", {"url": f"javascript:{cast.DEE.keepsake}"}))
    listener.refused(dee.post("/work/slots/story/text", {"text": cast.DEE.keepsake, "version": "0"}, token=False))


def fault(app: Flask, world: World, listener: Listener) -> None:
    """A database that breaks while somebody's words are on their way into it."""
    dee = Window(app, world, cast.DEE)
    with app.app_context(), transaction() as session:
        session.connection().exec_driver_sql("ALTER TABLE evidence_item RENAME TO gone")
    words = f"My own {cast.DEE.keepsake} and nobody else's."
    answer = dee.post("/work/slots/story/text", {"text": words, "version": "1"})
    assert answer.status_code == 500
    listener.refused(answer)


def test_no_token_secret_claim_or_word_of_anybody_is_logged_or_shown(
    app: Flask,
    world: World,
    platform: SigningPlatform,
    listener: Listener,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    refused_launches(app, platform, listener)
    launch_without_cookies(app, platform, listener)
    inside(app, world, platform, listener)
    launch_by_key(app, platform, listener)
    fault(app, world, listener)
    captured = capsys.readouterr()
    logged = captured.out + captured.err + caplog.text
    assert logged.count("refused") >= 12 and "crashed" in logged, logged
    for secret in listener.secrets:
        assert secret not in logged, secret
        for page in listener.refusals:
            assert secret not in page.replace(f"/l/{secret}", ""), secret


def test_an_invitation_does_not_end_up_in_the_log(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    services: Services = app.extensions["cairn"]
    with app.app_context(), transaction() as session:
        token = invite(session, services.clock, "Our LMS")
    answer = read(PageChecker(app, app.response_class).get(f"/lti/register/{token}"))
    assert answer.status_code == 200
    assert token not in capsys.readouterr().out
