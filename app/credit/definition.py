"""A credit rule as values: what an authority's text comes to, with its dates and its sources. Pure.

All quantities are thousandths of the rule's own unit, as whole numbers: there is no universal conversion between
a credit, a point and a contact hour, so nothing here adds two units together.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

THOUSAND = 1000


class Basis(StrEnum):
    """What a rule counts."""

    MICRO_CREDENTIAL = "micro-credential"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rule is written down."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted, in words: "credit", "credits"."""

    one: str
    many: str


@dataclass(frozen=True, slots=True)
class Gives:
    """`quantity` thousandths for each micro-credential, or for each `hours` thousandths of an hour of work."""

    basis: Basis
    quantity: int
    hours: int = THOUSAND


@dataclass(frozen=True, slots=True)
class Rule:
    """One dated version of a rule of one jurisdiction.

    `needed` is what a licence cycle asks for and `cap` the most that may come from micro-credentials in one cycle,
    both in thousandths; None where the sources name none. `cycle_years` and `cycle_begins` (month, day) are None
    where they differ from licence to licence.
    """

    key: str
    version: int
    jurisdiction: str
    place: str
    authority: str
    unit: Unit
    gives: Gives
    valid_from: date
    sources: tuple[Source, ...]
    valid_to: date | None = None
    needed: int | None = None
    cap: int | None = None
    cycle_years: int | None = None
    cycle_begins: tuple[int, int] | None = None
    category: str = ""
    needs_approval: bool = True
    advice: str = ""
    note: str = ""

    def is_in_force(self, day: date) -> bool:
        """Whether what is earned on this day falls under this version."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
