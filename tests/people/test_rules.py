"""Roles, names and stand-ins."""

import re
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.people import Role, course_role, pseudonym, shown_name
from app.people.rules import context_key, full_name, merged_history
from tests.lti.test_claims import launch_of

LIS = "http://purl.imsglobal.org/vocab/lis/v2/"
COURSE, INSTITUTION, SYSTEM = f"{LIS}membership#", f"{LIS}institution/person#", f"{LIS}system/person#"
ASSISTANT = f"{LIS}membership/Instructor#TeachingAssistant"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        ([COURSE + "Learner"], Role.LEARNER),
        ([COURSE + "Instructor"], Role.INSTRUCTOR),
        ([COURSE + "ContentDeveloper"], Role.CONTENT_DEVELOPER),
        ([COURSE + "Mentor"], Role.MENTOR),
        ([COURSE + "Administrator"], Role.ADMINISTRATOR),
        (["Mentor", "Learner"], Role.LEARNER),
        ([COURSE + "TeachingAssistant"], Role.TEACHING_ASSISTANT),
        ([COURSE + "TeachingAssistant", COURSE + "Instructor"], Role.TEACHING_ASSISTANT),
        ([ASSISTANT, COURSE + "Instructor"], Role.TEACHING_ASSISTANT),
        ([ASSISTANT], Role.TEACHING_ASSISTANT),
        (["Instructor#TeachingAssistant", "Instructor"], Role.TEACHING_ASSISTANT),
        ([f"{LIS}membership/Instructor#TeachingAssistantSection", COURSE + "Instructor"], Role.TEACHING_ASSISTANT),
        ([f"{LIS}membership/Instructor#Grader"], Role.TEACHING_ASSISTANT),
        ([f"{LIS}membership/Instructor#PrimaryInstructor"], Role.INSTRUCTOR),
        ([ASSISTANT, f"{LIS}membership/Instructor#PrimaryInstructor"], Role.INSTRUCTOR),
        ([f"{LIS}membership/Learner#GuestLearner"], Role.LEARNER),
        ([f"{LIS}membership/Learner#Instructor"], Role.LEARNER),
        ([COURSE + "Learner", INSTITUTION + "Instructor"], Role.LEARNER),
        ([COURSE + "Learner", INSTITUTION + "Administrator", SYSTEM + "SysAdmin"], Role.LEARNER),
        ([INSTITUTION + "Administrator", COURSE + "Instructor", SYSTEM + "Administrator"], Role.INSTRUCTOR),
        ([INSTITUTION + "Administrator"], Role.ADMINISTRATOR),
        ([SYSTEM + "SysAdmin", SYSTEM + "User"], Role.ADMINISTRATOR),
        ([INSTITUTION + "Instructor"], Role.NONE),
        ([INSTITUTION + "Student"], Role.NONE),
        ([COURSE + "Officer", INSTITUTION + "Administrator"], Role.NONE),
        ([LIS + "person#Administrator"], Role.NONE),
        ([LIS + "other#Instructor"], Role.NONE),
        ([COURSE + "instructor"], Role.NONE),
        ([TEST_USER], Role.NONE),
        ([], Role.NONE),
        ([""], Role.NONE),
    ],
)
def test_roles_come_to_one(roles: list[str], role: Role) -> None:
    assert course_role(roles).role is role
    assert course_role(reversed(roles)).role is role


def test_the_test_user_is_told_apart() -> None:
    assert course_role([COURSE + "Learner", TEST_USER]).is_test
    assert not course_role([COURSE + "Learner"]).is_test


@given(st.lists(st.text()))
def test_no_made_up_name_is_more_than_what_it_spells(roles: list[str]) -> None:
    privileged = {"Instructor", "Administrator", "ContentDeveloper", "TeachingAssistant"}
    if course_role(roles).role in {Role.INSTRUCTOR, Role.ADMINISTRATOR, Role.TEACHING_ASSISTANT}:
        assert privileged & {name.partition("#")[0] for name in roles}


PRINCIPALS = ("Learner", "Instructor", "ContentDeveloper", "Mentor", "Administrator", "TeachingAssistant")
SUBROLES = ("TeachingAssistant", "TeachingAssistantGroup", "Grader", "PrimaryInstructor", "GuestLearner", "Advisor")
IN_COURSE = (
    *(COURSE + name for name in (*PRINCIPALS, "Officer", "Member", "Manager")),
    *PRINCIPALS,
    *(f"{LIS}membership/{name}#{sub}" for name in PRINCIPALS for sub in SUBROLES),
)
ELSEWHERE = tuple(
    scope + name
    for scope in (INSTITUTION, SYSTEM)
    for name in (
        "Administrator",
        "SysAdmin",
        "AccountAdmin",
        "Instructor",
        "Student",
        "Learner",
        "Mentor",
        "User",
        "None",
    )
)
NOTHING = ("", " ", "urn:lti:role:ims/lis/Instructor", LIS + "other#Instructor", "Instructor of all", TEST_USER)
MEANS = {
    Role.LEARNER: {"Learner"},
    Role.INSTRUCTOR: {"Instructor"},
    Role.TEACHING_ASSISTANT: {"Instructor", "TeachingAssistant"},
    Role.CONTENT_DEVELOPER: {"ContentDeveloper"},
    Role.MENTOR: {"Mentor"},
    Role.ADMINISTRATOR: {"Administrator"},
    Role.NONE: set(),
}


