"""1EdTech's names and roles chapter (NRPS), in both tempers: who is in a course, over pages, and who has left it."""

import pytest

from app.db import transaction
from app.flows.sync_roster import ask_for_roster
from app.lti import RosterQuery, ServiceRefused
from app.people import Role
from app.sandbox import FaultKind
from app.sandbox.records import CourseRole
from tests.certification.joined import Joined
from tests.lti.platform_server import nrps_of
from tests.lti.signer import NRPS

MANY = 70
"""More than one page of Canvas; Moodle gives pages of the size that it is asked for."""


@pytest.fixture
def crowded(joined: Joined) -> Joined:
    for number in range(MANY):
        joined.lms.enrol(joined.course, joined.lms.add_person(f"Learner {number:02}"), CourseRole.LEARNER)
    joined.lms.place(joined.course, joined.tool, "The activity")
    return joined


def roster_url(joined: Joined) -> str:
    claims = joined.lms.claims(joined.lms.login(joined.ada, joined.lms.activities(joined.course)[0]))
    return str(claims[NRPS]["context_memberships_url"])


def read(joined: Joined, **query: object) -> list[list[str]]:
    """The subjects on each page."""
    pages = nrps_of(joined.services).pages(joined.platform.id, RosterQuery(roster_url(joined), **query))  # type: ignore[arg-type]
    return [[member.user_id for member in page.members] for page in pages]


def refresh(joined: Joined) -> None:
    """A teacher asks for the list, and the worker brings it."""
    course_id = joined.actor(joined.ada, joined.lms.activities(joined.course)[0]).course_id
    joined.clock.advance(seconds=120)
    with transaction() as session:
        ask_for_roster(session, joined.services, course_id, by_hand=True)
    joined.deliver()


def test_the_whole_roster_is_read_over_several_pages(crowded: Joined) -> None:
    pages = read(crowded, limit=20)
    subjects = [subject for page in pages for subject in page]
    assert len(pages) >= 4
    assert len(subjects) == len(set(subjects)) == MANY + 1 + len(crowded.learners)
    assert crowded.lms.subject(crowded.ada) in subjects


def test_the_members_of_an_activity_are_asked_for_by_its_link(crowded: Joined) -> None:
    link = crowded.lms.link_id(crowded.lms.activities(crowded.course)[0])
    before = len(crowded.lms.calls())
    assert sum(map(len, read(crowded, resource_link_id=link))) == MANY + 1 + len(crowded.learners)
    assert any("rlid=" in call.path for call in crowded.lms.calls()[: len(crowded.lms.calls()) - before])


def test_a_link_that_the_lms_no_longer_knows_leads_to_the_whole_course(crowded: Joined) -> None:
    assert sum(map(len, read(crowded, resource_link_id="gone"))) == MANY + 1 + len(crowded.learners)


def test_a_role_can_be_asked_for(crowded: Joined) -> None:
    assert read(crowded, role="Instructor") == [[crowded.lms.subject(crowded.ada)]]


def test_everybody_is_known_with_name_and_role_before_they_ever_came(crowded: Joined) -> None:
    refresh(crowded)
    people = crowded.members()
    assert people["Ada Okafor"].role is Role.INSTRUCTOR
    assert people["Learner 69"].role is Role.LEARNER
    assert people["Learner 69"].last_seen_at is None
    assert len(people) == MANY + 1 + len(crowded.learners)


def test_who_left_becomes_inactive_and_keeps_the_work(joined: Joined) -> None:
    activity, ben = joined.picked(), joined.learners[0]
    joined.hand_in(ben, activity)
    refresh(joined)
    joined.lms.unenrol(joined.course, ben)
    refresh(joined)
    assert not joined.members()["Ben Castillo"].active
    assert joined.members()["Cleo Varga"].active
    placement = joined.placement(joined.actor(joined.ada, activity))
    page = joined.open(joined.ada, activity)
    assert placement.title in page.text
    joined.lms.enrol(joined.course, ben, CourseRole.LEARNER)
    refresh(joined)
    assert joined.members()["Ben Castillo"].active


def test_a_page_that_fails_makes_nobody_inactive(crowded: Joined) -> None:
    refresh(crowded)
    crowded.lms.trouble(FaultKind.SERVER_ERROR, "roster", times=3)
    refresh(crowded)
    assert all(view.active for view in crowded.members().values())


def test_a_platform_that_refuses_the_roster_says_why_in_words(crowded: Joined) -> None:
    crowded.lms.trouble(FaultKind.GONE, "roster", times=2)
    with pytest.raises(ServiceRefused, match="list of participants"):
        read(crowded, limit=20)
