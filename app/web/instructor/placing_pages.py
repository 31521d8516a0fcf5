"""The pages of the picker as values."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalog import (
    POLICY_WORDS,
    CatalogEntry,
    Definition,
    OnNotYet,
    definition_of,
    definitions_of,
    pass_rule_in_words,
    published,
    slot_in_words,
)
from app.errors import NotFound
from app.web.instructor.placing_forms import SettingsForm, Typed, suggested_form, typed_form
from app.web.instructor.placing_lms import LmsPlace

MEANWHILE = {
    OnNotYet.HOLD: "Until then no score is sent, so nobody sees a low grade while the work goes on.",
    OnNotYet.SEND_PARTIAL: "A score is sent after each review, also when it isn't earned yet.",
}
MOST_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class PickerPage:
    """What templates/instructor/placing/picker.html shows; `total` counts all that is on offer."""

    search: str
    entries: tuple[CatalogEntry, ...]
    total: int
    place: LmsPlace | None
    """Where something is being added (deep linking); None when an activity that is there already is to be filled."""
    return_url: str | None
    ticked: frozenset[int]
    """Versions that are ticked to be added together."""
    reminder: str = ""

    @property
    def hidden_ticks(self) -> tuple[int, ...]:
        """What is ticked and not in this list, so that a search forgets no tick."""
        return tuple(sorted(self.ticked - {entry.version_id for entry in self.entries}))


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
    place: LmsPlace | None


@dataclass(frozen=True, slots=True)
class SeveralLine:
    """One of several micro-credentials that are added together."""

    version_id: int
    title: str
    asks: str
    hours: str
    to_earn: str
    form: SettingsForm


@dataclass(frozen=True, slots=True)
class SeveralPage:
    """What templates/instructor/placing/several.html shows."""

    lines: tuple[SeveralLine, ...]
    policies: tuple[tuple[str, str, str], ...]
    place: LmsPlace

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        return tuple(error for line in self.lines for error in line.form.errors)


def build_picker(
    session: Session, search: str, *, place: LmsPlace | None, return_url: str | None, ticked: frozenset[int]
) -> PickerPage:
    """The list of what can be placed, narrowed by a search."""
    everything = published(session)
    entries = published(session, search) if search else everything
    there = ticked & {entry.version_id for entry in everything}
    return PickerPage(search, entries, len(everything), place, return_url, there)


def build_several(session: Session, version_ids: tuple[int, ...], typed: Typed, place: LmsPlace) -> SeveralPage:
    """One form for each of the micro-credentials, in the order of the list. Raises NotFound when none is on offer."""
    entries = [entry for entry in published(session) if entry.version_id in version_ids][:MOST_AT_ONCE]
    if not entries:
        raise NotFound("nothing-ticked", "Nothing is ticked.", "Go back to the list and tick what you want to add.")
    definitions = definitions_of(session, [entry.version_id for entry in entries])
    lines = tuple(_line(entry, definitions[entry.version_id], typed) for entry in entries)
    return SeveralPage(lines, _policies(), place)


def build_settings(session: Session, version_id: int, *, place: LmsPlace | None) -> SettingsPage:
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
        policies=_policies(),
        form=suggested_form(definition),
        place=place,
    )


def _policies() -> tuple[tuple[str, str, str], ...]:
    return tuple((kind.value, *words) for kind, words in POLICY_WORDS.items())


def _line(entry: CatalogEntry, definition: Definition, typed: Typed) -> SeveralLine:
    form = typed_form(typed, suggested_form(definition, f"-{entry.version_id}"))
    to_earn = pass_rule_in_words(definition)
    return SeveralLine(entry.version_id, entry.title, entry.asks, entry.hours, to_earn, form)


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
