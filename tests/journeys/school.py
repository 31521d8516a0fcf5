"""A tool and an LMS that both answer on this machine, as two sites, with the real clock and the real worker."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from app import create_app
from app.badges import ensure_issuer
from app.catalog import Definition, definition_of, load_catalog, load_stacks, published, yaml_files
from app.config import read_settings
from app.db import db, reading, transaction
from app.flows.deep_link import build_content_item
from app.lti import Standing, deployments, invite, set_deployment_standing
from app.placement import suggested_settings
from app.sandbox import Lms
from app.sandbox.records import Activity, Course, Person, Tool
from app.services import Services
from app.worker import EXTENSION, Worker
from tests.conftest import test_environment
from tests.serving import port_of, reserved, served

HERE = Path(__file__).parent
SHIPPED = HERE.parent.parent / "micro_credentials"
OF_THE_TESTS = HERE / "micro_credentials"
SHORT = "Showing Your Work"
SHORTEST = "Naming One Change"
SEMINAR, PRACTICE = "Teaching adult learners", "Classroom practice seminar"
LONG = "Adult Learning for Presenters"


@dataclass(slots=True)
class School:
    """The tool's application and the LMS, and what an administrator does on a command line."""

    app: Flask
    lms: Lms
    tool_url: str
    lms_running: ExitStack
    """Open while the LMS answers."""

    @property
    def services(self) -> Services:
        built: Services = self.app.extensions["cairn"]
        return built

    @property
    def lms_url(self) -> str:
        return self.lms.base_url

    def invitation(self) -> str:
        """What `flask lti invite` prints."""
        with self.app.app_context(), transaction() as session:
            token = invite(session, self.services.clock, "The school's LMS")
        return f"{self.tool_url}/lti/register/{token}"

    def approve_deployments(self) -> int:
        """What `flask lti approve-deployment` does, for each that waits; how many there were."""
        with self.app.app_context(), transaction() as session:
            waiting = deployments(session, status=Standing.PENDING)
            for deployment in waiting:
                set_deployment_standing(session, deployment.id, Standing.ACTIVE)
        return len(waiting)

    def connect(self) -> Tool:
        """Tool and LMS know each other, without a browser, for tests that are about something else."""
        return self.lms.bootstrap(self.invitation())

    def stop_lms(self) -> None:
        """Nobody listens at its address any more."""
        self.lms_running.close()

    def start_lms(self) -> None:
        """At the same address, with all that it knew."""
        port = int(self.lms_url.rpartition(":")[2])
        self.lms_running.enter_context(self.lms.serving(port=port))

    def place(self, named: str, *, course: str = SEMINAR, title: str = SHORT) -> Activity:
        """A micro-credential in a course under a name of its own, as deep linking leaves it there."""
        definition = self.definition(title)
        (tool,) = self.lms.platform.tools.all()
        with self.app.app_context():
            item = build_content_item(self.services, definition, suggested_settings(definition))
        column = item.line_item
        assert column is not None
        return self.lms.place(
            self.course(course),
            tool,
            named,
            url=item.url,
            text=item.text,
            custom=item.custom,
            maximum=column.score_maximum / 100,
            resource_id=column.resource_id,
            tag=column.tag,
            review={"url": column.review_url, "custom": column.review_custom},
        )

    def definition(self, title: str) -> Definition:
        with self.app.app_context(), reading() as session:
            entry = next(entry for entry in published(session) if entry.title == title)
            return definition_of(session, entry.version_id)

    def course(self, title: str = SEMINAR) -> Course:
        return next(course for course in self.lms.platform.directory.courses() if course.title == title)

    def person(self, name: str) -> Person:
        return self.lms.person_named(name)


@contextmanager
def school(folder: Path, empty_database: Path, temper: str = "moodle") -> Iterator[School]:
    """Both answer and the worker delivers while the block runs; nothing is connected yet."""
    with ExitStack() as stack:
        lms = Lms.new(folder / "lms", temper=temper)
        stack.callback(lms.close)
        running = stack.enter_context(ExitStack())
        running.enter_context(lms.serving())
        lms.furnish()
        bound = stack.enter_context(reserved())
        url = f"http://localhost:{port_of(bound)}"
        app = tool_at(url, folder, empty_database)
        stack.enter_context(served(app, bound))
        stack.enter_context(delivering(app))
        yield School(app, lms, url, running)


@contextmanager
def delivering(app: Flask) -> Iterator[None]:
    """The worker's threads, as they run beside the web server."""
    worker: Worker = app.extensions[EXTENSION]
    threads = worker.wake_ups.threads()
    threads.start()
    try:
        yield
    finally:
        threads.stop(graceful=True)
        with app.app_context():
            db.engine.dispose()


def tool_at(url: str, folder: Path, empty_database: Path) -> Flask:
    """Cairn as it is served at `url`, with all micro-credentials and stacks on its shelf."""
    settings = read_settings(test_environment(folder) | {"PUBLIC_URL": url})
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    shutil.copy(empty_database, settings.data_dir / "cairn.sqlite3")
    app = create_app(settings)
    services: Services = app.extensions["cairn"]
    with app.app_context(), transaction() as session:
        for shelf in (SHIPPED, OF_THE_TESTS):
            load_catalog(session, services.clock, shelf)
            load_stacks(session, services.clock, yaml_files(shelf / "stacks"))
        ensure_issuer(session, clock=services.clock, sealer=services.sealer, public_url=settings.public_url)
    return app
