"""A course whose list of participants a test writes, and the worker that reads it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select

from app.db import reading, transaction
from app.flows.sync_roster import ROSTER, ask_after_launch, ask_for_roster
from app.lti.models import Deployment
from app.outbox import Status, statuses
from app.people import MemberView, RecordedLaunch, RosterView, members, record_launch, roster_view
from app.people.models import Membership, Person
from app.services import Services
from app.worker import Deliverer, handlers
from tests.conftest import ManualClock
from tests.draining import drain
from tests.loopback import Heard
from tests.lti.platform_server import Answer, Platform, known, running_platform
from tests.review.world import launch_of

PATH = "/memberships"
ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"


@dataclass
class ListedCourse:
    """The LMS's list as it is now (`listed`), and what Cairn makes of it."""

    platform: Platform
    services: Services
    clock: ManualClock
    registration_id: int
    deployment_id: int
    course_id: int = 0
    listed: list[dict[str, object]] = field(default_factory=list)
    page_size: int = 50
    deliverer: Deliverer = field(init=False)

    def __post_init__(self) -> None:
        self.deliverer = Deliverer(self.clock, handlers(self.services))
        self.answer_with_the_list()

    def answer_with_the_list(self) -> None:
        self.platform.on("GET", PATH, self.page)

    def page(self, heard: Heard) -> Answer:
        start = int(parse_qs(urlsplit(heard.path).query).get("from", ["0"])[0])
        shown, rest = self.listed[start : start + self.page_size], len(self.listed) > start + self.page_size
        link = f'<{PATH}?from={start + self.page_size}>; rel="next"'
        return Answer(document={"members": shown}, headers={"Link": link} if rest else {})

    def list_learners(self, *names: str) -> None:
        self.listed = [entry(name) for name in names]

    def launch(self, name: str, role: str = "Learner", **changes: object) -> RecordedLaunch:
        """Somebody opens the activity, a second after whatever was before."""
        self.clock.advance(seconds=1)
        launch = launch_of(name, role, self.registration_id, self.deployment_id)
        launch = replace(launch, **{"nrps_url": f"{self.platform.url}{PATH}", **changes})  # type: ignore[arg-type]
        with transaction() as session:
            opened = record_launch(session, self.clock, launch)
            ask_after_launch(session, self.services, opened.actor)
        self.course_id = opened.actor.course_id
        return opened

    def ask(self, seconds: float = 3600) -> bool:
        """Press the button, that long after whatever was before."""
        self.clock.advance(seconds=seconds)
        with transaction() as session:
            return ask_for_roster(session, self.services, self.course_id, by_hand=True)

    def sync(self) -> None:
        assert self.ask()
        self.deliver()

    def deliver(self) -> None:
        """A second after whatever was before, so that every launch until now is older."""
        self.clock.advance(seconds=1)
        drain(self.deliverer)

    def pages_read(self) -> int:
        return len(self.platform.heard("GET", PATH))

    @property
    def people(self) -> dict[str, MemberView]:
        """By first name, in small letters, which is also what the LMS calls them; or by shown name."""
        with reading() as session:
            return {view.display_name.split(" Example")[0].lower(): view for view in members(session, self.course_id)}

    @property
    def active(self) -> set[str]:
        return {name for name, view in self.people.items() if view.active}

    @property
    def roster(self) -> RosterView:
        with reading() as session:
            return roster_view(session, self.course_id)

    @property
    def owed(self) -> Status:
        with reading() as session:
            return statuses(session, ROSTER, [str(self.course_id)], self.clock.now())[str(self.course_id)]

    def row(self, name: str) -> Membership:
        with reading() as session:
            return session.scalars(
                select(Membership)
                .join(Person, Person.id == Membership.person_id)
                .where(Membership.course_id == self.course_id, Person.given_name == name.capitalize())
            ).one()


def entry(name: str, *roles: str, **more: object) -> dict[str, object]:
    """A learner, unless other roles are given, as an LMS that shares everything lists them."""
    names = {"name": f"{name.capitalize()} Example", "given_name": name.capitalize(), "family_name": "Example"}
    mail = {"email": f"{name}@school.example"}
    return {"user_id": name, "status": "Active", "roles": list(roles or ("Learner",)), **names, **mail, **more}


@contextmanager
def listed_course(services: Services, clock: ManualClock) -> Iterator[ListedCourse]:
    """The course once a teacher has opened it for the first time; the first reading is owed."""
    with running_platform() as platform:
        registration_id = known(platform, services)
        with reading() as session:
            deployment = session.scalars(select(Deployment).where(Deployment.registration_id == registration_id)).one()
            deployment_id = deployment.id
        course = ListedCourse(platform, services, clock, registration_id, deployment_id)
        course.launch("tess", "Instructor")
        yield course
