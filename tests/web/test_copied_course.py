"""Last term's course is copied, in a whole LMS of each temper; teacher and class come into the copy."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.badges import ensure_issuer
from app.catalog import publish
from app.db import reading, transaction
from app.evidence.models import Attempt
from app.flows.hear_of_copies import NOTICE_HANDLER
from app.lti import PlatformEntry, add_platform, ensure_keys
from app.outbox import OutboxState, statuses
from app.people import Actor, find_held_launch
from app.people.models import Course as CourseRow
from app.placement import PlacementView, chosen_settings, custom_parameters, placements_of_course
from app.sandbox import FaultKind, Lms
from app.sandbox.notices import handlers as handlers_left
from app.sandbox.records import Activity, Course, CourseRole, Person, Tool
from app.sandbox.vocabulary import SCOPE_NOTICES, SCOPES
from app.services import Services
from app.worker import Deliverer, handlers
from tests.conftest import ManualClock
from tests.draining import drain
from tests.evidence.world import TALKS
from tests.pages import PageChecker
from tests.world import fill, review, submit

TOOL = "http://localhost:8000"
KEEPSAKE = "keepsakeoflastterm"


@dataclass
class Tab:
    """One launch in a browser of its own."""

    client: PageChecker
    landed: str

    @property
    def base(self) -> str:
        found = re.match(r"(?:https?://[^/]+)?(/l/[^/]+)", self.landed)
        assert found is not None, self.landed
        return found.group(1)

    @property
    def launch_id(self) -> str:
        return self.base.removeprefix("/l/")

    @property
    def place(self) -> str:
        return self.landed.split(self.base, 1)[1]

    def get(self, path: str) -> str:
        answer = self.client.get(self.base + path, base_url=TOOL, follow_redirects=True)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
        return " ".join(answer.text.split())

    def post(self, path: str, page: str, **fields: object) -> str:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page))
        assert token is not None
        form = {"csrf_token": token.group(1), **fields}
        answer = self.client.post(self.base + path, data=form, base_url=TOOL)
        assert answer.status_code == 303, answer.text[:300]
        return answer.location.split(self.base, 1)[1]


@dataclass
class School:
    """A sandbox LMS and a tool, with a course of last term and its copy."""

    app: Flask
    lms: Lms
    services: Services
    clock: ManualClock
    deliverer: Deliverer
    old: Course

    @property
    def is_canvas(self) -> bool:
        return self.lms.platform.temper.name == "canvas"

    def person(self, name: str) -> Person:
        return self.lms.person_named(name)

    def open(self, name: str, activity: Activity) -> Tab:
        client = PageChecker(self.app, self.app.response_class)
        answer = self.lms.launch(client, self.person(name), activity)
        assert answer.status_code == 303, answer.text[:500]
        return Tab(client, answer.location)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Its own application context: requests must not share what they keep for themselves."""
        with self.app.app_context(), reading() as session:
            yield session

    def actor(self, tab: Tab) -> Actor:
        with self.reading() as session:
            return find_held_launch(session, tab.launch_id, lambda _digest: True).actor

    def placements(self, tab: Tab) -> tuple[PlacementView, ...]:
        return self.placements_at(self.actor(tab))

    def placements_at(self, actor: Actor) -> tuple[PlacementView, ...]:
        with self.reading() as session:
            return placements_of_course(session, actor.course_id)

    def deliver(self) -> None:
        with self.app.app_context():
            drain(self.deliverer)

    def earn(self, name: str, activity: Activity, keepsake: str) -> None:
        """Somebody hands in, Ada reviews and releases, and the LMS hears of it."""
        earner, teacher = self.actor(self.open(name, activity)), self.actor(self.open("Ada", activity))
        (placement,) = [each for each in self.placements_at(earner) if each.resource_link_id == earner.resource_link_id]
        with self.app.app_context():
            with transaction() as session:
                fill(session, self.services, earner, placement, keepsake)
            with transaction() as session:
                attempt = submit(session, self.services, earner, placement)
            review(self.services, teacher, attempt, release=True)
        self.clock.advance(seconds=60)
        self.deliver()

    def copied(self, course: Course) -> dict[str, Activity]:
        return {each.title: each for each in self.lms.activities(course)}

    def new_term(self) -> Course:
        """The copy, with Ada and Ben in it, and what the LMS tells of it told."""
        course = self.lms.copy_course(self.old, "NEW", "New term")
        self.lms.enrol(course, self.person("Ada"), CourseRole.TEACHER)
        self.lms.enrol(course, self.person("Ben"), CourseRole.LEARNER)
        return course


