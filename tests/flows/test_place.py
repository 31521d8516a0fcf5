"""From a teacher's choice to a placement, by way of the LMS or at once."""

import uuid

import jwt
import pytest
from flask import Flask

from app.catalog import GradePolicyKind, definition_of
from app.db import reading, transaction
from app.errors import Invalid, NotFound
from app.flows.choose import Choice, choose_micro_credential
from app.flows.deep_link import (
    Wanted,
    WantedRefusedError,
    answer_with_activities,
    answer_with_nothing,
    build_content_item,
)
from app.flows.place import place_from_launch
from app.lti import ensure_keys
from app.placement import chosen_settings, placements_of_course
from app.services import Services
from tests.placement.world import RETURN_URL, launch, publish_right

DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"


@pytest.fixture
def version_id(database: Flask, services: Services) -> int:
    with transaction() as session:
        ensure_keys(session, services.clock, services.sealer)
        return publish_right(session, services)


def custom_of(services: Services, version_id: int, points: str = "50", policy: str = "earned_only") -> dict[str, str]:
    """The custom parameters that an item for this version carries."""
    with reading() as session:
        definition = definition_of(session, version_id)
    item = build_content_item(services, definition, chosen_settings(definition, points, policy))
    return dict(item.custom or {})


def test_a_choice_goes_back_to_the_lms_with_column_ids_title_and_text(version_id: int, services: Services) -> None:
    with transaction() as session:
        actor, _ = launch(session, services, adding=True)
        form = answer_with_activities(session, services, actor, (Wanted(Choice(version_id, "50", "points_percent")),))
    claims = jwt.decode(form.jwt, options={"verify_signature": False})
    (item,) = claims[DEEP_LINKING + "content_items"]
    assert form.return_url == RETURN_URL
    assert claims[DEEP_LINKING + "data"] == "their data"
    assert item["type"] == "ltiResourceLink"
    assert item["title"] == "Asking well"
    assert item["text"] == "Asks questions that make students think."
    assert item["url"] == "http://localhost:8000/lti/launch"
    assert (item["custom"]["cairn_mc"], item["custom"]["cairn_version"]) == ("asking-well", "1.0.0")
    assert uuid.UUID(item["custom"]["cairn_placement"]).version == 4
    column = item["lineItem"]
    assert (column["label"], column["scoreMaximum"], column["tag"]) == ("Asking well", 50, "mc-total")
    assert column["resourceId"] == f"cairn:{item['custom']['cairn_placement']}"
    assert column["submissionReview"]["url"] == "http://localhost:8000/lti/launch"


def test_each_item_gets_an_id_of_its_own(version_id: int, services: Services) -> None:
    first, second = custom_of(services, version_id), custom_of(services, version_id)
    assert first["cairn_placement"] != second["cairn_placement"]


def test_without_a_grade_there_is_no_column(version_id: int, services: Services) -> None:
    with reading() as session:
        definition = definition_of(session, version_id)
    item = build_content_item(services, definition, chosen_settings(definition, "100", "none"))
    assert item.line_item is None


def test_cancelling_brings_back_nothing(version_id: int, services: Services) -> None:
    with transaction() as session:
        actor, _ = launch(session, services, adding=True)
        form = answer_with_nothing(session, services, actor)
    claims = jwt.decode(form.jwt, options={"verify_signature": False})
    assert claims[DEEP_LINKING + "content_items"] == []
    assert claims[DEEP_LINKING + "msg"] == "No micro-credential was added."


def test_only_a_deep_linking_launch_can_be_answered(version_id: int, services: Services) -> None:
    with transaction() as session:
        actor, _ = launch(session, services)
        with pytest.raises(Invalid, match="not-adding-an-activity"):
            answer_with_activities(session, services, actor, (Wanted(Choice(version_id, "50", "none")),))


@pytest.mark.parametrize(("points", "policy"), [("", "none"), ("50", "curve")])
def test_a_choice_that_cannot_be_used_is_refused(version_id: int, services: Services, points: str, policy: str) -> None:
    with transaction() as session:
        actor, _ = launch(session, services, adding=True)
        with pytest.raises(WantedRefusedError):
            answer_with_activities(session, services, actor, (Wanted(Choice(version_id, points, policy)),))


def test_a_version_that_was_followed_by_a_newer_one_is_not_on_offer(version_id: int, services: Services) -> None:
    with transaction() as session:
        publish_right(session, services, version="2.0.0")
        actor, _ = launch(session, services, adding=True)
        with pytest.raises(NotFound, match="micro-credential-not-on-offer"):
            answer_with_activities(session, services, actor, (Wanted(Choice(version_id, "50", "none")),))


@pytest.mark.parametrize("role", ["Learner", "Instructor"])
def test_the_first_launch_of_an_item_places_it_whoever_comes(version_id: int, services: Services, role: str) -> None:
    custom = custom_of(services, version_id)
    with transaction() as session:
        actor, _ = launch(
            session, services, role=role, custom=custom, title="Week 3", lineitem="https://lms.example/li/1"
        )
        placement = place_from_launch(session, services, actor)
    assert placement is not None
    assert (placement.version_id, placement.title, placement.points) == (version_id, "Week 3", 50_00)
    assert placement.grade_policy is GradePolicyKind.EARNED_ONLY
    assert placement.lineitem_url == "https://lms.example/li/1"
    assert placement.template_id == custom["cairn_placement"]


