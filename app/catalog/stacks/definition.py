"""A stack's definition as values: what has to be held for it. Frozen and free of any storage.

A part is named by its slug and not by a version: whoever earned an older version of it holds it.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.catalog.definition import Achievement


class PartKind(StrEnum):
    """What a part of a stack is."""

    MICRO_CREDENTIAL = "micro_credential"
    STACK = "stack"


class RequirementType(StrEnum):
    """All parts, or the required ones and some of the others."""

    ALL = "all"
    SOME = "some"


@dataclass(frozen=True, slots=True)
class PartRef:
    """A micro-credential or a stack through all its versions."""

    kind: PartKind
    slug: str


@dataclass(frozen=True, slots=True)
class StackPart:
    """One part; where only some are needed, a `required` one can't be left out."""

    ref: PartRef
    required: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """What has to be held. `some` is how many of the parts that aren't required, None where all parts are needed."""

    parts: tuple[StackPart, ...]
    type: RequirementType = RequirementType.ALL
    some: int | None = None

    @property
    def needed(self) -> int:
        """How many badges the stack takes in the end."""
        if self.type is RequirementType.ALL:
            return len(self.parts)
        return sum(part.required for part in self.parts) + (self.some or 0)


@dataclass(frozen=True, slots=True)
class StackDefinition:
    """One version of a stack, whole."""

    slug: str
    version: str
    title: str
    summary: str
    requirement: Requirement
    achievement: Achievement
    language: str = "en"
    issuer: str = "cairn"
    licence: str = ""
    changes: str = ""

    @property
    def ref(self) -> PartRef:
        """As other stacks name it."""
        return PartRef(PartKind.STACK, self.slug)
