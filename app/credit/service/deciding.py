"""An authority accepts or declines what was suggested, and may think again. Every step is a line of its own."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import Clock
from app.credit import errors, queries
from app.credit.models import CreditEntry, EntryKind
from app.credit.rules import Standing, in_words, read_quantity
from app.credit.service.suggesting import counter_entry
from app.credit.views import CreditView


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an authority says. `quantity` as it was typed, empty for all that was suggested; `words` for the earner."""

    accepts: bool
    by: str
    quantity: str = ""
    words: str = ""


def decide(
    session: Session, clock: Clock, suggestion_id: int, deployments: Collection[int], ruling: Ruling
) -> CreditView:
    """Accept a suggestion, whole or less of it, or decline it with a reason.

    Raises NotFound outside of `deployments`, Conflict if somebody was quicker or the badge was revoked, Invalid
    for an amount that isn't one, or without a reason where one is needed.
    """
    credit = _required(session, suggestion_id, deployments)
    if credit.standing is not Standing.SUGGESTED:
        raise errors.decided_already()
    words = _usable(ruling.words, needed=not ruling.accepts)
    quantity = _quantity(credit, ruling) if ruling.accepts else 0
    kind = EntryKind.ACCEPTED if ruling.accepts else EntryKind.DECLINED
    row = counter_entry(session, clock.now(), credit.suggestion, ruling.by, words)
    row.kind, row.quantity = kind, quantity
    _write(session, row)
    return _required(session, suggestion_id, deployments)


def reconsider(
    session: Session, clock: Clock, suggestion_id: int, deployments: Collection[int], by: str, words: str
) -> CreditView:
    """Take a decision back by a counter-entry, so that it can be made anew. Raises as `decide` does."""
    credit = _required(session, suggestion_id, deployments)
    decision = next((entry for entry in credit.history if entry.id == credit.outcome.decision_id), None)
    if decision is None:
        raise errors.not_decided()
    _write(session, counter_entry(session, clock.now(), decision, by, _usable(words, needed=True)))
    return _required(session, suggestion_id, deployments)


def _required(session: Session, suggestion_id: int, deployments: Collection[int]) -> CreditView:
    credit = queries.credit_by_id(session, suggestion_id)
    if credit is None or credit.suggestion.deployment_id not in deployments:
        raise errors.entry_unknown()
    return credit


def _quantity(credit: CreditView, ruling: Ruling) -> int:
    suggested = credit.suggestion.quantity
    if not ruling.quantity.strip():
        return suggested
    found = read_quantity(ruling.quantity, suggested)
    if found is None:
        raise errors.quantity_not_usable(in_words(suggested))
    return found


def _usable(words: str, *, needed: bool) -> str:
    said = " ".join(words.split())
    if (needed and not said) or len(said) > errors.LONGEST_REASON:
        raise errors.reason_needed()
    return said


def _write(session: Session, row: CreditEntry) -> None:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise errors.decided_already() from error
