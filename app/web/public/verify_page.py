"""The frozen values of the verification page."""

from dataclasses import dataclass
from datetime import datetime

from app.verification import Claims, Mark, Report, Verdict

MARKS = {
    Mark.PASSED: ("Good", "good"),
    Mark.NOTED: ("Note", "info"),
    Mark.UNKNOWN: ("Not checked", "warn"),
    Mark.FAILED: ("Failed", "bad"),
}
VERDICTS = {
    Verdict.GENUINE: ("This badge is genuine", "good", "Every check went well. Below is what it says, and each check."),
    Verdict.OPEN: (
        "This badge couldn't be fully checked",
        "warn",
        "Nothing was found against it, but not everything could be checked. See below what is missing.",
    ),
    Verdict.REFUSED: (
        "Don't rely on this badge",
        "bad",
        "At least one check failed. The badge may be changed, foreign, expired or taken back: see below.",
    ),
}
NO_BADGE = (
    "No badge was found here",
    "warn",
    "There was nothing to verify. See below why, and try the file that the earner was given.",
)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check in words, with the word and kind of how it went."""

    title: str
    words: str
    mark: str
    kind: str


@dataclass(frozen=True, slots=True)
class Result:
    """All that was found. `claims` is None where there was no badge to speak of."""

    headline: str
    kind: str
    words: str
    form: str
    checks: tuple[CheckLine, ...]
    checked_at: datetime
    claims: Claims | None
    is_believed: bool


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """The form, and the result above it once something was handed in."""

    pasted: str = ""
    error: str = ""
    result: Result | None = None


def result_of(report: Report) -> Result:
    headline, kind, words = VERDICTS[report.verdict] if report.claims else NO_BADGE
    lines = tuple(CheckLine(check.title, check.words, *MARKS[check.mark]) for check in report.checks)
    believed = report.verdict is Verdict.GENUINE
    return Result(headline, kind, words, report.form, lines, report.checked_at, report.claims, believed)
