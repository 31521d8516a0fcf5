"""Looking things up in a definition, and saying them in words."""

from dataclasses import replace

import pytest

from app.catalog import (
    Definition,
    FileKind,
    PassRule,
    PassRuleType,
    Slot,
    SlotType,
    asks_in_words,
    hours_in_words,
    parse,
    pass_rule_in_words,
    slot_in_words,
)
from app.catalog.vocabulary import DOCUMENTS_AND_IMAGES
from tests.catalog.documents import right, written


@pytest.fixture
def definition() -> Definition:
    return parse(written(right()), "x")


def test_parts_are_found_by_id(definition: Definition) -> None:
    assert definition.slot("e2").label == "Video"
    assert definition.step("s2").title == "Teach"
    assert definition.criterion("k2").weight == 2
    assert definition.resource("r1").label == "A page on questions"
    assert definition.step_of("c1").id == "s1"


@pytest.mark.parametrize("look", ["slot", "step", "criterion", "resource", "step_of"])
def test_what_is_not_there_is_a_key_error(definition: Definition, look: str) -> None:
    with pytest.raises(KeyError):
        getattr(definition, look)("zz")


def test_levels_have_ranks_and_the_rubric_a_most(definition: Definition) -> None:
    assert definition.rubric.rank("proficient") == 1
    assert definition.rubric.level("not_yet").title == "Not yet"
    assert definition.rubric.max_points == 2 * (1 + 2)
    with pytest.raises(KeyError):
        definition.rubric.level("excellent")


def test_files_without_a_list_of_kinds_take_documents_and_images_but_no_recordings() -> None:
    document = right()
    document["slots"][2] = {"id": "e2", "label": "Plan", "type": "file"}
    slot = parse(written(document), "x").slot("e2")
    assert slot.accept == DOCUMENTS_AND_IMAGES
    assert not slot.records_people
    assert slot_in_words(slot) == "1 file (documents or images)"


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        (Slot("e", "x", SlotType.TEXT), "a text"),
        (Slot("e", "x", SlotType.TEXT, words=(0, 300)), "a text of up to 300 words"),
        (Slot("e", "x", SlotType.TEXT, words=(100, 300), required=False), "a text of 100 to 300 words, optional"),
        (Slot("e", "x", SlotType.LINK, count=(2, 2)), "2 links"),
        (
            Slot("e", "x", SlotType.FILE, accept=(FileKind.PDF, FileKind.IMAGE), count=(3, 5)),
            "3 to 5 files (PDF, image)",
        ),
    ],
)
def test_a_slot_in_words(slot: Slot, words: str) -> None:
    assert slot_in_words(slot) == words


def test_all_that_is_required_in_words(definition: Definition) -> None:
    assert asks_in_words(definition) == "2 texts, 1 upload"
    optional = tuple(replace(slot, required=False) for slot in definition.slots)
    assert asks_in_words(replace(definition, slots=optional)) == "nothing that is required"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (PassRule(level="proficient"), "Earned with “Proficient” or better on every criterion."),
        (
            PassRule(PassRuleType.ALL_AT_LEAST_AND_TOTAL, "proficient", 6),
            "Earned with “Proficient” or better on every criterion, and 6 of 6 points or more.",
        ),
        (PassRule(PassRuleType.TOTAL_AT_LEAST, total=4), "Earned with 4 of 6 points or more."),
        (
            PassRule(PassRuleType.REQUIRED_AND_SOME, "proficient", required=("k1",), some=1),
            "Earned with “Proficient” or better on Design, and on at least 1 of the other criteria.",
        ),
        (
            PassRule(PassRuleType.REQUIRED_AND_SOME, level="proficient", required=("k1",)),
            "Earned with “Proficient” or better on Design.",
        ),
    ],
)
def test_the_pass_rule_in_words(definition: Definition, rule: PassRule, words: str) -> None:
    assert pass_rule_in_words(replace(definition, pass_rule=rule)) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "1 minute"), (45, "45 minutes"), (60, "1 hour"), (90, "1.5 hours"), (600, "10 hours"), (75, "1.25 hours")],
)
def test_hours_in_words(minutes: int, words: str) -> None:
    assert hours_in_words(minutes) == words
