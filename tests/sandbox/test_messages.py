"""What stands in the messages of each temper."""

from typing import Any

import pytest

from app.sandbox import CourseRole, Kind, Lms, MessageType
from app.sandbox.vocabulary import AGS_CLAIM, CANVAS_PLACEMENT, CLAIM, DEEP_LINKING, MEMBERSHIP, NRPS_CLAIM
from tests.conftest import ManualClock
from tests.sandbox.tool import ToolSide, connect


def claims_of(tool: ToolSide, who: str = "Ben", **launch: Any) -> dict[str, Any]:
    """Claims that somebody's launch of the tool's activity carries."""
    activity = launch.pop("activity", tool.activity)
    person = tool.lms.person_named(who)
    return tool.lms.claims(tool.lms.login(person, activity, course=tool.course, tool=tool.tool, **launch))


def roles_of(tool: ToolSide, who: str, **launch: Any) -> list[str]:
    return [role.rpartition("#")[2] for role in claims_of(tool, who, **launch)[f"{CLAIM}roles"]]


def test_a_moodle_token_lives_a_minute_and_a_canvas_token_an_hour(moodle: ToolSide, canvas: ToolSide) -> None:
    lifetimes = [claims["exp"] - claims["iat"] for claims in (claims_of(moodle), claims_of(canvas))]
    assert lifetimes == [60, 3600]


def test_moodle_identifies_by_small_numbers(moodle: ToolSide) -> None:
    claims = claims_of(moodle)
    ids = (claims["sub"], claims[f"{CLAIM}context"]["id"], claims[f"{CLAIM}resource_link"]["id"])
    assert all(one.isdigit() for one in ids)
    assert claims[f"{CLAIM}context"]["type"] == ["CourseSection"]


def test_canvas_identifies_by_opaque_names(canvas: ToolSide) -> None:
    claims = claims_of(canvas)
    assert len(claims["sub"]) == 36
    assert not claims[f"{CLAIM}context"]["id"].isdigit()


@pytest.mark.parametrize(
    ("who", "roles"),
    [("Ben", ["Learner"]), ("Ada", ["Instructor"]), ("Sam", ["Administrator", "Instructor", "Administrator"])],
)
def test_moodle_knows_learners_and_instructors(moodle: ToolSide, who: str, roles: list[str]) -> None:
    assert roles_of(moodle, who) == roles


def test_a_moodle_teacher_in_the_student_role_keeps_their_id(moodle: ToolSide) -> None:
    assert roles_of(moodle, "Ada", as_learner=True) == ["Learner"]
    assert claims_of(moodle, "Ada", as_learner=True)["sub"] == claims_of(moodle, "Ada")["sub"]


def test_a_canvas_assistant_is_an_instructor_too(canvas: ToolSide) -> None:
    helper = canvas.lms.add_person("Ola Nowak", Kind.TEACHER)
    canvas.lms.enrol(canvas.course, helper, CourseRole.ASSISTANT)
    assert {"Instructor", "TeachingAssistant"} <= set(roles_of(canvas, "Ola"))


def test_canvas_marks_the_test_student(canvas: ToolSide) -> None:
    assert {"Learner", "TestUser"} <= set(roles_of(canvas, "Test student"))


def test_names_go_out_as_far_as_the_registration_asks(clock: ManualClock) -> None:
    lms = Lms.new(clock=clock)
    tool = connect(lms, claims=["email"])
    claims = claims_of(tool)
    assert claims["email"] == "ben.castillo@example.edu"
    assert not {"name", "given_name", "family_name"} & set(claims)
    lms.close()


def test_moodle_sends_custom_names_lower_cased_beside_the_original(moodle: ToolSide) -> None:
    activity = moodle.lms.place(
        moodle.course, moodle.tool, custom={"Cairn-MC": "inclusive", "who": "$Person.name.full"}
    )
    custom = claims_of(moodle, activity=activity)[f"{CLAIM}custom"]
    assert custom == {"cairn_mc": "inclusive", "Cairn-MC": "inclusive", "who": "Ben Castillo"}


def test_without_custom_parameters_there_is_no_custom_claim(either: ToolSide) -> None:
    assert f"{CLAIM}custom" not in claims_of(either)


def test_unknown_variables_go_out_as_they_are_written(either: ToolSide) -> None:
    activity = either.lms.place(either.course, either.tool, custom={"odd": "$Nobody.knows"})
    assert claims_of(either, activity=activity)[f"{CLAIM}custom"] == {"odd": "$Nobody.knows"}


def test_a_canvas_masquerade_shows_in_its_variable_only(canvas: ToolSide) -> None:
    activity = canvas.lms.place(canvas.course, canvas.tool, custom={"mask": "$Canvas.masqueradingUser.id"})
    acted = claims_of(canvas, activity=activity, masquerader=canvas.lms.person_named("Sam"))
    own = claims_of(canvas, activity=activity)
    assert acted["sub"] == own["sub"]
    assert acted[f"{CLAIM}custom"]["mask"] == str(canvas.lms.person_named("Sam").id)
    assert own[f"{CLAIM}custom"]["mask"] == "$Canvas.masqueradingUser.id"


