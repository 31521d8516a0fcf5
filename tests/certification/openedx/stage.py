"""Core, deep linking, grades and roster against Open edX's own LTI consumer. Run by `make certify-openedx` alone."""

import html
import json
import os
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.badges import ensure_issuer
from app.catalog import publish
from app.clock import SystemClock
from app.config import read_settings
from app.db import db, transaction
from app.lti import (
    ActivityProgress,
    GradingProgress,
    NewLineItem,
    PlatformEntry,
    ReplyKind,
    RosterQuery,
    ScoreMessage,
    add_platform,
    ensure_keys,
)
from app.services import Services
from tests.certification.joined import FORM, Browser
from tests.conftest import test_environment
from tests.evidence.world import TALKS
from tests.lti.platform_server import ags_of, nrps_of
from tests.lti.signer import launch_id_of
from tests.serving import free_port, port_of, reserved, served
from tests.web.returned import returned, returning

TEACHER, BEN, CLEO = 11, 12, 13
SITE = Path(__file__).with_name("platform_site.py")


@dataclass
class Stage:
    """A served Cairn and Open edX's consumer in its own process, which know each other."""

    app: Flask
    here: str
    about: dict[str, Any]
    registration_id: int
    version_id: int

    @property
    def services(self) -> Services:
        found: Services = self.app.extensions["cairn"]
        return found

    def kept(self) -> dict[str, Any]:
        kept: dict[str, Any] = asked(f"{self.here}/stage/kept")
        return kept

    def launch(self, client: FlaskClient, person: int, **what: str) -> TestResponse:
        """A whole launch; the tool's answer to the consumer's own form."""
        login = urlsplit(asked(f"{self.here}/stage/begin?{urlencode({'person': person, **what})}")["url"])
        sent = client.get(f"{login.path}?{login.query}")
        assert sent.status_code == 302, sent.text
        with urllib.request.urlopen(sent.location) as answer:
            page = answer.read().decode()
        fields = dict(re.findall(r'<input name="([^"]+)" value="([^"]*)"', page))
        assert "id_token" in fields, page
        return client.post("/lti/launch", data={name: html.unescape(value) for name, value in fields.items()})

    def open(self, client: FlaskClient, person: int, **what: str) -> TestResponse:
        """The page that a person sees in the end."""
        answer = self.launch(client, person, **what)
        launch_id_of(answer)
        page = client.get(answer.location, follow_redirects=True)
        assert page.status_code == 200, page.text
        return page


def asked(url: str) -> Any:
    with urllib.request.urlopen(url) as answer:
        return json.loads(answer.read())


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder, bound = tmp_path_factory.mktemp("openedx"), reserved()
    environment = {**test_environment(folder), "PUBLIC_URL": f"http://localhost:{port_of(bound)}"}
    app = create_app(read_settings(environment), clock=SystemClock())
    app.test_client_class = Browser
    with app.app_context():
        db.create_all()
    with served(app, bound), consumer(free_port(), environment["PUBLIC_URL"], folder) as here, app.app_context():
        yield connected(app, here)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


class consumer:  # noqa: N801
    """Open edX's consumer while the block runs; gives its address."""

    def __init__(self, port: int, tool: str, folder: Path) -> None:
        self.here = f"http://127.0.0.1:{port}"
        self.command = [os.environ["OPENEDX_PYTHON"], str(SITE), str(port), tool, str(folder)]

    def __enter__(self) -> str:
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        if self.process.stdout.readline().strip() != "ready":
            self.__exit__()
            raise AssertionError("Open edX's consumer did not start; what it said is above")
        return self.here

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.communicate(timeout=20)


def connected(app: Flask, here: str) -> Stage:
    services: Services = app.extensions["cairn"]
    about = asked(f"{here}/stage/about")
    entry = PlatformEntry(
        issuer=about["issuer"],
        client_id=about["client_id"],
        auth_url=about["auth_url"],
        token_url=about["token_url"],
        jwks_url=about["jwks_url"],
        deployment_ids=("1",),
        label="Open edX",
    )
    with transaction() as session:
        ensure_keys(session, services.clock, services.sealer)
        ensure_issuer(session, clock=services.clock, sealer=services.sealer, public_url=services.settings.public_url)
        loaded = publish(session, services.clock, TALKS)
        assert loaded is not None
        registration_id = add_platform(session, services.clock, entry)
    return Stage(app, here, about, registration_id, loaded.version_id)


def test_a_teacher_and_a_learner_open_the_tool(stage: Stage) -> None:
    assert stage.open(stage.app.test_client(), TEACHER)
    assert stage.open(stage.app.test_client(), BEN)


def test_an_activity_is_chosen_taken_back_and_opened(stage: Stage) -> None:
    client = stage.app.test_client()
    picker = stage.open(client, TEACHER, adding="1")
    found = re.search(rf'(?:href|action)="([^"]*/place/{stage.version_id})"', picker.text)
    assert found
    look = client.get(html.unescape(found[1]))
    form = next(form for form in FORM.findall(look.text) if f"/place/{stage.version_id}" in form)
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)[1]  # type: ignore[index]
    fields = {"csrf_token": token, "points": "50", "policy": "points_percent"}
    answer = client.post(html.unescape(found[1]), data=fields)
    address, signed = returning(answer)
    taken = urllib.request.urlopen(address, data=urlencode({"JWT": signed}).encode())
    assert taken.status == 200
    (item,) = stage.kept()["items"]
    claims = returned(answer)
    (sent,) = claims["https://purl.imsglobal.org/spec/lti-dl/claim/content_items"]
    assert (item["type"], item["attributes"]["url"]) == ("ltiResourceLink", sent["url"])
    assert TALKS.title in stage.open(stage.app.test_client(), TEACHER, item="1").text
    assert TALKS.title in stage.open(stage.app.test_client(), BEN, item="1").text


def test_a_column_is_made_scores_arrive_and_are_read_back(stage: Stage) -> None:
    ags, number = ags_of(stage.services), stage.registration_id
    new = NewLineItem("Evidence", 50_00, resource_id="cairn:1", tag="mc-total")
    made = ags.create_line_item(number, stage.about["lineitems"], new)
    (found,) = ags.find_line_items(number, stage.about["lineitems"], resource_id="cairn:1", tag="mc-total")
    assert found.url == made.url
    assert ags.change_line_item(number, made.url, {"label": "Proof"}).label == "Proof"
    for person, points in ((BEN, 40_00), (CLEO, 25_50)):
        message = ScoreMessage(
            lineitem_url=made.url,
            user_id=f"user-{person}",
            score_given=points,
            score_maximum=50_00,
            activity_progress=ActivityProgress.COMPLETED,
            grading_progress=GradingProgress.FULLY_GRADED,
            timestamp=stage.services.clock.now(),
            comment="Reviewed",
        )
        reply = ags.send_score(number, message)
        assert reply.kind is ReplyKind.DONE, reply
    results = ags.get_results(number, made.url)
    assert {result.user_id: result.score for result in results} == {"user-12": 40_00, "user-13": 25_50}
    kept = stage.kept()
    assert [column["tag"] for column in kept["columns"]] == ["mc-total"]
    assert {score["user_id"]: score["score_given"] for score in kept["scores"]} == {"user-12": 40, "user-13": 25.5}


@pytest.mark.parametrize("limit", [None, 3])
def test_the_roster_is_read_whole(stage: Stage, limit: int | None) -> None:
    pages = nrps_of(stage.services).pages(stage.registration_id, RosterQuery(stage.about["members"], limit=limit))
    assert [member.user_id for page in pages for member in page.members] == [f"user-{n}" for n in (11, 12, 13, 14)]
