"""Access tokens and assertions leave no trace: not in a log, not in an error, not in what is kept of an answer."""

import logging
import threading

import pytest

from app.lti import ServiceRefused
from app.lti.scopes import SCORE
from app.lti.tokens import with_token
from tests.lti.platform_server import Answer, ags_of, known, running_platform, tokens_of

SECRET = "a-very-secret-access-token-of-this-platform"


@pytest.fixture
def platform(database):
    with running_platform() as platform:
        platform.on("POST", "/token", Answer(document={"access_token": SECRET, "expires_in": 3600}))
        yield platform


def test_nothing_of_a_call_with_a_token_is_logged(platform, services, caplog):
    platform.on("GET", "/results", Answer(200, []))
    platform.on("GET", "/refused/results", Answer(403, body=f"no: {SECRET}".encode()))
    registration = known(platform, services)
    with caplog.at_level(logging.DEBUG):
        ags_of(services).get_results(registration, platform.url)
        with pytest.raises(ServiceRefused):
            ags_of(services).get_results(registration, f"{platform.url}/refused")
    assert SECRET not in caplog.text
    assert platform.assertions()[0] not in caplog.text
    assert "Bearer" not in caplog.text


def test_an_lms_that_repeats_our_token_in_its_answer_does_not_get_it_kept(platform, services):
    platform.on("GET", "/results", Answer(500, body=f"Bearer {SECRET} is odd".encode()))
    with pytest.raises(ServiceRefused) as caught:
        ags_of(services).get_results(known(platform, services), platform.url)
    reply = caught.value.reply
    assert SECRET not in f"{reply.detail} {reply.words} {caught.value}"


def test_a_token_that_is_refused_is_not_in_the_error(platform, services):
    platform.on("POST", "/token", Answer(400, {"error": "invalid_client", "error_description": SECRET}))
    with pytest.raises(ServiceRefused) as caught:
        tokens_of(services).token_for(known(platform, services), (SCORE,))
    assert SECRET not in f"{caught.value.reply} {caught.value}"


def test_threads_whose_token_is_refused_at_once_ask_for_one_new_one(platform, services, app):
    """Each drops what was refused; none drops the new one that another has fetched meanwhile."""
    given = iter(f"token-{number}" for number in range(100))
    platform.on("POST", "/token", lambda _heard: Answer(document={"access_token": next(given), "expires_in": 3600}))
    registration, tokens, statuses = known(platform, services), tokens_of(services), []
    platform.on(
        "GET",
        "/locked",
        lambda heard: Answer(401 if heard.headers["Authorization"] == "Bearer token-0" else 200),
    )

    def call(token):
        return services.http.get(f"{platform.url}/locked", headers={"Authorization": f"Bearer {token}"})

    def work():
        with app.app_context():
            statuses.append(with_token(tokens, registration, (SCORE,), call).status)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 6
    assert len(platform.assertions()) == 2