@pytest.fixture(params=["moodle", "canvas"])
def school(request: pytest.FixtureRequest, app: Flask, services: Services, clock: ManualClock) -> Iterator[School]:
    """Last term: one activity chosen in the picker, three that a teacher filled afterwards, and Ben has earned one."""
    lms = Lms.new(temper=request.param, clock=clock)
    lms.furnish()
    with lms.serving():
        with app.app_context(), transaction() as session:
            ensure_keys(session, clock, services.sealer)
            ensure_issuer(session, clock=clock, sealer=services.sealer, public_url=services.settings.public_url)
            publish(session, clock, TALKS)
        tool = connect(lms, app, clock)
        old = lms.platform.directory.courses()[0]
        one = School(app, lms, services, clock, Deliverer(clock, handlers(services)), old)
        custom = custom_parameters(TALKS, chosen_settings(TALKS, "50", "points_percent"), str(uuid.uuid4()))
        picked = lms.place(old, tool, "Picked", custom=custom, maximum=50, url=f"{TOOL}/lti/launch")
        one.open("Ada", picked)
        for number in (1, 2, 3):
            choose(one, lms.place(old, tool, f"Week {number}", maximum=20))
        one.deliver()
        one.earn("Ben", picked, KEEPSAKE)
        yield one
    lms.close()


def connect(lms: Lms, app: Flask, clock: ManualClock) -> Tool:
    keys = app.test_client().get("/lti/jwks.json").get_json()
    tool = lms.register_tool(
        login_url=f"{TOOL}/lti/login",
        launch_url=f"{TOOL}/lti/launch",
        jwks=keys,
        scopes=(*SCOPES, SCOPE_NOTICES) if lms.platform.temper.name == "canvas" else SCOPES,
        custom={"context_history": "$Context.id.history"},
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
    )
    with app.app_context(), transaction() as session:
        add_platform(session, clock, entry)
    return tool


def choose(school: School, activity: Activity) -> None:
    tab = school.open("Ada", activity)
    assert tab.place == "/place/"
    version = re.search(r"/place/(\d+)", tab.get("/place/"))
    assert version is not None
    tab.post(f"/place/{version[1]}", f"/place/{version[1]}", points="20", policy="earned_only")


def test_what_was_picked_finds_its_place_whoever_comes_first(school: School) -> None:
    activity = school.copied(school.new_term())["Picked"]
    tab = school.open("Ben", activity)
    assert tab.place == "/work/"
    (placement,) = school.placements(tab)
    assert (placement.points, placement.grade_policy) == (50_00, "points_percent")
    assert placement.copied_from_id is not None
    assert school.open("Ada", activity).place == "/teach/"


def test_nothing_of_last_terms_work_is_seen_in_the_copy(school: School) -> None:
    activity = school.copied(school.new_term())["Picked"]
    teacher, ben = school.open("Ada", activity), school.open("Ben", activity)
    for tab, paths in (
        (teacher, ("/teach/", "/reviews/?show=done&of=course", "/reviews/", "/teach/gradebook", "/copy/")),
        (ben, ("/work/", "/work/steps", "/work/status", "/work/steps/s1")),
    ):
        for path in paths:
            assert KEEPSAKE not in tab.get(path), path
    assert "Ben Castillo" not in teacher.get("/reviews/?show=done&of=course")
    with school.reading() as session:
        old_attempts = {each.id for each in session.scalars(select(Attempt))}
    for attempt in old_attempts:
        assert teacher.client.get(f"{teacher.base}/reviews/{attempt}/", base_url=TOOL).status_code == 404
    mine = ben.client.get(f"{ben.base}/work/attempts/1", base_url=TOOL)
    assert mine.status_code == 409 and KEEPSAKE not in mine.text, "he hasn't even begun here"


