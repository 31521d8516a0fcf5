"""Linking by consent: one account shows a code, the other enters it within ten minutes, and both agree.

Each half is done from a launch of its own, so whoever links two accounts is signed in to both.
"""

import secrets
from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.clock import Clock
from app.people import errors, queries
from app.people.launches import secret_hash
from app.people.links import accounts_of, link_people, linked_people
from app.people.models import LinkCode, LinkKind
from app.people.rules import LETTERS
from app.people.views import LinkRequestView

LIFE = timedelta(minutes=10)
LENGTH = 8
"""Of thirty letters each: nobody guesses one within its ten minutes."""


def make_link_code(session: Session, clock: Clock, person_id: int) -> str:
    """A new code of this person's, as it is shown, this once; an earlier one that nobody entered stops working."""
    now = clock.now()
    mine = (LinkCode.maker_id == person_id, LinkCode.taker_id.is_(None), LinkCode.closed_at.is_(None))
    session.execute(update(LinkCode).where(*mine).values(closed_at=now))
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    session.add(LinkCode(code_hash=secret_hash(code), maker_id=person_id, made_at=now, expires_at=now + LIFE))
    session.flush()
    return f"{code[:4]}-{code[4:]}"


def enter_link_code(session: Session, clock: Clock, person_id: int, typed: str) -> None:
    """Take a code that another account made. From now on nobody else can, and nothing is linked yet.

    Case, blanks and hyphens don't matter. Raises NotFound for a code that doesn't work, Invalid for one's own,
    Conflict if the two are linked already.
    """
    now, code = clock.now(), "".join(letter for letter in typed.upper() if letter.isalnum())
    free = (LinkCode.taker_id.is_(None), LinkCode.closed_at.is_(None), LinkCode.expires_at > now)
    mine = (LinkCode.code_hash == secret_hash(code), LinkCode.maker_id != person_id)
    taken = update(LinkCode).where(*mine, *free).values(taker_id=person_id).returning(LinkCode.maker_id)
    maker_id = session.scalar(taken)
    if maker_id is None:
        raise errors.own_link_code() if _is_own(session, clock, person_id, code) else errors.link_code_unknown()
    if maker_id in linked_people(session, person_id):
        raise errors.linked_already()


def agree_to_link(session: Session, clock: Clock, person_id: int, code_id: int) -> bool:
    """One end's word. True when it was the second: the two are linked now.

    Raises NotFound for a code that isn't theirs, that nobody has entered yet, or whose time is over; Conflict as
    `link_people` does.
    """
    row = _entered(session, clock, person_id, code_id)
    now = clock.now()
    if row.maker_id == person_id:
        row.maker_agreed_at = row.maker_agreed_at or now
    else:
        row.taker_agreed_at = row.taker_agreed_at or now
    both = row.maker_agreed_at is not None and row.taker_agreed_at is not None
    if both and row.taker_id is not None:
        row.closed_at = now
        by = f"person:{row.maker_id} and person:{row.taker_id}"
        link_people(session, clock, (row.maker_id, row.taker_id), kind=LinkKind.CONSENT, by=by)
    session.flush()
    return both


def decline_link(session: Session, clock: Clock, person_id: int, code_id: int) -> None:
    """Close a code from either end, entered or not. Raises NotFound as `agree_to_link` does."""
    row = queries.link_code(session, code_id)
    if row is None or row.closed_at is not None or person_id not in (row.maker_id, row.taker_id):
        raise errors.link_code_unknown()
    row.closed_at = clock.now()
    session.flush()


def link_requests(session: Session, clock: Clock, person_id: int) -> tuple[LinkRequestView, ...]:
    """What waits for this person or for the account at the other end, newest first."""
    rows = queries.open_codes(session, person_id, clock.now())
    others = {_other(row, person_id) for row in rows} - {None}
    accounts = accounts_of(session, (other for other in others if other is not None)) if others else {}
    return tuple(
        LinkRequestView(
            id=row.id,
            is_maker=row.maker_id == person_id,
            other=accounts.get(_other(row, person_id) or 0),
            has_agreed=(row.maker_agreed_at if row.maker_id == person_id else row.taker_agreed_at) is not None,
            expires_at=row.expires_at,
        )
        for row in rows
    )


def forget_old_link_codes(session: Session, clock: Clock) -> None:
    """Drop codes whose time is over; what came of them is kept as a link."""
    session.execute(delete(LinkCode).where(LinkCode.expires_at <= clock.now()))


def _entered(session: Session, clock: Clock, person_id: int, code_id: int) -> LinkCode:
    """A code of this person's that both ends know and that still waits."""
    row = queries.link_code(session, code_id)
    if row is None or row.closed_at is not None or row.expires_at <= clock.now() or row.taker_id is None:
        raise errors.link_code_unknown()
    if person_id not in (row.maker_id, row.taker_id):
        raise errors.link_code_unknown()
    return row


def _is_own(session: Session, clock: Clock, person_id: int, code: str) -> bool:
    hashes = {row.code_hash for row in queries.open_codes(session, person_id, clock.now()) if row.maker_id == person_id}
    return secret_hash(code) in hashes


def _other(row: LinkCode, person_id: int) -> int | None:
    return row.taker_id if row.maker_id == person_id else row.maker_id
