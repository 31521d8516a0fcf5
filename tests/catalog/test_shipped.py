"""The micro-credentials that Cairn comes with."""

import re
from pathlib import Path

import pytest
import yaml

from app.catalog import Definition, FileKind, SlotPurpose, SlotType, content_hash, parse, to_document, to_yaml

FOLDER = Path(__file__).parent.parent.parent / "micro_credentials"
FILES = sorted(FOLDER.glob("*.yaml"))
HOURS = {
    "adult-learning-for-presenters": [1.5, 1, 2, 5, 1.5],
    "questioning-for-student-reasoning": [1, 1.5, 2, 3, 1.5, 1],
    "udl-removing-a-barrier": [1.5, 1.5, 2.5, 2, 1.5],
    "feedback-that-moves-learning": [1, 1.5, 1, 2, 1.5, 1.5],
    "families-of-multilingual-learners": [1.5, 2, 2, 3.5, 1, 1],
    "coaching-with-classroom-data": [1, 2, 1.5, 1.5, 2, 2, 2],
}


@pytest.fixture(params=FILES, ids=[file.stem for file in FILES])
def definition(request: pytest.FixtureRequest) -> Definition:
    return parse(request.param.read_text(encoding="utf-8"), request.param.name)


def test_all_six_are_there() -> None:
    assert {file.stem for file in FILES} == set(HOURS)


def test_file_name_and_id_agree_and_hours_are_as_designed(definition: Definition) -> None:
    assert [step.minutes / 60 for step in definition.steps] == HOURS[definition.slug]
    assert definition.total_minutes / 60 == sum(HOURS[definition.slug])


def test_an_export_loads_again_to_the_same_hash(definition: Definition) -> None:
    again = parse(to_yaml(definition), "export")
    assert content_hash(to_document(again)) == content_hash(to_document(definition))


def test_four_levels_and_four_criteria_need_proficient_in_all(definition: Definition) -> None:
    assert [level.key for level in definition.rubric.levels] == ["not_yet", "developing", "proficient", "exemplary"]
    assert len(definition.rubric.criteria) == 4
    assert all(len(set(criterion.descriptors)) == 4 for criterion in definition.rubric.criteria)
    assert (definition.pass_rule.type, definition.pass_rule.level) == ("all_at_least", "proficient")
    assert definition.attempts.limit == 3


def test_each_asks_for_a_consent_basis_and_an_ai_statement(definition: Definition) -> None:
    purposes = [slot.purpose for slot in definition.slots if slot.required]
    assert purposes.count(SlotPurpose.AI_USE) == 1
    assert purposes.count(SlotPurpose.CONSENT) == 1


def test_recordings_name_their_consent(definition: Definition) -> None:
    for slot in definition.slots:
        if {FileKind.AUDIO, FileKind.VIDEO} & set(slot.accept):
            assert slot.records_people
            assert definition.slot(slot.consent or "").purpose is SlotPurpose.CONSENT


def test_every_resource_is_used_in_a_step_and_has_a_licence_and_minutes(definition: Definition) -> None:
    used = {name for step in definition.steps for name in step.resources}
    assert used == {resource.id for resource in definition.resources}
    assert all(resource.licence and resource.minutes for resource in definition.resources)
    assert all(definition.resource(name).url or definition.resource(name).note for name in used)


def test_every_slot_says_what_is_meant_and_texts_have_limits(definition: Definition) -> None:
    assert all(slot.hint for slot in definition.slots)
    assert all(slot.words for slot in definition.slots if slot.type is SlotType.TEXT)


def test_rationale_cites_works_with_author_year_and_title(definition: Definition) -> None:
    assert len(definition.rationale.text.split()) > 80
    assert len(definition.rationale.citations) >= 4
    assert all(re.search(r"\((19|20)\d\d\)", citation.text) for citation in definition.rationale.citations)


def test_every_alignment_has_an_address_for_the_badge(definition: Definition) -> None:
    assert definition.alignments
    assert all(alignment.url for alignment in definition.alignments)


def test_the_files_are_plain_yaml_for_any_reader() -> None:
    for file in FILES:
        assert yaml.safe_load(file.read_text(encoding="utf-8"))["format"] == "mc/1"
