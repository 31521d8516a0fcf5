"""Reading verified claims: what is optional may be missing, odd or hostile."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lti import AgsEndpoint, Context, Launch, ResourceLink
from app.lti.claims import AGS_ENDPOINT, CLAIM, NRPS_SERVICE, identifier, read_launch, text


def launch_of(**claims: Any) -> Launch:
    """The launch of the least that a message has, and some more; `claims` by short names."""
    least = {
        "sub": "user-7",
        CLAIM + "message_type": "LtiResourceLinkRequest",
        CLAIM + "roles": [],
        CLAIM + "target_link_uri": "http://localhost:8000/",
    }
    full = {"ags": AGS_ENDPOINT, "nrps": NRPS_SERVICE}
    plain = {"name", "given_name", "family_name", "email", "sub"}
    more = {full.get(name, name if name in plain else CLAIM + name): value for name, value in claims.items()}
    return read_launch(least | more, registration_id=1, deployment_id=2, deployment_active=True)


def test_the_least_launch_has_nothing_but_ids() -> None:
    launch = launch_of()
    assert (launch.registration_id, launch.deployment_id, launch.subject) == (1, 2, "user-7")
    assert (launch.name, launch.email, launch.locale, dict(launch.custom)) == ("", "", "", {})
    for value in (launch.context, launch.resource_link, launch.ags, launch.nrps_url, launch.deep_linking):
        assert value is None
    for value in (launch.for_user, launch.return_url, launch.document_target, launch.product_family):
        assert value is None
    assert not launch.masquerading


def test_course_and_link_are_read() -> None:
    launch = launch_of(context={"id": 2, "title": "T", "label": 7}, resource_link={"id": "1", "description": "a\nb"})
    assert launch.context == Context("2", "", "T")
    assert launch.resource_link == ResourceLink("1", "", "a\nb")


def test_grade_service_without_scopes_allows_nothing() -> None:
    launch = launch_of(ags={"lineitems": "https://lms.example.edu/lineitems", "lineitem": "javascript:alert(1)"})
    assert launch.ags == AgsEndpoint((), "https://lms.example.edu/lineitems", None)


def test_a_launch_of_the_course_itself_has_no_activity() -> None:
    of_course = {"context": {"id": "c-1"}, "resource_link": {"id": "c-1", "title": "Teaching well"}}
    assert launch_of(**of_course).activity is None
    assert launch_of(**of_course | {"resource_link": {"id": "r-1"}}).activity == ResourceLink("r-1", "", "")
    assert launch_of(resource_link={"id": "r-1"}).activity == ResourceLink("r-1", "", "")
    assert launch_of().activity is None


@pytest.mark.parametrize(
    ("value", "mentored"),
    [
        (["u-1", 7, "u-1", None, "", "x" * 300], ("u-1", "7")),
        ([], None),
        ("u-1", None),
        (None, None),
        ({"id": "u-1"}, None),
        ([[], {}], None),
    ],
)
def test_a_mentors_learners_are_read(value: object, mentored: tuple[str, ...] | None) -> None:
    assert launch_of(role_scope_mentor=value).mentored == mentored


@pytest.mark.parametrize("ags", [{}, {"scope": ["a"]}, {"lineitems": 7}])
def test_a_grade_service_without_addresses_is_none(ags: dict[str, Any]) -> None:
    assert launch_of(ags=ags).ags is None


@pytest.mark.parametrize("value", ["$Person.address.timezone", "", "  ", None, [], {}, True, 1.5])
def test_an_unfilled_custom_value_is_missing(value: object) -> None:
    assert "key" not in launch_of(custom={"key": value}).custom


def test_custom_values_are_text() -> None:
    assert launch_of(custom={"a": "x", "b": 7, "": "no name"}).custom == {"a": "x", "b": "7"}


@pytest.mark.parametrize(("value", "masquerading"), [("42", True), ("$Canvas.masqueradingUser.id", False), ("", False)])
def test_somebody_acting_as_another_is_noticed(value: str, masquerading: bool) -> None:
    assert launch_of(custom={"canvas_masquerading_user_id": value}).masquerading is masquerading


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Vienna", "Europe/Vienna"),
        ("America/Argentina/Salta", "America/Argentina/Salta"),
        ("UTC", "UTC"),
        ("../../etc/passwd", None),
        ("a" * 65, None),
        ("Europe/<b>", None),
        ("$Person.address.timezone", None),
    ],
)
def test_a_time_zone_has_the_form_of_one(name: str, zone: str | None) -> None:
    assert launch_of(custom={"person_time_zone": name}).time_zone == zone


@pytest.mark.parametrize(
    ("tag", "locale"),
    [("de", "de"), ("pt_br", "pt-br"), ("zh-Hant-TW", "zh-Hant-TW"), ('"><b>', ""), (7, ""), ("", "")],
)
def test_a_locale_is_a_language_tag(tag: object, locale: str) -> None:
    assert launch_of(launch_presentation={"locale": tag}).locale == locale


@pytest.mark.parametrize("email", ["no address", "", 7, "a@" + "b" * 400])
def test_an_email_address_has_the_form_of_one(email: object) -> None:
    assert launch_of(email=email).email == ""


def test_product_and_target_are_read() -> None:
    launch = launch_of(
        tool_platform={"product_family_code": "Moodle", "version": "4.5", "guid": "g"},
        launch_presentation={"document_target": "window"},
    )
    assert (launch.product_family, launch.product_version, launch.platform_guid) == ("moodle", "4.5", "g")
    assert launch.document_target == "window"


def test_roles_that_are_no_text_are_passed_over() -> None:
    assert launch_of(roles=["Learner", 7, None, ["Instructor"]]).roles == ("Learner",)


@pytest.mark.parametrize("value", [None, True, 1.5, [], {}, "", " ", "a\nb", "a\x00b", "\ud800"])
def test_what_cannot_be_an_id_is_empty(value: object) -> None:
    assert identifier(value) == ""


def test_a_number_of_thousands_of_digits_is_no_id() -> None:
    assert identifier(10**5000) == ""


@given(st.text())
def test_cleaned_text_can_be_stored_and_is_cleaned_once_and_for_all(raw: str) -> None:
    clean = text(raw)
    clean.encode()
    assert "\x00" not in clean
    assert text(clean) == clean


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
OPTIONAL = ["context", "resource_link", "custom", "launch_presentation", "tool_platform", "for_user", "ags", "nrps"]


@given(st.dictionaries(st.sampled_from([*OPTIONAL, "name", "given_name", "email"]), json_values))
def test_whatever_is_optional_can_be_read(claims: dict[str, Any]) -> None:
    launch = launch_of(**claims)
    assert launch.subject == "user-7"
