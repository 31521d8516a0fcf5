"""Login states and tickets: signed, short-lived, single-use."""

from datetime import timedelta

import pytest
from flask import Flask

from app.db import reading, transaction
from app.errors import Conflict
from app.lti import LaunchRefused, States, forget_used_states, is_same_browser, use_once
from app.lti.models import UsedState
from tests.conftest import ManualClock

SECRET = "a secret of the tests, long enough to be taken"


def test_a_state_comes_back_as_it_was_made(clock: ManualClock) -> None:
    states = States(SECRET)
    made = states.new_state(7, clock.now())
    read = states.read_state(made.text, clock.now())
    assert (read.registration_id, read.nonce, read.cookie_name) == (7, made.nonce, made.cookie_name)
    assert made.cookie_value not in made.text


def test_a_state_tells_browsers_apart(clock: ManualClock) -> None:
    states = States(SECRET)
    made = states.new_state(7, clock.now())
    read = states.read_state(made.text, clock.now())
    assert is_same_browser(read, made.cookie_value) is True
    assert is_same_browser(read, "another") is False
    assert is_same_browser(read, "\ud800") is False
    assert is_same_browser(read, None) is None
    assert is_same_browser(read, "") is None


def test_a_state_of_another_key_is_unknown(clock: ManualClock) -> None:
    text = States("another secret of the tests, long enough too").new_state(7, clock.now()).text
    with pytest.raises(LaunchRefused, match="state-unknown"):
        States(SECRET).read_state(text, clock.now())


def test_a_state_lasts_ten_minutes(clock: ManualClock) -> None:
    states = States(SECRET)
    text = states.new_state(7, clock.now()).text
    states.read_state(text, clock.now() + timedelta(minutes=9, seconds=59))
    with pytest.raises(LaunchRefused, match="state-expired"):
        states.read_state(text, clock.now() + timedelta(minutes=10))


def test_states_and_tickets_do_not_pass_for_each_other(clock: ManualClock) -> None:
    states = States(SECRET)
    with pytest.raises(LaunchRefused, match="state-unknown"):
        states.read_ticket(states.new_state(7, clock.now()).text, clock.now())
    with pytest.raises(LaunchRefused, match="state-unknown"):
        states.read_state(states.new_ticket("l1", clock.now()), clock.now())


def test_something_is_used_once(database: Flask, clock: ManualClock) -> None:
    with transaction() as session:
        use_once(session, "digest", clock.now())
    with transaction() as session, pytest.raises(Conflict, match="state-used"):
        use_once(session, "digest", clock.now())


def test_what_has_expired_is_forgotten_and_the_rest_is_kept(database: Flask, clock: ManualClock) -> None:
    with transaction() as session:
        use_once(session, "old", clock.now() - timedelta(seconds=1))
        use_once(session, "new", clock.now() + timedelta(seconds=1))
        forget_used_states(session, clock.now())
    with reading() as session:
        assert [row.digest for row in session.query(UsedState)] == ["new"]
