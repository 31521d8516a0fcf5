"""Deep linking from end to end: the sandbox asks, a person's browser picks, the sandbox takes what comes back."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app.badges.models import Credential
from app.db import transaction
from app.lti import PlatformEntry, add_platform
from app.people.models import LmsAccount
from app.sandbox import Lms, MessageType, homework, selections, texts
from app.sandbox.records import Activity, Course, Person, Tool
from tests.conftest import ManualClock
from tests.guards.conftest import app, furnished, world
from tests.web.returned import returning
from tests.world import World

__all__ = ["app", "furnished", "world"]
TOOL = "http://localhost:8000"
PLACES = ("assignment_selection", "link_selection", "module_menu_modal", "editor_button", "homework_submission")


class Place:
    """A sandbox that is connected to the tool, and its people's browsers."""

    def __init__(self, app: Flask, lms: Lms, tool: Tool) -> None:
        self.app, self.lms, self.tool = app, lms, tool
        self.course: Course = lms.platform.directory.courses()[0]
        self.client: FlaskClient = app.test_client()

    def open(self, who: Person, placement: str = "", into: int | None = None) -> TestResponse:
        """The page that a deep linking launch lands on."""
        answer = self.lms.launch(
            self.client,
            who,
            course=self.course,
            tool=self.tool,
            message=MessageType.DEEP_LINKING,
            placement=placement,
            into=into,
        )
        return self.follow(answer)

    def follow(self, answer: TestResponse) -> TestResponse:
        while answer.status_code in {302, 303}:
            answer = self.client.get(answer.location or "")
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer

    def post(self, page: TestResponse, ending: str, **fields: object) -> TestResponse:
        """Sends the form of a page whose address ends so."""
        action, token = form_of(page, ending)
        return self.client.post(action, data={"csrf_token": token, **fields})

    def bring_back(self, answer: TestResponse) -> None:
        """What the return page's form does, and the teacher's Save where the LMS asks for it."""
        address, signed = returning(answer)
        taken = self.lms.platform.http.post(address, form={"JWT": signed})
        assert taken.ok, taken.text
        for row in self.lms.platform.store.all("SELECT ticket FROM deep_link WHERE items != '[]' AND into_id IS NULL"):
            selection = selections.find(self.lms.platform, row["ticket"])
            assert selection is not None
            selections.create(self.lms.platform, selection, self.tool)

    @property
    def added(self) -> list[Activity]:
        return self.lms.activities(self.course)


