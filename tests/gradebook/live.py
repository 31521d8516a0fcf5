"""A placement in a course of a whole sandbox LMS, put straight into the tables, and the worker that serves it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from app.catalog import GradePolicyKind, publish
from app.db import reading, transaction
from app.flows.criterion_columns import switch_criterion_columns
from app.gradebook import (
    ColumnView,
    CriterionOutcome,
    Fact,
    ReviewOutcome,
    SyncRow,
    columns,
    criterion_states,
    record,
    sync_states,
)
from app.lti import PlatformEntry, add_platform, deployments
from app.people import Actor
from app.people.models import Course as CourseRow
from app.people.models import LmsAccount, Membership, Person, Role
from app.placement import NewPlacement, PlacementSettings, PlacementView, place, suggested_settings
from app.sandbox import Lms
from app.sandbox.records import Activity, Course, CourseRole, LineItem, Result, Tool
from app.sandbox.records import Person as LmsPerson
from app.services import Services
from app.worker import Deliverer, handlers
from tests.conftest import ManualClock
from tests.draining import drain
from tests.review.world import PLAN

TOOL = "http://localhost:8000"


@dataclass
class Site:
    """One sandbox LMS with a course in which Cairn is known, and the worker."""

    lms: Lms
    app: Flask
    clock: ManualClock
    services: Services
    course: Course
    tool: Tool
    course_id: int
    deployment_id: int
    registration_id: int
    version_id: int
    deliverer: Deliverer
    people: dict[str, int] = field(default_factory=dict)

    @property
    def is_canvas(self) -> bool:
        return self.lms.platform.temper.name == "canvas"

    @property
    def gate(self) -> str:
        return f"lms:{self.registration_id}"

    def learner(self, name: str = "Ben") -> int:
        """A learner of the course, known to Cairn under the LMS's own id."""
        if name not in self.people:
            with transaction() as session:
                self.people[name] = self._added(session, name, Role.LEARNER)
        return self.people[name]

    def newcomer(self, name: str) -> int:
        """Somebody who has just been enrolled."""
        person = self.lms.add_person(name)
        self.lms.enrol(self.course, person, CourseRole.LEARNER)
        return self.learner(name)

    def _added(self, session: Session, name: str, role: Role) -> int:
        subject = self.lms.subject(self.lms.person_named(name))
        person = Person(display_name=name, created_at=self.clock.now())
        session.add(person)
        session.flush()
        session.add(LmsAccount(registration_id=self.registration_id, subject=subject, person_id=person.id))
        where = {"course_id": self.course_id, "person_id": person.id}
        session.add(Membership(**where, role=role, last_seen_at=self.clock.now()))
        session.flush()
        return person.id

    def placement(self, activity: Activity | None = None, **changes: Any) -> PlacementView:
        """A placement on an activity of the LMS, or on the course's dashboard."""
        values: dict[str, Any] = {
            "deployment_id": self.deployment_id,
            "resource_link_id": self.lms.link_id(activity) if activity else "cairn:0d6f",
            "course_id": self.course_id,
            "version_id": self.version_id,
            "title": "Planning a session",
            "settings": changes.pop("settings", suggested_settings(PLAN)),
        }
        with transaction() as session:
            return place(session, self.clock, NewPlacement(**(values | changes)))

    def module_item(self, title: str = "Planning a session") -> Activity:
        """An activity without a column: a Canvas module item, or a Moodle activity with grading switched off."""
        return self.lms.place(self.course, self.tool, title, maximum=None)

    def assignment(self, title: str = "Planning a session", **more: Any) -> tuple[Activity, PlacementView]:
        """An activity with its column, and the placement on it."""
        activity = self.lms.place(self.course, self.tool, title, **more)
        return activity, self.placement(activity, lineitem_url=self.lms.line_item_url(activity))

    def record(self, placement: PlacementView, fact: Fact, points: int | None = None, **more: Any) -> None:
        """A fact about Ben (or `who`); `points` of a rubric of 12, `levels` of the three criteria, each of 3."""
        levels: dict[str, int] = more.pop("levels", {})
        person_id = self.learner(more.pop("who", "Ben"))
        criteria = tuple(CriterionOutcome(name, level * 100, 300, f"Level {level}.") for name, level in levels.items())
        outcome = None if points is None else ReviewOutcome(points, 12, 3, 3, criteria)
        usual: dict[str, Any] = {"comment": "well done", "attempt_number": 1, "submitted_at": self.clock.now()}
        with transaction() as session:
            record(
                session,
                self.clock,
                placement=placement,
                person_id=person_id,
                fact=fact,
                outcome=outcome,
                **(usual | more),
            )

    def deliver(self) -> None:
        drain(self.deliverer)

    def deliver_in_the_end(self) -> None:
        for _ in range(4):
            self.deliver()
            self.clock.advance(seconds=400)

    def do(self, verb: Any, *arguments: Any, **options: Any) -> Any:
        """A verb of the gradebook or the outbox, in a transaction of its own."""
        with transaction() as session:
            return verb(session, self.clock, *arguments, **options)

    def switch(self, placement: PlacementView, *, on: bool) -> None:
        """A teacher's switch for columns of criteria."""
        teacher = self.teacher()
        with transaction() as session:
            switch_criterion_columns(session, self.services, teacher, placement, on=on)

    def teacher(self) -> Actor:
        return actor_like(self.learner(), self)

    def person(self, name: str = "Ben") -> LmsPerson:
        return self.lms.person_named(name)

    def total(self) -> list[LineItem]:
        """The columns of whole scores that the LMS has."""
        return self.lms.columns(self.course, "mc-total")

    def criteria(self) -> dict[str, LineItem]:
        """The columns of criteria that the LMS has, by criterion."""
        return {item.resource_id.split(":")[1]: item for item in self.lms.columns(self.course, "mc-criterion")}

    def result(self, where: Activity | LineItem, name: str = "Ben") -> Result:
        return self.lms.result(where, self.person(name))

    def row(self, placement: PlacementView, name: str = "Ben", criterion: str = "") -> SyncRow:
        with reading() as session:
            states = criterion_states if criterion else sync_states
            rows = states(session, placement.id, self.clock.now())
        return next(row for row in rows if (row.person_id, row.criterion) == (self.people[name], criterion))

    def columns(self, placement: PlacementView) -> tuple[ColumnView, ...]:
        with reading() as session:
            return columns(session, placement, self.clock.now())


