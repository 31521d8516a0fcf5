"""The same walk on PostgreSQL, which minds what SQLite lets pass: NUL in texts, numbers beyond a column."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests import cast
from tests.guards.routes import ACTIONS, OUTSIDE, PAGES, filled
from tests.pages import PageChecker
from tests.world import Window, World, furnish, names_in, read, words_in

pytestmark = pytest.mark.postgres
ODD = ("\x00", "a\x00b", "\ud7ff\ufffe", "9" * 400)


@pytest.fixture
def furnished_here(postgres_app: Flask) -> Iterator[World]:
    with postgres_app.app_context():
        built = furnish(postgres_app.extensions["cairn"])
    yield built


def test_every_page_is_the_same_as_on_sqlite(postgres_app: Flask, furnished_here: World) -> None:
    for route in PAGES:
        answer = Window(postgres_app, furnished_here, route.right).get(filled(route.example, furnished_here))
        assert answer.status_code == route.status, (str(route), answer.get_data(as_text=True))
        for who in (cast.OLU, cast.OTHER_ADA, cast.UMA):
            foreign = Window(postgres_app, furnished_here, who).get(filled(route.example, furnished_here))
            assert foreign.status_code < 500
            assert not (words_in(foreign) | names_in(foreign)) & {"ben", "cam", "dee"}


def test_odd_characters_are_taken_or_refused_and_never_a_fault(postgres_app: Flask, furnished_here: World) -> None:
    for route in ACTIONS:
        window = Window(postgres_app, furnished_here, route.right)
        for odd in ODD:
            form = dict.fromkeys((*route.form, "text", "note", "reason", "q", "caption", "change_note"), odd)
            answer = window.post(filled(route.example, furnished_here), form)
            assert answer.status_code < 500, (str(route), odd, answer.get_data(as_text=True))
    for route in PAGES:
        window = Window(postgres_app, furnished_here, route.right)
        for odd in ("%00", "%ED%A0%80", "9" * 400, "-1"):
            query = "&".join(f"{name}={odd}" for name in ("q", "page", "show", "of", "kind", "said", "replaces"))
            answer = window.get(filled(route.example, furnished_here) + f"?{query}")
            assert answer.status_code < 500, (str(route), odd)
            path = "/".join(odd if part.startswith("<") else part for part in route.rule.split("/"))
            assert window.get(path).status_code < 500, path


def test_odd_addresses_outside_of_the_lms_are_not_found(postgres_app: Flask, furnished_here: World) -> None:
    client = PageChecker(postgres_app, postgres_app.response_class)
    for entry in OUTSIDE:
        method, rule = entry.split()
        for odd in ("%00", "a%00b", "%ED%A0%80", "9" * 400, "..%2F..%2Fetc%2Fpasswd"):
            path = "/".join(odd if "<" in part else part for part in rule.split("/"))
            if method == "GET":
                assert read(client.get(path)).status_code < 500 or path == "/readyz", path
    for odd in ("%00", "nothing%00"):
        assert read(client.get(f"/status/{odd}-1")).status_code == 404
        assert read(client.get(f"/achievements/{odd}.json")).status_code == 404
        assert read(client.get(f"/l/{odd}/work/")).status_code in {403, 404}
