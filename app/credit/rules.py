"""Pure rules of credit: how much a badge could count for, which cycle a day lies in, what the ledger comes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal, InvalidOperation
from enum import StrEnum

from app.credit.definition import THOUSAND, Basis, Rule
from app.credit.models import EntryKind

LARGEST = 10_000 * THOUSAND


class Standing(StrEnum):
    """How one suggestion stands."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken back"


@dataclass(frozen=True, slots=True)
class Cycle:
    """One licence cycle; both days belong to it."""

    first: date
    last: date

    @property
    def label(self) -> str:
        """The calendar year alone, else both years: 2026 to 27 for a school year, 2024 to 29 for several."""
        if self.first.year == self.last.year:
            return str(self.first.year)
        return f"{self.first.year}\N{EN DASH}{self.last.year % 100:02d}"

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the ledger as these rules see it."""

    id: int
    kind: EntryKind
    of_id: int | None
    quantity: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rows about one suggestion come to; quantities in thousandths."""

    standing: Standing
    suggested: int
    accepted: int
    decision_id: int | None
    """The row that decides, while it stands."""


def thousandths(value: Decimal) -> int:
    """Rounded down, so that nobody is told more than a rule gives."""
    return int((value * THOUSAND).quantize(Decimal(1), rounding=ROUND_DOWN))


def in_words(quantity: int) -> str:
    """A quantity for people and files: "1.0", "0.5", "13.333", "-0.5"; always a point, never an exponent."""
    whole = f"{Decimal(quantity) / THOUSAND:.3f}".rstrip("0")
    return f"{whole}0" if whole.endswith(".") else whole


def read_quantity(raw: str, most: int) -> int | None:
    """What somebody typed, in thousandths; None unless it is a number above 0 and at most `most`."""
    try:
        value = Decimal(raw.strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not value.is_finite() or value.adjusted() > len(str(LARGEST)):
        return None
    found = thousandths(value)
    return found if 0 < found <= most else None


def amount(rule: Rule, hours: Decimal, named: Decimal | None) -> int:
    """What one micro-credential of so many nominal hours could count for under a rule, in thousandths.

    `named` is what the micro-credential's author put down for this very rule: it may ask for less, never for more.
    """
    if rule.gives.basis is Basis.MICRO_CREDENTIAL:
        most = rule.gives.quantity
    else:
        most = int(thousandths(hours) * rule.gives.quantity // rule.gives.hours)
    return most if named is None else min(most, thousandths(named))


def cycle_of(start: date, years: int, day: date) -> Cycle:
    """The cycle that `day` lies in, of those that follow one another from `start`, before it and after it."""
    year = start.year + (day.year - start.year) // years * years
    if _in_year(start, year) > day:
        year -= years
    return Cycle(_in_year(start, year), _in_year(start, year + years) - timedelta(days=1))


def _in_year(day: date, year: int) -> date:
    """The same day of another year; the 29th of February is the 1st of March where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def outcome(lines: Iterable[Line]) -> Outcome:
    """How a suggestion stands, from itself and all rows about it, in any order."""
    rows = sorted(lines, key=lambda line: line.id)
    countered = {row.of_id for row in rows if row.kind is EntryKind.COUNTERED}
    suggestion = next(row for row in rows if row.kind is EntryKind.SUGGESTED)
    decisions = [row for row in rows if row.kind in {EntryKind.ACCEPTED, EntryKind.DECLINED}]
    decision = next((row for row in decisions if row.id not in countered), None)
    if suggestion.id in countered:
        return Outcome(Standing.TAKEN_BACK, 0, 0, None)
    if decision is None:
        return Outcome(Standing.SUGGESTED, suggestion.quantity, 0, None)
    accepted = decision.quantity if decision.kind is EntryKind.ACCEPTED else 0
    return Outcome(Standing(decision.kind.value), suggestion.quantity, accepted, decision.id)


def counted(quantity: int, cap: int | None) -> int:
    """What counts in one cycle of what was accepted."""
    return quantity if cap is None else min(quantity, cap)


def unit_words(rule: Rule, quantity: int) -> str:
    """The unit's word after this number."""
    return rule.unit.one if 0 < quantity <= THOUSAND else rule.unit.many
