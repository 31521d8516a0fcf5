"""Valid launches, mutated: any claim or parameter dropped, doubled, retyped or swapped.

Two things hold. Nobody ever sees a fault of ours. And no mutation opens a session that the unmutated launch would
not have given: nobody else's, in no other course that exists, in no higher role. `MUTATIONS=5000` tries more.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jwt.utils import base64url_encode
from sqlalchemy import text
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.config import Settings
from app.db import db
from tests.lti.signer import MEMBERSHIP, Login, SigningPlatform

TRIES = settings(
    max_examples=int(os.environ.get("MUTATIONS", "150")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
LEARNER, INSTRUCTOR = f"{MEMBERSHIP}#Learner", f"{MEMBERSHIP}#Instructor"
OTHERS, ELSEWHERE = ("user-8", "user-9"), "course-2"
ODD = [None, True, 0, -1, 10**30, 1.5, "", "\x00", "\ud800", "$x", "9" * 300, [], {}, [[]], {"id": {}}, [None]]
odd = st.sampled_from(ODD) | st.text(max_size=8) | st.lists(st.integers() | st.text(max_size=4), max_size=3)
picks = st.integers(min_value=0, max_value=10**6)
operations = st.sampled_from(["drop", "double", "retype", "swap"])
mutations = st.lists(st.tuples(operations, picks, picks, odd), min_size=1, max_size=3)

Path = tuple[str, ...]


@pytest.fixture(name="settings")
def without_limits(settings: Settings) -> Settings:
    """A quick machine tries more in a minute than the doors let through."""
    return replace(settings, rate_limits=False)


@dataclass(frozen=True)
class Opened:
    """What a session is for: subject, context id, role."""

    subject: str
    course: str
    role: str


def paths_of(document: Mapping[str, Any], before: Path = ()) -> list[Path]:
    """Every place in a document, the nested ones too."""
    found: list[Path] = []
    for name, value in document.items():
        found.append((*before, name))
        if isinstance(value, dict):
            found.extend(paths_of(value, (*before, name)))
    return found


def place(document: dict[str, Any], path: Path) -> dict[str, Any] | None:
    """The object that holds the last part of `path`; None once a mutation has taken it away."""
    holder: Any = document
    for part in path[:-1]:
        holder = holder.get(part) if isinstance(holder, dict) else None
    return holder if isinstance(holder, dict) and path[-1] in holder else None


def drop(document: dict[str, Any], path: Path, _other: Path, _value: Any) -> None:
    holder = place(document, path)
    if holder is not None:
        del holder[path[-1]]


def double(document: dict[str, Any], path: Path, _other: Path, value: Any) -> None:
    """The same name a second time, with another value behind it; `as_json` writes it so."""
    holder = place(document, path)
    if holder is not None:
        holder[Doubled(path[-1])] = value


def retype(document: dict[str, Any], path: Path, _other: Path, value: Any) -> None:
    holder = place(document, path)
    if holder is not None:
        holder[path[-1]] = value


def swap(document: dict[str, Any], path: Path, other: Path, _value: Any) -> None:
    here, there = place(document, path), place(document, other)
    nested = path[: len(other)] == other or other[: len(path)] == path
    if here is not None and there is not None and not nested:
        here[path[-1]], there[other[-1]] = there[other[-1]], here[path[-1]]


class Doubled(str):
    """A name that stands in a document already, and yet again."""

    __slots__ = ()

    def __hash__(self) -> int:
        return hash((str(self), "again"))

    def __eq__(self, other: object) -> bool:
        return self is other


APPLY: dict[str, Callable[[dict[str, Any], Path, Path, Any], None]] = {
    "drop": drop,
    "double": double,
    "retype": retype,
    "swap": swap,
}


def mutated(claims: dict[str, Any], changes: list[tuple[str, int, int, Any]]) -> dict[str, Any]:
    document = json.loads(json.dumps(claims))
    for name, first, second, value in changes:
        places = paths_of(document)
        if places:
            APPLY[name](document, places[first % len(places)], places[second % len(places)], value)
    return document


def opened(app: Flask, response: TestResponse) -> Opened | None:
    """The session that a response leads to, as the database knows it; None where it leads to none."""
    if response.status_code != 303:
        return None
    launch_id = response.location.split("/l/")[1].split("/")[0].split(".")[0]
    statement = text(
        "select a.subject, c.context_id, s.role from launch_session s"
        " join lms_account a on a.person_id = s.person_id join course c on c.id = s.course_id where s.id = :id"
    )
    with app.app_context(), db.engine.connect() as connection:
        return Opened(*connection.execute(statement, {"id": launch_id}).one())


def assert_no_fault(client: FlaskClient, response: TestResponse) -> None:
    assert response.status_code == 303 or 400 <= response.status_code < 500
    assert response.status_code != 429
    if response.status_code == 303:
        assert client.get(response.location).status_code < 500


def ada_and_others(platform: SigningPlatform, client: FlaskClient) -> None:
    """A teacher of the course and a learner of another one, so that there is somebody to be mistaken for."""
    ada, olu = OTHERS
    platform.launch(client, sub=ada, roles=[INSTRUCTOR])
    platform.launch(client, sub=olu, context={"id": ELSEWHERE, "title": "Next door"})


@TRIES
@given(changes=mutations)
def test_a_mutated_launch_that_the_platform_signed_gives_no_more_than_the_real_one(
    app: Flask, client: FlaskClient, platform: SigningPlatform, changes: list[tuple[str, int, int, Any]]
) -> None:
    ada_and_others(platform, client)
    login = platform.login(client)
    claims = mutated(platform.claims(login), changes)
    response = platform.post(client, login, platform.sign(claims))
    assert_no_fault(client, response)
    session = opened(app, response)
    if session is not None:
        assert session.role in {"learner", "none"}
        assert session.subject not in OTHERS
        assert session.course != ELSEWHERE


@TRIES
@given(changes=mutations)
def test_a_launch_that_was_mutated_after_it_was_signed_opens_nothing(
    app: Flask, client: FlaskClient, platform: SigningPlatform, changes: list[tuple[str, int, int, Any]]
) -> None:
    login = platform.login(client)
    claims = platform.claims(login)
    head, body, tail = platform.sign(claims).split(".")
    changed = base64url_encode(as_json(mutated(claims, changes)).encode("utf-8", "surrogatepass")).decode()
    response = platform.post(client, login, ".".join([head, changed, tail]))
    assert_no_fault(client, response)
    assert opened(app, response) is None or changed == body


FIELDS = ("id_token", "state")


def sent_form(
    ben: Mapping[str, str], ada: Mapping[str, str], changes: list[tuple[str, int, int, Any]]
) -> list[tuple[str, str]]:
    """Ben's post after mutations with what a browser could get hold of: Ada's post of the same minute."""
    form = [(name, ben[name]) for name in FIELDS]
    for name, first, second, value in changes:
        field = FIELDS[first % 2]
        if name == "drop":
            form = [pair for pair in form if pair[0] != field]
        elif name == "double":
            form.insert(second % (len(form) + 1), (field, ada[field]))
        elif name == "retype":
            form = [(key, sendable(value) if key == field else kept) for key, kept in form]
        else:
            form = [(key, ada[field] if key == field else kept) for key, kept in form]
    return form


@TRIES
@given(changes=mutations, in_query=st.booleans())
def test_parameters_of_two_launches_mixed_open_only_what_belongs_together(
    app: Flask,
    client: FlaskClient,
    platform: SigningPlatform,
    changes: list[tuple[str, int, int, Any]],
    in_query: bool,
) -> None:
    posts = {}
    for subject, role in (("user-7", LEARNER), ("user-8", INSTRUCTOR)):
        login = platform.login(client)
        token = platform.sign(platform.claims(login, sub=subject, roles=[role]))
        posts[subject] = {"id_token": token, "state": login.state}
    form = sent_form(posts["user-7"], posts["user-8"], changes)
    where: dict[str, Any] = {"query_string": MultiDict(form)} if in_query else {"data": MultiDict(form)}
    response = client.post("/lti/launch", **where)
    assert_no_fault(client, response)
    session = opened(app, response)
    whole = {subject for subject, post in posts.items() if all((name, post[name]) in form for name in FIELDS)}
    assert session is None or session.subject in whole


@TRIES
@given(changes=mutations, cookie=st.sampled_from(["none", "own", "odd"]))
def test_a_launch_in_another_browser_opens_nothing_there(
    app: Flask,
    client: FlaskClient,
    platform: SigningPlatform,
    changes: list[tuple[str, int, int, Any]],
    cookie: str,
) -> None:
    login = platform.login(client)
    token = platform.sign(platform.claims(login))
    stranger = app.test_client()
    own = platform.login(stranger) if cookie == "own" else None
    if cookie == "odd":
        stranger.set_cookie(cookie_name(login), "guessed")
    mine = {"id_token": token, "state": login.state}
    other = {"id_token": token, "state": own.state if own else "x"}
    response = stranger.post("/lti/launch", data=MultiDict(sent_form(mine, other, changes)))
    assert_no_fault(stranger, response)
    assert opened(app, response) is None


def cookie_name(login: Login) -> str:
    return login.response.headers["Set-Cookie"].split("=")[0]


def as_json(document: Any) -> str:
    """JSON in which a doubled name really stands twice."""
    return json.dumps(document)


def sendable(value: Any) -> str:
    return str(value).encode("utf-8", "replace").decode()
