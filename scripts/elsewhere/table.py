"""Who said what, as lines of a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scripts.elsewhere.answers import Answer
from scripts.elsewhere.readings import CHANGED, Reading


class Outcome(StrEnum):
    """Whether an implementation said what it should."""

    RIGHT = "right"
    WRONG = "WRONG"
    EXCUSED = "a rule of its own"
    MISSING = "could not be had"


HEADS = ("implementation", "version", "read", "to ours", "to a changed one and worse", "")


@dataclass(frozen=True, slots=True)
class Line:
    """One implementation and one kind of file, with what it said."""

    implementation: str
    version: str
    form: str
    genuine: str
    changed: str
    outcome: Outcome
    note: str = ""

    def cells(self) -> tuple[str, ...]:
        words = f"{self.outcome}: {self.note}" if self.note else str(self.outcome)
        return (self.implementation, self.version, self.form, self.genuine, self.changed, words)


def line_of(reading: Reading, version: str, answers: Sequence[Answer], files: Mapping[str, bytes]) -> Line:
    """The line of a reading; `answers` are those to its good file and then to each bad one."""
    missing = next((each.missing for each in answers if each.missing), "")
    if missing:
        return Line(reading.package, version, reading.form, "-", "-", Outcome.MISSING, missing)
    wanted = files[reading.holds] if reading.holds else b""
    good, *bad = (each.accepts(wanted) for each in answers)
    outcome = _outcome(reading, good, bad)
    note = reading.mistaken if outcome is Outcome.EXCUSED else _why(answers, good, bad)
    refusals = ", ".join(_refusal(name, each) for name, each in zip(reading.bad, bad, strict=True))
    return Line(reading.package, version, reading.form, _word(good), refusals, outcome, note)


def printed(lines: Sequence[Line], heads: Sequence[str] = HEADS) -> str:
    """The lines under each other, in columns."""
    rows = [tuple(heads), *(line.cells() for line in lines)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(heads))]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _outcome(reading: Reading, good: bool, bad: Sequence[bool]) -> Outcome:
    if any(bad) or not (good or reading.mistaken):
        return Outcome.WRONG
    return Outcome.RIGHT if good else Outcome.EXCUSED


def _word(accepted: bool) -> str:
    return "yes" if accepted else "no"


def _refusal(name: str, accepted: bool) -> str:
    """ "no" to a changed file; to any other, its kind with it."""
    kind = "" if name.startswith(f"{CHANGED}/") else f" ({name.partition('/')[0].partition('.')[0]})"
    return _word(accepted) + kind


def _why(answers: Sequence[Answer], good: bool, bad: Sequence[bool]) -> str:
    """The implementation's own words where it surprises us."""
    if not good:
        return answers[0].words or "it read something else"
    return "it took a file that it should refuse" if any(bad) else ""
