"""The people and courses that a new sandbox starts with."""

from app.sandbox.platform import Platform
from app.sandbox.records import CourseRole, Kind

SEMINAR = ("EDU-510", "Teaching adult learners")
PRACTICE = ("EDU-320", "Classroom practice seminar")


def furnish(platform: Platform) -> None:
    """Two courses, a teacher, an administrator, four learners, one's mother who observes, and a test student.

    Nothing if people are here.
    """
    directory = platform.directory
    if directory.people():
        return
    with platform.store.transaction():
        ada = directory.add_person("Ada Okafor", Kind.TEACHER, email="ada.okafor@example.edu")
        directory.add_person("Sam Whitfield", Kind.ADMINISTRATOR, email="sam.whitfield@example.edu")
        learners = [
            directory.add_person("Ben Castillo", Kind.LEARNER, email="ben.castillo@example.edu"),
            directory.add_person("Zoë O'Brien", Kind.LEARNER, email="zoe.obrien@example.edu"),
            directory.add_person("Олена Коваленко", Kind.LEARNER, email="olena.kovalenko@example.edu", locale="uk"),
            directory.add_person("Dee Lindqvist", Kind.LEARNER, email=""),
        ]
        tester = directory.add_person("Test student", Kind.TEST_STUDENT)
        parent = directory.add_person("Pia Castillo", Kind.OBSERVER, email="pia.castillo@example.edu")
        directory.observe(parent.id, learners[0].id)
        for course in (directory.add_course(*SEMINAR), directory.add_course(*PRACTICE)):
            directory.enrol(course.id, ada.id, CourseRole.TEACHER)
            for learner in (*learners, tester):
                directory.enrol(course.id, learner.id, CourseRole.LEARNER)
            directory.enrol(course.id, parent.id, CourseRole.OBSERVER)