def test_scores_go_to_the_new_columns_and_the_old_ones_keep_theirs(school: School) -> None:
    old = school.copied(school.old)["Picked"]
    before = school.lms.result(old, school.person("Ben"))
    assert before.score is not None
    new = school.copied(school.new_term())["Picked"]
    school.earn("Ben", new, "anotherkeepsake")
    after = school.lms.result(new, school.person("Ben"))
    assert after.score is not None
    assert school.lms.result(old, school.person("Ben")) == before


def test_one_click_takes_over_what_nothing_could_tell(school: School) -> None:
    copied = school.copied(school.new_term())
    waiting = school.open("Ben", copied["Week 2"])
    assert waiting.place == "/copy/waiting"
    assert "Your teacher has to confirm" in waiting.get("/")
    tab = school.open("Ada", copied["Week 1"])
    assert tab.place == "/copy/"
    page = tab.get("/copy/")
    assert "4 activities come from" in page and "Take over all 4" in page and KEEPSAKE not in page
    assert tab.post("/copy/take", "/copy/", all="yes") == "/"
    home = tab.client.get(f"{tab.base}/", base_url=TOOL)
    assert home.location.endswith("/teach/")
    assert "<h1>Week 1</h1>" in tab.get("/teach/")
    assert waiting.client.get(f"{waiting.base}/", base_url=TOOL).location.endswith("/work/")
    for number in (1, 2, 3):
        learner = school.open("Ben", copied[f"Week {number}"])
        assert learner.place == "/work/"
    assert school.open("Ben", copied["Picked"]).place == "/work/"
    placements = {each.title: each for each in school.placements(tab)}
    assert sorted(placements) == ["Picked", "Week 1", "Week 2", "Week 3"]
    assert not any(each.waits_for_link for each in placements.values())
    assert {each.points for title, each in placements.items() if title != "Picked"} == {20_00}


def test_a_teacher_may_take_over_some_and_choose_anew_for_another(school: School) -> None:
    copied = school.copied(school.new_term())
    tab = school.open("Ada", copied["Week 3"])
    page = tab.get("/copy/")
    ids = re.findall(r'name="placement" value="(\d+)"', page)
    assert len(ids) == 4
    tab.post("/copy/take", "/copy/", placement=ids[1], this="none")
    assert [each.title for each in school.placements(tab)] == ["Week 1"]
    other = school.open("Ada", copied["Week 2"])
    assert other.place == "/copy/", "one that was taken over still waits for its link"
    assert "Week 1" in other.get("/copy/")
    assert other.post("/copy/not-now", "/copy/") == "/place/"
    bound = school.open("Ada", copied["Week 1"])
    assert bound.place == "/teach/"
    assert school.open("Ada", copied["Week 2"]).place == "/place/"


def test_canvas_tells_of_a_copy_before_anybody_opens_it(school: School) -> None:
    if not school.is_canvas:
        assert school.lms.notices() == []
        return
    tool = school.lms.platform.tools.all()[0]
    assert handlers_left(school.lms.platform, tool) == {
        "LtiHelloWorldNotice": f"{TOOL}/lti/notices",
        "LtiContextCopyNotice": f"{TOOL}/lti/notices",
    }
    new = school.new_term()
    told = school.lms.notices()
    answers = [
        school.app.test_client().post("/lti/notices", json={"notices": [{"jwt": each.jwt}]}).json for each in told
    ]
    assert answers == [{"taken": 1}, {"taken": 1}]
    with school.reading() as session:
        course = session.scalars(select(CourseRow).where(CourseRow.title == "New term")).one()
        assert course.history == [school.lms.context_id(school.old)]
        assert course.context_id == school.lms.context_id(new)


def test_a_platform_that_does_not_take_our_handlers_hinders_nobody(school: School) -> None:
    school.clock.advance(seconds=8 * 24 * 3600)
    school.lms.trouble(FaultKind.DOWN, "notices", times=None)
    tab = school.open("Ben", school.copied(school.old)["Picked"])
    assert tab.place == "/work/"
    school.deliver()
    deployment = str(school.actor(tab).deployment_id)
    with school.reading() as session:
        owed = statuses(session, NOTICE_HANDLER, [deployment], school.clock.now())
    assert {each.state for each in owed.values()} == ({OutboxState.DUE} if school.is_canvas else set())
