"""Cairn as Canvas opens it: from the course's navigation, for observers, in disguise, from SpeedGrader."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.catalog import publish
from app.db import reading, transaction
from app.lti import PlatformEntry, add_platform
from app.placement.models import Placement
from app.sandbox import CourseRole, Kind, Lms
from app.sandbox.records import Course, Person, Tool
from tests.conftest import ManualClock
from tests.evidence.world import TALKS
from tests.pages import PageChecker

TOOL = "http://localhost:8000"
PLACES = ("course_navigation", "account_navigation", "assignment_selection")


@dataclass(frozen=True, slots=True)
class School:
    """A Canvas that knows Cairn, with one course, and Cairn's application."""

    app: Flask
    lms: Lms
    tool: Tool
    course: Course

    def enters(self, name: str, **opened: object) -> "Visit":
        """Somebody opens Cairn in a browser of their own; where it leads, through all doors."""
        self.app.test_client_class = PageChecker
        client = self.app.test_client()
        where = {"course": self.course, "tool": self.tool, "placement": "course_navigation"} | opened
        answer = self.lms.launch(client, self.lms.person_named(name), **where)  # type: ignore[arg-type]
        return Visit(client, answer.location).followed()


@dataclass
class Visit:
    """A page in a browser."""

    client: FlaskClient
    location: str
    page: str = ""

    def followed(self) -> "Visit":
        """The page itself behind all redirects."""
        answer = self.client.get(self.location)
        while answer.location:
            self.location = answer.location
            answer = self.client.get(self.location)
        self.page = " ".join(answer.get_data(as_text=True).split())
        return self

    def presses(self, button: str, **fields: str) -> "Visit":
        """Sends the form that has this button."""
        forms = re.findall(r"<form[^>]*>.*?</form>", self.page)
        form = next(each for each in forms if re.search(rf">{button}\s*<", each))
        action = re.findall(r'action="([^"]+)"', form)[0] if "action=" in form else self.location
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
        answer = self.client.post(action, data=hidden | fields)
        return Visit(self.client, answer.location).followed()


@pytest.fixture
def school(app: Flask, clock: ManualClock) -> Iterator[School]:
    lms = Lms.new(temper="canvas", clock=clock)
    lms.furnish()
    with lms.serving():
        keys = app.test_client().get("/lti/jwks.json").get_json()
        tool = lms.register_tool(
            login_url=f"{TOOL}/lti/login",
            launch_url=f"{TOOL}/lti/launch",
            jwks=keys,
            placements=PLACES,
            custom={"canvas_masquerading_user_id": "$Canvas.masqueradingUser.id"},
        )
        known = lms.registered(tool)
        with app.app_context(), transaction() as session:
            entry = PlatformEntry(
                label="Harbour",
                issuer=known.issuer,
                client_id=known.client_id,
                auth_url=known.auth_url,
                token_url=known.token_url,
                jwks_url=known.jwks_url,
                deployment_ids=(known.deployment_id,),
            )
            add_platform(session, clock, entry)
            publish(session, clock, TALKS)
        yield School(app, lms, tool, lms.platform.directory.courses()[0])
    lms.close()


def placed(school: School) -> Visit:
    """A micro-credential on the dashboard, as the teacher puts it there."""
    teacher = school.enters("Ada")
    assert "No micro-credential is in this course yet" in teacher.page
    (picker,) = re.findall(r'href="([^"]+/place/)"', teacher.page)
    picker_page = Visit(teacher.client, picker).followed()
    (settings,) = set(re.findall(r'href="([^"]+/place/\d+)"', picker_page.page))
    answer = teacher.client.post(
        settings, data={"csrf_token": token_in(picker_page, settings), "points": "40", "policy": "points_percent"}
    )
    return Visit(teacher.client, answer.location).followed()


def token_in(visit: Visit, address: str) -> str:
    page = visit.client.get(address).get_data(as_text=True)
    return re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]


def test_a_teacher_places_on_the_dashboard_and_a_learner_works_from_there(school: School, app: Flask) -> None:
    dashboard = placed(school)
    assert TALKS.title in dashboard.page and "Opened from this page only" in dashboard.page
    with app.app_context(), reading() as session:
        (link,) = session.scalars(select(Placement.resource_link_id))
    assert link.startswith("cairn:")
    learner = school.enters("Ben")
    assert TALKS.title in learner.page and "Not started" in learner.page
    work = learner.presses("Look at it")
    assert work.location.endswith("/work/") and "All in this course" in work.page
    started = work.presses("Start")
    assert "/work/" in started.location
    assert "1</span> started" in school.enters("Ada").page


def test_the_navigation_never_becomes_an_activity(school: School, app: Flask) -> None:
    for name in ("Ben", "Ada", "Ben"):
        school.enters(name)
        school.enters(name, placement="")
    with app.app_context(), reading() as session:
        assert session.scalars(select(Placement.id)).all() == []


def test_an_observer_sees_their_own_child_alone(school: School) -> None:
    placed(school)
    for name in ("Ben", "Zoë"):
        school.enters(name).presses("Look at it").presses("Start")
    page = school.enters("Pia").page
    assert "Ben Castillo" in page and "Started" in page
    assert "Zoë" not in page and "<form" not in page


def test_an_observer_who_is_linked_to_nobody_sees_counts(school: School) -> None:
    placed(school)
    aunt: Person = school.lms.add_person("Uta Nowak", Kind.OBSERVER)
    school.lms.enrol(school.course, aunt, CourseRole.OBSERVER)
    school.enters("Ben").presses("Look at it").presses("Start")
    page = school.enters("Uta").page
    assert "1</span> started" in page and "Ben" not in page


def test_an_administrator_in_disguise_looks_and_leaves_no_trace(school: School) -> None:
    placed(school)
    disguised = school.enters("Ben", masquerader=school.lms.person_named("Sam"))
    assert "You are acting as Ben Castillo." in disguised.page
    work = disguised.presses("Look at it")
    assert "You are acting as Ben Castillo." in work.page
    token = re.findall(r'name="csrf_token" value="([^"]+)"', work.page)[0]
    refused = work.client.post(f"{work.location}start", data={"csrf_token": token})
    assert refused.status_code == 403 and "acting-as-somebody-else" in refused.get_data(as_text=True)
    assert "Not started" in school.enters("Ben").page


def test_the_test_student_may_do_everything_and_is_told_what_it_is(school: School) -> None:
    placed(school)
    visit = school.enters("Test").presses("Look at it")
    assert "You are the test student." in visit.page
    assert "You are the test student." in visit.presses("Start").page


def test_an_account_administrator_lands_where_the_account_is_looked_after(school: School) -> None:
    visit = school.enters("Sam", course=None, placement="account_navigation")
    looked_after = "console.overview" in school.app.view_functions
    assert ("/console/" if looked_after else "/course/") in visit.location
