"""A served Cairn that registered itself at a served sandbox, and browsers for the people of one of its courses."""

import contextvars
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.badges import ensure_issuer
from app.catalog import publish
from app.db import reading, transaction
from app.lti import PlatformView, add_deployment, ensure_keys, invite, list_platforms
from app.people import Actor, MemberView, find_actor, members
from app.placement import PlacementView, find_placement
from app.sandbox import Kind, Lms, MessageType, selections
from app.sandbox.records import Activity, Course, Person, Tool
from app.services import Services
from app.worker import Deliverer, handlers
from tests.conftest import ManualClock
from tests.draining import drain
from tests.evidence.world import TALKS
from tests.lti.signer import DEEP_LINKING, launch_id_of
from tests.pages import PageChecker
from tests.web.returned import returned, returning
from tests.world import fill, review, submit

FORM = re.compile(r'<form [^>]*method="post"[^>]*>.*?</form>', re.S)


class Browser(PageChecker):
    """A browser whose requests share nothing with each other, nor with the application context of the test."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return contextvars.Context().run(super().open, *args, **kwargs)


@dataclass
class Joined:
    """An LMS and Cairn, which know each other by Dynamic Registration; Ada teaches, Ben, Cleo and Dan learn."""

    app: Flask
    lms: Lms
    clock: ManualClock
    tool: Tool
    platform: PlatformView
    version_id: int
    course: Course
    ada: Person
    learners: tuple[Person, ...]
    deliverer: Deliverer
    browsers: dict[int, FlaskClient] = field(default_factory=dict)

    @property
    def services(self) -> Services:
        found: Services = self.app.extensions["cairn"]
        return found

    @property
    def is_canvas(self) -> bool:
        return self.lms.platform.temper.name == "canvas"

    def browser(self, person: Person) -> FlaskClient:
        """Somebody's own browser."""
        return self.browsers.setdefault(person.id, self.app.test_client())

    def launch(self, person: Person, activity: Activity | None = None, **words: Any) -> TestResponse:
        """A whole launch in this person's browser; the tool's answer to the token."""
        return self.lms.launch(self.browser(person), person, activity, **words)

    def open(self, person: Person, activity: Activity | None = None, **words: Any) -> TestResponse:
        """The page that somebody sees in the end."""
        answer = self.launch(person, activity, **words)
        launch_id_of(answer)
        page = self.browser(person).get(answer.location, follow_redirects=True)
        assert page.status_code == 200, page.text
        return page

    def actor(self, person: Person, activity: Activity | None = None, **words: Any) -> Actor:
        """Who somebody is in a new launch, found with the cookie of their browser."""
        launch_id = launch_id_of(self.launch(person, activity, **words))
        cookie = self.browser(person).get_cookie(f"__Host-cairn-{launch_id}")
        assert cookie is not None
        with reading() as session:
            return find_actor(session, launch_id, cookie.value, self.clock.now())

    def picker(self, placement: str = "", **settings: Any) -> TestResponse:
        """Ada asks her LMS for something new; the tool's page. `settings` replaces what the LMS would ask for."""
        browser = self.browser(self.ada)
        login = self.lms.login(
            self.ada, course=self.course, tool=self.tool, message=MessageType.DEEP_LINKING, placement=placement
        )
        asked = self.lms.claims(login)[DEEP_LINKING] | settings
        wanted = {name: value for name, value in asked.items() if value is not None}
        to_platform = authorization_of(browser.post("/lti/login", data=dict(login.fields)))
        posted = self.lms.answer(to_platform, claims={DEEP_LINKING: wanted})
        page = browser.post("/lti/launch", data=dict(posted.fields), follow_redirects=True)
        assert page.status_code == 200, page.text
        return page

    def send(self, page: TestResponse, ending: str, fields: Mapping[str, Any] | None = None) -> TestResponse:
        """Ada sends the form of a page whose address ends so."""
        for form in FORM.findall(page.text):
            action = html.unescape(re.search(r'action="([^"]+)"', form)[1])  # type: ignore[index]
            if action.endswith(ending):
                token = re.search(r'name="csrf_token" value="([^"]+)"', form)[1]  # type: ignore[index]
                return self.browser(self.ada).post(action, data={"csrf_token": token, **(fields or {})})
        raise AssertionError(f"no form to {ending} in {page.text}")

    def bring_back(self, answer: TestResponse) -> tuple[dict[str, Any], list[Activity]]:
        """What the return page's form does, and Ada's Save where the LMS asks for it: claims, new activities."""
        address, signed = returning(answer)
        before = {activity.id for activity in self.lms.activities(self.course)}
        taken = self.lms.platform.http.post(address, form={"JWT": signed})
        assert taken.ok, taken.text
        for row in self.lms.platform.store.all("SELECT ticket FROM deep_link WHERE items != '[]'"):
            selection = selections.find(self.lms.platform, row["ticket"])
            assert selection is not None
            selections.create(self.lms.platform, selection, self.tool)
        return returned(answer), [one for one in self.lms.activities(self.course) if one.id not in before]

    def picked(self, points: str = "50") -> Activity:
        """An activity that Ada added with the tool's own pages."""
        look = self.browser(self.ada).get(self.address_in(self.picker(), f"/place/{self.version_id}"))
        answer = self.send(look, f"/place/{self.version_id}", {"points": points, "policy": "points_percent"})
        (activity,) = self.bring_back(answer)[1]
        return activity

    def address_in(self, page: TestResponse, ending: str) -> str:
        """The first address of a page that ends so."""
        found = re.search(rf'(?:href|action)="([^"]*{re.escape(ending)})"', page.text)
        assert found, f"nothing leads to {ending} in {page.text}"
        return html.unescape(found[1])

    def placement(self, actor: Actor) -> PlacementView:
        with reading() as session:
            found = find_placement(
                session, actor.deployment_id, actor.resource_link_id or "", course_id=actor.course_id
            )
        assert found is not None
        return found

    def hand_in(self, person: Person, activity: Activity) -> int:
        """Somebody opens an activity, does all that is asked, and hands it in."""
        self.open(person, activity)
        actor = self.actor(person, activity)
        placement = self.placement(actor)
        with transaction() as session:
            fill(session, self.services, actor, placement, person.given_name.lower())
            return submit(session, self.services, actor, placement)

    def release(self, activity: Activity, attempt_id: int, *, responds: str = "proficient") -> None:
        """Ada reviews an attempt and releases what she found."""
        review(self.services, self.actor(self.ada, activity), attempt_id, release=True, responds=responds)

    def deliver(self, seconds: float = 60) -> None:
        """A minute later, everything that is due has been asked and sent."""
        self.clock.advance(seconds=seconds)
        drain(self.deliverer)

    def members(self) -> dict[str, MemberView]:
        """Whom Cairn knows in the course."""
        course_id = self.actor(self.ada, self._any()).course_id
        with reading() as session:
            return {view.display_name: view for view in members(session, course_id)}

    def _any(self) -> Activity:
        return self.lms.activities(self.course)[0]


