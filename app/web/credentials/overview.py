"""What the list of one's own badges shows."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from app import credit
from app.badges import CredentialView, Visibility
from app.flows.own_badges import own_badges
from app.people import Actor, linked_people
from app.reports.stack_progress import StackLine, stack_progress
from app.web.public import STATUS_WORDS
from app.web.transcript.pages import PagePlace, places

SEEN_BY = {
    Visibility.PRIVATE: "Private: strangers aren't told that it is yours",
    Visibility.LINK: "Whoever has your link sees it",
    Visibility.PUBLIC: "Everybody can see it",
}
"""Also said on the badge's own page."""


@dataclass(frozen=True, slots=True)
class BadgeLine:
    """One badge. `status` is its word and kind; `is_private` where nobody else sees it."""

    name: str
    issuer: str
    awarded_at: datetime
    valid_until: datetime | None
    status: tuple[str, str]
    is_signed: bool
    is_private: bool
    seen_by: str
    image_url: str
    url: str


@dataclass(frozen=True, slots=True)
class StackPart:
    """One part of a stack; `url` is the page of the badge that counts, empty while none does."""

    title: str
    required: bool
    url: str


@dataclass(frozen=True, slots=True)
class StackRow:
    """One stack that isn't earned yet."""

    line: StackLine
    parts: tuple[StackPart, ...]


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """What templates/credentials/overview.html shows."""

    places: tuple[PagePlace, ...]
    badges: tuple[BadgeLine, ...]
    stacks: tuple[StackRow, ...]
    """What the badges are on the way to, the nearest first; stacks that were earned are among the badges."""
    credit: tuple[str, ...]
    """Lines such as "Wyoming: 0.5 of 1.0 credits for 2026 to 2027, 0.5 credit suggested"."""


def overview_page(session: Session, actor: Actor, now: datetime) -> OverviewPage:
    """All badges of the actor, of whatever course and account, newest first, and what they add up to."""
    person_ids = linked_people(session, actor.person_id)
    return OverviewPage(
        places=places(),
        badges=tuple(_line(badge, now) for badge in own_badges(session, actor)),
        stacks=_stacks(stack_progress(session, person_ids, now)),
        credit=tuple(_credit(line) for line in credit.cycle_lines(session, person_ids, now.date())),
    )


def _credit(line: credit.CycleLine) -> str:
    waiting = f", {line.suggested_words} suggested" if line.suggested_words else ""
    return f"{line.rule.place}: {line.words}{waiting}"


def _stacks(lines: tuple[StackLine, ...]) -> tuple[StackRow, ...]:
    return tuple(
        StackRow(
            line,
            tuple(
                StackPart(
                    part.title,
                    part.required,
                    url_for("credentials.badge", uuid=part.badge.uuid) if part.badge else "",
                )
                for part in line.parts
            ),
        )
        for line in lines
        if line.badge is None
    )


def _line(badge: CredentialView, now: datetime) -> BadgeLine:
    return BadgeLine(
        name=badge.name,
        issuer=badge.issuer.name,
        awarded_at=badge.awarded_at,
        valid_until=badge.valid_until,
        status=STATUS_WORDS[badge.status_at(now)],
        is_signed=badge.is_signed,
        is_private=badge.visibility is Visibility.PRIVATE,
        seen_by=SEEN_BY[badge.visibility],
        image_url=url_for("public.achievement_image", key=badge.achievement_key),
        url=url_for("credentials.badge", uuid=badge.uuid),
    )
