"""Badges within an administrator's reach: how each stands, what got stuck, and taking one back with time to undo it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.administration import Scope
from app.badges import BadgeEventKind, CredentialView, events_of
from app.db import reading, transaction
from app.flows.look_after_badges import (
    MOST,
    Stuck,
    badge_within,
    let_stand,
    newest_badges,
    stuck_badges,
    take_back,
    try_again,
)
from app.people import names_of
from app.web.access import current_services
from app.web.admin.console_page import Frame, frame
from app.web.admin.mount import both, current_scope
from app.web.admin.words import BADGE_EVENTS
from app.web.badge_words import standing_words, time_left
from app.web.plain import without_nul

MOST_STUCK = 20


@dataclass(frozen=True, slots=True)
class BadgeRow:
    """One badge, whose it is, and how it stands in a word."""

    badge: CredentialView
    earner: str
    standing: tuple[str, str]


@dataclass(frozen=True, slots=True)
class StuckRow:
    """One badge whose signature or revocation doesn't come about."""

    stuck: Stuck
    earner: str


@dataclass(frozen=True, slots=True)
class BadgesPage:
    """What templates/admin/badges.html shows. `given_up` counts what is tried no more by itself."""

    frame: Frame
    named: str
    rows: tuple[BadgeRow, ...]
    stuck: tuple[StuckRow, ...]
    stuck_count: int
    given_up: int
    most: int
    said: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """A line of a badge's history."""

    words: str
    detail: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BadgePage:
    """What templates/admin/badge.html shows. `time_left` is of a revocation that can still be undone."""

    frame: Frame
    row: BadgeRow
    stuck: tuple[StuckRow, ...]
    time_left: str
    history: tuple[EventLine, ...]


@both("/badges/")
def badges() -> ResponseReturnValue:
    """What got stuck, and the newest badges or those of somebody."""
    scope, named = current_scope(), request.args.get("name", "")
    with reading() as session:
        page = _page(session, scope, current_services().clock.now(), named, request.args.get("said", ""))
    return render_template("admin/badges.html", page=page)


@both("/badges/try-again", "POST")
def try_badges_again() -> ResponseReturnValue:
    """Try at once what got stuck: one badge, or all within reach."""
    form = without_nul(request.form)
    with transaction() as session:
        try_again(session, current_services(), current_scope(), form.get("badge") or None)
    return redirect(url_for(".badges", said="tried"), 303)


@both("/badges/<uuid:credential>")
def badge(credential: UUID) -> ResponseReturnValue:
    """One badge with its history."""
    scope, now = current_scope(), current_services().clock.now()
    with reading() as session:
        view = badge_within(session, scope, str(credential))
        stuck = tuple(row for row in _stuck(session, scope, now) if row.stuck.badge.uuid == view.uuid)
        page = BadgePage(
            frame=frame(),
            row=_rows(session, [view], {each.stuck.badge.uuid for each in stuck if each.stuck.is_stopped}, now)[0],
            stuck=stuck,
            time_left=time_left(view.revocation_due_at, now) if view.revocation_due_at else "",
            history=tuple(
                EventLine(BADGE_EVENTS[each.kind], "" if each.kind is BadgeEventKind.AWARDED else each.words, each.at)
                for each in events_of(session, view.uuid)
                if each.kind in BADGE_EVENTS
            ),
        )
    return render_template("admin/badge.html", page=page)


@both("/badges/<uuid:credential>/revoke", "POST")
def revoke_badge(credential: UUID) -> ResponseReturnValue:
    """Have it taken back in a quarter of an hour."""
    reason = without_nul(request.form).get("reason", "")
    with transaction() as session:
        take_back(session, current_services(), current_scope(), str(credential), reason)
    return redirect(url_for(".badge", credential=credential), 303)


@both("/badges/<uuid:credential>/keep", "POST")
def keep_badge(credential: UUID) -> ResponseReturnValue:
    """Undo that."""
    with transaction() as session:
        let_stand(session, current_services(), current_scope(), str(credential))
    return redirect(url_for(".badge", credential=credential), 303)


def _page(session: Session, scope: Scope, now: datetime, named: str, said: str) -> BadgesPage:
    stuck = _stuck(session, scope, now)
    given_up = {row.stuck.badge.uuid for row in stuck if row.stuck.is_stopped}
    return BadgesPage(
        frame=frame(),
        named=named,
        rows=_rows(session, newest_badges(session, scope, named), given_up, now),
        stuck=stuck[:MOST_STUCK],
        stuck_count=len(stuck),
        given_up=len(given_up),
        most=MOST,
        said=said if said == "tried" else "",
    )


def _stuck(session: Session, scope: Scope, now: datetime) -> tuple[StuckRow, ...]:
    found = stuck_badges(session, scope, now)
    names = names_of(session, {each.badge.person_id for each in found})
    return tuple(StuckRow(each, names.get(each.badge.person_id, "")) for each in found)


def _rows(session: Session, found: Iterable[CredentialView], given_up: set[str], now: datetime) -> tuple[BadgeRow, ...]:
    found = list(found)
    names = names_of(session, {each.person_id for each in found})
    return tuple(
        BadgeRow(each, names.get(each.person_id, ""), standing_words(each, now, is_stuck=each.uuid in given_up))
        for each in found
    )