def authorization_of(answer: TestResponse) -> str:
    """Where a login leads the browser: by redirect, or by the link of the page that has values kept."""
    if answer.status_code == 302:
        return str(answer.location)
    link = re.search(r"<a [^>]*data-storage-login[^>]*>", answer.text)
    assert answer.status_code == 200 and link, answer.text
    return html.unescape(re.search(r'href="([^"]*)"', link[0])[1])  # type: ignore[index]


def join(app: Flask, lms: Lms, clock: ManualClock) -> Joined:
    """Register a served Cairn at a served LMS by its registration link, and people a course."""
    services: Services = app.extensions["cairn"]
    public_url = services.settings.public_url
    with transaction() as session:
        ensure_keys(session, clock, services.sealer)
        ensure_issuer(session, clock=clock, sealer=services.sealer, public_url=public_url)
        token = invite(session, clock, "The sandbox")
        loaded = publish(session, clock, TALKS)
        assert loaded is not None
    tool = lms.bootstrap(f"{public_url}/lti/register/{token}")
    with transaction() as session:
        (platform,) = list_platforms(session)
        if not platform.deployments:
            add_deployment(session, clock, platform.id, tool.deployment_id)
    ada = lms.add_person("Ada Okafor", Kind.TEACHER)
    learners = tuple(lms.add_person(name) for name in ("Ben Castillo", "Cleo Varga", "Dan Ito"))
    course = lms.add_course("EDU-510", "Teaching adults", teachers=[ada], learners=learners)
    deliverer = Deliverer(clock, handlers(services))
    return Joined(app, lms, clock, tool, platform, loaded.version_id, course, ada, learners, deliverer)
