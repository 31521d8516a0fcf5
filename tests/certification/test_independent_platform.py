"""Core, grades and roster against a platform that we did not write, over real sockets and in real time."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
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
from tests.certification.independent import (
    CLIENT,
    DEPLOYMENT,
    INSTRUCTOR,
    LEARNER,
    Independent,
    independent_platform,
)
from tests.conftest import test_environment
from tests.lti.platform_server import ags_of, nrps_of
from tests.lti.signer import launch_id_of
from tests.pages import PageChecker
from tests.serving import port_of, reserved, served

LINK = {"id": "link-i", "title": "Independent activity"}


@dataclass
class Meeting:
    """A served Cairn and the independent platform, which know each other."""

    app: Flask
    platform: Independent
    registration_id: int

    @property
    def services(self) -> Services:
        found: Services = self.app.extensions["cairn"]
        return found

    def launch(self, client: FlaskClient, person: str, role: str, **message: object) -> str:
        """A whole launch; the address that Cairn sends the browser to."""
        sent = client.get("/lti/login", query_string=self.platform.login_query(person))
        assert sent.status_code == 302, sent.get_data(as_text=True)
        query = dict(parse_qsl(urlsplit(sent.location).query))
        response = client.post("/lti/launch", data=self.platform.message(query, person, role, **message))
        launch_id_of(response)
        return str(response.location)


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[Meeting]:
    bound = reserved()
    environment = {**test_environment(tmp_path), "PUBLIC_URL": f"http://127.0.0.1:{port_of(bound)}"}
    app = create_app(read_settings(environment), clock=SystemClock())
    app.test_client_class = PageChecker
    with app.app_context():
        db.create_all()
    with (
        served(app, bound),
        independent_platform(environment["PUBLIC_URL"]) as platform,
        app.app_context(),
    ):
        yield Meeting(app, platform, register(app, platform))
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def register(app: Flask, platform: Independent) -> int:
    services: Services = app.extensions["cairn"]
    entry = PlatformEntry(
        issuer=platform.issuer,
        client_id=CLIENT,
        auth_url=f"{platform.issuer}/auth",
        token_url=f"{platform.issuer}/token",
        jwks_url=f"{platform.issuer}/jwks",
        deployment_ids=(DEPLOYMENT,),
        label="Independent",
    )
    with transaction() as session:
        ensure_keys(session, services.clock, services.sealer)
        return add_platform(session, services.clock, entry)


@pytest.mark.parametrize("role", [INSTRUCTOR, LEARNER])
def test_a_launch_opens_a_page(meeting: Meeting, role: str) -> None:
    client = meeting.app.test_client()
    page = client.get(meeting.launch(client, "iris", role, link=LINK), follow_redirects=True)
    assert page.status_code == 200


def test_a_column_is_made_found_changed_and_deleted(meeting: Meeting) -> None:
    ags, columns = ags_of(meeting.services), f"{meeting.platform.issuer}/columns"
    made = ags.create_line_item(
        meeting.registration_id, columns, NewLineItem("Evidence", 50_00, resource_id="mc-1", tag="mc-total")
    )
    found = ags.find_line_items(meeting.registration_id, columns, resource_id="mc-1", tag="mc-total")
    assert [item.url for item in found] == [made.url]
    assert ags.change_line_item(meeting.registration_id, made.url, {"label": "Proof"}).label == "Proof"
    assert meeting.platform.columns[made.url]["tag"] == "mc-total"
    ags.delete_line_item(meeting.registration_id, made.url)
    assert meeting.platform.columns == {}


def test_scores_of_several_learners_arrive_and_can_be_read_back(meeting: Meeting) -> None:
    ags, columns = ags_of(meeting.services), f"{meeting.platform.issuer}/columns"
    column = ags.create_line_item(meeting.registration_id, columns, NewLineItem("Evidence", 50_00)).url
    for person, points in (("iris", 40_00), ("jon", 25_50)):
        message = ScoreMessage(
            lineitem_url=column,
            user_id=person,
            score_given=points,
            score_maximum=50_00,
            activity_progress=ActivityProgress.COMPLETED,
            grading_progress=GradingProgress.FULLY_GRADED,
            timestamp=meeting.services.clock.now(),
            comment="Reviewed",
        )
        assert ags.send_score(meeting.registration_id, message).kind is ReplyKind.DONE
    results = ags.get_results(meeting.registration_id, column)
    assert {result.user_id: result.score for result in results} == {"iris": 40_00, "jon": 25_50}


def test_the_roster_is_read(meeting: Meeting) -> None:
    meeting.platform.members = [
        {"user_id": "iris", "roles": [LEARNER], "name": "Iris"},
        {"user_id": "jon", "roles": [INSTRUCTOR], "status": "Inactive"},
    ]
    pages = nrps_of(meeting.services).pages(meeting.registration_id, RosterQuery(f"{meeting.platform.issuer}/members"))
    assert [(member.user_id, member.active) for page in pages for member in page.members] == [
        ("iris", True),
        ("jon", False),
    ]
