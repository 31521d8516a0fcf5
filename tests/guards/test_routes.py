"""Every route, walked by everybody: the right person, the wrong role, the next course, another platform, nobody."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.config import Settings, read_settings
from app.people import Role
from app.web.access import COOKIE_PREFIX, POLICY
from tests import cast
from tests.cast import Character
from tests.conftest import test_environment
from tests.guards.conftest import furnished_tool
from tests.guards.routes import ACTIONS, OUTSIDE, PAGES, Route, filled
from tests.pages import PageChecker
from tests.world import Window, World, names_in, read, words_in

COURSE_STAFF = {"ada", "tia", "as_ada", "ada_on_cam", "ada_new_link", "ada_adding", "ada_in_course", "ada_writing"}
WORDS = {key: {"ben", "cam"} for key in COURSE_STAFF} | {"as_ben": {"ben"}, "oma": {"olu"}, "other_ada": {"other_ben"}}
WORDS |= {"ben_in_course": {"ben"}, "ben_handing_in": {"ben"}}
WORDS |= {who.key: {who.key} for who in cast.EARNERS}
"""Whose evidence each person may ever see: reviewers what was handed in in their course, earners their own."""
NAMES = {key: {"ben", "cam", "dee"} for key in COURSE_STAFF | {"roy", "roy_of_account"}}
NAMES |= {"mae": {"ben"}, "oma": {"olu"}, "other_ada": {"other_ben"}}
NAMES |= {key: {"ben"} for key in ("ben_handing_in", "ben_in_course", "as_ben")} | {
    who.key: {who.key} for who in cast.EARNERS
}


@pytest.fixture(scope="module")
def walked(furnished: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One tool for all walks that change nothing."""
    yield from furnished_tool(furnished[0], read_settings(test_environment(tmp_path_factory.mktemp("walked"))))


def everything_in(app: Flask) -> tuple[tuple[str, ...], frozenset[str]]:
    """All rows of all tables, and the names of all stored files."""
    settings: Settings = app.extensions["cairn"].settings
    connection = sqlite3.connect(settings.data_dir / "cairn.sqlite3")
    try:
        rows = tuple(connection.iterdump())
    finally:
        connection.close()
    files = (settings.data_dir / "files").rglob("*")
    return rows, frozenset(str(path) for path in files if path.is_file())


def role_of(world: World, who: Character) -> Role:
    return world.actors[who.key].role


def call(window: Window, route: Route, world: World, *, token: bool = True) -> TestResponse:
    path = filled(route.example, world)
    return window.get(path) if route.method == "GET" else window.post(path, route.form, token=token)


def test_the_table_names_every_route_and_no_other(app: Flask) -> None:
    rules = {
        f"{method} {rule.rule.removeprefix('/l/<launch>')}": rule
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/l/<launch>/")
    }
    assert {str(route) for route in (*PAGES, *ACTIONS)} == set(rules)
    outside = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.rule.startswith("/l/<launch>/")
    }
    assert outside == set(OUTSIDE)
    for route in (*PAGES, *ACTIONS):
        assert getattr(app.view_functions[rules[str(route)].endpoint], POLICY) == route.roles, str(route)


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_a_page_shows_each_person_what_is_theirs_to_see(walked: Flask, world: World, route: Route) -> None:
    before = everything_in(walked)
    for who in cast.CAST:
        answer = call(Window(walked, world, who), route, world)
        assert answer.status_code < 500, (who.key, answer.get_data(as_text=True))
        assert words_in(answer) <= WORDS.get(who.key, set()), who.key
        assert names_in(answer) <= NAMES.get(who.key, set()), who.key
        if role_of(world, who) not in route.roles:
            assert answer.status_code == 403 and "not-for-this-role" in answer.get_data(as_text=True), who.key
        elif who is route.right:
            assert answer.status_code == route.status, answer.get_data(as_text=True)
        elif is_somebody_elses(route, who):
            assert answer.status_code in {404, route.foreign}, (who.key, answer.get_data(as_text=True))
    assert everything_in(walked) == before, "reading changed something"


def is_somebody_elses(route: Route, who: Character) -> bool:
    """Whether the example names a thing that this person has no part in."""
    if route.of == "earner":
        return who.subject != route.right.subject or who.place != route.right.place
    if route.of == "person":
        return (who.subject, who.place.issuer) != (route.right.subject, route.right.place.issuer)
    return route.of == "course" and who.place not in {cast.HERE, cast.NEW_LINK, cast.COURSE}


