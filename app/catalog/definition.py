"""A micro-credential's definition as values: what an author wrote, checked, frozen and free of any storage.

Everybody who shows, asks, judges or awards reads these dataclasses; only the catalogue makes them. Ids of
steps, slots, criteria and levels are stable keys across versions, so that reports and carried-forward
criteria survive a revision. Text fields are Markdown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol, TypeVar

from app.catalog.vocabulary import (
    DEFAULT_MAX_MB,
    FeedbackRule,
    FileKind,
    GradePolicyKind,
    OnNotYet,
    PassRuleType,
    Recording,
    Sharing,
    SlotPurpose,
    SlotType,
    StepKind,
)


@dataclass(frozen=True, slots=True)
class KeyMethod:
    """The research-backed way of doing the skill, and its parts in order."""

    name: str
    components: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """One work that the rationale rests on, as a reader would look it up."""

    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Rationale:
    """Why this method, in plain words, with the works behind it."""

    text: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """Something to read or watch. `minutes` is a reader's time; None where it varies."""

    id: str
    label: str
    url: str | None = None
    licence: str | None = None
    minutes: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """An ordered unit of work with an action and an expected duration. `slots` and `resources` hold ids."""

    id: str
    title: str
    kind: StepKind
    minutes: int
    action: str
    slots: tuple[str, ...] = ()
    note: str = ""
    resources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing to hand in.

    `accept` is never empty for files; by default it is documents and images, since recordings need consent.
    `words` and `count` are inclusive (least, most); `count` counts files or links and is (1, 1) for text. An
    optional slot may stay empty; once used, its limits hold. `consent` names the slot that states the consent
    basis of what is recorded here.
    """

    id: str
    label: str
    type: SlotType
    accept: tuple[FileKind, ...] = ()
    words: tuple[int, int] | None = None
    count: tuple[int, int] = (1, 1)
    max_mb: int = DEFAULT_MAX_MB
    required: bool = True
    sharing: Sharing = Sharing.NONE
    deidentify: bool = False
    hint: str = ""
    purpose: SlotPurpose = SlotPurpose.EVIDENCE
    consent: str | None = None

    @property
    def records_people(self) -> bool:
        """Whether a recording may be handed in here."""
        return bool({FileKind.AUDIO, FileKind.VIDEO} & set(self.accept))


@dataclass(frozen=True, slots=True)
class Level:
    """One step of quality, the same for all criteria of a rubric; `points` is a whole number of rubric points."""

    key: str
    title: str
    points: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """One aspect that is judged separately; `descriptors` has one text per level, lowest first."""

    id: str
    title: str
    slots: tuple[str, ...]
    descriptors: tuple[str, ...]
    weight: int = 1
    feedback: FeedbackRule = FeedbackRule.WHEN_UNMET
    rescore_always: bool = False


@dataclass(frozen=True, slots=True)
class Rubric:
    """Criteria times levels; `levels` run from lowest to highest."""

    levels: tuple[Level, ...]
    criteria: tuple[Criterion, ...]

    def level(self, key: str) -> Level:
        """The level with this key; KeyError when there is none."""
        return self.levels[self.rank(key)]

    def rank(self, key: str) -> int:
        """Place of a level, 0 for the lowest; KeyError when there is none."""
        for place, level in enumerate(self.levels):
            if level.key == key:
                return place
        raise KeyError(key)

    @property
    def max_points(self) -> int:
        """Rubric points when every criterion is at the highest level, weights included."""
        return self.levels[-1].points * sum(criterion.weight for criterion in self.criteria)


@dataclass(frozen=True, slots=True)
class PassRule:
    """`level` is the least level (all types but a bare total); `total` counts weighted rubric points;
    `required` criteria must reach the level, plus `some` of the others."""

    type: PassRuleType = PassRuleType.ALL_AT_LEAST
    level: str | None = None
    total: int | None = None
    required: tuple[str, ...] = ()
    some: int | None = None


@dataclass(frozen=True, slots=True)
class GradePolicy:
    """The author's suggestion for the gradebook; `max_points` in hundredths of a point."""

    max_points: int = 100_00
    policy: GradePolicyKind = GradePolicyKind.POINTS_PERCENT
    on_not_yet: OnNotYet = OnNotYet.HOLD


@dataclass(frozen=True, slots=True)
class Attempts:
    """`limit` None means no limit; past it, an instructor opens one more."""

    limit: int | None = 3


@dataclass(frozen=True, slots=True)
class Alignment:
    """A link to an outside standard; at least one of `code` and `name` is there."""

    framework: str
    code: str | None = None
    name: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class CreditUnit:
    """`value` units under a named rule, e.g. 0.5 under `wy-ptsb`. A suggestion, never a promise."""

    rule: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class CreditSuggestion:
    """Nominal hours (always the sum of the steps) and what they could count for."""

    hours: Decimal
    units: tuple[CreditUnit, ...] = ()


@dataclass(frozen=True, slots=True)
class Achievement:
    """What is awarded; `valid_years` None means that it doesn't expire."""

    name: str
    type: str = "MicroCredential"
    valid_years: int | None = None


@dataclass(frozen=True, slots=True)
class Privacy:
    """Who may be seen or heard in the evidence."""

    records_minors: Recording = Recording.NEVER
    records_adults: Recording = Recording.NEVER


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of a micro-credential, whole."""

    slug: str
    version: str
    title: str
    summary: str
    competency: str
    key_method: KeyMethod
    steps: tuple[Step, ...]
    slots: tuple[Slot, ...]
    rubric: Rubric
    pass_rule: PassRule
    credit: CreditSuggestion
    achievement: Achievement
    rationale: Rationale = field(default_factory=Rationale)
    audience: str = ""
    resources: tuple[Resource, ...] = ()
    grade: GradePolicy = field(default_factory=GradePolicy)
    attempts: Attempts = field(default_factory=Attempts)
    alignments: tuple[Alignment, ...] = ()
    privacy: Privacy = field(default_factory=Privacy)
    language: str = "en"
    issuer: str = "cairn"
    authors: tuple[str, ...] = ()
    licence: str = ""
    changes: str = ""

    def __hash__(self) -> int:
        """By name alone: quick, so that what is made of a definition may be remembered by it. Equality looks at all."""
        return hash((self.slug, self.version))

    @property
    def total_minutes(self) -> int:
        """Nominal effort: the sum of the steps' expected minutes."""
        return sum(step.minutes for step in self.steps)

    def slot(self, slot_id: str) -> Slot:
        """The slot with this id; KeyError when there is none."""
        return _by_id(self.slots, slot_id)

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion with this id; KeyError when there is none."""
        return _by_id(self.rubric.criteria, criterion_id)

    def step(self, step_id: str) -> Step:
        """The step with this id; KeyError when there is none."""
        return _by_id(self.steps, step_id)

    def resource(self, resource_id: str) -> Resource:
        """The resource with this id; KeyError when there is none."""
        return _by_id(self.resources, resource_id)

    def step_of(self, slot_id: str) -> Step:
        """The step that asks for this slot (each slot belongs to exactly one); KeyError when there is none."""
        for step in self.steps:
            if slot_id in step.slots:
                return step
        raise KeyError(slot_id)


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


_Part = TypeVar("_Part", bound=_Identified)


def _by_id(parts: Iterable[_Part], wanted: str) -> _Part:
    for part in parts:
        if part.id == wanted:
            return part
    raise KeyError(wanted)
