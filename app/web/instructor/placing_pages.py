"""The two pages of the picker as values."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalog import (
    POLICY_WORDS,
    CatalogEntry,
    Definition,
    GradePolicyKind,
    OnNotYet,
    definition_of,
    pass_rule_in_words,
    published,
    slot_in_words,
)
from app.errors import Invalid, NotFound
from app.placement import points_text, suggested_settings

MEANWHILE = {
    OnNotYet.HOLD: "Until then no score is sent, so nobody sees a low grade while the work goes on.",
    OnNotYet.SEND_PARTIAL: "A score is sent after each review, also when it isn't earned yet.",
}
FIELD_OF = {"points-not-usable": "points", "grade-policy-unknown": "policy"}


@dataclass(frozen=True, slots=True)
class PickerPage:
    """What templates/instructor/placing/picker.html shows; `total` counts all that is on offer."""

    search: str
    entries: tuple[CatalogEntry, ...]
    total: int
    adding: bool
    """Whether an activity is being added (deep linking), so that there is something to cancel."""
    return_url: str | None


@dataclass(frozen=True, slots=True)
class AskedSlot:
    """One thing that an earner hands in, in words."""

    label: str
    asks: str
    hint: str
    step: str


@dataclass(frozen=True, slots=True)
class RubricLine:
    """One criterion with its descriptors, each with its level's title, lowest first."""

    title: str
    levels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """What is in the form: as suggested, or as a teacher typed it, with what is wrong with it."""

    points: str
    policy: str
    points_error: str = ""
    policy_error: str = ""

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """(field id, words) of what has to be mended."""
        found = (("points", self.points_error), (f"policy-{GradePolicyKind.POINTS_PERCENT}", self.policy_error))
        return tuple((field, words) for field, words in found if words)


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """What templates/instructor/placing/settings.html shows."""

    version_id: int
    title: str
    summary: str
    competency: str
    audience: str
    facts: tuple[tuple[str, str], ...]
    asked: tuple[AskedSlot, ...]
    steps: tuple[tuple[str, int], ...]
    rubric: tuple[RubricLine, ...]
    to_earn: str
    meanwhile: str
    policies: tuple[tuple[str, str, str], ...]
    """(key that the form sends, name, what it means)."""
    form: SettingsForm
    adding: bool


def build_picker(session: Session, search: str, *, adding: bool, return_url: str | None) -> PickerPage:
    """The list of what can be placed, narrowed by a search."""
    everything = published(session)
    entries = published(session, search) if search else everything
    return PickerPage(search, entries, len(everything), adding, return_url)


def build_settings(session: Session, version_id: int, form: SettingsForm | None, *, adding: bool) -> SettingsPage:
    """One micro-credential with the form for its place. Raises NotFound when it isn't on offer."""
    entry = next((entry for entry in published(session) if entry.version_id == version_id), None)
    if entry is None:
        raise NotFound(
            "no-such-micro-credential", "This micro-credential is not on offer.", "Choose one from the list."
        )
    definition = definition_of(session, version_id)
    return SettingsPage(
        version_id=version_id,
        title=definition.title,
        summary=definition.summary,
        competency=definition.competency,
        audience=definition.audience,
        facts=_facts(entry, definition),
        asked=_asked(definition),
        steps=tuple((step.title, step.minutes) for step in definition.steps),
        rubric=_rubric(definition),
        to_earn=pass_rule_in_words(definition),
        meanwhile=MEANWHILE[definition.grade.on_not_yet],
        policies=tuple((kind.value, *words) for kind, words in POLICY_WORDS.items()),
        form=form or _suggested(definition),
        adding=adding,
    )


def refused_form(points: str, policy: str, refusal: Invalid) -> SettingsForm:
    """The form as it was typed, with the refusal at its field. Raises the refusal when it is about no field."""
    field = FIELD_OF.get(refusal.code)
    if field is None:
        raise refusal
    words = f"{refusal.words} {refusal.way_out}"
    if field == "points":
        return SettingsForm(points, policy, points_error=words)
    return SettingsForm(points, policy, policy_error=words)


def _suggested(definition: Definition) -> SettingsForm:
    settings = suggested_settings(definition)
    return SettingsForm(points_text(settings.points), settings.grade_policy.value)


def _facts(entry: CatalogEntry, definition: Definition) -> tuple[tuple[str, str], ...]:
    limit = definition.attempts.limit
    submissions = "as many as needed" if limit is None else f"up to {limit}"
    return (
        ("Time for earners", entry.hours),
        ("They hand in", entry.asks),
        ("Submissions", submissions),
        ("Aligned with", ", ".join(entry.alignments) or "no standard"),
        ("Version", definition.version),
    )


def _asked(definition: Definition) -> tuple[AskedSlot, ...]:
    return tuple(
        AskedSlot(slot.label, slot_in_words(slot), slot.hint, definition.step_of(slot.id).title)
        for slot in definition.slots
    )


def _rubric(definition: Definition) -> tuple[RubricLine, ...]:
    titles = [level.title for level in definition.rubric.levels]
    return tuple(
        RubricLine(criterion.title, tuple(zip(titles, criterion.descriptors, strict=True)))
        for criterion in definition.rubric.criteria
    )
