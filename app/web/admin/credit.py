"""Credit: what badges were suggested to count for, and what the authority says to it."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import credit as ledger
from app.administration import Scope, reach_of
from app.badges import credentials_among
from app.credit import CreditView, Ruling, Standing
from app.db import reading, transaction
from app.flows.credit import decide_credit, reconsider_credit
from app.people import names_of
from app.web.access import current_services
from app.web.admin.console_page import Frame, frame
from app.web.admin.mount import both, current_scope
from app.web.plain import without_nul
from app.web.transcript.ledger_file import ledger_file

STANDING = {
    Standing.SUGGESTED: ("Waits", "info"),
    Standing.ACCEPTED: ("Accepted", "good"),
    Standing.DECLINED: ("Declined", "warn"),
    Standing.TAKEN_BACK: ("Taken back with its badge", "bad"),
}
MOST = 50


@dataclass(frozen=True, slots=True)
class CreditRow:
    """One suggestion, with whose it is and what was awarded."""

    view: CreditView
    earner: str
    badge: str
    badge_url: str
    standing: str
    kind: str
    amount: str


@dataclass(frozen=True, slots=True)
class CreditPage:
    """What templates/admin/credit.html shows."""

    frame: Frame
    waiting: tuple[CreditRow, ...]
    decided: tuple[CreditRow, ...]
    most: int


@both("/credit/")
def credit() -> ResponseReturnValue:
    """What waits for a decision, oldest first, and what was decided lately."""
    with reading() as session:
        page = _page(session, current_scope())
    return render_template("admin/credit.html", page=page)


@both("/credit/ledger")
def credit_ledger() -> ResponseReturnValue:
    """Every line of the ledger in reach, as CSV."""
    with reading() as session:
        entries = ledger.ledger_of_deployments(session, reach_of(session, current_scope()).deployments)
        people = {entry.person_id for entry in entries}
        names, licences = names_of(session, people), ledger.licence_numbers(session, people)
    return ledger_file(entries, names, licences)


@both("/credit/<int:suggestion_id>/decide", "POST")
def decide_on_credit(suggestion_id: int) -> ResponseReturnValue:
    """Accept or decline one suggestion."""
    form, scope = without_nul(request.form), current_scope()
    ruling = Ruling(
        accepts=form.get("decision") == "accept",
        by=scope.by,
        quantity=form.get("quantity", ""),
        words=form.get("reason", ""),
    )
    with transaction() as session:
        decide_credit(session, current_services(), scope, suggestion_id, ruling)
    return redirect(url_for(".credit"), 303)


@both("/credit/<int:suggestion_id>/reopen", "POST")
def reopen_credit(suggestion_id: int) -> ResponseReturnValue:
    """Take a decision back, with a reason, so that it can be made anew."""
    reason = without_nul(request.form).get("reason", "")
    with transaction() as session:
        reconsider_credit(session, current_services(), current_scope(), suggestion_id, reason)
    return redirect(url_for(".credit"), 303)


def _page(session: Session, scope: Scope) -> CreditPage:
    deployments = reach_of(session, scope).deployments
    waiting = ledger.newest_credits(session, deployments, decided=False, most=MOST)
    decided = ledger.newest_credits(session, deployments, decided=True, most=MOST)
    rows = _rows(session, (*waiting, *decided))
    return CreditPage(frame(), rows[: len(waiting)], rows[len(waiting) :], MOST)


def _rows(session: Session, credits: tuple[CreditView, ...]) -> tuple[CreditRow, ...]:
    names = names_of(session, {each.suggestion.person_id for each in credits})
    badges = {
        badge.uuid: badge for badge in credentials_among(session, {each.suggestion.credential_uuid for each in credits})
    }
    return tuple(
        CreditRow(
            view=each,
            earner=names.get(each.suggestion.person_id, ""),
            badge=badges[each.suggestion.credential_uuid].name,
            badge_url=badges[each.suggestion.credential_uuid].url,
            standing=STANDING[each.standing][0],
            kind=STANDING[each.standing][1],
            amount=_amount(each),
        )
        for each in credits
    )


def _amount(credit: CreditView) -> str:
    quantity = credit.quantity or credit.suggestion.quantity
    return f"{ledger.in_words(quantity)} {ledger.unit_words(credit.rule, quantity)}"