@pytest.mark.parametrize("route", ACTIONS, ids=str)
def test_an_action_of_anybody_else_changes_nothing(walked: Flask, world: World, route: Route) -> None:
    before = everything_in(walked)
    for who in cast.CAST:
        if role_of(world, who) not in route.roles:
            answer = call(Window(walked, world, who), route, world)
            assert answer.status_code == 403 and "not-for-this-role" in answer.get_data(as_text=True), who.key
        elif is_somebody_elses(route, who):
            answer = call(Window(walked, world, who), route, world)
            acting = {403} if who.kind is cast.Kind.MASQUERADING else set()
            assert answer.status_code in {404, route.foreign} | acting, (who.key, answer.get_data(as_text=True))
            assert not words_in(answer) - WORDS.get(who.key, set())
    right = Window(walked, world, route.right)
    foreign = Window(walked, world, cast.OLU).token
    for form in ({}, {"csrf_token": ""}, {"csrf_token": foreign}, {"csrf_token": "\N{SNOWMAN}"}):
        answer = right.post(filled(route.example, world), {**route.form, **form}, token=False)
        assert answer.status_code == 403 and "form-token" in answer.get_data(as_text=True), form
    assert everything_in(walked) == before, "a refused request changed something"


@pytest.mark.parametrize("route", ACTIONS, ids=str)
def test_an_action_of_the_right_person_answers_as_declared(app: Flask, world: World, route: Route) -> None:
    window = Window(app, world, route.right)
    answer = call(window, route, world)
    assert answer.status_code == route.status, answer.get_data(as_text=True)
    if answer.location:
        assert read(window.client.get(answer.location)).status_code in {200, 303}


@pytest.mark.parametrize("route", [*PAGES, *ACTIONS], ids=str)
def test_without_the_launchs_own_cookie_there_is_nothing(walked: Flask, world: World, route: Route) -> None:
    before = everything_in(walked)
    bare = Window(walked, world, route.right, cookie=False)
    borrowed = Window(walked, world, route.right, cookie=False)
    for secret in (world.launches["olu"].secret, "", "x" * 32):
        borrowed.client.set_cookie(COOKIE_PREFIX + borrowed.opened.launch_id, secret, secure=True)
        assert_refused(call(borrowed, route, world))
    assert_refused(call(bare, route, world))
    path = filled(route.example, world)
    for launch in ("nothing", "0" * 32, "%00", "..%2f..", "6af97b98" + "f" * 24):
        assert_refused(read(bare.client.open(f"/l/{launch}{path}", method=route.method)), also=404)
    assert everything_in(walked) == before


def assert_refused(answer: TestResponse, also: int = 403) -> None:
    assert answer.status_code in {403, also}
    assert not words_in(answer) and not names_in(answer)


@pytest.mark.parametrize("route", [*PAGES, *ACTIONS], ids=str)
def test_a_launch_of_yesterday_opens_nothing(walked: Flask, world: World, route: Route) -> None:
    clock = walked.extensions["cairn"].clock
    clock.advance(seconds=24 * 3600 + 1)
    try:
        answer = call(Window(walked, world, route.right), route, world)
    finally:
        clock.advance(seconds=-(24 * 3600 + 1))
    assert answer.status_code == 403
    assert "launch-over" in answer.get_data(as_text=True)


@pytest.mark.parametrize("entry", OUTSIDE, ids=str)
def test_a_stranger_gets_what_is_declared_and_nobodys_words(walked: Flask, world: World, entry: str) -> None:
    method = entry.split()[0]
    example, status = OUTSIDE[entry]
    client = PageChecker(walked, walked.response_class)
    for accept in ("text/html", "application/json", "image/png", "*/*;q=0.1, nonsense/"):
        answer = read(client.open(filled(example, world), method=method, headers={"Accept": accept}))
        assert answer.status_code == status or (answer.status_code in {403, 404} and status in {200, 403}), accept
        assert not words_in(answer) and not names_in(answer)


HUGE = (2**31, 2**63, 10**30)


@pytest.mark.parametrize("route", [each for each in (*PAGES, *ACTIONS) if "<" in each.rule], ids=str)
def test_a_number_or_name_that_nothing_has_is_not_found(walked: Flask, world: World, route: Route) -> None:
    window = Window(walked, world, route.right)
    for odd in (*HUGE, 0, "%00", "%F0%9F%98%80", "..%2F..%2Fetc", "x" * 3000):
        path = "/".join(str(odd) if part.startswith("<") else part for part in route.rule.split("/"))
        answer = window.get(path) if route.method == "GET" else window.post(path, route.form)
        assert answer.status_code in {404, 405, route.foreign} or is_about_the_form(answer), (
            path[:80],
            answer.status_code,
        )


def is_about_the_form(answer: TestResponse) -> bool:
    """An upload without a file is refused as such, before its place is looked for."""
    return answer.status_code == 422 and "no-file" in answer.get_data(as_text=True)
