"""The house itself: starting it, serving it, who lives in it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from flask import Flask

from app.clock import Clock
from app.sandbox import server
from app.sandbox.demo import furnish
from app.sandbox.factory import create_lms
from app.sandbox.faults import Faults
from app.sandbox.platform import Platform
from app.sandbox.records import Activity, Course, CourseRole, Kind, Person
from app.sandbox.tempers import Temper


class House:
    """An LMS with its people and courses."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.platform: Platform = app.extensions["sandbox"]
        self.faults = Faults(self.platform.store)

    @classmethod
    def new(
        cls,
        data_dir: Path | None = None,
        *,
        base_url: str = "http://127.0.0.1:8001",
        temper: str | Temper = "moodle",
        clock: Clock | None = None,
        shared_issuer: str | None = None,
    ) -> Self:
        """A new LMS, in memory without a `data_dir`; empty until `furnish()` or the `add_…` methods."""
        app = create_lms(data_dir, base_url=base_url, temper=temper, clock=clock, shared_issuer=shared_issuer)
        return cls(app)

    def furnish(self) -> None:
        """The demo's people and courses, unless somebody is here already."""
        furnish(self.platform)

    @contextmanager
    def serving(self, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
        """Answers on a real socket while the block runs; yields the base address, which `issuer` follows."""
        with server.serving(self.app, host, port) as base_url:
            yield base_url

    def close(self) -> None:
        """Ends the store; a temporary one is gone with it."""
        self.platform.store.close()

    @property
    def base_url(self) -> str:
        return self.platform.base_url

    @property
    def issuer(self) -> str:
        return self.platform.issuer

    def add_person(self, name: str, kind: Kind = Kind.LEARNER, *, email: str | None = None, **fields: str) -> Person:
        """Somebody new; `email` is made up unless given (an empty text for none)."""
        address = f"person{len(self.platform.directory.people()) + 1}@example.edu" if email is None else email
        return self.platform.directory.add_person(name, kind, email=address, **fields)

    def add_course(
        self, label: str, title: str, *, teachers: Sequence[Person] = (), learners: Sequence[Person] = ()
    ) -> Course:
        course = self.platform.directory.add_course(label, title)
        for person in teachers:
            self.enrol(course, person, CourseRole.TEACHER)
        for person in learners:
            self.enrol(course, person, CourseRole.LEARNER)
        return course

    def enrol(self, course: Course, person: Person, role: CourseRole, *, suspended: bool = False) -> None:
        self.platform.directory.enrol(course.id, person.id, role, suspended=suspended)

    def observe(self, observer: Person, learner: Person) -> None:
        """Links an observer to a learner, so that launches name whom they may follow (Canvas)."""
        self.platform.directory.observe(observer.id, learner.id)

    def unenrol(self, course: Course, person: Person) -> None:
        """Takes somebody out of a course, as a teacher does on its people page."""
        self.platform.directory.remove(course.id, person.id)

    def conclude(self, course: Course) -> None:
        """Ends a course: a Canvas temper takes no scores for it any more."""
        self.platform.directory.rename_course(course.id, course.title, concluded=True)

    def person_named(self, name: str) -> Person:
        """The first person whose name begins so. Raises LookupError."""
        for person in self.platform.directory.people():
            if person.name.startswith(name):
                return person
        raise LookupError(f"nobody is called {name}")

    def subject(self, person: Person) -> str:
        """The `sub` and `userId` of somebody at this LMS."""
        return self.platform.temper.subject(person)

    def context_id(self, course: Course) -> str:
        return self.platform.temper.context_id(course)

    def link_id(self, activity: Activity) -> str:
        return self.platform.temper.activity_link_id(activity)
