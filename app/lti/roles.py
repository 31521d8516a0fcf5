"""Role names as LTI spells them: scope, principal role and sub-role, from a URI or a short name.

pylti1p3 reads `…/v2/anything#Instructor` as a role in the course and lets an institution's
Instructor win over the course's Learner; so names are taken apart here, exactly.
"""

from dataclasses import dataclass
from enum import StrEnum

VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"


class RoleScope(StrEnum):
    """Where somebody has a role: in the course, in the institution, or on the platform as a whole."""

    CONTEXT = "membership"
    INSTITUTION = "institution/person"
    SYSTEM = "system/person"


@dataclass(frozen=True, slots=True)
class LtiRole:
    """`sub` is empty for a principal role: Instructor with sub TeachingAssistant is a teaching assistant."""

    scope: RoleScope
    name: str
    sub: str = ""


def parse_role(text: str) -> LtiRole | None:
    """The role that a URI of the LIS vocabulary or a short name stands for; None for all others.

    A short name is a role in the course (LTI 1.3, A.2.2): "Instructor", also "Instructor#Grader".
    """
    if not text.startswith(VOCABULARY):
        return _parse_short(text)
    path, _, name = text.removeprefix(VOCABULARY).partition("#")
    if not name:
        return None
    if path in set(RoleScope):
        return LtiRole(RoleScope(path), name)
    scope, _, principal = path.rpartition("/")
    if scope == RoleScope.CONTEXT and principal:
        return LtiRole(RoleScope.CONTEXT, principal, name)
    return None


def _parse_short(text: str) -> LtiRole | None:
    name, _, sub = text.partition("#")
    if not name.isalpha() or (sub and not sub.isalpha()):
        return None
    return LtiRole(RoleScope.CONTEXT, name, sub)
