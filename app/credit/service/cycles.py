"""What a licence cycle comes to, and whose cycle begins when."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.clock import Clock
from app.credit import queries
from app.credit.definition import Rule, Unit
from app.credit.errors import profile_not_usable
from app.credit.models import CreditProfile
from app.credit.rules import Cycle, Standing, counted, cycle_of
from app.credit.views import CreditView, CycleLine, ProfileView

MOST_YEARS = 20
LICENCE_LENGTH = 60
EARLIEST = 1950


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """What somebody wrote about their licence, as typed."""

    jurisdiction: str
    cycle_start: str
    cycle_years: str
    licence_number: str


def credits_of(session: Session, person_ids: Collection[int]) -> tuple[CreditView, ...]:
    """Everything that was suggested for these accounts of one person, with how it stands, oldest first."""
    return queries.gathered(queries.ledger_of(session, person_ids))


def current_rules(session: Session, day: date) -> tuple[Rule, ...]:
    """The newest version in force of each rule, by place."""
    newest = {rule.key: rule for rule in queries.rules_by_id(session).values() if rule.is_in_force(day)}
    return tuple(sorted(newest.values(), key=lambda rule: (rule.place, rule.key)))


def cycle_lines(session: Session, person_ids: Collection[int], today: date) -> tuple[CycleLine, ...]:
    """One line for each rule and cycle that has something in it, and for the present cycle of the person's own
    jurisdiction; the present ones first, then the newest."""
    profile = queries.profile_of(session, person_ids)
    credits = credits_of(session, person_ids)
    return lines_of(current_rules(session, today), profile, credits, today)


def lines_of(
    rules: Collection[Rule], profile: ProfileView | None, credits: Iterable[CreditView], today: date
) -> tuple[CycleLine, ...]:
    """As `cycle_lines`, of what was read already; `rules` are those in force.

    A version of a rule with another unit is counted by itself, and what a rule gave while it was in force stays shown.
    """
    counting = [each for each in credits if each.standing in {Standing.SUGGESTED, Standing.ACCEPTED}]
    by_unit: dict[tuple[str, Unit], list[CreditView]] = defaultdict(list)
    for credit in counting:
        by_unit[credit.rule.key, credit.rule.unit].append(credit)
    oldest_first = sorted((credit.rule for credit in counting), key=lambda rule: rule.version)
    newest = {(rule.key, rule.unit): rule for rule in (*oldest_first, *rules)}
    lines: list[CycleLine] = []
    for key, rule in newest.items():
        own = profile if profile is not None and profile.jurisdiction == rule.jurisdiction else None
        if own or by_unit[key]:
            of_rule = _lines(rule, own, _once(by_unit[key]), today)
            lines += [line for line in of_rule if rule in rules or line.accepted or line.suggested]
    return tuple(sorted(lines, key=lambda line: (not line.is_current, -line.cycle.first.toordinal(), line.rule.key)))


def save_profile(session: Session, clock: Clock, person_id: int, form: ProfileForm) -> None:
    """Keep by which rules a person's licence is renewed. Raises Invalid."""
    rules = [rule for rule in queries.rules_by_id(session).values() if rule.jurisdiction == form.jurisdiction]
    if not rules:
        raise profile_not_usable("Choose a state from the list; its rule isn't known here.")
    row = session.get(CreditProfile, person_id) or CreditProfile(person_id=person_id)
    row.jurisdiction = form.jurisdiction
    row.cycle_start, row.cycle_years = _start(form.cycle_start), _years(form.cycle_years)
    row.licence_number = _licence(form.licence_number)
    row.updated_at = clock.now()
    session.add(row)
    session.flush()


def forget_profiles(session: Session, person_ids: Collection[int]) -> None:
    """Forget what these accounts of one person said: an older word of another account mustn't come back."""
    session.execute(delete(CreditProfile).where(CreditProfile.person_id.in_(person_ids)))


def _once(credits: Iterable[CreditView]) -> list[CreditView]:
    """One for each micro-credential, the best of them: two accounts that were linked afterwards may each have one."""
    worst_first = sorted(credits, key=lambda credit: (credit.outcome.accepted, credit.outcome.suggested))
    return list({credit.suggestion.micro_credential: credit for credit in worst_first}.values())


def _lines(rule: Rule, profile: ProfileView | None, credits: list[CreditView], today: date) -> list[CycleLine]:
    present = _cycle(rule, profile, today)
    if present is None:
        return []
    groups: dict[Cycle, list[CreditView]] = {present: []}
    for credit in credits:
        cycle = _cycle(rule, profile, credit.suggestion.earned_at.date())
        if cycle is not None:
            groups.setdefault(cycle, []).append(credit)
    return [_line(rule, cycle, group, is_current=cycle == present) for cycle, group in groups.items()]


def _line(rule: Rule, cycle: Cycle, credits: list[CreditView], *, is_current: bool) -> CycleLine:
    accepted = sum(credit.outcome.accepted for credit in credits)
    open_ones = [credit for credit in credits if credit.standing is Standing.SUGGESTED]
    counting = counted(accepted, rule.cap)
    return CycleLine(
        rule=rule,
        cycle=cycle,
        accepted=counting,
        suggested=sum(credit.outcome.suggested for credit in open_ones),
        over_cap=accepted - counting,
        is_current=is_current,
    )


def _cycle(rule: Rule, profile: ProfileView | None, day: date) -> Cycle | None:
    """By what the person said; else by the rule, if all its cycles begin on the same day of the year."""
    if profile is not None:
        return cycle_of(profile.cycle_start, profile.cycle_years, day)
    if rule.cycle_years == 1 and rule.cycle_begins is not None:
        month, first = rule.cycle_begins
        return cycle_of(date(day.year, month, first), 1, day)
    return None


def _start(raw: str) -> date:
    try:
        start = date.fromisoformat(raw.strip())
    except ValueError as error:
        raise profile_not_usable("Write the day on which your licence cycle began, such as 2026-07-01.") from error
    if not EARLIEST <= start.year <= EARLIEST + 200:
        raise profile_not_usable("Write the day on which your licence cycle began, such as 2026-07-01.")
    return start


def _years(raw: str) -> int:
    typed = raw.strip()
    if not re.fullmatch("[0-9]{1,2}", typed) or not 1 <= int(typed) <= MOST_YEARS:
        raise profile_not_usable(f"A licence cycle has between 1 and {MOST_YEARS} years.")
    return int(typed)


def _licence(raw: str) -> str:
    number = " ".join(raw.split())
    if len(number) > LICENCE_LENGTH:
        raise profile_not_usable(f"A licence number has at most {LICENCE_LENGTH} characters.")
    return number
