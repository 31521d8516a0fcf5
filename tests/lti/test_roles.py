"""Role names as LTI spells them."""

import pytest

from app.lti import LtiRole, RoleScope, parse_role

LIS = "http://purl.imsglobal.org/vocab/lis/v2/"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (f"{LIS}membership#Instructor", LtiRole(RoleScope.CONTEXT, "Instructor")),
        (
            f"{LIS}membership/Instructor#TeachingAssistant",
            LtiRole(RoleScope.CONTEXT, "Instructor", "TeachingAssistant"),
        ),
        (f"{LIS}institution/person#Faculty", LtiRole(RoleScope.INSTITUTION, "Faculty")),
        (f"{LIS}system/person#Administrator", LtiRole(RoleScope.SYSTEM, "Administrator")),
        ("Instructor", LtiRole(RoleScope.CONTEXT, "Instructor")),
        ("Instructor#Grader", LtiRole(RoleScope.CONTEXT, "Instructor", "Grader")),
    ],
)
def test_a_role_is_taken_apart(text: str, role: LtiRole) -> None:
    assert parse_role(text) == role


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Instructor of all",
        "Instructor#1",
        LIS,
        f"{LIS}membership",
        f"{LIS}membership#",
        f"{LIS}person#Administrator",
        f"{LIS}anything#Instructor",
        f"{LIS}/#Instructor",
        f"{LIS}membership/#Instructor",
        "http://example.org/roles#Instructor",
        "http://purl.imsglobal.org/vocab/lti/system/person#TestUser",
        "urn:lti:role:ims/lis/Instructor",
    ],
)
def test_anything_else_is_no_role(text: str) -> None:
    assert parse_role(text) is None


def test_a_short_name_with_an_empty_sub_role_is_the_principal_role() -> None:
    assert parse_role("Instructor#") == LtiRole(RoleScope.CONTEXT, "Instructor")