def principal(role: str) -> str:
    """The principal role that a name from IN_COURSE stands for."""
    path, _, name = role.rpartition("/")[2].partition("#")
    return name if path == "membership" else path


@given(st.lists(st.sampled_from(IN_COURSE), min_size=1), st.lists(st.sampled_from(ELSEWHERE + NOTHING)), st.randoms())
def test_roles_in_the_course_decide_whatever_is_beside_them(
    inside: list[str], beside: list[str], random: Random
) -> None:
    alone = course_role(inside).role
    mixed = [*inside, *beside, *inside]
    random.shuffle(mixed)
    assert course_role(mixed).role is alone
    assert not MEANS[alone] or MEANS[alone] & set(map(principal, inside))


@given(st.lists(st.sampled_from(ELSEWHERE + NOTHING)))
def test_without_a_role_in_the_course_nobody_is_more_than_an_administrator(beside: list[str]) -> None:
    role = course_role(beside).role
    administers = any(name.endswith(("#Administrator", "#SysAdmin", "#AccountAdmin")) for name in beside)
    assert role is (Role.ADMINISTRATOR if administers else Role.NONE)


@given(st.lists(st.sampled_from(IN_COURSE + ELSEWHERE + NOTHING)))
def test_a_test_user_is_one_in_any_company(roles: list[str]) -> None:
    assert course_role(roles).is_test is (TEST_USER in roles)


@pytest.mark.parametrize("first", PRINCIPALS)
@pytest.mark.parametrize("second", PRINCIPALS)
def test_of_two_roles_in_a_course_the_higher_one_counts_but_an_assistant_stays_one(first: str, second: str) -> None:
    order = ("TeachingAssistant", "Instructor", "Administrator", "ContentDeveloper", "Learner", "Mentor")
    if {first, second} == {"TeachingAssistant", "Administrator"}:
        order = ("Administrator",)
    higher = next(name for name in order if name in {first, second})
    assert course_role([COURSE + first, COURSE + second]).role is course_role([COURSE + higher]).role


def test_a_course_is_found_by_its_context_or_else_by_its_link() -> None:
    launch = launch_of(context={"id": "c1"}, resource_link={"id": "r1"})
    assert context_key(launch) == "c1"
    assert context_key(replace(launch, context=None)) == "link:r1"
    assert context_key(replace(launch, context=None, resource_link=None)) == "deployment"


def test_where_a_course_came_from_stays_in_its_order_while_nothing_new_is_told() -> None:
    assert merged_history(["b", "a"], ["a", "b"], "c") == ["a", "b"]
    assert merged_history([], ["a"], "c") == ["a"]
    assert merged_history(["c", "a"], None, "c") == ["a"], "no course is a copy of itself"
    assert merged_history(["d", "a"], ["a", "b"], "c") == ["d", "a", "b"]


def test_of_a_long_history_the_nearest_courses_are_kept() -> None:
    known = [str(number) for number in range(50)]
    assert merged_history(["new"], known, "c") == ["new", *known[:49]]


def test_a_name_is_put_together_from_its_parts() -> None:
    assert full_name(launch_of(name="Ben O.", given_name="Ben", family_name="Okri")) == "Ben O."
    assert full_name(launch_of(given_name="Ben", family_name="Okri")) == "Ben Okri"
    assert full_name(launch_of(family_name="Okri")) == "Okri"
    assert full_name(launch_of()) == ""


def test_people_without_a_name_have_a_stand_in() -> None:
    assert shown_name("Ben", 7) == "Ben"
    assert re.fullmatch(r"Participant [2-9A-HJKMNP-Z]{4}", shown_name("", 7))
    assert shown_name("", 7) == shown_name("", 7) != shown_name("", 8)


def test_a_pseudonym_stays_in_one_placement_and_changes_in_the_next() -> None:
    assert re.fullmatch(r"Earner [2-9A-HJKMNP-Z]{4}", pseudonym(7, 1))
    assert pseudonym(7, 1) == pseudonym(7, 1)
    assert len({pseudonym(person, placement) for person in range(30) for placement in range(3)}) >= 89
