"""What the overview says of a version, made once: a version never changes, and everybody sees the same."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from flask import current_app
from markupsafe import Markup

from app.catalog import Definition, pass_rule_in_words, slot_in_words
from app.web.earner.rubric import RubricRow, rubric_rows
from app.web.earner.words import attempts_words

MOST = 256


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the plan, with what it asks for."""

    title: str
    minutes: int
    asks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AboutPart:
    """What templates/earner/_about.html shows."""

    definition: Definition
    steps: tuple[StepLine, ...]
    rubric: tuple[RubricRow, ...]
    passing: str
    attempts: str


@lru_cache(maxsize=MOST)
def about(definition: Definition, attempts_limit: int | None) -> Markup:
    """Plan, review, method, worth and rubric. Nothing of a launch or a person may enter it: it is kept for all."""
    part = AboutPart(
        definition=definition,
        steps=tuple(_line(definition, number) for number in range(len(definition.steps))),
        rubric=rubric_rows(definition),
        passing=pass_rule_in_words(definition),
        attempts=attempts_words(attempts_limit),
    )
    template: Any = current_app.jinja_env.get_template("earner/_about.html")
    return cast(Markup, template.module.about(part))


def _line(definition: Definition, place: int) -> StepLine:
    step = definition.steps[place]
    slots = [definition.slot(slot_id) for slot_id in step.slots]
    return StepLine(step.title, step.minutes, tuple((slot.label, slot_in_words(slot)) for slot in slots))
