"""Form tokens."""

import pytest
from flask import Flask

from app.web import csrf
from tests import cast
from tests.web.furnished import app, furnished, world
from tests.world import Window, World

__all__ = ["app", "furnished", "world"]

KEY = "k" * 32


def test_a_token_is_worth_something_in_its_own_launch_alone() -> None:
    tokens = {
        csrf.token(KEY, "a", "s"),
        csrf.token(KEY, "b", "s"),
        csrf.token(KEY, "a", "t"),
        csrf.token("x" * 32, "a", "s"),
    }
    assert len(tokens) == 4


def test_a_token_does_not_tell_the_secret() -> None:
    assert "secret" not in csrf.token(KEY, "launch", "secret")


@pytest.mark.parametrize("where", ["header", "field"])
def test_the_token_is_taken_from_a_header_or_a_field(app: Flask, world: World, where: str) -> None:
    dee = Window(app, world, cast.DEE)
    headers = {csrf.HEADER: dee.token} if where == "header" else {}
    fields = {"done": "yes"} | ({csrf.FIELD: dee.token} if where == "field" else {})
    answer = dee.client.post(dee.address("/work/steps/s2/done"), data=fields, headers=headers)
    assert answer.status_code == 303


@pytest.mark.parametrize("sent", ["", "nonsense", "\N{SNOWMAN}", "0" * 64])
@pytest.mark.parametrize("where", ["header", "field"])
def test_any_other_token_changes_nothing_and_says_what_to_do(app: Flask, world: World, where: str, sent: str) -> None:
    dee = Window(app, world, cast.DEE)
    headers = {csrf.HEADER: sent.encode().decode("latin-1")} if where == "header" else {}
    fields = {"done": "yes"} | ({csrf.FIELD: sent} if where == "field" else {})
    answer = dee.client.post(dee.address("/work/steps/s2/done"), data=fields, headers=headers)
    assert answer.status_code == 403
    text = answer.get_data(as_text=True)
    assert "form-token" in text and "nothing was changed" in text and "reload the page" in text


def test_a_token_of_another_tab_is_refused(app: Flask, world: World) -> None:
    foreign = Window(app, world, cast.OLU).token
    dee = Window(app, world, cast.DEE)
    answer = dee.post("/work/steps/s2/done", {"done": "yes", csrf.FIELD: foreign}, token=False)
    assert answer.status_code == 403


def test_another_origins_form_without_the_cookie_is_refused_before_its_token_is_looked_at(
    app: Flask, world: World
) -> None:
    bare = Window(app, world, cast.DEE, cookie=False)
    answer = bare.post("/work/steps/s2/done", {"done": "yes"})
    assert answer.status_code == 403 and "launch-not-open" in answer.get_data(as_text=True)
