"""What the pages of transcript and credit show: frozen objects, built in one short reading."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, request, url_for
from sqlalchemy.orm import Session

from app import credit
from app.badges import credentials_of_people
from app.credit import CycleLine, EntryKind, EntryView, ProfileView, Rule
from app.flows.transcript import asked_by, record_parts
from app.people import Actor
from app.services import Services
from app.transcript import MOST_CODES, CheckedTranscript, CodeView, Transcript, transcript_of, working_codes

HOME = "credentials.overview"
PLACES = (
    (HOME, "My credentials"),
    ("transcript.transcript", "Transcript"),
    ("transcript.credit", "Credit"),
    ("accounts.accounts", "Your accounts"),
)
BELONGS = {HOME: ("credentials.badge", "wallet.show"), "accounts.accounts": ("accounts.make_code",)}
"""Pages below one of those."""
ENTRY = {
    EntryKind.SUGGESTED: "Suggested",
    EntryKind.ACCEPTED: "Accepted",
    EntryKind.DECLINED: "Declined",
    EntryKind.COUNTERED: "Counter-entry",
}


@dataclass(frozen=True, slots=True)
class PagePlace:
    """One of the pages that belong together; `current` is the value of aria-current, or empty."""

    label: str
    url: str
    current: str


@dataclass(frozen=True, slots=True)
class TranscriptPage:
    """What templates/transcript/transcript.html shows."""

    places: tuple[PagePlace, ...]
    transcript: Transcript
    codes: tuple[CodeView, ...]
    records: tuple[int, ...]
    """The numbers of the signed records that hold the badges."""
    may_make: bool
    is_looking_on: bool
    """Whether somebody looks through the earner's eyes, from whom codes are kept."""
    check_url: str


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the ledger in words."""

    entry: EntryView
    badge: str
    kind: str
    about: str
    """What a later line is about: "line 12"; empty for a suggestion."""


@dataclass(frozen=True, slots=True)
class CreditPage:
    """What templates/transcript/credit.html shows."""

    places: tuple[PagePlace, ...]
    cycles: tuple[CycleLine, ...]
    lines: tuple[LedgerLine, ...]
    rules: tuple[Rule, ...]
    own_rules: tuple[Rule, ...]
    """Those of the jurisdiction that was chosen, and those that something counts under."""
    profile: ProfileView | None
    jurisdictions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CheckPage:
    """What templates/transcript/check.html shows."""

    checked: CheckedTranscript
    now: datetime


@dataclass(frozen=True, slots=True)
class EnterPage:
    """What templates/transcript/enter.html shows; `typed` is what led nowhere and `error` why, both empty at first."""

    typed: str
    error: str


def places() -> tuple[PagePlace, ...]:
    """The pages beside the present one."""
    return tuple(
        PagePlace(label, url_for(endpoint), _current(endpoint))
        for endpoint, label in PLACES
        if endpoint in current_app.view_functions
    )


def _current(endpoint: str) -> str:
    if request.endpoint == endpoint:
        return "page"
    return "true" if request.endpoint in BELONGS.get(endpoint, ()) else ""


def transcript_page(session: Session, services: Services, actor: Actor) -> TranscriptPage:
    asked = asked_by(session, services, actor)
    shown = transcript_of(session, asked)
    codes = () if actor.masquerading else working_codes(session, asked.person_ids, asked.now)
    return TranscriptPage(
        places=places(),
        transcript=shown,
        codes=codes,
        records=tuple(range(1, len(record_parts(session, shown)) + 1)),
        may_make=bool(shown.lines) and len(codes) < MOST_CODES and not actor.masquerading,
        is_looking_on=actor.masquerading,
        check_url=f"{services.settings.public_url}/transcripts/",
    )


def credit_page(session: Session, services: Services, actor: Actor) -> CreditPage:
    person_ids, today = asked_by(session, services, actor).person_ids, services.clock.now().date()
    rules = credit.current_rules(session, today)
    profile = credit.profile_of(session, person_ids)
    entries = credit.ledger_of(session, person_ids)
    names = {badge.uuid: badge.name for badge in credentials_of_people(session, person_ids)}
    cycles = credit.lines_of(rules, profile, credit.gathered(entries), today)
    keys = {entry.rule.key for entry in entries}
    own = tuple(rule for rule in rules if rule.key in keys or (profile and rule.jurisdiction == profile.jurisdiction))
    return CreditPage(
        places=places(),
        cycles=cycles,
        lines=tuple(_line(entry, names) for entry in reversed(entries)),
        rules=rules,
        own_rules=own,
        profile=profile,
        jurisdictions=tuple(dict.fromkeys((rule.jurisdiction, rule.place) for rule in rules)),
    )


def _line(entry: EntryView, names: dict[str, str]) -> LedgerLine:
    return LedgerLine(
        entry=entry,
        badge=names.get(entry.credential_uuid, entry.micro_credential),
        kind=ENTRY[entry.kind],
        about=f"line {entry.of_id}" if entry.of_id else "",
    )
