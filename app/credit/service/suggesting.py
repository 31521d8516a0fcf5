"""Suggesting: which rules a badge could count under, and how much. Nothing is promised before an authority accepts."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import Clock
from app.credit import queries
from app.credit.definition import Rule
from app.credit.models import CreditEntry, EntryKind
from app.credit.rules import Standing, amount
from app.credit.views import CreditView, EarnedBadge, EntryView

BY_RULE = "Cairn"
ATTEMPTS = 3
Key = tuple[str, str]


def suggest(session: Session, clock: Clock, person_ids: Collection[int], badges: Iterable[EarnedBadge]) -> int:
    """Write down what these badges of one person could count for, as far as it isn't in the ledger; gives how many.

    A badge counts under the rules that its author named and under those of the jurisdiction that the person
    said, each in the version that was in force when it was earned. One micro-credential counts once under a rule,
    however many badges there are of it; one that was taken back makes room for another.
    """
    rules = queries.rules_by_id(session)
    profile = queries.profile_of(session, person_ids)
    known = queries.ledger_of(session, person_ids)
    seen = {(entry.rule.key, entry.credential_uuid) for entry in known if entry.kind is EntryKind.SUGGESTED}
    counted = _counted(queries.gathered(known))
    made = 0
    for badge in sorted(badges, key=lambda each: each.earned_at):
        for rule_id, rule in _rules_for(rules, badge, profile.jurisdiction if profile else None):
            key = (rule.key, badge.micro_credential)
            if key in counted or (rule.key, badge.credential_uuid) in seen:
                continue
            counted.add(key)
            made += _write(session, _suggestion(badge, rule_id, rule, clock.now()))
    return made


def take_back(session: Session, clock: Clock, credential_uuid: str, words: str) -> int:
    """Counter everything that stands for a badge that was revoked; gives how many suggestions. A second call: 0."""
    taken = 0
    for _ in range(ATTEMPTS):
        standing = [
            credit
            for credit in queries.gathered(queries.entries_of_credentials(session, [credential_uuid]))
            if credit.standing is not Standing.TAKEN_BACK
        ]
        if not standing:
            break
        for credit in standing:
            taken += _counter_all(session, clock.now(), credit, words)
    return taken


def counter_entry(session: Session, now: datetime, entry: EntryView, by: str, words: str) -> CreditEntry:
    """The row that takes another back, not yet written."""
    return CreditEntry(
        kind=EntryKind.COUNTERED,
        of_id=entry.id,
        turn=queries.turn_about(session, entry.id),
        suggestion_id=entry.suggestion_id,
        person_id=entry.person_id,
        credential_uuid=entry.credential_uuid,
        deployment_id=entry.deployment_id,
        rule_id=_rule_id(session, entry),
        rule_key=entry.rule.key,
        micro_credential=entry.micro_credential,
        quantity=-entry.quantity,
        earned_at=entry.earned_at,
        at=now,
        by=by,
        words=words,
    )


def _counter_all(session: Session, now: datetime, credit: CreditView, words: str) -> int:
    """The decision, if one stands, and the suggestion: both or none, and 0 if somebody decided in between."""
    rows = [entry for entry in credit.history if entry.id in {credit.suggestion.id, credit.outcome.decision_id}]
    try:
        with session.begin_nested():
            session.add_all(counter_entry(session, now, entry, BY_RULE, words) for entry in reversed(rows))
    except IntegrityError:
        return 0
    return 1


def _counted(credits: Iterable[CreditView]) -> set[Key]:
    standing = (credit for credit in credits if credit.standing is not Standing.TAKEN_BACK)
    return {(credit.rule.key, credit.suggestion.micro_credential) for credit in standing}


def _rules_for(rules: Mapping[int, Rule], badge: EarnedBadge, jurisdiction: str | None) -> list[tuple[int, Rule]]:
    """The newest version in force of each rule that could count; versions come in rising order."""
    day = badge.earned_at.date()
    newest = {
        rule.key: (rule_id, rule)
        for rule_id, rule in rules.items()
        if rule.is_in_force(day) and (rule.key in badge.named or rule.jurisdiction == jurisdiction)
    }
    return list(newest.values())


def _suggestion(badge: EarnedBadge, rule_id: int, rule: Rule, now: datetime) -> CreditEntry:
    return CreditEntry(
        kind=EntryKind.SUGGESTED,
        person_id=badge.person_id,
        credential_uuid=badge.credential_uuid,
        deployment_id=badge.deployment_id,
        rule_id=rule_id,
        rule_key=rule.key,
        micro_credential=badge.micro_credential,
        quantity=amount(rule, badge.hours, badge.named.get(rule.key)),
        earned_at=badge.earned_at,
        at=now,
        by=BY_RULE,
    )


def _write(session: Session, row: CreditEntry) -> int:
    """0 where somebody else wrote the very same suggestion a moment ago."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return 0
    return 1


def _rule_id(session: Session, entry: EntryView) -> int:
    row = queries.rule_row(session, entry.rule.key, entry.rule.version)
    if row is None:
        raise LookupError(f"the ledger names rule {entry.rule.key} {entry.rule.version}, which isn't there")
    return row.id
