"""The launch doctor against an LMS that has good days and bad days."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from app import create_app
from app.catalog import GradePolicyKind, publish
from app.config import read_settings
from app.db import db, reading, transaction
from app.flows.examine import Finding, Looks, Mark, Mender, Way, diagnose, gather_newest, key_of, look, report
from app.http import Limits
from app.lti import (
    Standing,
    ensure_keys,
    invite,
    list_platforms,
    set_deployment_standing,
    set_platform_standing,
)
from app.outbox import note_worker
from app.people import newest_launch
from app.people.models import LaunchSession
from app.placement import NewPlacement, place, suggested_settings
from app.sandbox import FaultKind, Kind, Lms
from app.services import Services
from tests.conftest import ManualClock, test_environment
from tests.review.world import PLAN
from tests.serving import port_of, reserved, served


class Practice:
    """A Cairn and an LMS on sockets of their own, connected, with one teacher who has come once."""

    def __init__(self, app: Flask, lms: Lms, clock: ManualClock) -> None:
        self.app, self.lms, self.clock = app, lms, clock
        self.services: Services = app.extensions["cairn"]
        with transaction() as session:
            ensure_keys(session, clock, self.services.sealer)
            token = invite(session, clock, "Meadow")
        self.tool = lms.bootstrap(f"{self.services.settings.public_url}/lti/register/{token}")
        with reading() as session:
            (self.platform,) = list_platforms(session)
        self.teacher = lms.add_person("Ada Okafor", Kind.TEACHER)
        self.course = lms.add_course("EDU-510", "Teaching adults", teachers=[self.teacher])
        self.activity = lms.place(self.course, self.tool, "Adult Learning", maximum=50)

    def visit(self) -> None:
        """A launch; a deployment that has to be approved is approved, and the launch made again."""
        self._launch()
        with transaction() as session:
            (platform,) = list_platforms(session)
            for deployment in platform.deployments:
                set_deployment_standing(session, deployment.id, Standing.ACTIVE)
        self._launch()

    def _launch(self) -> None:
        client = self.app.test_client()
        self.lms.launch(client, self.teacher, self.activity)

    def findings(self, *, live: bool = True) -> dict[str, Finding]:
        with reading() as session:
            facts = gather_newest(session, self.services, self.platform.id)
            key = key_of(session, self.services)
        looks: Looks | None = look(self.services, facts, key) if live else None
        self.said = report(facts, diagnose(facts, looks, None))
        return {finding.code: finding for finding in diagnose(facts, looks, None)}


@pytest.fixture(params=["moodle", "canvas"])
def practice(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> Iterator[Practice]:
    bound = reserved()
    environment = {**test_environment(tmp_path), "PUBLIC_URL": f"http://127.0.0.1:{port_of(bound)}"}
    app = create_app(read_settings(environment), clock=clock)
    lms = Lms.new(temper=request.param, clock=clock)
    with app.app_context():
        db.create_all()
    with served(app, bound), lms.serving(), app.app_context():
        yield Practice(app, lms, clock)
    lms.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def bad(findings: dict[str, Finding]) -> set[str]:
    return {code for code, finding in findings.items() if finding.mark is Mark.BAD}


def test_a_healthy_connection_needs_nothing(practice: Practice) -> None:
    practice.visit()
    practice.clock.advance(seconds=25 * 3600)
    practice.visit()
    with transaction() as session:
        note_worker(session, practice.clock, "here")
    found = practice.findings()
    # The clock of the tests stands at a moment of its own; the Date header of a real server does not.
    others = {code: finding.mark for code, finding in found.items() if code not in {"clock", "column"}}
    assert set(others.values()) == {Mark.GOOD}, others


def test_a_platform_that_nobody_has_come_from_yet_can_be_looked_at_too(practice: Practice) -> None:
    found = practice.findings()
    assert found["token"].mark is Mark.GOOD
    assert "role" not in found


def test_without_asking_the_lms_nothing_is_claimed_to_work(practice: Practice) -> None:
    practice.visit()
    found = practice.findings(live=False)
    assert "token" not in found
    assert found["gradebook"].mark is Mark.UNKNOWN


@pytest.mark.parametrize(
    ("policy", "words"),
    [(GradePolicyKind.NONE, "Nothing is graded here."), (GradePolicyKind.EARNED_ONLY, "Cairn makes one")],
)
def test_no_teacher_is_sent_to_make_a_column_that_nobody_needs_or_that_cairn_makes(
    practice: Practice, policy: GradePolicyKind, words: str
) -> None:
    practice.visit()
    with transaction() as session:
        launch = newest_launch(session, practice.platform.id)
        assert launch is not None and launch.resource_link_id
        session.execute(update(LaunchSession).values(ags=None, resource_link_id="cairn:0d6f"))
        loaded = publish(session, practice.clock, PLAN)
        assert loaded is not None
        settings = replace(suggested_settings(PLAN), grade_policy=policy)
        where = (launch.deployment_id, "cairn:0d6f", launch.course_id, loaded.version_id)
        place(session, practice.clock, NewPlacement(*where, "On the dashboard", settings))
    finding = practice.findings(live=False)["column"]
    assert (finding.mark, finding.mender) == (Mark.UNKNOWN, Mender.NOBODY)
    assert words in finding.words


def test_keys_that_can_not_be_read_are_the_lms_administrators_matter(practice: Practice) -> None:
    practice.visit()
    practice.lms.trouble(FaultKind.GARBAGE, "jwks")
    finding = practice.findings()["platform-keys"]
    assert (finding.mark, finding.mender) == (Mark.BAD, Mender.LMS)


def test_no_token_is_said_with_its_usual_causes(practice: Practice) -> None:
    practice.visit()
    practice.lms.trouble(FaultKind.SERVER_ERROR, "token")
    finding = practice.findings()["token"]
    assert (finding.mark, finding.mender) == (Mark.BAD, Mender.LMS)
    assert "key address" in finding.words


SERVICES = [("lineitems", "gradebook", Mark.BAD), ("roster", "roster", Mark.NOTICE)]


@pytest.mark.parametrize(("family", "code", "mark"), SERVICES)
def test_a_service_that_fails_is_named(practice: Practice, family: str, code: str, mark: Mark) -> None:
    practice.visit()
    practice.lms.trouble(FaultKind.SERVER_ERROR, family)
    assert practice.findings()[code].mark is mark


def test_a_platform_that_is_switched_off_here_is_not_asked_for_a_token(practice: Practice) -> None:
    practice.visit()
    with transaction() as session:
        set_platform_standing(session, practice.platform.id, Standing.BLOCKED)
    found = practice.findings()
    assert found["connection"].mark is Mark.BAD
    assert found["token"].mark is Mark.UNKNOWN


def test_a_silent_worker_is_found(practice: Practice) -> None:
    practice.visit()
    with transaction() as session:
        note_worker(session, practice.clock, "here")
    practice.clock.advance(seconds=600)
    finding = practice.findings(live=False)["worker"]
    assert (finding.mark, finding.mender) == (Mark.BAD, Mender.CAIRN)


def test_a_clock_that_runs_away_is_told_in_seconds_and_direction(practice: Practice) -> None:
    """The sandbox answers with the real time; Cairn's clock of the tests stands at its own."""
    practice.visit()
    finding = practice.findings()["clock"]
    assert finding.mark is Mark.BAD
    assert "seconds ahead of" in finding.words or "seconds behind" in finding.words


