"""People, the courses they meet in, and the launches that bring them.

Owns Person, LmsAccount, Course, Membership and LaunchSession. Promises that an account is told apart
by registration and subject, that the role is that of the launch and never more than the platform
said, and that a launch opens only for the browser that has its secret.
"""

from app.people.launches import close_launches, forget_old_launches, record_launch, renew_secret
from app.people.models import Role
from app.people.rules import course_role, pseudonym, shown_name
from app.people.service import (
    course_view,
    find_actor,
    find_launch_session,
    is_test_person,
    members,
    names_of,
    newest_launch,
    person_of_subject,
    person_view,
    subject_of,
)
from app.people.views import Actor, CourseView, LaunchSessionView, MemberView, OpenedLaunch, PersonView, RecordedLaunch

__all__ = [
    "Actor",
    "CourseView",
    "LaunchSessionView",
    "MemberView",
    "OpenedLaunch",
    "PersonView",
    "RecordedLaunch",
    "Role",
    "close_launches",
    "course_role",
    "course_view",
    "find_actor",
    "find_launch_session",
    "forget_old_launches",
    "is_test_person",
    "members",
    "names_of",
    "newest_launch",
    "person_of_subject",
    "person_view",
    "pseudonym",
    "record_launch",
    "renew_secret",
    "shown_name",
    "subject_of",
]
