"""What a schema can't say: references, sums, orders. Pure, and tolerant of wrong shapes.

The checks read the raw document, which the schema may have faulted already, so that an author sees all
faults at once. Whatever has the wrong shape is skipped here: the schema has named it.
"""

from collections.abc import Callable

from app.catalog.rules.parts import (
    alignments_say_what,
    each_slot_belongs_to_one_step,
    hours_add_up,
    ids_are_used_once,
    references,
)
from app.catalog.rules.rubric import levels_rise, one_descriptor_per_level, pass_rule
from app.catalog.rules.shapes import Findings, Tree
from app.catalog.rules.slots import recordings_name_their_consent, slot_limits
from app.catalog.rules.texts import points_have_two_decimals, texts

_CHECKS: tuple[Callable[[Tree], Findings], ...] = (
    ids_are_used_once,
    references,
    each_slot_belongs_to_one_step,
    slot_limits,
    recordings_name_their_consent,
    levels_rise,
    one_descriptor_per_level,
    pass_rule,
    hours_add_up,
    alignments_say_what,
    points_have_two_decimals,
)


def rule_findings(document: object) -> Findings:
    """Everything that doesn't fit together in this document."""
    tree = document if isinstance(document, dict) else {}
    for check in _CHECKS:
        yield from check(tree)
    yield from texts(document, ())
