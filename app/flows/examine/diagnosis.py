"""From facts and looks to findings, in the order in which a launch needs them."""

from collections.abc import Iterator
from datetime import timedelta

from app.flows.examine import services_side, tool_side
from app.flows.examine.facts import Facts
from app.flows.examine.findings import Finding, Mark, Mender, Way
from app.flows.examine.looking import Looks
from app.lti import Standing

SKEW = timedelta(seconds=30)
MOST_SKEW = timedelta(seconds=60)
"""What `verify` forgives; beyond it launches are refused."""


def diagnose(facts: Facts, looks: Looks | None, way: Way | None) -> tuple[Finding, ...]:
    """All findings. Without `looks` only what is known here; `way` is None where no browser is looking."""
    findings = [_standing(facts)]
    if way is not None:
        findings.append(_way_in(way))
    if facts.launched is not None:
        findings.append(services_side.role(facts.launched))
    if looks is not None:
        findings.extend(_platform(looks))
        findings.append(services_side.token(looks))
    findings.extend(services_side.findings(facts, looks))
    findings.extend(tool_side.findings(facts))
    return tuple(findings)


def _standing(facts: Facts) -> Finding:
    title = "Connection"
    if facts.registration.status is not Standing.ACTIVE:
        words = "This LMS is switched off in Cairn, so nobody can come in from it."
        return Finding("connection", title, Mark.BAD, words, Mender.CAIRN)
    if facts.deployment is not None and facts.deployment.status is not Standing.ACTIVE:
        words = "This account or course of the LMS isn't approved in Cairn."
        return Finding("connection", title, Mark.BAD, words, Mender.CAIRN)
    return Finding("connection", title, Mark.GOOD, "The LMS is known to Cairn and may launch it.")


def _way_in(way: Way) -> Finding:
    title = "This browser"
    if way is Way.COOKIE:
        return Finding("browser", title, Mark.GOOD, "It keeps Cairn's cookie inside the LMS, as it should.")
    words = "It refuses Cairn's cookie inside the LMS; the LMS keeps the proof instead, which works as well."
    return Finding("browser", title, Mark.GOOD, words)


def _platform(looks: Looks) -> Iterator[Finding]:
    keys = looks.keys
    if not keys.ok:
        words = f"Cairn can't read the LMS's keys, so launches can't be checked. {keys.words}"
        yield Finding("platform-keys", "The LMS's keys", Mark.BAD, words, Mender.LMS, keys.code)
        return
    words = "Cairn can read them, so it can tell a real launch from a forged one."
    yield Finding("platform-keys", "The LMS's keys", Mark.GOOD, words, detail=f"{keys.count} keys")
    yield _clock(keys.ahead)


def _clock(ahead: timedelta | None) -> Finding:
    title = "Clocks"
    if ahead is None:
        return Finding("clock", title, Mark.UNKNOWN, "The LMS doesn't say what time it has.")
    seconds = int(ahead.total_seconds())
    detail = f"LMS {seconds:+d} s"
    if abs(ahead) <= SKEW:
        return Finding("clock", title, Mark.GOOD, "The LMS and Cairn agree about the time.", detail=detail)
    side = "ahead of" if seconds > 0 else "behind"
    words = f"The LMS's clock is {abs(seconds)} seconds {side} Cairn's. Beyond a minute launches fail."
    return Finding("clock", title, Mark.BAD if abs(ahead) > MOST_SKEW else Mark.NOTICE, words, Mender.LMS, detail)
