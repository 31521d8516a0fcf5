"""Findings about Cairn itself: its key, its worker, and what waits to be delivered to this LMS."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.flows.examine.facts import Facts
from app.flows.examine.findings import Finding, Mark, Mender

KEY_PUBLISHED = timedelta(hours=24)
WORKER_SILENT = timedelta(minutes=3)


def findings(facts: Facts) -> Iterator[Finding]:
    """What the person who runs Cairn can see to."""
    yield _key(facts.key_since, facts.at)
    yield _worker(facts.worker_seen_at, facts.at)
    yield _deliveries(facts)


def _key(since: datetime | None, now: datetime) -> Finding:
    title = "Cairn's key"
    if since is None:
        words = "Cairn has no key of its own yet, so no LMS can trust it."
        return Finding("own-key", title, Mark.BAD, words, Mender.CAIRN)
    days = (now - since).days
    if now - since < KEY_PUBLISHED:
        words = "It is less than a day old. An LMS that keeps old keys for long may refuse Cairn until tomorrow."
        return Finding("own-key", title, Mark.NOTICE, words)
    words = "It was published long enough ago for every LMS to know it."
    return Finding("own-key", title, Mark.GOOD, words, detail=f"{days} days")


def _worker(seen: datetime | None, now: datetime) -> Finding:
    title = "Deliveries at work"
    if seen is None or now - seen > WORKER_SILENT:
        words = "Nothing delivers scores at the moment; they wait and none is lost."
        return Finding("worker", title, Mark.BAD, words, Mender.CAIRN)
    return Finding("worker", title, Mark.GOOD, "Scores are delivered within seconds.")


def _deliveries(facts: Facts) -> Finding:
    title, gate = "Waiting for this LMS", facts.gate
    if gate is None:
        return Finding("deliveries", title, Mark.GOOD, "Nothing waits.")
    detail = f"{gate.waiting} waiting, {gate.stopped} stopped, {gate.failures} failures in a row"
    if gate.closed_until is not None and gate.closed_until > facts.at:
        minutes = max(1, round((gate.closed_until - facts.at).total_seconds() / 60))
        words = f"The LMS didn't answer or asked for patience. Cairn tries again in about {minutes} min."
        return Finding("deliveries", title, Mark.NOTICE, words, Mender.LMS, detail)
    if gate.stopped:
        words = "Some scores need a decision: the gradebook page of their activity says which."
        return Finding("deliveries", title, Mark.NOTICE, words, Mender.TEACHER, detail)
    return Finding("deliveries", title, Mark.GOOD, "Nothing is held up.", detail=detail)
