"""A document against the JSON Schema of its format, with the schema's verdicts put into an author's words."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator

from app.catalog.errors import Finding
from app.catalog.words import did_you_mean

# jsonschema's ValidationError, whose fields are of any type.
Verdict = Any

MICRO_CREDENTIAL = "mc-1"
STACK = "stack-1"

_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a group of fields",
    "null": "nothing",
}


def schema_findings(document: object, name: str = MICRO_CREDENTIAL) -> Iterator[Finding]:
    """Everything the schema has against this document; nothing when its shape is right."""
    for error in _validator(name).iter_errors(document):
        yield from _explain(error)


@cache
def schema(name: str = MICRO_CREDENTIAL) -> Mapping[str, Any]:
    """The JSON Schema of a format (draft 2020-12)."""
    text = resources.files("app.catalog").joinpath(f"schema/{name}.schema.json").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = json.loads(text)
    return loaded


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name))


def _explain(error: Verdict) -> Iterator[Finding]:
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        known = list(error.schema["properties"])
        for key in sorted(set(error.instance) - set(known)):
            hint = did_you_mean(key, known) or f" Known here: {', '.join(known)}."
            yield Finding((*path, key), f"This field isn't known.{hint}")
    elif error.validator == "required":
        # One verdict per missing name; the schema's own message is the only place that tells which.
        missing = [name for name in error.validator_value if f"'{name}' is" in error.message]
        yield from (Finding((*path, name), "This field is missing; add it.") for name in missing)
    else:
        words = _WORDS.get(str(error.validator), lambda error: f"This can't be used: {error.message}")
        yield Finding(path, words(error))


def _quoted(value: object) -> str:
    return f"“{str(value)[:60]}”"


def _wrong_type(error: Verdict) -> str:
    types = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    wanted = " or ".join(_TYPES[name] for name in types)
    if types == ["string"] and isinstance(error.instance, bool | int | float):
        return f'This has to be text; put it into quotes: "{error.instance}".'
    if error.instance is None:
        return f"This is empty; it has to be {wanted}."
    return f"This has to be {wanted}."


def _wrong_choice(error: Verdict) -> str:
    choices = [str(choice).lower() if isinstance(choice, bool) else str(choice) for choice in error.validator_value]
    return f"{_quoted(error.instance)} isn't one of: {', '.join(choices)}.{did_you_mean(str(error.instance), choices)}"


def _wrong_pattern(error: Verdict) -> str:
    if not error.instance.strip():
        return "This is empty; write something or take the field away."
    wanted = error.schema.get("description", "other characters")
    return f"{_quoted(error.instance)} doesn't fit; it has to be {wanted}."


def _too_few(error: Verdict) -> str:
    return f"There are {len(error.instance)} here; at least {error.validator_value} are needed."


_WORDS: Mapping[str, Callable[[Verdict], str]] = {
    "type": _wrong_type,
    "oneOf": lambda _error: "Name either a micro_credential or a stack here.",
    "enum": _wrong_choice,
    "const": lambda error: f"This has to be {error.validator_value}.",
    "pattern": _wrong_pattern,
    "minItems": _too_few,
    "maxItems": lambda error: f"There are {len(error.instance)} here; at most {error.validator_value} are possible.",
    "uniqueItems": lambda _error: "Something stands here twice; keep it once.",
    "minimum": lambda error: f"{error.instance} is too small; the least is {error.validator_value}.",
    "exclusiveMinimum": lambda error: f"{error.instance} is too small; it has to be above {error.validator_value}.",
    "maximum": lambda error: f"{error.instance} is too large; the most is {error.validator_value}.",
    "maxLength": lambda error: f"This is {len(error.instance)} characters long; at most {error.validator_value} fit.",
}
