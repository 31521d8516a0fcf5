"""Points, policies and the ids of a link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog import GradePolicyKind, OnNotYet, parse
from app.errors import Invalid
from app.placement import (
    PlacementSettings,
    chosen_settings,
    custom_parameters,
    link_ids,
    parse_points,
    parse_policy,
    points_text,
    suggested_settings,
)
from tests.catalog.documents import right, written

DEFINITION = parse(written(right()), "x")


@pytest.mark.parametrize(
    ("text", "points"),
    [("100", 100_00), (" 12.5 ", 12_50), ("12,5", 12_50), ("0.01", 1), ("1e2", 100_00), ("10000", 1_000_000)],
)
def test_points_are_read_as_teachers_write_them(text: str, points: int) -> None:
    assert parse_points(text) == points


@pytest.mark.parametrize(
    "text", ["", "ten", "0", "-5", "10000.01", "1.005", "nan", "sNaN", "inf", "1e999999999", "1e-999999999", "9" * 400]
)
def test_points_that_no_gradebook_can_use_are_refused(text: str) -> None:
    with pytest.raises(Invalid, match="points-not-usable"):
        parse_points(text)


@given(st.integers(1, 1_000_000))
def test_points_in_words_are_read_back(points: int) -> None:
    assert parse_points(points_text(points)) == points


def test_points_are_written_without_needless_zeros() -> None:
    assert [points_text(points) for points in (100_00, 12_50, 1)] == ["100", "12.5", "0.01"]


def test_an_unknown_policy_is_refused() -> None:
    assert parse_policy("earned_only") is GradePolicyKind.EARNED_ONLY
    with pytest.raises(Invalid, match="grade-policy-unknown"):
        parse_policy("curve")


def test_nothing_chosen_keeps_the_authors_suggestion() -> None:
    expected = PlacementSettings(100_00, GradePolicyKind.POINTS_PERCENT, OnNotYet.HOLD, 3)
    assert suggested_settings(DEFINITION) == chosen_settings(DEFINITION, None, None) == expected


def test_points_and_policy_can_be_chosen() -> None:
    chosen = chosen_settings(DEFINITION, "20", "none")
    assert (chosen.points, chosen.grade_policy) == (20_00, GradePolicyKind.NONE)


def test_a_links_ids_come_back_as_they_went_out() -> None:
    custom = custom_parameters(DEFINITION, chosen_settings(DEFINITION, "12.5", "earned_only"), "a-uuid")
    assert all(name == name.lower() and "\n" not in value for name, value in custom.items())
    ids = link_ids(custom)
    assert ids is not None
    assert (ids.slug, ids.version, ids.template_id, ids.points, ids.policy) == (
        "asking-well",
        "1.0.0",
        "a-uuid",
        "12.5",
        "earned_only",
    )


@pytest.mark.parametrize(
    "custom",
    [
        {},
        {"cairn_mc": "asking-well"},
        {"cairn_version": "1.0.0"},
        {"cairn_mc": " ", "cairn_version": "1.0.0"},
        {"cairn_mc": "$Cairn.mc", "cairn_version": "1.0.0"},
    ],
)
def test_a_link_that_names_no_micro_credential_has_no_ids(custom: dict[str, str]) -> None:
    assert link_ids(custom) is None


def test_ids_that_the_lms_left_unresolved_count_as_absent() -> None:
    ids = link_ids({"cairn_mc": "a", "cairn_version": "1.0.0", "cairn_points": "$Points", "cairn_placement": ""})
    assert ids is not None
    assert (ids.points, ids.policy, ids.template_id) == (None, None, None)


def test_an_overlong_template_id_is_cut_to_what_is_stored() -> None:
    ids = link_ids({"cairn_mc": "a", "cairn_version": "1.0.0", "cairn_placement": "x" * 500})
    assert ids is not None and ids.template_id == "x" * 36
