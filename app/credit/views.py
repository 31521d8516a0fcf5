"""Credit as frozen values."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.credit.definition import Rule
from app.credit.models import EntryKind
from app.credit.rules import Cycle, Outcome, Standing, in_words, unit_words


@dataclass(frozen=True, slots=True)
class EarnedBadge:
    """A badge that could count, as the ledger needs to know it. `named` are its author's own amounts by rule."""

    credential_uuid: str
    person_id: int
    deployment_id: int
    micro_credential: str
    hours: Decimal
    named: dict[str, Decimal]
    earned_at: datetime


@dataclass(frozen=True, slots=True)
class EntryView:
    """One line of the ledger."""

    id: int
    kind: EntryKind
    of_id: int | None
    suggestion_id: int
    """The suggestion that it belongs to; its own id where it is one."""
    person_id: int
    credential_uuid: str
    deployment_id: int
    rule: Rule
    micro_credential: str
    quantity: int
    earned_at: datetime
    at: datetime
    by: str
    words: str

    @property
    def shown_quantity(self) -> str:
        return in_words(self.quantity)


@dataclass(frozen=True, slots=True)
class CreditView:
    """One suggestion with all that was decided about it, oldest first."""

    suggestion: EntryView
    outcome: Outcome
    history: tuple[EntryView, ...]

    @property
    def rule(self) -> Rule:
        return self.suggestion.rule

    @property
    def standing(self) -> Standing:
        return self.outcome.standing

    @property
    def quantity(self) -> int:
        """What it comes to now, in thousandths: the accepted amount, else the suggested one."""
        return self.outcome.accepted if self.standing is Standing.ACCEPTED else self.outcome.suggested

    @property
    def reason(self) -> str:
        """What was said with the newest line."""
        return self.history[-1].words


@dataclass(frozen=True, slots=True)
class ProfileView:
    """By which rules a licence is renewed, as its holder says."""

    jurisdiction: str
    cycle_start: date
    cycle_years: int
    licence_number: str


@dataclass(frozen=True, slots=True)
class CycleLine:
    """What one licence cycle comes to under one rule. Quantities in thousandths."""

    rule: Rule
    cycle: Cycle
    accepted: int
    """What counts, with the rule's cap applied."""
    suggested: int
    over_cap: int
    is_current: bool

    @property
    def words(self) -> str:
        """What counts of what is needed, for which cycle: "1.0 of 1.0 credits for 2026"."""
        needed = f" of {in_words(self.rule.needed)}" if self.rule.needed else ""
        return f"{in_words(self.accepted)}{needed} {self.rule.unit.many} for {self.cycle.label}"

    @property
    def suggested_words(self) -> str:
        """ "0.5 credit"; empty where nothing waits."""
        return f"{in_words(self.suggested)} {unit_words(self.rule, self.suggested)}" if self.suggested else ""

    @property
    def over_cap_words(self) -> str:
        return f"{in_words(self.over_cap)} {unit_words(self.rule, self.over_cap)}"

    @property
    def is_enough(self) -> bool:
        return self.rule.needed is not None and self.accepted >= self.rule.needed

    @property
    def share(self) -> int | None:
        """Per cent of what is needed, 100 at most; None where nothing says how much that is."""
        return min(100, self.accepted * 100 // self.rule.needed) if self.rule.needed else None