def form_of(page: TestResponse, ending: str) -> tuple[str, str]:
    """Address and token of the form whose address ends so."""
    for action, inside in re.findall(r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', page.text, re.S):
        if action.endswith(ending):
            token = re.search(r'name="csrf_token" value="([^"]+)"', inside)
            assert token
            return html.unescape(action), token.group(1)
    raise AssertionError(f"no form to {ending}")


def connected(app: Flask, clock: ManualClock, temper: str) -> Iterator[Place]:
    lms = Lms.new(temper=temper, clock=clock)
    lms.furnish()
    with lms.serving():
        tool = lms.register_tool(
            login_url=f"{TOOL}/lti/login",
            launch_url=f"{TOOL}/lti/launch",
            jwks=app.test_client().get("/lti/jwks.json").get_json(),
            placements=PLACES,
            custom={"person_time_zone": "$Person.address.timezone"},
        )
        known = lms.registered(tool)
        entry = PlatformEntry(
            label="The sandbox",
            issuer=known.issuer,
            client_id=known.client_id,
            auth_url=known.auth_url,
            token_url=known.token_url,
            jwks_url=known.jwks_url,
            deployment_ids=(known.deployment_id,),
            product_family=temper,
        )
        with app.app_context(), transaction() as session:
            add_platform(session, app.extensions["cairn"].clock, entry)
        yield Place(app, lms, tool)
    lms.close()


@pytest.fixture
def at_canvas(app: Flask, clock: ManualClock) -> Iterator[Place]:
    yield from connected(app, app.extensions["cairn"].clock, "canvas")


@pytest.fixture
def at_moodle(app: Flask, clock: ManualClock) -> Iterator[Place]:
    yield from connected(app, app.extensions["cairn"].clock, "moodle")


def test_moodle_gets_several_graded_activities_that_launch(at_moodle: Place, world: World) -> None:
    place, ada = at_moodle, at_moodle.lms.person_named("Ada")
    page = place.open(ada)
    action = form_of(page, "/place/cancel")[0].replace("cancel", "several")
    versions = [world.version_id, world.other_version_id]
    several = place.client.get(action, query_string={"v": versions})
    place.bring_back(place.post(several, "/place/several", v=versions, **{f"points-{versions[0]}": "12.5"}))
    first, second = place.added
    column = place.lms.line_item(first)
    assert (first.title, column.maximum, column.tag) == ("Leading talks", 12.5, "mc-total")
    assert column.resource_id == f"cairn:{first.custom['cairn_placement']}"
    assert place.lms.line_item(second).maximum == 100
    opened = place.follow(place.lms.launch(place.client, place.lms.person_named("Ben"), second))
    assert "Leading walks" in opened.text


def test_canvas_keeps_the_dates_and_opens_a_new_tab(at_canvas: Place, world: World) -> None:
    place = at_canvas
    page = place.open(place.lms.person_named("Ada"), "assignment_selection")
    look = place.client.get(form_of(page, f"/place/{world.version_id}")[0])
    assert "Times are in Europe/Oslo" in look.text and "Canvas adds it unpublished" in look.text
    form = {"points": "20", "policy": "points_percent", "due": "2031-07-31T23:59", "window": "yes"}
    place.bring_back(place.post(look, f"/place/{world.version_id}", **form))
    (activity,) = place.added
    assert (activity.due_at, activity.opens_at) == (datetime(2031, 7, 31, 21, 59, tzinfo=UTC), None)
    assert activity.new_window and place.lms.line_item(activity).maximum == 20


def test_a_module_of_canvas_gets_several_at_once(at_canvas: Place, world: World) -> None:
    place = at_canvas
    page = place.open(place.lms.person_named("Ada"), "module_menu_modal")
    assert "Tick to add several" in page.text
    place.bring_back(place.post(page, f"/place/{world.version_id}"))
    assert [activity.title for activity in place.added] == ["Leading talks"]


def test_the_editor_of_canvas_gets_a_card(at_canvas: Place, world: World) -> None:
    place = at_canvas
    text = texts.add(place.lms.platform, place.course.id, "Welcome")
    page = place.open(place.lms.person_named("Ada"), "editor_button", text.id)
    place.bring_back(place.post(page, f"/cards/micro-credentials/{world.version_id}", kind="html"))
    body = texts.get(place.lms.platform, text.id).body
    assert "<strong>Leading talks</strong>" in body and 'target="_blank"' in body
    assert f'src="{TOOL}/achievements/leading-talks-' in body


def test_a_badge_is_handed_in_at_canvas_and_opens_for_the_teacher(at_canvas: Place, world: World) -> None:
    place, ben = at_canvas, at_canvas.lms.person_named("Ben")
    work = homework.add(place.lms.platform, place.course.id, "Show what you earned")
    place.open(ben, "homework_submission", work.id)
    with place.app.app_context(), transaction() as session:
        mine = session.scalars(select(LmsAccount.person_id).where(LmsAccount.subject == place.lms.subject(ben))).one()
        session.execute(update(Credential).where(Credential.uuid == world.badge).values(person_id=mine))
    page = place.open(ben, "homework_submission", work.id)
    place.bring_back(place.post(page, f"/hand-in/{world.badge}"))
    found = homework.handed_in_by(place.lms.platform, work.id, ben.id)
    assert found is not None and found.url == f"{TOOL}/credentials/{world.badge}"
    ada = place.lms.person_named("Ada")
    launched = place.lms.launch(place.client, ada, course=place.course, tool=place.tool, target_url=found.url)
    assert "See the whole badge and check it" in place.follow(launched).text


@pytest.mark.parametrize("temper", ["canvas", "moodle"])
def test_cancelling_adds_nothing_anywhere(temper: str, request: pytest.FixtureRequest) -> None:
    place: Place = request.getfixturevalue(f"at_{temper}")
    page = place.open(place.lms.person_named("Ada"))
    place.bring_back(place.post(page, "/place/cancel"))
    assert place.added == []
    (row,) = place.lms.platform.store.all("SELECT message FROM deep_link")
    assert row["message"] == "No micro-credential was added."
