"""Pure rules of people: which role a launch has, what a course without a context is called, who is shown how."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from app.lti import TEST_USER, Launch, LtiRole, Member, RoleScope, parse_role
from app.people.models import Role

# Crockford's letters without the ones that are mistaken for another: for reading out and typing in.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
ASSISTING = frozenset({"Grader"})
PRINCIPAL = {
    "Instructor": Role.INSTRUCTOR,
    "Administrator": Role.ADMINISTRATOR,
    "ContentDeveloper": Role.CONTENT_DEVELOPER,
    "Learner": Role.LEARNER,
    "Mentor": Role.MENTOR,
    "TeachingAssistant": Role.TEACHING_ASSISTANT,
}
HIGHEST_FIRST = (
    Role.INSTRUCTOR,
    Role.ADMINISTRATOR,
    Role.TEACHING_ASSISTANT,
    Role.CONTENT_DEVELOPER,
    Role.LEARNER,
    Role.MENTOR,
)
MOST_HISTORY = 50
ADMINISTRATORS = frozenset({"Administrator", "SysAdmin", "AccountAdmin"})


@dataclass(frozen=True, slots=True)
class CourseRole:
    """The role in the course, and whether the platform calls this person a test user."""

    role: Role
    is_test: bool


def course_role(roles: Iterable[str]) -> CourseRole:
    """The one role that a launch's list of roles comes to.

    Roles in the course decide; roles elsewhere count only where there is none of those, and then only
    an administrator's. Unknown names and an empty list give NONE. A teaching assistant is announced
    as Instructor with a sub-role and, beside it, as plain Instructor: the sub-role wins.
    """
    listed = tuple(roles)
    parsed = [role for role in map(parse_role, listed) if role is not None]
    return CourseRole(_in_course(parsed) or _elsewhere(parsed) or Role.NONE, TEST_USER in listed)


def _in_course(parsed: list[LtiRole]) -> Role | None:
    held = [role for role in parsed if role.scope is RoleScope.CONTEXT]
    found = {PRINCIPAL[role.name] for role in held if role.name in PRINCIPAL}
    subs = {role.sub for role in held if role.name == "Instructor" and role.sub}
    if Role.TEACHING_ASSISTANT in found or (subs and all(_is_assisting(sub) for sub in subs)):
        found = (found - {Role.INSTRUCTOR}) | {Role.TEACHING_ASSISTANT}
    return next((role for role in HIGHEST_FIRST if role in found), None)


def _is_assisting(sub: str) -> bool:
    return sub.startswith("TeachingAssistant") or sub in ASSISTING


def _elsewhere(parsed: list[LtiRole]) -> Role | None:
    """An administrator of the platform, in a course that knows no role for them."""
    if any(role.scope is RoleScope.CONTEXT for role in parsed):
        return None
    return Role.ADMINISTRATOR if any(role.name in ADMINISTRATORS for role in parsed) else None


FEW_PEOPLE = 20
"""Below this a roster may shrink as it likes: a small course loses half of its people in a day."""


def has_shrunk_suspiciously(before: int | None, found: int) -> bool:
    """Whether a roster of `found` active people should not yet take anybody off the list.

    An empty one never does: an LMS that is being mended gives such answers. One of less than half of what the
    reading before it found has to be found twice, since `before` is the number of the reading before.
    """
    if found == 0:
        return True
    return before is not None and before >= FEW_PEOPLE and found * 2 < before


def context_key(launch: Launch) -> str:
    """What a course is found by within its deployment. Without a context each link is a course of its own."""
    if launch.context is not None:
        return launch.context.id
    return f"link:{launch.resource_link.id}" if launch.resource_link is not None else "deployment"


def merged_history(told: Iterable[str], known: Iterable[str] | None, context_id: str) -> list[str]:
    """The contexts that a course was copied from, the nearest first: what was told now, then what was known before.

    The order stays as it is while nothing new is told, so that a launch and a notice don't take turns at writing it.
    """
    before, now = list(known or ()), [each for each in told if each != context_id]
    if set(now) <= set(before):
        return before
    return list(dict.fromkeys([*now, *before]))[:MOST_HISTORY]


def shown_name(display_name: str, person_id: int) -> str:
    """The name, or a stable stand-in for people whose LMS tells none."""
    return display_name or f"Participant {_letters(f'person:{person_id}')}"


def full_name(named: Launch | Member) -> str:
    """The name that an LMS gives, put together where it gives only its parts; may be empty."""
    return named.name or " ".join(part for part in (named.given_name, named.family_name) if part)


def pseudonym(person_id: int, placement_id: int) -> str:
    """How reviewers see an earner, such as "Earner K7Q2": the same in one placement, another in the next."""
    return f"Earner {_letters(f'placement:{placement_id}:person:{person_id}')}"


def _letters(text: str) -> str:
    number = int.from_bytes(hashlib.sha256(f"cairn:{text}".encode()).digest()[:8])
    picked = []
    for _ in range(4):
        number, rest = divmod(number, len(LETTERS))
        picked.append(LETTERS[rest])
    return "".join(picked)
