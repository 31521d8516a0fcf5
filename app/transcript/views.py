"""Transcripts as frozen values."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.badges import CredentialStatus
from app.credit import CreditView, Standing, in_words, unit_words
from app.transcript.rules import shown_code


@dataclass(frozen=True, slots=True)
class CreditPart:
    """What one line counts for under one rule. `quantity` is written out: "0.5"."""

    rule: str
    rule_version: int
    place: str
    quantity: str
    unit: str
    standing: Standing

    @property
    def words(self) -> str:
        """ "0.5 credit, Wyoming (suggested)"."""
        return f"{self.quantity} {self.unit}, {self.place} ({self.standing.value})"


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One badge. A stack's has no hours and no credit of its own: its parts have."""

    uuid: str
    url: str
    micro_credential: str
    version: str
    title: str
    is_stack: bool
    issuer: str
    issuer_did: str
    awarded_at: datetime
    valid_until: datetime | None
    hours: Decimal | None
    credits: tuple[CreditPart, ...]
    status: CredentialStatus

    @property
    def kind(self) -> str:
        return "stack" if self.is_stack else "micro-credential"

    @property
    def credit_words(self) -> str:
        return "; ".join(part.words for part in self.credits)

    @property
    def shown_hours(self) -> str:
        return "" if self.hours is None else f"{self.hours.normalize():f}"


@dataclass(frozen=True, slots=True)
class CodeView:
    """A code that works, as its earner sees it."""

    id: int
    code: str
    name: str
    made_at: datetime
    expires_at: datetime
    badges: int

    @property
    def shown(self) -> str:
        return shown_code(self.code)


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything that one person's transcript says at `made_at`, oldest badge first.

    `left_out` counts revoked badges, which a new transcript doesn't list, and behind a code those of an account that
    was disconnected since; `check_url` is where a registrar checks it, None without a code.
    """

    holder: str
    licence_number: str
    made_at: datetime
    publisher: str
    lines: tuple[TranscriptLine, ...]
    left_out: int = 0
    code: str | None = None
    check_url: str | None = None

    @property
    def hours(self) -> Decimal:
        """Nominal hours of what is valid."""
        valid = (line.hours for line in self.lines if line.status is CredentialStatus.VALID)
        return sum((hours for hours in valid if hours is not None), Decimal(0))

    @property
    def shown_hours(self) -> str:
        return f"{self.hours.normalize():f}"


@dataclass(frozen=True, slots=True)
class CheckedTranscript:
    """What a registrar sees by a code. `name_then` is the earner's name when the code was made, if it was another."""

    transcript: Transcript
    name_then: str | None
    made_at: datetime
    expires_at: datetime


def credit_part(credit: CreditView) -> CreditPart:
    """A line of the ledger as a transcript names it."""
    return CreditPart(
        rule=credit.rule.key,
        rule_version=credit.rule.version,
        place=credit.rule.place,
        quantity=in_words(credit.quantity),
        unit=unit_words(credit.rule, credit.quantity),
        standing=credit.standing,
    )
