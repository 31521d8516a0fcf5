"""Access tokens: who asks, how often, and what is kept."""

import threading
import time

import jwt
import pytest

from app.db import NestedTransactionError, reading, transaction
from app.lti import ReplyKind, ServiceRefused, Standing, public_key_set, set_platform_standing
from app.lti.outbound_models import AccessToken
from app.lti.scopes import LINE_ITEM, RESULT_READ, SCORE
from app.lti.tokens import with_token
from tests.lti.platform_server import Answer, known, running_platform, tokens_of


@pytest.fixture
def platform(database):
    with running_platform() as platform:
        yield platform


def refusal(call):
    with pytest.raises(ServiceRefused) as caught:
        call()
    return caught.value.reply


def test_the_assertion_says_who_we_are_and_is_signed_by_a_published_key(platform, services):
    registration = known(platform, services)
    tokens_of(services).token_for(registration, (SCORE,))
    assertion = platform.assertions()[0]
    with reading() as session:
        keys = jwt.PyJWKSet.from_dict(public_key_set(session))
    key = keys[jwt.get_unverified_header(assertion)["kid"]]
    options = {"verify_exp": False, "verify_iat": False}
    claims = jwt.decode(assertion, key, algorithms=["RS256"], audience=f"{platform.url}/token", options=options)
    assert claims["iss"] == claims["sub"] == "client-1"
    assert claims["iat"] == int(services.clock.now().timestamp())
    assert claims["exp"] - claims["iat"] == 300


def test_the_audience_of_the_assertion_is_what_the_platform_wants(platform, services):
    registration = known(platform, services, token_audience="https://auth.example/audience")
    tokens_of(services).token_for(registration, (SCORE,))
    claims = jwt.decode(platform.assertions()[0], options={"verify_signature": False})
    assert claims["aud"] == "https://auth.example/audience"


def test_no_two_assertions_have_the_same_id(platform, services):
    registration = known(platform, services)
    for scope in (SCORE, LINE_ITEM):
        tokens_of(services).token_for(registration, (scope,))
    ids = {jwt.decode(one, options={"verify_signature": False})["jti"] for one in platform.assertions()}
    assert len(ids) == 2


def test_a_token_is_kept_across_processes_and_in_any_order_of_scopes(platform, services):
    registration = known(platform, services)
    first = tokens_of(services).token_for(registration, (SCORE, RESULT_READ))
    assert tokens_of(services).token_for(registration, (RESULT_READ, SCORE)) == first
    assert len(platform.assertions()) == 1


def test_two_clients_of_one_issuer_never_share_a_token(platform, services):
    one, other = known(platform, services), known(platform, services, client_id="client-2")
    tokens = tokens_of(services)
    assert tokens.token_for(one, (SCORE,)) != tokens.token_for(other, (SCORE,))


def test_a_token_is_renewed_a_minute_before_its_end(platform, services, clock):
    registration, tokens = known(platform, services), tokens_of(services)
    tokens.token_for(registration, (SCORE,))
    clock.advance(seconds=3600 - 61)
    assert tokens.token_for(registration, (SCORE,)) == "token-1"
    clock.advance(seconds=2)
    assert tokens.token_for(registration, (SCORE,)) == "token-2"


def test_a_token_of_a_minute_is_used_for_half_of_it(platform, services, clock):
    platform.expires_in = 60
    registration, tokens = known(platform, services), tokens_of(services)
    tokens.token_for(registration, (SCORE,))
    clock.advance(seconds=29)
    assert tokens.token_for(registration, (SCORE,)) == "token-1"
    clock.advance(seconds=2)
    assert tokens.token_for(registration, (SCORE,)) == "token-2"


def test_json_that_is_called_html_is_read_all_the_same(platform, services):
    body = b'{"access_token": "moodle", "token_type": "Bearer", "expires_in": 3600}'
    platform.on("POST", "/token", Answer(body=body, headers={"Content-Type": "text/html; charset=utf-8"}))
    assert tokens_of(services).token_for(known(platform, services), (SCORE,)) == "moodle"


