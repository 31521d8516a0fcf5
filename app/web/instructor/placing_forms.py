"""The form for one micro-credential's place in a course: as suggested, as typed, and as it was refused."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.catalog import Definition, GradePolicyKind
from app.errors import Invalid
from app.flows.choose import Choice
from app.flows.deep_link import Wanted
from app.flows.item_dates import TypedDates
from app.placement import points_text, suggested_settings

FIELD_OF = {
    "points-not-usable": "points",
    "grade-policy-unknown": "policy",
    "opens-not-usable": "opens",
    "due-not-usable": "due",
    "closes-not-usable": "closes",
}
ON = "yes"

Typed = Callable[[str], str | None]
"""Gives what was typed into the field of this name; None where there was no such field."""


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """What is in the form. `suffix` ends the names of its fields where several forms stand on one page."""

    points: str
    policy: str
    opens: str = ""
    due: str = ""
    closes: str = ""
    new_window: bool = False
    suffix: str = ""
    fault: tuple[str, str] | None = None
    """(field, words) of what has to be mended."""

    def error(self, field: str) -> str:
        return self.fault[1] if self.fault and self.fault[0] == field else ""

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """(id of the control, words), for the summary on top of the page."""
        if self.fault is None:
            return ()
        field, words = self.fault
        option = f"-{GradePolicyKind.POINTS_PERCENT}" if field == "policy" else ""
        return ((f"{field}{self.suffix}{option}", words),)

    @property
    def has_dates(self) -> bool:
        return bool(self.opens or self.due or self.closes)


def suggested_form(definition: Definition, suffix: str = "") -> SettingsForm:
    """The author's suggestion."""
    settings = suggested_settings(definition)
    return SettingsForm(points_text(settings.points), settings.grade_policy.value, suffix=suffix)


def typed_form(typed: Typed, suggested: SettingsForm) -> SettingsForm:
    """What was sent; a field that wasn't on the page keeps the suggestion."""
    suffix = suggested.suffix
    points, policy = typed(f"points{suffix}"), typed(f"policy{suffix}")
    return replace(
        suggested,
        points=suggested.points if points is None else points,
        policy=suggested.policy if policy is None else policy,
        opens=typed(f"opens{suffix}") or "",
        due=typed(f"due{suffix}") or "",
        closes=typed(f"closes{suffix}") or "",
        new_window=typed(f"window{suffix}") == ON,
    )


def wanted_of(typed: Typed, version_id: int, suffix: str = "") -> Wanted:
    """The activity that the form asks for; what isn't in it is as the author suggests."""
    dates = TypedDates(*(typed(f"{field}{suffix}") or "" for field in ("opens", "due", "closes")))
    choice = Choice(version_id, typed(f"points{suffix}"), typed(f"policy{suffix}"))
    return Wanted(choice, dates, typed(f"window{suffix}") == ON)


def refused_form(form: SettingsForm, refusal: Invalid) -> SettingsForm:
    """The form with the refusal at its field. Raises the refusal when it is about no field."""
    field = FIELD_OF.get(refusal.code)
    if field is None:
        raise refusal
    return replace(form, fault=(field, f"{refusal.words} {refusal.way_out}"))
