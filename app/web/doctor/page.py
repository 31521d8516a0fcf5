"""The doctor's page as a value."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.flows.examine import Facts, Finding, Looks, Mark, Way, diagnose, report

KINDS = {Mark.GOOD: "good", Mark.NOTICE: "warn", Mark.BAD: "bad", Mark.UNKNOWN: "neutral"}
WORDS = {Mark.GOOD: "In order", Mark.NOTICE: "Look at this", Mark.BAD: "Needs mending", Mark.UNKNOWN: "Not checked"}


@dataclass(frozen=True, slots=True)
class Line:
    """One finding with its mark in a word."""

    finding: Finding
    word: str
    kind: str


@dataclass(frozen=True, slots=True)
class DoctorPage:
    """What templates/doctor/page.html shows; `storage_origin` is where the LMS keeps things for tools."""

    lines: tuple[Line, ...]
    summary: str
    report: str
    checked: bool
    at: datetime
    shown_at: datetime
    """Cairn's clock now, after the LMS was asked; the browser compares its own with it."""
    storage_origin: str


def build_page(facts: Facts, looks: Looks | None, way: Way, *, storage_origin: str, shown_at: datetime) -> DoctorPage:
    """The page before (`looks` None) or after the LMS was asked."""
    findings = diagnose(facts, looks, way)
    return DoctorPage(
        lines=tuple(Line(finding, WORDS[finding.mark], KINDS[finding.mark]) for finding in findings),
        summary=_summary(findings, checked=looks is not None),
        report=report(facts, findings),
        checked=looks is not None,
        at=facts.at,
        shown_at=shown_at,
        storage_origin=storage_origin,
    )


def _summary(findings: Iterable[Finding], *, checked: bool) -> str:
    bad = [finding for finding in findings if finding.mark is Mark.BAD]
    notices = [finding for finding in findings if finding.mark is Mark.NOTICE]
    if bad:
        return "One thing needs mending." if len(bad) == 1 else f"{len(bad)} things need mending."
    if notices:
        return "It works. " + ("One thing is" if len(notices) == 1 else f"{len(notices)} things are") + " worth a look."
    return "Everything is in order." if checked else "Nothing wrong is known here. Ask the LMS to be sure."