def test_the_report_names_no_person_no_course_and_no_token(practice: Practice) -> None:
    practice.visit()
    practice.findings()
    for secret in ("Ada", "Okafor", "EDU-510", "Teaching", "Adult", "example.edu", "eyJ"):
        assert secret not in practice.said
    assert practice.lms.base_url.removeprefix("http://") in practice.said
    assert "Bearer" not in practice.said


def test_the_way_in_is_told_where_a_browser_looks(practice: Practice) -> None:
    practice.visit()
    with reading() as session:
        facts = gather_newest(session, practice.services, practice.platform.id)
    words = {way: next(f.words for f in diagnose(facts, None, way) if f.code == "browser") for way in Way}
    assert words[Way.COOKIE] != words[Way.STORAGE]


def test_the_doctor_writes_nothing(practice: Practice) -> None:
    practice.visit()
    with reading() as session:
        before = session.connection().exec_driver_sql("select count(*) from lti_access_token").scalar()
    practice.findings()
    with reading() as session:
        assert session.connection().exec_driver_sql("select count(*) from lti_access_token").scalar() == before


def test_a_slow_lms_is_given_up_within_the_doctors_patience(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice.visit()
    monkeypatch.setattr("app.lti.probing.SHORT", Limits(connect=3, read=1, total=8))
    practice.lms.trouble(FaultKind.SLOW, "roster", seconds=3.0)
    finding = practice.findings()["roster"]
    assert finding.mark is Mark.NOTICE
    assert "did not answer" in finding.words
