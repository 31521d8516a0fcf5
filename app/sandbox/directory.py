"""People, courses and who is in which course."""

import sqlite3
import uuid

from app.sandbox.records import Course, CourseRole, Kind, Member, Person
from app.sandbox.store import Store

MEMBER_COLUMNS = (
    "SELECT person.*, enrolment.role, enrolment.suspended FROM enrolment JOIN person ON person.id = person_id"
)


class Directory:
    """Reads and writes people, courses and enrolments."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add_person(
        self, name: str, kind: Kind, *, given: str = "", family: str = "", email: str = "", locale: str = "en"
    ) -> Person:
        given_name, _, family_name = name.partition(" ")
        new = self._store.add(
            "INSERT INTO person (uuid, name, given_name, family_name, email, kind, locale) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            str(uuid.uuid4()),
            name,
            given or given_name,
            family or family_name,
            email,
            kind.value,
            locale,
        )
        return self.person(new)

    def person(self, person_id: int) -> Person:
        """Raises LookupError."""
        found = self.find_person(person_id)
        if found is None:
            raise LookupError(f"no person {person_id}")
        return found

    def find_person(self, person_id: int) -> Person | None:
        row = self._store.one("SELECT * FROM person WHERE id = ?", person_id)
        return _person(row) if row else None

    def people(self) -> list[Person]:
        return [_person(row) for row in self._store.all("SELECT * FROM person ORDER BY id")]

    def add_course(self, label: str, title: str) -> Course:
        sql = "INSERT INTO course (uuid, label, title) VALUES (?, ?, ?)"
        return self.course(self._store.add(sql, str(uuid.uuid4()), label, title))

    def course(self, course_id: int) -> Course:
        """Raises LookupError."""
        row = self._store.one("SELECT * FROM course WHERE id = ?", course_id)
        if row is None:
            raise LookupError(f"no course {course_id}")
        return _course(row)

    def courses(self) -> list[Course]:
        return [_course(row) for row in self._store.all("SELECT * FROM course ORDER BY id")]

    def courses_of(self, person: Person) -> list[Course]:
        """The courses somebody sees: their own, and for an administrator all of them."""
        if person.kind is Kind.ADMINISTRATOR:
            return self.courses()
        return [course for course in self.courses() if self.member(course.id, person.id)]

    def rename_course(self, course_id: int, title: str, *, concluded: bool) -> None:
        self._store.change("UPDATE course SET title = ?, concluded = ? WHERE id = ?", title, concluded, course_id)

    def enrol(self, course_id: int, person_id: int, role: CourseRole, *, suspended: bool = False) -> None:
        """Puts somebody into a course, or changes how they are in it."""
        sql = "INSERT OR REPLACE INTO enrolment (course_id, person_id, role, suspended) VALUES (?, ?, ?, ?)"
        self._store.change(sql, course_id, person_id, role.value, suspended)

    def remove(self, course_id: int, person_id: int) -> None:
        self._store.change("DELETE FROM enrolment WHERE course_id = ? AND person_id = ?", course_id, person_id)

    def members(self, course_id: int) -> list[Member]:
        """Everybody in a course, suspended ones too."""
        rows = self._store.all(f"{MEMBER_COLUMNS} WHERE course_id = ? ORDER BY person.id", course_id)
        return [_member(row) for row in rows]

    def member(self, course_id: int, person_id: int) -> Member | None:
        row = self._store.one(f"{MEMBER_COLUMNS} WHERE course_id = ? AND person_id = ?", course_id, person_id)
        return _member(row) if row else None

    def observe(self, observer_id: int, learner_id: int) -> None:
        """Links an observer to a learner, in every course where they are both."""
        sql = "INSERT OR IGNORE INTO observing (observer_id, learner_id) VALUES (?, ?)"
        self._store.change(sql, observer_id, learner_id)

    def observed_in(self, course_id: int, observer_id: int) -> list[Person]:
        """The learners of a course whom an observer is linked to."""
        rows = self._store.all("SELECT learner_id FROM observing WHERE observer_id = ?", observer_id)
        linked = {row["learner_id"] for row in rows}
        return [person for person in self.learners(course_id) if person.id in linked]

    def learners(self, course_id: int) -> list[Person]:
        return [member.person for member in self.members(course_id) if member.role is CourseRole.LEARNER]


def _person(row: sqlite3.Row) -> Person:
    return Person(
        id=row["id"],
        uuid=row["uuid"],
        name=row["name"],
        given_name=row["given_name"],
        family_name=row["family_name"],
        email=row["email"],
        kind=Kind(row["kind"]),
        locale=row["locale"],
    )


def _course(row: sqlite3.Row) -> Course:
    return Course(row["id"], row["uuid"], row["label"], row["title"], bool(row["concluded"]))


def _member(row: sqlite3.Row) -> Member:
    return Member(_person(row), CourseRole(row["role"]), bool(row["suspended"]))