def test_threads_that_need_the_same_token_ask_once(platform, services, app):
    def slow(_heard):
        time.sleep(0.2)
        return Answer(document={"access_token": "one", "expires_in": 3600})

    platform.on("POST", "/token", slow)
    registration, tokens, got = known(platform, services), tokens_of(services), []

    def ask():
        with app.app_context():
            got.append(tokens.token_for(registration, (SCORE,)))

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["one"] * 5
    assert len(platform.assertions()) == 1


def test_a_token_is_not_stored_in_clear(platform, services):
    tokens_of(services).token_for(known(platform, services), (SCORE,))
    with reading() as session:
        stored = session.query(AccessToken).one()
        assert b"token-1" not in stored.token_sealed
        assert services.sealer.unseal(stored.token_sealed) == b"token-1"


def test_after_a_401_a_new_token_is_tried_once(platform, services):
    registration, tried = known(platform, services), []

    def call(token):
        tried.append(token)
        return services.http.get(f"{platform.url}/locked")

    platform.on("GET", "/locked", Answer(401))
    response = with_token(tokens_of(services), registration, (SCORE,), call)
    assert response.status == 401
    assert tried == ["token-1", "token-2"]


def test_a_dropped_token_that_was_renewed_meanwhile_stays(platform, services):
    registration, tokens = known(platform, services), tokens_of(services)
    tokens.token_for(registration, (SCORE,))
    tokens.drop(registration, (SCORE,), "an older one")
    assert tokens.token_for(registration, (SCORE,)) == "token-1"


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (Answer(400, {"error": "invalid_scope"}), ReplyKind.STOP, "scope-refused"),
        (Answer(400, {"error": "invalid_client"}), ReplyKind.RETRY, "token-refused"),
        (Answer(400, body=b'{"error" : ""kid" invalid"}'), ReplyKind.RETRY, "token-refused"),
        (Answer(404, body=b"<html>no keys</html>"), ReplyKind.RETRY, "token-refused"),
        (Answer(200, body=b"<html>login</html>"), ReplyKind.RETRY, "token-refused"),
        (Answer(200, ["not", "a", "token"]), ReplyKind.RETRY, "token-refused"),
        (Answer(200, {"access_token": "\ud800"}), ReplyKind.RETRY, "token-refused"),
        (Answer(200, {"access_token": {"a": 1}}), ReplyKind.RETRY, "token-refused"),
        (Answer(503, headers={"Retry-After": "30"}), ReplyKind.RETRY, "token-refused"),
    ],
)
def test_a_refused_token_says_what_to_do(platform, services, answer, kind, code):
    platform.on("POST", "/token", answer)
    reply = refusal(lambda: tokens_of(services).token_for(known(platform, services), (SCORE,)))
    assert (reply.kind, reply.code) == (kind, code)
    assert reply.words
    if kind is ReplyKind.RETRY:
        assert reply.gates_platform
        assert reply.retry_after == (30 if answer.status == 503 else None)


def test_a_token_endpoint_that_is_down_holds_the_whole_platform(platform, services):
    registration = known(platform, services, token_url="http://127.0.0.1:9/token")
    reply = refusal(lambda: tokens_of(services).token_for(registration, (SCORE,)))
    assert (reply.kind, reply.code, reply.gates_platform) == (ReplyKind.RETRY, "platform-unreachable", True)
    assert not reply.uncertain


def test_a_platform_that_is_switched_off_is_not_asked(platform, services):
    registration = known(platform, services)
    with transaction() as session:
        set_platform_standing(session, registration, Standing.BLOCKED)
    reply = refusal(lambda: tokens_of(services).token_for(registration, (SCORE,)))
    assert (reply.kind, reply.code) == (ReplyKind.STOP, "platform-inactive")
    assert platform.server.heard == []


def test_no_token_is_fetched_inside_a_transaction(platform, services):
    registration = known(platform, services)
    with pytest.raises(NestedTransactionError), transaction():
        tokens_of(services).token_for(registration, (SCORE,))
    assert platform.server.heard == []
