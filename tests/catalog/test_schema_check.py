"""The schema's verdicts in an author's words."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.catalog.schema_check import schema, schema_findings
from tests.catalog.documents import Document, problems_of, right


def set_at(*path: str | int, value: Any) -> Any:
    def change(document: Document) -> None:
        part: Any = document
        for key in path[:-1]:
            part = part[key]
        part[path[-1]] = value

    return change


def test_the_schema_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(schema())


def test_the_right_document_has_no_findings() -> None:
    assert list(schema_findings(right())) == []


def test_an_unknown_key_gets_a_suggestion() -> None:
    assert problems_of(set_at("competancy", value="x")) == [
        ("competancy", "This field isn't known. Did you mean “competency”?")
    ]


def test_an_unknown_key_that_is_like_none_gets_the_known_ones() -> None:
    ((field, words),) = problems_of(set_at("key_method", "zzz", value="x"))
    assert field == "key_method.zzz"
    assert "Known here: name, components." in words


def test_every_missing_field_is_named() -> None:
    def change(document: Document) -> None:
        del document["competency"], document["key_method"]["name"], document["title"]

    fields = {field for field, words in problems_of(change) if words == "This field is missing; add it."}
    assert fields == {"competency", "key_method.name", "title"}


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("format",), "mc/2", "This has to be mc/1."),
        (("title",), 7, 'This has to be text; put it into quotes: "7".'),
        (("title",), None, "This is empty; it has to be text."),
        (("title",), "  ", "This is empty; write something or take the field away."),
        (("title",), ["x"], "This has to be text."),
        (("title",), "x" * 201, "This is 201 characters long; at most 200 fit."),
        (
            ("id",),
            "Asking Well",
            "“Asking Well” doesn't fit; it has to be small letters, digits and hyphens, at most 80.",
        ),
        (("version",), "1.0", "“1.0” doesn't fit; it has to be three numbers, e.g. 1.0.0."),
        (("steps", 0, "kind"), "practice", "Did you mean “practise”?"),
        (("steps", 0, "minutes"), 0, "0 is too small; the least is 1."),
        (("steps", 0, "minutes"), 99999, "99999 is too large; the most is 60000."),
        (("steps", 0, "minutes"), "an hour", "This has to be a whole number."),
        (("steps", 0, "slots"), ["e1", "c1", "e1"], "Something stands here twice; keep it once."),
        (("rubric", "levels"), [{"key": "a", "points": 0}], "There are 1 here; at least 2 are needed."),
        (("slots", 0, "words"), [1, 2, 3], "There are 3 here; at most 2 are possible."),
        (("grade",), {"max": 0}, "0 is too small; it has to be above 0."),
        (("attempts",), {"limit": "three"}, "This has to be a whole number or nothing."),
        (("slots", 0, "required"), "yes", "This has to be true or false."),
        (("key_method",), "Ask", "This has to be a group of fields."),
        (("privacy",), {"records_adults": "maybe"}, "isn't one of: false, true, never, optional, required."),
        (("resources", 0, "url"), "udl.org", "it has to be an address that begins with https://."),
    ],
)
def test_each_fault_has_plain_words(path: tuple[str | int, ...], value: Any, words: str) -> None:
    assert any(words in said for _, said in problems_of(set_at(*path, value=value)))


def test_a_file_that_is_a_list_is_told_so() -> None:
    assert ("", "This has to be a group of fields.") in problems_of("- a\n- b\n")
