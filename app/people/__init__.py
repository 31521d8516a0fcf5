"""People, the courses they meet in, and the launches that bring them.

Owns Person, LmsAccount, Course, Membership and LaunchSession. Promises that an account is told apart
by registration and subject, that the role is that of the launch and never more than the platform
said, and that a launch opens only for the browser that has its secret.
"""

from app.people.children import open_within, turn_to
from app.people.copies import hold_course, note_copied, origins_of, put_off_copying
from app.people.errors import launch_over
from app.people.launches import close_launches, forget_old_launches, record_launch, renew_secret, secret_hash
from app.people.models import Role
from app.people.naming import note_members
from app.people.rosters import (
    READ_WITHIN,
    RosterCourse,
    begin_reading,
    end_reading,
    give_up_reading,
    leave_reading,
    note_asked,
    roster_view,
    rosters_to_renew,
)
from app.people.rules import course_role, pseudonym, shown_name
from app.people.service import (
    course_view,
    find_actor,
    find_launch_session,
    is_test_person,
    known_test_people,
    learners_among,
    members,
    names_of,
    newest_launch,
    people_of_subjects,
    person_of_subject,
    person_view,
    subject_of,
    uncounted_people,
)
from app.people.sessions import HeldLaunch, find_held_launch, longer_end, prolong
from app.people.views import (
    Actor,
    CourseView,
    LaunchSessionView,
    MemberView,
    OpenedLaunch,
    PersonView,
    RecordedLaunch,
    RosterReading,
    RosterView,
)

__all__ = [
    "READ_WITHIN",
    "Actor",
    "CourseView",
    "HeldLaunch",
    "LaunchSessionView",
    "MemberView",
    "OpenedLaunch",
    "PersonView",
    "RecordedLaunch",
    "Role",
    "RosterCourse",
    "RosterReading",
    "RosterView",
    "begin_reading",
    "close_launches",
    "course_role",
    "course_view",
    "end_reading",
    "find_actor",
    "find_held_launch",
    "find_launch_session",
    "forget_old_launches",
    "give_up_reading",
    "hold_course",
    "is_test_person",
    "known_test_people",
    "launch_over",
    "learners_among",
    "leave_reading",
    "longer_end",
    "members",
    "names_of",
    "newest_launch",
    "note_asked",
    "note_copied",
    "note_members",
    "open_within",
    "origins_of",
    "people_of_subjects",
    "person_of_subject",
    "person_view",
    "prolong",
    "pseudonym",
    "put_off_copying",
    "record_launch",
    "renew_secret",
    "roster_view",
    "rosters_to_renew",
    "secret_hash",
    "shown_name",
    "subject_of",
    "turn_to",
    "uncounted_people",
]