def test_an_observer_is_a_mentor_in_canvas_and_the_launch_names_whom_they_follow_in_this_course(
    canvas: ToolSide, moodle: ToolSide
) -> None:
    claims = claims_of(canvas, "Pia")
    assert f"{MEMBERSHIP}#Mentor" in claims[f"{CLAIM}roles"]
    assert claims[f"{CLAIM}role_scope_mentor"] == [canvas.lms.subject(canvas.lms.person_named("Ben"))]
    assert f"{CLAIM}role_scope_mentor" not in claims_of(canvas, "Ada")
    canvas.lms.platform.directory.remove(canvas.course.id, canvas.lms.person_named("Ben").id)
    assert f"{CLAIM}role_scope_mentor" not in claims_of(canvas, "Pia")
    assert claims_of(moodle, "Pia")[f"{CLAIM}roles"] == [f"{MEMBERSHIP}#Learner"]


def test_a_launch_from_the_canvas_menu_carries_the_courses_id_as_its_link(canvas: ToolSide) -> None:
    claims = claims_of(canvas, "Ada", activity=None)
    assert claims[f"{CLAIM}resource_link"]["id"] == claims[f"{CLAIM}context"]["id"]
    assert claims[CANVAS_PLACEMENT] == "course_navigation"


def test_services_are_named_in_the_message(either: ToolSide) -> None:
    claims = claims_of(either)
    assert claims[AGS_CLAIM]["lineitem"] == either.lms.line_item_url(either.activity)
    assert len(claims[AGS_CLAIM]["scope"]) == 4
    assert claims[NRPS_CLAIM]["context_memberships_url"].startswith(either.lms.base_url)


def test_a_moodle_column_has_its_type_in_the_query(moodle: ToolSide) -> None:
    assert claims_of(moodle)[AGS_CLAIM]["lineitem"].endswith(f"/lineitem?type_id={moodle.tool.id}")


def test_an_ungraded_activity_names_no_column(either: ToolSide) -> None:
    activity = either.lms.place(either.course, either.tool, maximum=None)
    assert "lineitem" not in claims_of(either, activity=activity)[AGS_CLAIM]


def test_two_columns_of_one_link_leave_the_tool_to_find_its_own(moodle: ToolSide) -> None:
    moodle.create_line_item(label="Bonus", scoreMaximum=5, resourceLinkId=moodle.lms.link_id(moodle.activity))
    assert "lineitem" not in claims_of(moodle)[AGS_CLAIM]


def test_a_submission_review_names_whose_work_and_leads_to_the_reviews_address(moodle: ToolSide) -> None:
    review = {"url": "http://localhost:9000/review", "custom": {"mode": "review"}}
    activity = moodle.lms.place(moodle.course, moodle.tool, review=review)
    ben = moodle.lms.person_named("Ben")
    claims = claims_of(moodle, "Ada", activity=activity, message=MessageType.SUBMISSION_REVIEW, for_user=ben)
    assert claims[f"{CLAIM}message_type"] == "LtiSubmissionReviewRequest"
    assert claims[f"{CLAIM}for_user"] == {"user_id": moodle.lms.subject(ben)}
    assert claims[f"{CLAIM}target_link_uri"] == "http://localhost:9000/review"
    assert claims[f"{CLAIM}custom"] == {"mode": "review"}


def test_a_deep_linking_request_carries_settings_and_no_link(moodle: ToolSide, canvas: ToolSide) -> None:
    asked = [claims_of(side, "Ada", activity=None, message=MessageType.DEEP_LINKING) for side in (moodle, canvas)]
    settings = [claims[f"{DEEP_LINKING}deep_linking_settings"] for claims in asked]
    assert ["data" in one for one in settings] == [False, True]
    assert all(f"{CLAIM}resource_link" not in claims for claims in asked)
    assert "document_target" not in asked[0][f"{CLAIM}launch_presentation"]


def test_tenants_of_a_cloud_may_share_one_issuer(clock: ManualClock) -> None:
    lms = Lms.new(temper="canvas", clock=clock, shared_issuer="https://canvas.instructure.com")
    tool = connect(lms)
    assert claims_of(tool)["iss"] == "https://canvas.instructure.com"
    assert claims_of(tool)[AGS_CLAIM]["lineitems"].startswith(lms.base_url)
    lms.close()


def test_a_rotated_key_leaves_the_key_set_unless_it_is_kept(either: ToolSide) -> None:
    keys = either.lms.platform.keys
    (first,) = [key["kid"] for key in keys.jwks()["keys"]]
    kept = either.lms.rotate_key(keep_old=True)
    assert [key["kid"] for key in keys.jwks()["keys"]] == [kept, first]
    last = either.lms.rotate_key()
    assert [key["kid"] for key in either.http.get("/jwks").get_json()["keys"]] == [last]