def settings(**changes: Any) -> PlacementSettings:
    usual = suggested_settings(PLAN)
    values = {name: getattr(usual, name) for name in ("points", "grade_policy", "on_not_yet", "attempts_limit")}
    return PlacementSettings(**(values | changes))


NO_GRADES = GradePolicyKind.NONE


def actor_like(person_id: int, site: Site) -> Actor:
    """Somebody who acts; nothing about the launch matters here."""
    values = dict.fromkeys(Actor.__dataclass_fields__)
    values |= {"person_id": person_id, "course_id": site.course_id, "deployment_id": site.deployment_id}
    return Actor(**values)  # type: ignore[arg-type]


@contextmanager
def site_of(temper: str, app: Flask, services: Services, clock: ManualClock) -> Iterator[Site]:
    """A site of this temper, served on a real socket, in the tool's application context."""
    lms = Lms.new(temper=temper, clock=clock)
    lms.furnish()
    with lms.serving(), app.app_context():
        yield _site(lms, app, services, clock)
    lms.close()


def _site(lms: Lms, app: Flask, services: Services, clock: ManualClock) -> Site:
    keys = app.test_client().get("/lti/jwks.json").get_json()
    tool = lms.register_tool(login_url=f"{TOOL}/lti/login", launch_url=f"{TOOL}/lti/launch", jwks=keys)
    course = lms.platform.directory.courses()[0]
    with transaction() as session:
        registration_id = add_platform(session, clock, _entry(lms, tool))
        (deployment,) = deployments(session)
        deployment_id = deployment.id
        loaded = publish(session, clock, PLAN)
        assert loaded is not None
        row = CourseRow(
            deployment_id=deployment_id,
            context_id=lms.context_id(course),
            title=course.title,
            lineitems_url=lms.platform.temper.line_items_url(lms.base_url, course, tool.id),
            created_at=clock.now(),
        )
        session.add(row)
        session.flush()
        ids = row.id, deployment_id, registration_id, loaded.version_id
    return Site(lms, app, clock, services, course, tool, *ids, Deliverer(clock, handlers(services)))


def _entry(lms: Lms, tool: Tool) -> PlatformEntry:
    known = lms.registered(tool)
    return PlatformEntry(
        label="The sandbox",
        issuer=known.issuer,
        client_id=known.client_id,
        auth_url=known.auth_url,
        token_url=known.token_url,
        jwks_url=known.jwks_url,
        deployment_ids=(known.deployment_id,),
        product_family=lms.platform.temper.family,
    )
