"""What the pages of a person's accounts show: frozen objects, built in one short reading."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app import people
from app.errors import NotAllowed
from app.flows.link_people import require_oneself
from app.people import AccountView, Actor, LinkRequestView
from app.services import Services
from app.web.transcript.pages import PagePlace, places


@dataclass(frozen=True, slots=True)
class OtherAccount:
    """A connected account; `how` and `since` are of the link that touches it first."""

    account: AccountView
    how: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Mistyped:
    """What was typed in as a code, and why it isn't taken; nothing of either at first."""

    typed: str = ""
    words: str = ""


NOTHING = Mistyped()


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """What templates/accounts/accounts.html shows."""

    places: tuple[PagePlace, ...]
    own: AccountView
    others: tuple[OtherAccount, ...]
    requests: tuple[LinkRequestView, ...]
    """Those that somebody entered."""
    waiting: LinkRequestView | None
    """The actor's own code that nobody has entered yet."""
    may_change: bool
    has_room: bool
    mistyped: Mistyped


@dataclass(frozen=True, slots=True)
class CodePage:
    """What templates/accounts/code.html shows, once."""

    places: tuple[PagePlace, ...]
    code: str
    platforms: tuple[str, ...]


def accounts_page(session: Session, services: Services, actor: Actor, mistyped: Mistyped = NOTHING) -> AccountsPage:
    may_change = _may_change(actor)
    requests = people.link_requests(session, services.clock, actor.person_id) if may_change else ()
    others = _others(session, actor.person_id)
    return AccountsPage(
        places=places(),
        own=people.accounts_of(session, (actor.person_id,))[actor.person_id],
        others=others,
        requests=tuple(each for each in requests if each.other is not None),
        waiting=next((each for each in requests if each.other is None), None),
        may_change=may_change,
        has_room=len(others) + 1 < people.MOST_ACCOUNTS,
        mistyped=mistyped,
    )


def code_page(session: Session, actor: Actor, code: str) -> CodePage:
    own = people.accounts_of(session, (actor.person_id,))[actor.person_id]
    return CodePage(places(), code, own.platforms)


def _others(session: Session, person_id: int) -> tuple[OtherAccount, ...]:
    found: dict[int, OtherAccount] = {}
    for link in people.links_of(session, person_id):
        for account in link.accounts:
            how = "you connected it" if link.kind is people.LinkKind.CONSENT else "an administrator connected it"
            found.setdefault(account.person_id, OtherAccount(account, how, link.made_at))
    found.pop(person_id, None)
    return tuple(found.values())


def _may_change(actor: Actor) -> bool:
    try:
        require_oneself(actor)
    except NotAllowed:
        return False
    return True
