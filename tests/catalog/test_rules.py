"""References, sums and orders."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog.rules import rule_findings
from app.catalog.schema_check import schema_findings
from app.catalog.yaml_source import field_name
from tests.catalog.documents import Document, problems_of, right

Change = Callable[[Document], object]


def criterion(document: Document, place: int = 0) -> Document:
    found: Document = document["rubric"]["criteria"][place]
    return found


def rule(**fields: object) -> Change:
    return lambda document: document["rubric"].update(pass_rule=fields)


def slot(place: int, **fields: object) -> Change:
    return lambda document: document["slots"][place].update(fields)


CASES: list[tuple[Change, str, str]] = [
    (lambda d: d["steps"][1].update(id="s1"), "steps[s1].id", "“s1” is used twice"),
    (lambda d: d["slots"][1].update(id="e1"), "slots[e1].id", "“e1” is used twice"),
    (lambda d: d["resources"].append({"id": "r1", "label": "x"}), "resources[r1].id", "“r1” is used twice"),
    (lambda d: criterion(d, 1).update(id="k1"), "rubric.criteria[k1].id", "“k1” is used twice"),
    (lambda d: d["rubric"]["levels"][1].update(key="not_yet"), "rubric.levels[not_yet].key", "“not_yet” is used twice"),
    (lambda d: d["steps"][0].update(slots=["e1", "c1", "e9"]), "steps[s1].slots[#3]", "There is no slot “e9”"),
    (lambda d: d["steps"][1].update(resources=["r2"]), "steps[s2].resources[#1]", "There is no resource “r2”"),
    (lambda d: criterion(d).update(slots=["e7"]), "rubric.criteria[k1].slots[#1]", "There is no slot “e7”"),
    (lambda d: d["steps"][1].update(slots=[]), "slots[e2].id", "No step asks for this"),
    (lambda d: d["steps"][1].update(slots=["e2", "e1"]), "slots[e1].id", "2 steps ask for this"),
    (slot(0, words=[300, 10]), "slots[e1].words", "The least (300) is more than the most (10)"),
    (slot(0, words=[0, 0]), "slots[e1].words", "The most has to be at least 1"),
    (slot(2, count=[3, 2]), "slots[e2].count", "turn them round"),
    (slot(2, count=[0, 2]), "slots[e2].count", "say required: false"),
    (slot(0, accept=["pdf"]), "slots[e1].accept", "only for slots of type file"),
    (slot(0, count=[1, 2]), "slots[e1].count", "only for slots of type file or link"),
    (slot(2, words=[1, 2]), "slots[e2].words", "only for slots of type text"),
    (slot(2, purpose="ai_use"), "slots[e2].type", "has to be a text"),
    (lambda d: d["slots"][2].pop("consent"), "slots[e2].consent", "need a slot that asks for their consent basis"),
    (slot(2, consent="c2"), "slots[e2].consent", "There is no slot “c2”"),
    (slot(2, consent="e1"), "slots[e2].consent", "give it purpose: consent"),
    (slot(1, required=False), "slots[e2].consent", "has to be required, as this one is"),
    (lambda d: d.pop("privacy"), "slots[e2].accept", "says that nobody is recorded"),
    (lambda d: d["rubric"]["levels"][1].update(points=0), "rubric.levels[proficient].points", "lowest to highest"),
    (
        lambda d: criterion(d)["descriptors"].append("x"),
        "rubric.criteria[k1].descriptors",
        "3 descriptors and 2 levels",
    ),
    (rule(type="all_at_least"), "rubric.pass_rule.level", "needs this field"),
    (rule(level="excellent"), "rubric.pass_rule.level", "There is no level “excellent”"),
    (rule(level="not_yet"), "rubric.pass_rule.level", "everybody passes"),
    (rule(level="proficient", total=3), "rubric.pass_rule.total", "doesn't use this field"),
    (rule(type="total_at_least", total=7), "rubric.pass_rule.total", "the most is 6"),
    (
        rule(type="required_and_some", level="proficient", required=["k9"], some=1),
        "rubric.pass_rule.required[#1]",
        "There is no criterion “k9”",
    ),
    (
        rule(type="required_and_some", level="proficient", required=["k1"], some=2),
        "rubric.pass_rule.some",
        "only 1 criteria beside",
    ),
    (
        lambda d: d["credit_suggestion"].update(hours=3),
        "credit_suggestion.hours",
        "add up to 2.5 hours (150 minutes), not 3",
    ),
    (lambda d: d["alignment"][0].pop("code"), "alignment[#1]", "add a code or a name"),
    (lambda d: d.update(grade={"max": 12.345}), "grade.max", "At most two decimals"),
    (lambda d: d.update(summary="See ![](https://x.org/a.png)"), "summary", "An image has no alternative text"),
    (
        lambda d: criterion(d)["descriptors"].__setitem__(0, "x\x07"),
        "rubric.criteria[k1].descriptors[#1]",
        "control character",
    ),
]


@pytest.mark.parametrize(("change", "field", "words"), CASES)
def test_what_does_not_fit_together_is_named(change: Change, field: str, words: str) -> None:
    assert any(at == field and words in said for at, said in problems_of(change)), problems_of(change)


@pytest.mark.parametrize(
    "change",
    [
        slot(2, required=False),
        slot(0, words=[0, 300]),
        rule(type="total_at_least", total=6),
        rule(type="all_at_least_and_total", level="proficient", total=6),
        rule(type="required_and_some", level="proficient", required=["k1"], some=1),
        lambda d: d.pop("credit_suggestion"),
        lambda d: d["privacy"].update(records_minors="optional"),
        lambda d: d.update(summary="See ![a question mark](https://x.org/a.png)"),
        lambda d: d["alignment"][0].update(name="x"),
        lambda d: d.update(grade={"max": 12.35}),
    ],
)
def test_what_fits_together_passes(change: Change) -> None:
    assert problems_of(change) == []


def test_points_that_are_no_number_are_left_to_the_schema() -> None:
    found = problems_of(lambda d: d["rubric"]["levels"][1].update(points="two"))
    assert found == [("rubric.levels[proficient].points", "This has to be a whole number.")]


def test_a_pass_rule_of_an_unknown_type_is_left_to_the_schema() -> None:
    ((field, words),) = problems_of(rule(type="lottery", level="proficient"))
    assert field == "rubric.pass_rule.type"
    assert "“lottery” isn't one of" in words


def test_faults_of_shape_and_of_reference_are_named_together() -> None:
    def change(document: Document) -> None:
        document["titel"] = document.pop("title")
        document["steps"][0]["slots"] = ["e1", "c1", "e9"]
        document["slots"][0]["words"] = [9, 1]

    assert {field for field, _ in problems_of(change)} == {"titel", "title", "steps[s1].slots[#3]", "slots[e1].words"}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300)
@given(data=st.data(), junk=ANYTHING)
def test_no_shape_makes_a_check_fail_itself(data: st.DataObject, junk: Any) -> None:
    document: Any = right()
    part, keys = document, []
    while isinstance(part, dict | list) and part and (not keys or data.draw(st.booleans())):
        keys.append(data.draw(st.sampled_from(list(part) if isinstance(part, dict) else list(range(len(part))))))
        holder, part = part, part[keys[-1]]
    holder[keys[-1]] = junk
    for finding in [*schema_findings(document), *rule_findings(document)]:
        assert finding.words
        assert isinstance(field_name(document, finding.path), str)
