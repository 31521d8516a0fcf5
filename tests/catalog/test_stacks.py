"""Stacks: read, refused in words, published, and how far somebody has come."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.catalog import (
    CatalogError,
    Outcome,
    PartKind,
    PartRef,
    Requirement,
    RequirementType,
    StackPart,
    load_catalog,
    load_stacks,
    missing_in_words,
    parse_stack,
    parse_stacks,
    part_titles,
    progress,
    published_stacks,
    requirement_in_words,
    stack_definition_of,
    yaml_files,
)
from app.catalog.stacks.documents import stack_document, stack_from_document
from app.catalog.stacks.progress import cycle_in
from app.db import transaction
from app.errors import NotFound
from tests.conftest import ManualClock

SHIPPED = Path(__file__).parent.parent.parent / "micro_credentials"
LETTERS = "abcdef"


def right(**changes: Any) -> dict[str, Any]:
    return {
        "format": "stack/1",
        "id": "both",
        "version": "1.0.0",
        "title": "Both",
        "summary": "Two that belong together.",
        "requirement": {
            "parts": [
                {"micro_credential": "questioning-for-student-reasoning"},
                {"micro_credential": "udl-removing-a-barrier"},
            ]
        },
        **changes,
    }


def micro(slug: str, required: bool = False) -> StackPart:
    return StackPart(PartRef(PartKind.MICRO_CREDENTIAL, slug), required)


def refs(slugs: str) -> set[PartRef]:
    return {micro(slug).ref for slug in slugs}


@pytest.fixture
def load(database: Flask, clock: ManualClock, tmp_path: Path) -> Callable[..., list[str]]:
    """Loads stacks on top of the shipped micro-credentials; what was published, as slug and version."""

    def loading(*documents: dict[str, Any]) -> list[str]:
        files = []
        for place, document in enumerate(documents):
            files.append(tmp_path / f"{place}.yaml")
            files[-1].write_text(yaml.safe_dump(document), encoding="utf-8")
        with transaction() as session:
            load_catalog(session, clock, SHIPPED)
            done = load_stacks(session, clock, files)
            return [f"{one.slug} {one.version}" for one in done if one.outcome is Outcome.PUBLISHED]

    return loading


def refused(load: Callable[..., list[str]], *documents: dict[str, Any]) -> str:
    with pytest.raises(CatalogError) as refusal:
        load(*documents)
    return str(refusal.value.words)


def test_the_shipped_bundle_nests_the_shipped_stack_of_three(database: Flask, clock: ManualClock) -> None:
    with transaction() as session:
        load_catalog(session, clock, SHIPPED)
        load_stacks(session, clock, yaml_files(SHIPPED / "stacks"))
        stack, bundle = (entry.definition for entry in published_stacks(session))
        titles = part_titles(session, [stack, bundle])
    assert (stack.slug, bundle.slug) == ("responsive-teaching", "teacher-leader")
    assert len(stack.requirement.parts) == 3
    assert bundle.requirement.parts[0] == StackPart(PartRef(PartKind.STACK, "responsive-teaching"), required=True)
    assert titles[stack.ref] == "Responsive Teaching"
    assert requirement_in_words(bundle.requirement) == "The 1 required part and any 2 of the 3 others have to be held."


def test_what_was_read_writes_itself_and_reads_back_equal() -> None:
    for definition, source in parse_stacks(yaml_files(SHIPPED / "stacks")):
        document = stack_document(definition)
        assert stack_from_document(document) == definition
        assert parse_stack(yaml.safe_dump(document), source.file)[0] == definition


def test_loading_again_changes_nothing_and_other_words_need_another_version(load: Callable[..., list[str]]) -> None:
    assert load(right()) == ["both 1.0.0"]
    assert load(right()) == []
    assert "published already with other content" in refused(load, right(title="Other"))
    assert load(right(title="Other", version="1.0.10"), right(title="Older", version="1.0.9")) == [
        "both 1.0.10",
        "both 1.0.9",
    ]
    with transaction() as session:
        assert [entry.definition.version for entry in published_stacks(session)] == ["1.0.10"]
        assert stack_definition_of(session, published_stacks(session)[0].version_id).title == "Other"
        with pytest.raises(NotFound):
            stack_definition_of(session, 999)


@pytest.mark.parametrize(
    ("requirement", "words"),
    [
        ({"parts": [{"micro_credential": "a"}]}, "at least 2 are needed"),
        ({"parts": [{"micro_credential": "a"}, {"micro_credential": "a"}]}, "stands here twice"),
        ({"parts": [{"micro_credential": "a"}, {"stack": "both"}]}, "can't be a part of itself"),
        ({"parts": [{"micro_credential": "a"}, {"micro_credential": "b", "stack": "c"}]}, "either a micro_credential"),
        ({"parts": [{"micro_credential": "a"}, {"required": True}]}, "either a micro_credential"),
        ({"parts": [{"micro_credential": "a"}, {"micro_credential": "b"}], "some": 1}, "neither “some” nor “required”"),
        ({"parts": [{"micro_credential": "a"}, {"micro_credential": "b"}], "type": "some"}, "Say how many"),
        (
            {
                "parts": [{"micro_credential": "a", "required": True}, {"micro_credential": "b"}],
                "type": "some",
                "some": 2,
            },
            "only 1 of the parts aren't required",
        ),
        ({"parts": [{"micro_credential": "a"}, {"micro_credentials": "b"}]}, "Did you mean “micro_credential”?"),
        ({"parts": [{"micro_credential": "a"}, {"micro_credential": "b"}]}, "“a” isn't in the catalogue"),
    ],
)
def test_what_cant_be_earned_is_refused_in_words(
    load: Callable[..., list[str]], requirement: dict[str, Any], words: str
) -> None:
    assert words in refused(load, right(requirement=requirement))


def test_stacks_that_are_made_of_one_another_are_refused_and_none_is_loaded(load: Callable[..., list[str]]) -> None:
    def of(slug: str, inner: str) -> dict[str, Any]:
        parts = [{"stack": inner}, {"micro_credential": "udl-removing-a-barrier"}]
        return right(id=slug, requirement={"parts": parts})

    assert "made of one another" in refused(load, of("a", "b"), of("b", "c"), of("c", "a"))
    with transaction() as session:
        assert published_stacks(session) == ()


def test_a_new_version_cant_close_a_circle_through_what_is_published_already(load: Callable[..., list[str]]) -> None:
    outer = right(
        id="outer", requirement={"parts": [{"stack": "both"}, {"micro_credential": "udl-removing-a-barrier"}]}
    )
    assert load(right(), outer) == ["both 1.0.0", "outer 1.0.0"]
    parts = [{"stack": "outer"}, {"micro_credential": "udl-removing-a-barrier"}]
    words = refused(load, right(version="2.0.0", requirement={"parts": parts}))
    assert "both → outer → both" in words or "outer → both → outer" in words


def test_a_way_back_is_found_and_a_shared_part_is_none() -> None:
    assert cycle_in({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}) == ()
    assert cycle_in({"a": ["b"], "b": ["c"], "c": ["b"]}) == ("b", "c", "b")


def test_all_of_them_means_all_of_them() -> None:
    needs = Requirement((micro("a"), micro("b"), micro("c")))
    left = progress(needs, refs("ax"))
    assert (left.done, left.needed, left.is_complete) == (1, 3, False)
    assert [part.ref.slug for part in left.must] == ["b", "c"]
    titles = {part.ref: part.ref.slug.upper() for part in needs.parts}
    assert missing_in_words(left, titles) == "Still to earn: B, C."
    assert missing_in_words(progress(needs, refs("abc")), titles) == "Nothing is missing."


def test_the_required_part_cant_be_made_up_for_by_others() -> None:
    needs = Requirement((micro("a", True), micro("b"), micro("c"), micro("d")), RequirementType.SOME, 2)
    left = progress(needs, refs("bcd"))
    assert not left.is_complete and (left.done, left.needed) == (2, 3)
    assert [part.ref.slug for part in left.must] == ["a"] and left.may == ()
    left = progress(needs, refs("ab"))
    titles = {part.ref: part.ref.slug.upper() for part in needs.parts}
    assert missing_in_words(left, titles) == "Still to earn: one of C, D."
    assert missing_in_words(progress(needs, refs("")), titles) == "Still to earn: A; and 2 of B, C, D."
    assert progress(needs, refs("abd")).is_complete


@given(
    required=st.sets(st.sampled_from(LETTERS)),
    held=st.sets(st.sampled_from(LETTERS)),
    some=st.integers(1, 6),
    every=st.booleans(),
)
def test_what_is_held_and_what_is_missing_make_up_what_is_needed(
    required: set[str], held: set[str], some: int, every: bool
) -> None:
    free = len(LETTERS) - len(required)
    parts = tuple(micro(letter, letter in required and not every) for letter in LETTERS)
    needs = Requirement(parts) if every else Requirement(parts, RequirementType.SOME, min(some, free))
    left = progress(needs, refs("".join(held)))
    assert left.done + len(left.must) + left.choose == left.needed
    by_hand = held == set(LETTERS) if every else required <= held and len(held - required) >= min(some, free)
    assert left.is_complete == by_hand