def test_later_launches_find_the_same_placement_pinned_to_its_version(version_id: int, services: Services) -> None:
    custom = custom_of(services, version_id)
    with transaction() as session:
        teacher, _ = launch(session, services, custom=custom)
        first = place_from_launch(session, services, teacher)
        publish_right(session, services, version="2.0.0")
        earner, _ = launch(session, services, role="Learner", custom={**custom, "cairn_version": "2.0.0"})
        second = place_from_launch(session, services, earner)
    assert first is not None and first == second
    assert second.version_id == version_id


def test_a_copied_item_is_placed_in_its_own_link_with_the_same_settings(version_id: int, services: Services) -> None:
    custom = custom_of(services, version_id)
    with transaction() as session:
        original, _ = launch(session, services, custom=custom, link="link-1")
        copied, _ = launch(session, services, custom=custom, link="link-2")
        first = place_from_launch(session, services, original)
        second = place_from_launch(session, services, copied)
    assert first is not None and second is not None
    assert first.id != second.id
    assert (first.points, first.template_id) == (second.points, second.template_id)


def test_the_newest_launch_tells_the_columns_address(version_id: int, services: Services) -> None:
    custom = custom_of(services, version_id)
    with transaction() as session:
        actor, _ = launch(session, services, custom=custom, lineitem="https://lms.example/li/1")
        place_from_launch(session, services, actor)
        later, _ = launch(session, services, custom=custom, lineitem="https://lms.example/li/2")
        moved = place_from_launch(session, services, later)
        without, _ = launch(session, services, custom=custom)
        kept = place_from_launch(session, services, without)
    assert moved is not None and kept is not None
    assert moved.lineitem_url == kept.lineitem_url == "https://lms.example/li/2"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cairn_mc": "nothing-here"}, "micro-credential-unknown"),
        ({"cairn_version": "7.0.0"}, "micro-credential-version-unknown"),
    ],
)
def test_an_item_for_what_the_catalogue_lacks_is_refused_clearly(
    version_id: int, services: Services, change: dict[str, str], code: str
) -> None:
    with transaction() as session:
        actor, _ = launch(session, services, role="Learner", custom={**custom_of_plain(), **change})
        with pytest.raises(NotFound, match=code):
            place_from_launch(session, services, actor)


def custom_of_plain() -> dict[str, str]:
    return {"cairn_mc": "asking-well", "cairn_version": "1.0.0"}


def test_an_item_whose_settings_were_spoilt_is_refused_clearly(version_id: int, services: Services) -> None:
    with transaction() as session:
        actor, _ = launch(session, services, custom={**custom_of_plain(), "cairn_points": "many"})
        with pytest.raises(Invalid, match="points-not-usable"):
            place_from_launch(session, services, actor)


def test_an_item_that_names_only_the_micro_credential_gets_the_authors_settings(
    version_id: int, services: Services
) -> None:
    with transaction() as session:
        actor, _ = launch(session, services, custom=custom_of_plain())
        placement = place_from_launch(session, services, actor)
    assert placement is not None
    assert (placement.points, placement.grade_policy, placement.title) == (100_00, "points_percent", "Asking well")


def test_who_has_no_role_in_the_course_places_nothing(version_id: int, services: Services) -> None:
    with transaction() as session:
        actor, _ = launch(session, services, role="", custom=custom_of_plain())
        assert place_from_launch(session, services, actor) is None
        assert placements_of_course(session, actor.course_id) == ()


@pytest.mark.parametrize("what", [{"custom": {}}, {"link": None}, {"adding": True}])
def test_a_launch_that_names_nothing_places_nothing(
    version_id: int, services: Services, what: dict[str, object]
) -> None:
    with transaction() as session:
        actor, _ = launch(session, services, **{"custom": custom_of_plain(), **what})  # type: ignore[arg-type]
        assert place_from_launch(session, services, actor) is None


def test_a_teacher_chooses_for_an_empty_link(version_id: int, services: Services) -> None:
    with transaction() as session:
        actor, _ = launch(session, services, title="Week 4", lineitem="https://lms.example/li/1")
        placement = choose_micro_credential(session, services, actor, Choice(version_id, "12.5", "points_percent"))
        again = choose_micro_credential(session, services, actor, Choice(version_id, "99", "none"))
    assert (placement.title, placement.points, placement.template_id) == ("Week 4", 12_50, None)
    assert placement.lineitem_url == "https://lms.example/li/1"
    assert again == placement


@pytest.mark.parametrize("link", ["course-1", None])
def test_from_the_course_itself_a_choice_goes_onto_its_dashboard(
    version_id: int, services: Services, link: str | None
) -> None:
    with transaction() as session:
        actor, _ = launch(session, services, link=link, title="The course", lineitem="https://lms.example/li/1")
        placement = choose_micro_credential(session, services, actor, Choice(version_id, "50", "none"))
        pressed_twice = choose_micro_credential(session, services, actor, Choice(version_id, "50", "none"))
        later, _ = launch(session, services, link=link)
        another = choose_micro_credential(session, services, later, Choice(version_id, "50", "none"))
    assert placement.on_dashboard and placement.lineitem_url is None
    assert placement.title == definition_title(version_id)
    assert pressed_twice == placement
    assert another.id != placement.id


def definition_title(version_id: int) -> str:
    with reading() as session:
        return definition_of(session, version_id).title


def test_a_request_to_add_an_activity_places_nothing_by_itself(version_id: int, services: Services) -> None:
    with transaction() as session:
        actor, _ = launch(session, services, adding=True)
        with pytest.raises(Invalid, match="no-activity-of-its-own"):
            choose_micro_credential(session, services, actor, Choice(version_id, "50", "none"))
