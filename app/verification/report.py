"""What a verification found. Pure values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.verification.claims import Claims


class Mark(StrEnum):
    """How one check went. UNKNOWN is what could not be checked, NOTED what a person should know beside it."""

    PASSED = "passed"
    NOTED = "noted"
    UNKNOWN = "unknown"
    FAILED = "failed"


class Verdict(StrEnum):
    """All checks together: one failure refuses, one gap leaves it open."""

    GENUINE = "genuine"
    OPEN = "open"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Check:
    """One question that was put to the file. `code` is stable; `title` and `words` are for people."""

    code: str
    title: str
    words: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Report:
    """The checks in the order they were made. `claims` is what the file says, believed or not."""

    form: str
    checks: tuple[Check, ...]
    checked_at: datetime
    claims: Claims | None = None

    @property
    def verdict(self) -> Verdict:
        marks = {check.mark for check in self.checks}
        if Mark.FAILED in marks:
            return Verdict.REFUSED
        return Verdict.OPEN if Mark.UNKNOWN in marks or not marks else Verdict.GENUINE


class Stopped(Exception):  # noqa: N818 - it is a finding, not an error
    """A check after which the rest can't be made; `before` are those of the same part that were made."""

    def __init__(self, check: Check, before: tuple[Check, ...] = ()) -> None:
        super().__init__(check.code)
        self.check = check
        self.before = before


TITLES = {
    "file": "The file can be read",
    "contexts": "Its vocabularies are known",
    "key": "The issuer's key",
    "signature": "The signature",
    "covered": "Everything in it is signed",
    "token": "The token and the badge agree",
    "hosted": "The issuer's website",
    "dates": "The dates",
    "status": "Not taken back",
}


def passed(code: str, words: str) -> Check:
    return Check(code, TITLES[code], words, Mark.PASSED)


def noted(code: str, words: str) -> Check:
    return Check(code, TITLES[code], words, Mark.NOTED)


def unknown(code: str, words: str) -> Check:
    return Check(code, TITLES[code], words, Mark.UNKNOWN)


def failed(code: str, words: str) -> Check:
    return Check(code, TITLES[code], words, Mark.FAILED)
